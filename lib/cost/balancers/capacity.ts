/**
 * What one load balancer capacity unit of a network load balancer holds in an hour, by the protocol of its listeners;
 * charged is the dimension that needs most. https://aws.amazon.com/elasticloadbalancing/pricing/
 */
const perUnit = {
  TCP: { "new-flows": 800, "active-flows": 100_000, data: 1e9 },
  UDP: { "new-flows": 400, "active-flows": 50_000, data: 1e9 },
  TLS: { "new-flows": 50, "active-flows": 3000, data: 1e9 },
} as const;

export const capacityDimensions = ["new-flows", "active-flows", "data"] as const;
export type CapacityDimension = (typeof capacityDimensions)[number];
type CapacityProtocol = keyof typeof perUnit;

/** What went through a load balancer in some hours; null where nobody measured. */
export interface BalancerLoad {
  hours: number;
  newFlows: number | null;
  /** Mean of flows open at a time. */
  activeFlows: number | null;
  bytes: number | null;
}

export interface CapacityUse {
  /** Capacity units in an hour on average, by dimension; null where nobody measured. */
  units: Record<CapacityDimension, number | null>;
  /** The one that is charged, and why in a sentence; null where nothing is measured, or nothing flowed. */
  dominant: CapacityDimension | null;
  why: string | null;
}

const words: Record<CapacityDimension, (amount: string, perUnit: string) => string> = {
  "new-flows": (amount, unit) => `${amount} new flows a second, of which a unit takes ${unit}`,
  "active-flows": (amount, unit) => `${amount} flows open at a time, of which a unit takes ${unit}`,
  data: (amount) => `${amount} gigabytes an hour, of which a unit takes 1`,
};

/** Which dimension of its capacity a network load balancer is charged for. @param protocols of its listeners. */
export function capacityUse(
  { hours, newFlows, activeFlows, bytes }: BalancerLoad,
  protocols: readonly string[] = ["TCP"],
): CapacityUse {
  const { protocol, mixed } = protocolOf(protocols);
  const takes = perUnit[protocol];
  const perHour = (value: number | null, unit: number) =>
    value === null || hours <= 0 ? null : value / hours / unit;
  const units: CapacityUse["units"] = {
    "new-flows": perHour(newFlows, 3600 * takes["new-flows"]),
    "active-flows": activeFlows === null ? null : activeFlows / takes["active-flows"],
    data: perHour(bytes, takes.data),
  };
  const [first] = capacityDimensions
    .flatMap((name) => (units[name] === null ? [] : [[name, units[name]] as const]))
    .toSorted(([, a], [, b]) => b - a);
  if (!first || first[1] === 0) return { units, dominant: null, why: null };
  const [dominant, most] = first;
  const amount = Number((most * takes[dominant] * (dominant === "data" ? 1e-9 : 1)).toPrecision(3));
  const limit = takes[dominant].toLocaleString("en-US");
  const aside = mixed ? ` (as of ${protocol}: its listeners are ${mixed})` : "";
  const why = `${words[dominant](String(amount), limit)}${aside}: ${Number(most.toPrecision(3))} units`;
  return { units, dominant, why };
}

/** The protocol that a unit is counted by; TCP where listeners differ, which CloudWatch adds up. */
function protocolOf(protocols: readonly string[]): { protocol: CapacityProtocol; mixed: string | null } {
  const known = [...new Set(protocols.map((one) => one.toUpperCase()))].sort();
  if (known.length > 1) return { protocol: "TCP", mixed: known.join(" and ") };
  const [only] = known;
  return { protocol: only === "UDP" || only === "TLS" ? only : "TCP", mixed: null };
}
