import { newest } from "../runs/freshness.ts";
import type { ServiceZone } from "./schema.ts";

/** `serving`: a healthy target in every zone. `zone-down`, `down`: none in some, in all. `unknown`: not read, or nothing to read. */
export type ServiceState = "down" | "zone-down" | "unknown" | "serving";

export interface ServiceHealth {
  accountId: string;
  accountName: string | null;
  region: string;
  serviceId: string;
  serviceName: string;
  name: string | null;
  owner: string | null;
  state: ServiceState;
  zones: number;
  /** AZ IDs without a healthy target. */
  deadZones: { azId: string; targets: number }[];
  /** Why nothing is known; null otherwise. */
  reason: string | null;
}

export interface Services {
  services: number;
  counts: Record<ServiceState, number>;
  /** Those that are not serving from every zone, worst first. */
  troubled: ServiceHealth[];
  /** When target health was read last, anywhere. */
  asOf: Date | null;
}

const order: ServiceState[] = ["down", "zone-down", "unknown", "serving"];

/** Whether each own service has a healthy target in every zone of its load balancers, as ELB reported last. */
export function prepareServices(rows: ServiceZone[]): Services {
  const services = [
    ...Map.groupBy(rows, (row) => `${row.accountId} ${row.region} ${row.serviceId}`).values(),
  ].map(toHealth);
  const counts: Record<ServiceState, number> = { down: 0, "zone-down": 0, unknown: 0, serving: 0 };
  for (const { state } of services) counts[state]++;
  return {
    services: services.length,
    counts,
    troubled: services
      .filter(({ state }) => state !== "serving")
      .toSorted(
        (a, b) =>
          order.indexOf(a.state) - order.indexOf(b.state) ||
          b.deadZones.length - a.deadZones.length ||
          (a.name ?? a.serviceName).localeCompare(b.name ?? b.serviceName),
      ),
    asOf: newest(rows.map(({ readAt }) => readAt)) ?? null,
  };
}

function toHealth(zones: ServiceZone[]): ServiceHealth {
  const [{ accountId, accountName, region, serviceId, serviceName, name, owner, stale, readAt }] = zones as [
    ServiceZone,
    ...ServiceZone[],
  ];
  const known = zones.filter((zone) => zone.azId !== null);
  const deadZones = known
    .filter(({ healthy }) => healthy === 0)
    .map(({ azId, targets }) => ({ azId: azId as string, targets }));
  const reason = stale
    ? readAt
      ? "target health is out of date"
      : "target health has not been read"
    : unreadable(known);
  const state = reason
    ? "unknown"
    : deadZones.length === 0
      ? "serving"
      : deadZones.length === known.length
        ? "down"
        : "zone-down";
  return {
    accountId,
    accountName,
    region,
    serviceId,
    serviceName,
    name,
    owner,
    state,
    zones: known.length,
    deadZones: reason ? [] : deadZones,
    reason,
  };
}

function unreadable(known: ServiceZone[]): string | null {
  if (known.length === 0) return "no load balancer of it is known";
  if (known.every(({ targets }) => targets === 0)) return "its load balancers have no targets";
  return null;
}
