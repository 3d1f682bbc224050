import type { PathEvidence, ProviderSide } from "../../evidenceSchema.ts";
import { type Outcome, outcomes, type Pool, type PoolPieces, poolsOf } from "./pools.ts";
import type { SeenService } from "./provider.ts";
import { probedPorts } from "./servicePorts.ts";
import { type UsedZones, usedZones } from "./zones.ts";

/** What one port finds behind the service in one zone. */
export interface PortInZone {
  azId: string;
  /** `tcp 8443` */
  port: string;
  /** The best that any target group or load balancer of the zone offers: a listener with several groups spreads over them. */
  outcome: Outcome;
  pools: Pool[];
  /** Whether clients are known to call it, or nobody says which port they call. */
  wanted: boolean;
}

export interface Behind {
  used: UsedZones;
  ports: PortInZone[];
}

/** Every port of the service in every used zone, in one order. */
export function behindService(
  evidence: PathEvidence,
  side: ProviderSide,
  given: PoolPieces & { service: SeenService },
): Behind {
  const used = usedZones(evidence, side, given.service.value);
  const pools = poolsOf(given, given.service.value, used.azIds, side.subnets);
  const called = probedPorts(evidence).map(({ port }) => port);
  const listened = pools.map(({ listener }) => listener.port);
  const calledHere = called.filter((port) => listened.includes(port));
  const byPort = Map.groupBy(pools, ({ azId, listener }) => `${azId} ${listener.port ?? ""}`);
  const ports = [...byPort.values()].flatMap((own): PortInZone[] => {
    const [first] = own;
    if (!first) return [];
    const { port, protocol } = first.listener;
    return [
      {
        azId: first.azId,
        port: port === null ? (protocol ?? "all ports") : `${protocol?.toLowerCase() ?? "port"} ${port}`,
        outcome: best(own),
        pools: own,
        wanted: calledHere.length === 0 || calledHere.includes(port ?? 0),
      },
    ];
  });
  return {
    used,
    ports: ports.toSorted((a, b) => (`${a.azId} ${a.port}` < `${b.azId} ${b.port}` ? -1 : 1)),
  };
}

/** A listener that forwards to a group which nobody has seen may serve all the same. */
function best(pools: readonly Pool[]): Outcome {
  const unseen = pools.some(({ listener }) =>
    listener.targetGroupArns.some((arn) => !pools.some(({ group }) => group.targetGroupArn === arn)),
  );
  return (
    outcomes.find((one) => (unseen && one === "unknown") || pools.some(({ outcome }) => outcome === one)) ??
    "unknown"
  );
}

/** Zones in which some wanted port finds `outcome`. */
export const zonesWith = ({ ports }: Behind, outcome: Outcome, wanted = true): string[] => [
  ...new Set(ports.flatMap((one) => (one.outcome === outcome && one.wanted === wanted ? [one.azId] : []))),
];
