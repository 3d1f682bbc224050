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
 * By day only by the keys that are `told`; hours and data apart only where the type is one of them, else hours_usd is both.
 */
export function groupSumsSql(
  days: DaySpan,
  parameters: SqlParameters,
  byDay?: { told: readonly GroupKey[] },
): string {
  const span = spanSql(days, parameters);
  const places = byDay ? placesOf(days) : [];
  const rise = riseSql((places[0] ?? 1) - 1);
  const lateral = byDay
    ? `(SELECT place AS before, place + 1 AS until, (t.month + place - 1)::text AS day
        FROM ${span.bounds} b, generate_series(before, until - 1) place)`
    : span.bounds;
  const source = byDay ? `(${addedUp(byDay.told, places, span.months)})` : "endpoint_group_cost_month";
  return `SELECT ${keys.map((name) => `t.${name}`).join(", ")}, ${byDay ? "s.day" : "NULL::text AS day"},
      t.price_effective_from, t.price_sources,
      ${usdSql(rise, "hours_known", "hours_nanos")} AS hours_usd, ${usdSql(rise, "data_known", "data_nanos")} AS data_usd,
      ${rise("unestimated")} AS unestimated
    FROM ${source} t CROSS JOIN LATERAL ${lateral} s WHERE ${span.months} AND ${rise("zone_days")} > 0`;
}

/** The same of each endpoint, with its service: all its zones together, and hours and data in one, as hours_usd. */
export function endpointSumsSql(days: DaySpan, parameters: SqlParameters): string {
  const span = spanSql(days, parameters);
  const rise = riseSql(0);
  const told = ["account_id", "region", "vpc_id", "owner", "service_name", "vpc_endpoint_id"];
  return `SELECT ${told.map((name) => `t.${name}`).join(", ")}, t.price_effective_from, t.price_sources,
      ${usdSql(rise, "known", "usd_nanos")} AS hours_usd, NULL::float8 AS data_usd, ${rise("unestimated")} AS unestimated
    FROM endpoint_cost_running_month t CROSS JOIN LATERAL ${span.bounds} s
    WHERE ${span.months} AND ${rise("zone_days")} > 0`;
}

/** The months of a span, and which elements of their totals it lies between: n + 1 has the first n days. */
function spanSql({ from, to }: DaySpan, parameters: SqlParameters): { months: string; bounds: string } {
  const [first, end] = [parameters.put(from, "date"), parameters.put(to, "date")];
  return {
    months: `t.month >= ${parameters.put(`${from.slice(0, 7)}-01`, "date")} AND t.month < ${end}`,
    bounds: `(SELECT greatest(${first} - t.month, 0) + 1 AS before, least(${end} - t.month, 31) + 1 AS until)`,
  };
}

type Rise = (totals: string) => string;

/** How much totals rose over the span; where they begin with a later element, that many are left out before it. */
const riseSql =
  (leftOut: number): Rise =>
  (totals) =>
    `(t.${totals}[s.until - ${leftOut}] - t.${totals}[s.before - ${leftOut}])`;

const usdSql = (rise: Rise, known: string, nanos: string) =>
  `CASE WHEN ${rise(known)} > 0 THEN ${rise(nanos)} / 1e9::float8 END`;

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
