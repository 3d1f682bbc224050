import { type AskedNeed, intervals } from "#lib/polling/schema.ts";

const others = 4;

/** Metrics that one endpoint costs a day, if it has the same need all day. */
export function metricsPerDayOf(need: AskedNeed, zones: number): number {
  const perDay = (group: keyof (typeof intervals)["active"]) => 86_400 / intervals[need][group];
  const perZone = need === "asleep" ? 0 : perDay("zones") + others * perDay("zone-detail");
  return perDay("traffic") + others * perDay("detail") + zones * perZone;
}

/**
 * Metrics that watching so many endpoints asks for: once, at first sight (three ranges of time of each metric, four of
 * each per AZ), and a day if all of them carried traffic all day, or none did.
 */
export function estimateMetrics(endpoints: number, zonesEach: number) {
  const each = 1 + others;
  return {
    firstSight: endpoints * each * (3 + 4 * zonesEach),
    perDayActive: endpoints * metricsPerDayOf("active", zonesEach),
    perDayAsleep: endpoints * metricsPerDayOf("asleep", zonesEach),
  };
}
