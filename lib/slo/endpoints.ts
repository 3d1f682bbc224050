import type { SloDefinition } from "./definition.ts";
import { indicators } from "./indicators.ts";

/** How available an endpoint was: at least so many percent of good events, or less than all of these, or not known. */
export const availabilityClasses = ["99.9", "99", "95", "below", "unknown"] as const;
export type AvailabilityClass = (typeof availabilityClasses)[number];

/** What was counted of an objective at one endpoint, maintenance left out. */
export interface EndpointCount {
  bad: number;
  total: number;
}

export interface EndpointVerdict {
  state: "met" | "breached" | "unknown";
  reason: string;
  availabilityClass: AvailabilityClass;
  attainment: number | null;
  left: number | null;
}

/** Holds an objective against one endpoint's own events. */
export function judgeEndpoint(slo: SloDefinition, counted: EndpointCount | undefined): EndpointVerdict {
  const { bad, total } = counted ?? { bad: 0, total: 0 };
  const unknown = (reason: string): EndpointVerdict => ({
    ...{ state: "unknown", reason, availabilityClass: "unknown", attainment: null, left: null },
  });
  if (total <= 0) return unknown(indicators[slo.indicator].missing);
  if (total < slo.minimumTotal)
    return unknown(`${total} of the ${slo.minimumTotal} events that a verdict takes.`);
  const attainment = 1 - bad / total;
  const left = slo.objective === undefined ? null : 1 - bad / (total * (1 - slo.objective / 100));
  const reason = `${bad} of ${total} failed.`;
  const state = left !== null && left <= 0 ? "breached" : "met";
  return { state, reason, availabilityClass: classOf(bad, total), attainment, left };
}

/** By counts, not by a rounded share: 1 of 1000 is 99.9 % exactly. */
export function classOf(bad: number, total: number): AvailabilityClass {
  if (total <= 0) return "unknown";
  if (bad * 1000 <= total) return "99.9";
  if (bad * 100 <= total) return "99";
  return bad * 20 <= total ? "95" : "below";
}

/** How many endpoints are in each class, and the share of those known that reach each of the three. */
export interface Availability {
  endpoints: number;
  known: number;
  classes: Record<AvailabilityClass, number>;
  share999: number | null;
  share99: number | null;
  share95: number | null;
}

export function availabilityOf(classes: Record<AvailabilityClass, number>): Availability {
  const endpoints = Object.values(classes).reduce((sum, count) => sum + count, 0);
  const known = endpoints - classes.unknown;
  const share = (...names: AvailabilityClass[]) =>
    known > 0 ? names.reduce((sum, name) => sum + classes[name], 0) / known : null;
  return {
    ...{ endpoints, known, classes },
    share999: share("99.9"),
    share99: share("99.9", "99"),
    share95: share("99.9", "99", "95"),
  };
}

export const noClasses = (): Record<AvailabilityClass, number> => ({
  ...{ "99.9": 0, "99": 0, "95": 0, below: 0, unknown: 0 },
});
