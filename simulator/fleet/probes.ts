/** Blackbox probes: who is probed from which zone, and how each probe ends. Nothing is kept; all is computed. */
import { awsServiceOf } from "./aws-services.ts";
import { endpointNames, privateNames } from "./dns.ts";
import { type Fleet, stateAt } from "./fleet.ts";
import { fold, hashString, unit } from "./hash.ts";
import { targetHealth } from "./health.ts";
import { isActive } from "./incidents.ts";
import { endpointInterfaces } from "./network.ts";
import { groupsAllow, portOf } from "./reach.ts";
import { balancerOf } from "./traffic.ts";
import type { EndpointSpec, IncidentSpec, ProbeTrouble, ServiceSpec } from "./types.ts";

/** One name probed from one zone. */
export interface ProbeTarget {
  endpoint: EndpointSpec;
  azId: string;
  /** `privatelink` probes the endpoint's own name of the zone, `privatelink-dns` the service's private name. */
  job: "privatelink" | "privatelink-dns";
  module: "tcp_connect" | "https";
  instance: string;
  /** Where it is probed from, when it is not the endpoint's own region. */
  farRegion?: string;
  hash: number;
}

export interface ProbeSample {
  success: boolean;
  /** Seconds. */
  dnsLookup: number;
  duration: number;
  /** 0 when nothing answered; absent for modules that do not speak HTTP. */
  httpStatus?: number;
  /** The address the name resolved to; absent when it did not. */
  address?: string;
}

const AWS_SERVICE_SHARE = 0.35;
const TIMEOUT_SECONDS = 5;
/** The exporter of a zone is restarted every so many days, and then misses so many minutes. */
const RESTART_DAYS = 11;
const RESTART_MINUTES = 25;
const LOST_SCRAPES = 0.002;
const BASE_FAILURES = 0.0003;
/** Of fleets in which whatever is found was planted: two by chance within one window would be found as well. */
const CALM_FAILURES = 1e-5;
const CROSS_REGION_SECONDS = 0.075;

/** Every probe of an endpoint; none where nobody set one up. */
export function probesOf(fleet: Fleet, endpoint: EndpointSpec): ProbeTarget[] {
  if (!isProbed(fleet, endpoint)) return [];
  const own = fleet.serviceByName(endpoint.serviceName);
  const tls = own ? own.loadBalancers[0]?.listeners[0]?.protocol === "TLS" : true;
  const module = tls ? "https" : "tcp_connect";
  const { zonal } = endpointNames(endpoint);
  const found: ProbeTarget[] = [];
  const add = (job: ProbeTarget["job"], azId: string, instance: string, farRegion?: string) => {
    const hash = hashString(`probe/${endpoint.id}/${azId}/${job}${farRegion ? `/${farRegion}` : ""}`);
    found.push({ endpoint, azId, job, module, instance, farRegion, hash });
  };
  const far = endpoint.probes?.farRegion;
  const [name] = privateNames(fleet, endpoint).filter((one) => !one.startsWith("*"));
  for (const [azId, zoneName] of zonal) {
    add("privatelink", azId, zoneName);
    if (far) add("privatelink", azId, zoneName, far);
    if (name !== undefined) add("privatelink-dns", azId, name);
  }
  return found;
}

/** Production's endpoints to services of the company, some of those to AWS's, and whatever is odd. */
function isProbed(fleet: Fleet, endpoint: EndpointSpec): boolean {
  if (endpoint.type !== "Interface" || endpoint.requesterManaged) return false;
  if (fleet.account(endpoint.accountId)?.tags.env !== "production") return false;
  if (!awsServiceOf(endpoint.serviceName)) return fleet.serviceByName(endpoint.serviceName) !== undefined;
  if (endpoint.probes) return true;
  const odd =
    endpoint.policy === "denying" || !endpoint.privateDns || endpoint.missingInterfaces !== undefined;
  const passing = endpoint.deletedAt !== undefined;
  return !passing && (odd || unit(hashString(`probed/${endpoint.id}`)) < AWS_SERVICE_SHARE);
}

/** Second of the minute at which a target is scraped. */
export function scrapeSecond(target: ProbeTarget): number {
  return (fold(target.hash, 60) >>> 0) % 60;
}

/** How the probe of a minute ended; undefined where it was not made, or its result was lost. */
export function probeAt(fleet: Fleet, target: ProbeTarget, minute: number): ProbeSample | undefined {
  const { endpoint, azId, hash } = target;
  const now = minute * 60_000;
  if (now < endpoint.createdAt || now >= (endpoint.deletedAt ?? Number.POSITIVE_INFINITY)) return undefined;
  if (isLost(endpoint.region, azId, fold(hash, minute), minute)) return undefined;
  const draw = (salt: number) => unit(fold(fold(hash, minute), salt));
  const special = troubleAt(target, now);
  const address = resolve(fleet, target, special);
  const dnsLookup = address === undefined ? 0.02 + 0.03 * draw(1) : 0.0008 + 0.003 * draw(1) ** 3;
  const https = target.module === "https";
  if (address === undefined)
    return { success: false, dnsLookup, duration: dnsLookup + 0.0005, httpStatus: https ? 0 : undefined };
  const trouble = troubleOf(fleet, target, now);
  const reached =
    address.startsWith("52.") || (isReached(fleet, target, now) && draw(8) >= (special?.failures ?? 0));
  const refused = draw(9) < (special?.errors ?? 0);
  const failed = !reached || refused || draw(2) < trouble.failures;
  const home = target.farRegion ?? endpoint.region;
  const distance = (endpoint.serviceRegion ?? endpoint.region) === home ? 0 : CROSS_REGION_SECONDS;
  const slowness = trouble.slowness * (special?.slowness ?? 1);
  const trips = https ? 4 : 1;
  const exchange =
    trips * (0.0009 + 0.0012 * draw(3) ** 2 + distance) + (https ? 0.006 + 0.012 * draw(4) ** 2 : 0);
  if (!failed) {
    const httpStatus = https ? (awsServiceOf(endpoint.serviceName) ? 404 : 200) : undefined;
    return {
      success: true,
      dnsLookup,
      duration: dnsLookup + exchange * slowness,
      httpStatus,
      address,
    };
  }
  const answered = reached && https && (refused || draw(5) < 0.5);
  const duration = answered ? dnsLookup + exchange * slowness : TIMEOUT_SECONDS + 0.004 * draw(6);
  return {
    success: false,
    dnsLookup,
    duration,
    httpStatus: https ? (answered ? 503 : 0) : undefined,
    address,
  };
}

function isLost(region: string, azId: string, hash: number, minute: number): boolean {
  const period = RESTART_DAYS * 1440;
  const phase = (minute + ((hashString(`exporter/${region}/${azId}`) >>> 0) % period)) % period;
  return phase < RESTART_MINUTES || unit(fold(hash, 7)) < LOST_SCRAPES;
}

/** What the endpoint's probes see besides, at `now`. */
function troubleAt({ endpoint, azId, farRegion }: ProbeTarget, now: number): ProbeTrouble | undefined {
  const { probes } = endpoint;
  if (!probes || now < probes.since || farRegion !== undefined) return undefined;
  return (probes.azIds?.includes(azId) ?? true) ? probes : undefined;
}

/** The address a name leads to: an interface of the endpoint, a public one, or none. */
function resolve(
  fleet: Fleet,
  { endpoint, azId, job }: ProbeTarget,
  special: ProbeTrouble | undefined,
): string | undefined {
  const { vpc } = endpoint;
  if (!vpc.dnsSupport) return undefined;
  const interfaces = endpointInterfaces(endpoint);
  const here = interfaces.find(({ subnet }) => subnet.azId === azId);
  if (job === "privatelink") return here?.address;
  const service = fleet.serviceByName(endpoint.serviceName);
  const served =
    endpoint.privateDns && vpc.dnsHostnames && (service?.privateDnsState ?? "verified") === "verified";
  if (served && !special?.strayName) return (here ?? interfaces[0])?.address;
  // AWS's own names resolve in public as well; a company's do not.
  const hash = hashString(`public/${endpoint.serviceName}`) >>> 0;
  if (service && !special?.strayName) return undefined;
  return `52.${94 + (hash % 4)}.${(hash >>> 4) & 255}.${(hash >>> 12) & 255}`;
}

/** Whether a connection from the zone gets through groups, gates and load balancer to somebody. */
function isReached(fleet: Fleet, { endpoint, azId }: ProbeTarget, now: number): boolean {
  if (!["available", "partial"].includes(stateAt(endpoint, now))) return false;
  if (endpoint.refused || endpoint.vpc.clientsLocked) return false;
  if (!groupsAllow(endpoint, portOf(fleet, endpoint))) return false;
  const service = fleet.serviceByName(endpoint.serviceName);
  if (!service) return true;
  return answers(
    fleet,
    service,
    endpoint.id,
    service.region === endpoint.region ? azId : service.azIds[0],
    now,
  );
}

/** Whether anybody answers connections that enter the service in a zone, by its targets' health. */
function answers(
  fleet: Fleet,
  service: ServiceSpec,
  endpointId: string,
  azId: string | undefined,
  now: number,
): boolean {
  if (azId === undefined || !service.azIds.includes(azId)) return false;
  const balancer = balancerOf(service, endpointId);
  if (!balancer) return true;
  const group = balancer.listeners[0]?.targetGroup;
  if (!group || (balancer.enforcePrivateLinkRules && balancer.groups)) return false;
  const healthy = group.targets.filter(
    (target) => targetHealth(fleet, balancer, target, now).state === "healthy",
  );
  const crossZone = group.crossZone ?? balancer.crossZone;
  if (healthy.some((target) => crossZone || target.azId === azId)) return true;
  // All unhealthy: it fails open, and what fails only its health check still serves.
  return healthy.length === 0 && group.targets.some((target) => target.condition === "failed-checks");
}

/** How often calls fail and how slow they are while an incident lasts. */
function troubleOf(
  fleet: Fleet,
  { endpoint, azId }: ProbeTarget,
  now: number,
): { failures: number; slowness: number } {
  const trouble = { failures: fleet.plan.calm ? CALM_FAILURES : BASE_FAILURES, slowness: 1 };
  const service = fleet.serviceByName(endpoint.serviceName);
  const names = [
    endpoint.id,
    `${endpoint.id}@${azId}`,
    ...(service ? [service.id, `${service.id}@${azId}`] : []),
  ];
  for (const name of names) {
    for (const { factors } of incidentsOn(fleet, name).filter((one) => isActive(one, now))) {
      if ((factors.resets ?? 1) > 5)
        trouble.failures += Math.min(0.25, 0.1 + (factors.resets as number) / 500);
      if ((factors.drops ?? 1) > 5)
        Object.assign(trouble, { failures: trouble.failures + 0.06, slowness: 6 });
      if ((factors.connections ?? 1) > 5) trouble.slowness = Math.max(trouble.slowness, 3);
    }
  }
  return trouble;
}

const incidents = new WeakMap<readonly IncidentSpec[], Map<string, IncidentSpec[]>>();

function incidentsOn(fleet: Fleet, target: string): readonly IncidentSpec[] {
  const all = fleet.plan.incidents;
  let byTarget = incidents.get(all);
  if (!byTarget) {
    byTarget = Map.groupBy(all, (incident) => incident.target);
    incidents.set(all, byTarget);
  }
  return byTarget.get(target) ?? [];
}
