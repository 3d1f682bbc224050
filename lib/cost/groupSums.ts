import type { SqlParameters } from "../api/list/sqlValues.ts";
import { addDays, type DaySpan } from "./days.ts";

/** What groups of endpoints are told by. */
const keys = ["account_id", "region", "az_id", "vpc_id", "owner", "vpc_endpoint_type"] as const;
export type GroupKey = (typeof keys)[number];

/**
 * SQL: what was estimated in a span by account, region, zone, VPC, owner and type of endpoint, a row for each group. Two
 * elements of the running totals tell a span, however long: months are read, not days. What an endpoint belonged to
 * (owner, VPC, type) is as it was when the month was last summed: months that evaluations still touch follow within one,
 * older ones stay, as `endpoint_cost_month` does.
 *
 * By day only by the keys that are `told`; hours and data apart only where the type is one of them, else hoursUsd is both.
 */
export function groupSumsSql(
  { from, to }: DaySpan,
  parameters: SqlParameters,
  byDay?: { told: readonly GroupKey[] },
): string {
  const [first, end] = [parameters.put(from, "date"), parameters.put(to, "date")];
  const months = `t.month > ${first} - 31 AND t.month < ${end}`;
  // Element n + 1 of the totals has the first n days of the month.
  const bounds = `greatest(${first} - t.month, 0) + 1 AS before, least(${end} - t.month, 31) + 1 AS until`;
  const span = byDay
    ? `(SELECT place AS before, place + 1 AS until, (t.month + place - 1)::text AS day
        FROM (SELECT ${bounds}) b, generate_series(before, until - 1) place)`
    : `(SELECT ${bounds}, NULL::text AS day)`;
  const places = byDay ? placesOf({ from, to }) : [];
  const at = (bound: string) => `s.${bound} - ${(places[0] ?? 1) - 1}`;
  const rise = (name: string) => `(t.${name}[${at("until")}] - t.${name}[${at("before")}])`;
  const usd = (known: string, nanos: string) =>
    `CASE WHEN ${rise(known)} > 0 THEN ${rise(nanos)} / 1e9::float8 END`;
  const source = byDay ? `(${addedUp(byDay.told, places, months)})` : "endpoint_group_cost_month";
  return `SELECT ${keys.map((name) => `t.${name}`).join(", ")}, s.day, t.price_effective_from, t.price_sources,
      ${usd("hours_known", "hours_nanos")} AS hours_usd, ${usd("data_known", "data_nanos")} AS data_usd,
      ${rise("unestimated")} AS unestimated
    FROM ${source} t CROSS JOIN LATERAL ${span} s
    WHERE ${months} AND ${rise("zone_days")} > 0`;
}

/** The elements that a span needs: of one month some, of several all. */
function placesOf({ from, to }: DaySpan): number[] {
  const last = addDays(to, -1);
  const within = from.slice(0, 7) === last.slice(0, 7);
  const [low, high] = within ? [Number(from.slice(8)), Number(last.slice(8)) + 1] : [1, 32];
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

/** Running totals of many groups are those of all of them together: added up before they are taken apart by day. */
function addedUp(told: readonly GroupKey[], places: readonly number[], months: string): string {
  const apart = told.includes("vpc_endpoint_type");
  const added = (totals: readonly string[], name: string) => {
    const sums = places.map((place) => `sum(${totals.map((total) => `t.${total}[${place}]`).join(" + ")})`);
    return `ARRAY[${sums.join(", ")}]::bigint[] AS ${name}`;
  };
  const figures = [
    ...["nanos", "known"].flatMap((unit) => {
      const [hours, data] = [`hours_${unit}`, `data_${unit}`];
      return apart
        ? [added([hours], hours), added([data], data)]
        : [added([hours, data], hours), `NULL::bigint[] AS ${data}`];
    }),
    ...["zone_days", "unestimated"].map((name) => added([name], name)),
  ];
  const shown = keys.map((name) => (told.includes(name) ? `t.${name}` : `''::text AS ${name}`));
  return `SELECT t.month, ${shown.join(", ")}, NULL::date AS price_effective_from, NULL::text[] AS price_sources,
      ${figures.join(", ")}
    FROM endpoint_group_cost_month t WHERE ${months}
    GROUP BY ${["month", ...told].map((name) => `t.${name}`).join(", ")}`;
}
