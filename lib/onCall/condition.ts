import { type Condition, type ConditionCounts, conditions, type TroubledPath } from "./schema.ts";

/** How bad one failing path is: all zones or some. Where no cause is known, what would wake somebody counts as failing. */
export function conditionOf({
  hop,
  severity,
  brokenZones,
  zones,
}: Pick<TroubledPath, "hop" | "severity" | "brokenZones" | "zones">): "failing" | "degraded" {
  if (hop === null) return severity === "page" ? "failing" : "degraded";
  if (brokenZones.length === 0) return "failing";
  return zones.length > 0 && zones.every((zone) => brokenZones.includes(zone)) ? "failing" : "degraded";
}

export const noConditions = (): ConditionCounts =>
  Object.fromEntries(conditions.map((condition) => [condition, 0])) as ConditionCounts;

/** Endpoints that somebody should look at. */
export const troubledOf = ({ failing, degraded, unknown }: ConditionCounts): number =>
  failing + degraded + unknown;

/** The worst condition that occurs; undefined where there is nothing. */
export const worstOf = (counts: ConditionCounts): Condition | undefined =>
  conditions.find((condition) => counts[condition] > 0);
