import type { Fleet } from "./fleet.ts";
import { hashString } from "./hash.ts";
import { type Counter, Lane } from "./lane.ts";
import { ABSENT_ENDPOINT_STATES } from "./network.ts";
import { regionInfo } from "./regions.ts";
import type { EndpointSpec, IncidentSpec, LoadBalancerSpec, ServiceSpec, TargetGroupSpec } from "./types.ts";

export interface ZoneLane {
  azId: string;
  lane: Lane;
}

/** Lanes are small but many: no more than those of this many endpoints are kept. */
const KEPT_ENDPOINTS = 20_000;
/** What is left of a zone's traffic when nothing answers there: attempts. */
const DEAD_ZONE_SHARE = 0.0005;

/** Who sends how much through which zone. Everything is derived on demand; nothing grows with time. */
export class Traffic {
  readonly #fleet: Fleet;
  readonly #lanes = new Map<string, ZoneLane[]>();
  readonly #incidents = new Map<string, IncidentSpec[]>();
  #version = 0;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
    for (const incident of fleet.plan.incidents) {
      const list = this.#incidents.get(incident.target);
      if (list) list.push(incident);
      else this.#incidents.set(incident.target, [incident]);
    }
  }

  /** Lanes of an endpoint, one per zone that carries traffic; empty where it cannot carry any. */
  lanesOf(endpoint: EndpointSpec): readonly ZoneLane[] {
    const kept = this.#lanes.get(endpoint.id);
    if (kept) return kept;
    if (this.#lanes.size >= KEPT_ENDPOINTS) this.#lanes.clear();
    const lanes = this.#buildLanes(endpoint);
    this.#lanes.set(endpoint.id, lanes);
    return lanes;
  }

  /** Forgets what was derived of an endpoint that changed or is new. */
  forget(endpoint: EndpointSpec): void {
    this.#lanes.delete(endpoint.id);
    this.#version++;
  }

  /** Changes whenever something is forgotten. */
  get version(): number {
    return this.#version;
  }

  /** Sum of a counter over minutes since 1970. */
  sum(endpoint: EndpointSpec, counter: Counter, from: number, to: number): number {
    let total = 0;
    for (const { lane } of this.lanesOf(endpoint)) total += lane.sum(counter, from, to);
    return total;
  }

  /** Lanes that arrive at a service, by consumer; outside partners included. */
  serviceLanes(service: ServiceSpec): { endpointId: string; lanes: readonly ZoneLane[] }[] {
    const inside = this.#fleet
      .consumersOf(service)
      .map((endpoint) => ({ endpointId: endpoint.id, lanes: this.#arriving(service, endpoint) }));
    const outside = service.outsideConsumers
      .filter((consumer) => consumer.state === "available")
      .map((consumer) => ({
        endpointId: consumer.vpcEndpointId,
        lanes: this.#outsideLanes(service, consumer),
      }));
    return [...inside, ...outside];
  }

  /** Lanes of a load balancer: its share of the service's consumers, and traffic without PrivateLink. */
  balancerLanes(balancer: LoadBalancerSpec): readonly ZoneLane[] {
    const service = balancer.service;
    const own = service
      ? this.serviceLanes(service)
          .filter(({ endpointId }) => balancerOf(service, endpointId) === balancer)
          .flatMap(({ lanes }) => lanes)
      : [];
    return [...own, ...this.#directLanes(balancer)];
  }

  #buildLanes(endpoint: EndpointSpec): ZoneLane[] {
    const { traffic } = endpoint;
    if (!traffic || traffic.bytesPerDay <= 0 || endpoint.type === "Gateway") return [];
    if (ABSENT_ENDPOINT_STATES.has(endpoint.state) || endpoint.state === "pendingAcceptance") return [];
    const service = this.#fleet.serviceByName(endpoint.serviceName);
    const zones = endpoint.azIds.filter((azId) => !endpoint.missingInterfaces?.includes(azId));
    const to = Math.min(traffic.idleSince ?? Infinity, endpoint.deletedAt ?? Infinity) / 60_000;
    return zones.map((azId, index) => {
      const share = traffic.zoneShares?.[index] ?? 1 / zones.length;
      const dead = service?.region === endpoint.region && isDeadZone(service, azId);
      const lane = new Lane({
        hash: hashString(`${endpoint.id}/${azId}`),
        rhythm: traffic.rhythm,
        utcOffsetHours: regionInfo(endpoint.region).utcOffsetHours,
        bytesPerDay: traffic.bytesPerDay * share * (dead ? DEAD_ZONE_SHARE : 1),
        bytesPerConnection: dead ? 400 : traffic.bytesPerConnection,
        connectionsPerReset: dead ? 1 : 600,
        from: Math.ceil(endpoint.createdAt / 60_000) + 5,
        to: Math.floor(to),
        incidents: this.#incidentsOf(endpoint, service, azId),
      });
      return { azId, lane };
    });
  }

  #incidentsOf(endpoint: EndpointSpec, service: ServiceSpec | undefined, azId: string): IncidentSpec[] {
    const targets = [endpoint.id, `${endpoint.id}@${azId}`];
    if (service) targets.push(service.id, `${service.id}@${azId}`);
    return targets.flatMap((target) => this.#incidents.get(target) ?? []);
  }

  /** A consumer of another region arrives in the service's first zone. */
  #arriving(service: ServiceSpec, endpoint: EndpointSpec): readonly ZoneLane[] {
    const lanes = this.lanesOf(endpoint);
    if (endpoint.region === service.region) return lanes;
    return lanes.map(({ lane }) => ({ azId: service.azIds[0] as string, lane }));
  }

  #outsideLanes(service: ServiceSpec, consumer: ServiceSpec["outsideConsumers"][number]): ZoneLane[] {
    return service.azIds.slice(0, 2).map((azId) => ({
      azId,
      lane: new Lane({
        hash: hashString(`${consumer.vpcEndpointId}/${azId}`),
        rhythm: "office",
        utcOffsetHours: regionInfo(service.region).utcOffsetHours,
        bytesPerDay: 2.5e8,
        bytesPerConnection: 25_000,
        connectionsPerReset: 600,
        from: Math.ceil(consumer.createdAt / 60_000),
        to: Infinity,
        incidents: [],
      }),
    }));
  }

  #directLanes(balancer: LoadBalancerSpec): ZoneLane[] {
    if (balancer.directBytesPerDay <= 0 || balancer.listeners.length === 0) return [];
    return balancer.azIds.map((azId) => ({
      azId,
      lane: new Lane({
        hash: hashString(`${balancer.arn}/${azId}`),
        rhythm: "steady",
        utcOffsetHours: regionInfo(balancer.region).utcOffsetHours,
        bytesPerDay: balancer.directBytesPerDay / balancer.azIds.length,
        bytesPerConnection: 50_000,
        connectionsPerReset: 900,
        from: Math.ceil(balancer.createdAt / 60_000),
        to: Infinity,
        incidents: [],
      }),
    }));
  }
}

/** The load balancer that a consumer's connections land on; with several, each consumer keeps to one. */
export function balancerOf(service: ServiceSpec, endpointId: string): LoadBalancerSpec | undefined {
  return service.loadBalancers[(hashString(endpointId) >>> 0) % Math.max(1, service.loadBalancers.length)];
}

/**
 * Whether connections that enter a service in this zone find nobody: nothing listens, or no healthy target can
 * be reached from the zone. All zones unhealthy is not dead: a load balancer then fails open.
 */
function isDeadZone(service: ServiceSpec, azId: string): boolean {
  if (!service.azIds.includes(azId)) return true;
  const balancer = service.loadBalancers[0];
  if (!balancer) return false;
  const group = balancer.listeners[0]?.targetGroup;
  if (!group || group.targets.length === 0) return true;
  if (group.crossZone ?? balancer.crossZone) return false;
  return !answersIn(group, azId) && balancer.azIds.some((other) => answersIn(group, other));
}

function answersIn(group: TargetGroupSpec, azId: string): boolean {
  return group.targets.some(
    (target) => target.azId === azId && (target.condition === "healthy" || target.condition === "outage"),
  );
}
