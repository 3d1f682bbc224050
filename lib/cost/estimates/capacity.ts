/**
 * What one load balancer capacity unit of a TCP listener holds in an hour; charged is the dimension that needs most.
 * https://aws.amazon.com/elasticloadbalancing/pricing/
 */
const perUnit = { "new-flows": 800, "active-flows": 100_000, data: 1e9 } as const;
export type CapacityDimension = keyof typeof perUnit;

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
  /** The one that is charged, and why in a sentence; null where nothing is measured. */
  dominant: CapacityDimension | null;
  why: string | null;
}

const words: Record<CapacityDimension, string> = {
  "new-flows": "new flows a second, of which a unit takes 800",
  "active-flows": "flows open at a time, of which a unit takes 100,000",
  data: "gigabytes an hour, of which a unit takes 1",
};

/** Which dimension of its capacity a network load balancer is charged for. */
export function capacityUse({ hours, newFlows, activeFlows, bytes }: BalancerLoad): CapacityUse {
  const perHour = (value: number | null, unit: number) =>
    value === null || hours <= 0 ? null : value / hours / unit;
  const units: CapacityUse["units"] = {
    "new-flows": perHour(newFlows, 3600 * perUnit["new-flows"]),
    "active-flows": activeFlows === null ? null : activeFlows / perUnit["active-flows"],
    data: perHour(bytes, perUnit.data),
  };
  const [first] = (Object.entries(units) as [CapacityDimension, number | null][])
    .filter((entry): entry is [CapacityDimension, number] => entry[1] !== null)
    .toSorted(([, a], [, b]) => b - a);
  if (!first) return { units, dominant: null, why: null };
  const [dominant, most] = first;
  const amount = Number((most * perUnit[dominant] * (dominant === "data" ? 1e-9 : 1)).toPrecision(3));
  return { units, dominant, why: `${amount} ${words[dominant]}: ${Number(most.toPrecision(3))} units` };
}
