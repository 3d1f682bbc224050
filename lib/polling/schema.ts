/**
 * How much attention the metrics of a resource need.
 * - `watched`: an SLO of the configuration names it, or somebody has its page open.
 * - `troubled`: something about it is wrong, or was until half an hour ago.
 * - `active`: it carried traffic in the last hours.
 * - `asleep`: it did not.
 * - `unmeasurable`: CloudWatch publishes nothing for its kind; it is not asked for.
 */
export const needs = ["watched", "troubled", "active", "asleep", "unmeasurable"] as const;
export type Need = (typeof needs)[number];
/** Needs that are asked for, most urgent first. */
export const askedNeeds = ["watched", "troubled", "active", "asleep"] as const;
export type AskedNeed = (typeof askedNeeds)[number];

/**
 * Metrics of a resource that are asked for together and share a watermark. Since one late request brings the whole
 * gap, minute by minute, for the price of one, only what must be known at once is asked for often.
 * - `traffic`: the one metric that shows whether it lives, for the resource as a whole.
 * - `detail`: its other metrics.
 * - `zones`: the metric of traffic again, per AZ.
 * - `zone-detail`: the other metrics per AZ.
 */
export const metricGroups = ["traffic", "detail", "zones", "zone-detail"] as const;
export type MetricGroup = (typeof metricGroups)[number];

const minute = 60;
const hour = 3600;

/** Seconds between two requests for a group. Zones of what sleeps are asked for once it has carried traffic again. */
export const intervals: Record<AskedNeed, Record<MetricGroup, number>> = {
  watched: { traffic: 5 * minute, detail: 5 * minute, zones: 15 * minute, "zone-detail": 2 * hour },
  troubled: { traffic: 5 * minute, detail: 5 * minute, zones: 15 * minute, "zone-detail": 2 * hour },
  active: { traffic: 15 * minute, detail: 2 * hour, zones: 2 * hour, "zone-detail": 24 * hour },
  asleep: { traffic: hour, detail: 24 * hour, zones: 24 * hour, "zone-detail": 24 * hour },
};

/** A resource whose need is judged. */
export type PolledKind = "endpoint" | "service" | "load-balancer";

/** A need with its reason, in words for people. */
export interface Judged {
  need: Need;
  reason: string;
  /** Until when trouble that has passed still counts; null where there was none. */
  troubledUntil: Date | null;
}

/** Dollars of GetMetricData for so many metrics: $0.01 per 1,000 requested (AWS price list, us-east-1, 2026). */
export function metricsCostUsd(metrics: number): number {
  return (metrics * 0.01) / 1000;
}
