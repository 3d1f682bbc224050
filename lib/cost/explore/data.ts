import { SqlParameters } from "../../api/list/sqlValues.ts";
import { database } from "../../db/pool.ts";
import { currentTime } from "../../env.ts";
import { addDays, type DaySpan, dayOf, wholeMonths } from "../days.ts";
import { type GroupKey, groupSumsSql } from "../groupSums.ts";
import type { CausePart } from "../reconcile/schema.ts";
import { chargeOfUsageType, regionOfUsageType, usageTypeOf } from "../usageTypes.ts";
import { isEstimate } from "./query.ts";
import type { ExploreCell, ExploreDimension, ExploreFilter, ExploreQuery } from "./schema.ts";

/** Rows that are told apart; what is dearest. */
export const mostRows = 200;

export interface ExploreCells {
  cells: ExploreCell[];
  /** Rows beyond those: how many, and what they come to, by column. */
  others: { count: number; cells: ExploreCell[] };
  causes: Map<string, CausePart[]>;
}

type CellRow = ExploreCell & { rest: boolean; count: number };

/** What each row and column cost, the dearest rows apart and the rest in one. */
export async function exploreCells(query: ExploreQuery): Promise<ExploreCells> {
  const sql = isEstimate(query) ? estimatedSql(query) : billedSql(query);
  const { pool } = await database();
  const [{ rows }, causes] = await Promise.all([
    pool.query<CellRow>(sql.text, sql.values),
    isEstimate(query) ? new Map() : causesBy(query),
  ]);
  const named = rows.map(({ rest, count, ...cell }) => ({
    ...{ rest, count },
    ...cell,
    row: nameOf(query.rows, cell.row),
    column: query.columns && nameOf(query.columns, cell.column),
  }));
  const rest = named.filter((one) => one.rest);
  return {
    cells: named.filter((one) => !one.rest),
    others: { count: Math.max(0, ...rest.map(({ count }) => count)), cells: rest },
    causes,
  };
}

/** Estimates know the region and the charge; the bill's own name for both is made of them. */
function nameOf(dimension: ExploreDimension, key: string | null): string | null {
  if (dimension !== "usageType" || key === null || !key.includes(" ")) return key === "" ? null : key;
  const [region = "", charge = ""] = key.split(" ");
  return usageTypeOf(region, charge);
}

/** Keeps the dearest rows apart. `grouped` has r, c, and the figures. */
const folded = `, ranked AS (
    SELECT r, row_number() OVER (ORDER BY %RANK%) AS place
    FROM (SELECT r, sum(estimated) AS estimated, sum(billed) AS billed FROM grouped GROUP BY r) t
  )
  SELECT CASE WHEN k.place <= ${mostRows} THEN r END AS "row", c AS "column", k.place > ${mostRows} AS rest,
    (SELECT count(*) FROM ranked WHERE place > ${mostRows})::int AS count, sum(estimated)::float8 AS estimated, sum(billed)::float8 AS billed,
    sum(unexplained)::float8 AS unexplained, COALESCE(sum(unestimated), 0)::int AS unestimated,
    COALESCE(bool_or(flagged), false) AS flagged, COALESCE(bool_or(provisional), false) AS provisional
  FROM grouped JOIN ranked k USING (r)
  GROUP BY 1, 2, 3 ORDER BY min(k.place), 2`;

const foldedBy = (rows: ExploreDimension, dearest: string) =>
  folded.replace("%RANK%", rows === "day" ? "r" : `COALESCE(${dearest}) DESC NULLS LAST, r`);

const billedKeys: Partial<Record<ExploreDimension, string>> = {
  account: "account_id",
  region: "region",
  service: "service",
  usageType: "usage_type",
  day: "day::text",
};

function billedWhere({ days, filters }: ExploreQuery, parameters: SqlParameters): string {
  const span = `day BETWEEN ${parameters.put(days.first, "date")} AND ${parameters.put(days.last, "date")}`;
  return [
    span,
    ...filters.map(({ dimension, value }) => `${billedKeys[dimension]} = ${parameters.put(value, "text")}`),
  ].join(" AND ");
}

function billedSql(query: ExploreQuery): { text: string; values: unknown[] } {
  const parameters = new SqlParameters();
  const where = billedWhere(query, parameters);
  const keys = `${billedKeys[query.rows]} AS r, ${query.columns ? billedKeys[query.columns] : "''::text"} AS c`;
  const text = `WITH billed AS (
    SELECT ${keys}, sum(unblended_cost_usd) AS billed, bool_or(estimated) AS provisional
    FROM billed_cost WHERE ${where} GROUP BY 1, 2
  ), reconciled AS (
    SELECT ${keys}, sum(estimated_usd) AS estimated, sum(unexplained_usd) AS unexplained,
      bool_or(flagged) AS flagged, sum(unestimated) AS unestimated
    FROM cost_reconciliation_day WHERE ${where} GROUP BY 1, 2
  ), grouped AS (
    SELECT r, c, billed, provisional, estimated, unexplained, flagged, unestimated
    FROM billed FULL JOIN reconciled USING (r, c)
  )${foldedBy(query.rows, "billed, estimated")}`;
  return { text, values: parameters.values };
}

async function causesBy(query: ExploreQuery): Promise<Map<string, CausePart[]>> {
  const parameters = new SqlParameters();
  const where = billedWhere(query, parameters);
  const { pool } = await database();
  const { rows } = await pool.query<CausePart & { r: string }>(
    `SELECT ${billedKeys[query.rows]} AS r, p ->> 'cause' AS cause, sum((p ->> 'usd')::float8) AS usd
     FROM cost_reconciliation_day, jsonb_array_elements(causes) p
     WHERE ${where} AND causes <> '[]' GROUP BY 1, 2 ORDER BY abs(sum((p ->> 'usd')::float8)) DESC`,
    parameters.values,
  );
  return Map.groupBy(rows, ({ r }) => r) as Map<string, CausePart[]>;
}

const chargeSql = `CASE WHEN part = 'Bytes' AND lower(vpc_endpoint_type) <> 'gatewayloadbalancer' THEN 'VpcEndpoint-Bytes'
  ELSE 'VpcEndpoint-' || CASE lower(vpc_endpoint_type) WHEN 'gatewayloadbalancer' THEN 'GWLBE-'
    WHEN 'resource' THEN 'Resource-' WHEN 'servicenetwork' THEN 'Service-' ELSE '' END || part END`;

const estimatedKeys: Record<ExploreDimension, string> = {
  account: "account_id",
  region: "region",
  service: "'Amazon Virtual Private Cloud'::text",
  usageType: `region || ' ' || ${chargeSql}`,
  day: "day",
  owner: "COALESCE(owner, '')",
  az: "az_id",
  vpc: "COALESCE(vpc_id, '')",
  serviceName: "COALESCE(service_name, '')",
  endpoint: "vpc_endpoint_id",
};

function estimatedWhere({ dimension, value }: ExploreFilter, parameters: SqlParameters): string {
  if (dimension !== "usageType") return `${estimatedKeys[dimension]} = ${parameters.put(value, "text")}`;
  const charge = parameters.put(chargeOfUsageType(value), "text");
  return `region = ${parameters.put(regionOfUsageType(value), "text")} AND ${chargeSql} = ${charge}`;
}

const groupKeys: Partial<Record<ExploreDimension, readonly GroupKey[]>> = {
  account: ["account_id"],
  region: ["region"],
  usageType: ["region", "vpc_endpoint_type"],
  owner: ["owner"],
  az: ["az_id"],
  vpc: ["vpc_id"],
};

const groupKeysOf = (dimensions: readonly ExploreDimension[]) => [
  ...new Set(dimensions.flatMap((dimension) => groupKeys[dimension] ?? [])),
];

/** Dimensions that an endpoint of its own has to be looked at for. */
const ofEndpoints: readonly ExploreDimension[] = ["endpoint", "serviceName"];

function estimatedSql(query: ExploreQuery): { text: string; values: unknown[] } {
  const parameters = new SqlParameters();
  const { rows, columns, filters, days } = query;
  const used = [rows, ...(columns ? [columns] : []), ...filters.map(({ dimension }) => dimension)];
  const split = used.includes("usageType")
    ? `CROSS JOIN LATERAL (VALUES ('Hours', d.hours_usd, 0), ('Bytes', d.data_usd, d.unestimated)) s(part, usd, lacking)`
    : `CROSS JOIN LATERAL (SELECT CASE WHEN COALESCE(d.hours_usd, d.data_usd) IS NOT NULL
         THEN COALESCE(d.hours_usd, 0) + COALESCE(d.data_usd, 0) END, d.unestimated) s(usd, lacking)`;
  const where = filters.map((filter) => estimatedWhere(filter, parameters));
  const span = { from: days.first, to: addDays(days.last, 1) };
  const spent = used.some((dimension) => ofEndpoints.includes(dimension))
    ? zonesSpentSql(span, used, parameters)
    : groupSumsSql(span, parameters, used.includes("day") ? { told: groupKeysOf(used) } : undefined);
  const text = `WITH spent AS (${spent}), grouped AS (
    SELECT ${estimatedKeys[rows]} AS r, ${columns ? estimatedKeys[columns] : "''::text"} AS c, sum(usd) AS estimated,
      NULL::float8 AS billed, NULL::float8 AS unexplained, sum(lacking) AS unestimated, false AS flagged,
      false AS provisional
    FROM spent d ${split}
    ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""} GROUP BY 1, 2
  )${foldedBy(rows, "estimated")}`;
  return { text, values: parameters.values };
}

/**
 * What zones of endpoints were spent on in a span. Whole months are summed already, and are a thirtieth of the rows. Of
 * the days beside them there are many more than endpoints: they are summed before anything is looked up for them. As
 * floating point: sums of numerics take four times the memory, and of a large fleet do not fit.
 */
function zonesSpentSql(span: DaySpan, used: readonly ExploreDimension[], parameters: SqlParameters): string {
  const byDay = used.includes("day");
  const { months, rest } = byDay
    ? { months: { from: span.to, to: span.to }, rest: [span] }
    : wholeMonths(span, dayOf(currentTime()));
  const within = (column: string, { from, to }: DaySpan) =>
    `${column} >= ${parameters.put(from, "date")} AND ${column} < ${parameters.put(to, "date")}`;
  const parts: string[] = [];
  if (months.from < months.to)
    parts.push(`SELECT account_id, region, az_id, vpc_endpoint_id, NULL::text AS day, vpc_endpoint_type, vpc_id,
        service_name, owner, hours_usd, data_usd, unestimated
      FROM endpoint_cost_month WHERE ${within("month", months)}`);
  if (rest.length > 0)
    parts.push(`SELECT d.account_id, d.region, d.az_id, d.vpc_endpoint_id, d.day, e.vpc_endpoint_type, e.vpc_id,
        e.service_name, e.owner, d.hours_usd, d.data_usd, d.unestimated
      FROM (
        SELECT account_id, region, ${used.includes("az") ? "az_id" : "''::text AS az_id"}, vpc_endpoint_id,
          ${byDay ? "day::text" : "NULL::text"} AS day,
          sum(hours_usd::float8) AS hours_usd, sum(data_usd::float8) AS data_usd,
          count(*) FILTER (WHERE reason <> 'zone-unknown') AS unestimated
        FROM endpoint_cost_day WHERE ${rest.map((one) => within("day", one)).join(" OR ")} GROUP BY 1, 2, 3, 4, 5
      ) d LEFT JOIN vpc_endpoint e ON e.account_id = d.account_id AND e.region = d.region
        AND e.vpc_endpoint_id = d.vpc_endpoint_id`);
  return parts.join(" UNION ALL ");
}

/** Names of accounts, by id. */
export async function accountNames(ids: readonly string[]): Promise<Map<string, string>> {
  const { pool } = await database();
  const { rows } = await pool.query<{ accountId: string; name: string }>(
    `SELECT account_id AS "accountId", name FROM account WHERE account_id = ANY ($1) AND name IS NOT NULL`,
    [ids],
  );
  return new Map(rows.map(({ accountId, name }) => [accountId, name]));
}

/** What each zone of a span of months cost, and how many of its hours nothing went through. */
export interface ZoneCost {
  region: string;
  /** '' where it is not known in which zone. */
  azId: string;
  usd: number | null;
  endpoints: number;
  hours: number;
  idleHours: number;
  unknownHours: number;
}

/** Zones by region, over whole months. */
export async function zoneCosts(
  months: readonly string[],
  filters: readonly ExploreFilter[] = [],
): Promise<ZoneCost[]> {
  const { pool } = await database();
  const parameters = new SqlParameters();
  const span = parameters.put(months, "date[]");
  const where = filters
    .filter(({ dimension }) => dimension !== "usageType" && dimension !== "day")
    .map((filter) => ` AND ${estimatedWhere(filter, parameters)}`);
  const { rows } = await pool.query<ZoneCost>(
    `SELECT region, az_id AS "azId", sum(hours_usd) + COALESCE(sum(data_usd), 0) AS usd,
       count(DISTINCT vpc_endpoint_id)::int AS endpoints, sum(hours)::int AS hours, sum(idle_hours)::int AS "idleHours",
       sum(unknown_hours)::int AS "unknownHours"
     FROM endpoint_cost_month d WHERE month = ANY (${span})${where.join("")}
     GROUP BY 1, 2 ORDER BY 1, 2`,
    parameters.values,
  );
  return rows;
}

/** What a UTC day cost under one usage type. */
export interface ChargeDay {
  day: string;
  service: string;
  usageType: string;
  billed: number | null;
  estimated: number | null;
  provisional: boolean;
  collectedAt: Date | null;
}

/** Days of a span by usage type, as billed and as estimated, narrowed to what the bill knows. */
export async function chargeDays(query: ExploreQuery): Promise<ChargeDay[]> {
  const { pool } = await database();
  const parameters = new SqlParameters();
  if (isEstimate(query)) {
    const sql = estimatedSql({ ...query, rows: "day", columns: "usageType" });
    const { rows } = await pool.query<CellRow>(sql.text, sql.values);
    return rows.flatMap(({ row, column, estimated }) =>
      row === null
        ? []
        : [
            {
              ...{
                day: row,
                service: "Amazon Virtual Private Cloud",
                usageType: nameOf("usageType", column) ?? "",
              },
              ...{ billed: null, estimated, provisional: false, collectedAt: null },
            },
          ],
    );
  }
  const where = billedWhere(query, parameters);
  const { rows } = await pool.query<ChargeDay>(
    `WITH billed AS (
       SELECT day, service, usage_type, sum(unblended_cost_usd)::float8 AS billed, bool_or(estimated) AS provisional,
         min(collected_at) AS collected_at
       FROM billed_cost WHERE ${where} GROUP BY 1, 2, 3
     ), estimated AS (
       SELECT day, service, usage_type, sum(estimated_usd)::float8 AS estimated
       FROM cost_reconciliation_day WHERE ${where} AND estimated_usd IS NOT NULL GROUP BY 1, 2, 3
     )
     SELECT day, service, usage_type AS "usageType", billed, estimated, COALESCE(provisional, false) AS provisional,
       collected_at AS "collectedAt"
     FROM billed FULL JOIN estimated USING (day, service, usage_type) ORDER BY day, usage_type`,
    parameters.values,
  );
  return rows;
}
