import { SqlParameters } from "../../api/list/sqlValues.ts";
import { database } from "../../db/pool.ts";
import type { CausePart } from "../reconcile/schema.ts";
import { usageTypeOf } from "../usageTypes.ts";
import { estimatedGroups, estimatedWhere } from "./estimated.ts";
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

/** Keeps the dearest rows apart. `grouped` has r, c, and the figures; without columns, each r once. */
function foldedBy({ rows, columns }: ExploreQuery, dearest: string): string {
  const order = rows === "day" ? "r" : `${dearest} DESC NULLS LAST, r`;
  const whole = columns
    ? "(SELECT r, sum(estimated) AS estimated, sum(billed) AS billed FROM grouped GROUP BY r)"
    : "(SELECT r, estimated, billed FROM grouped)";
  return `, ranked AS (
    SELECT r, row_number() OVER (ORDER BY ${order}) AS place
    FROM (SELECT * FROM ${whole} w ORDER BY ${order} LIMIT ${mostRows}) dearest
  )
  SELECT k.r AS "row", c AS "column", k.r IS NULL AS rest,
    ((SELECT count(*) FROM ${whole} w) - (SELECT count(*) FROM ranked))::int AS count,
    sum(estimated)::float8 AS estimated, sum(billed)::float8 AS billed,
    sum(unexplained)::float8 AS unexplained, COALESCE(sum(unestimated), 0)::int AS unestimated,
    COALESCE(bool_or(flagged), false) AS flagged, COALESCE(bool_or(provisional), false) AS provisional
  FROM grouped LEFT JOIN ranked k USING (r)
  GROUP BY 1, 2, 3 ORDER BY min(k.place), 2`;
}

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
  )${foldedBy(query, "COALESCE(billed, estimated)")}`;
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

function estimatedSql(query: ExploreQuery): { text: string; values: unknown[] } {
  const parameters = new SqlParameters();
  const text = `WITH ${estimatedGroups(query, parameters)}${foldedBy(query, "estimated")}`;
  return { text, values: parameters.values };
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
