import type { SqlParameters } from "../../api/list/sqlValues.ts";
import { currentTime } from "../../env.ts";
import { addDays, type DaySpan, dayOf, wholeMonths } from "../days.ts";
import { endpointSumsSql, type GroupKey, groupSumsSql } from "../groupSums.ts";
import { chargeOfUsageType, regionOfUsageType } from "../usageTypes.ts";
import type { ExploreDimension, ExploreFilter, ExploreQuery } from "./schema.ts";

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

/** SQL: that a filter holds, over rows with an estimate's columns. */
export function estimatedWhere({ dimension, value }: ExploreFilter, parameters: SqlParameters): string {
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
/** And of those, which take its zones or days besides. */
const ofZones: readonly ExploreDimension[] = ["az", "day", "usageType"];

/** SQL: `grouped`, what each row (r) and column (c) of a query is estimated to have cost, and CTEs before it. */
export function estimatedGroups(query: ExploreQuery, parameters: SqlParameters): string {
  const { rows, columns, filters, days } = query;
  const used = [rows, ...(columns ? [columns] : []), ...filters.map(({ dimension }) => dimension)];
  const split = used.includes("usageType")
    ? `CROSS JOIN LATERAL (VALUES ('Hours', d.hours_usd, 0), ('Bytes', d.data_usd, d.unestimated)) s(part, usd, lacking)`
    : `CROSS JOIN LATERAL (SELECT CASE WHEN COALESCE(d.hours_usd, d.data_usd) IS NOT NULL
         THEN COALESCE(d.hours_usd, 0) + COALESCE(d.data_usd, 0) END, d.unestimated) s(usd, lacking)`;
  const where = filters.map((filter) => estimatedWhere(filter, parameters));
  const span = { from: days.first, to: addDays(days.last, 1) };
  return `spent AS (${spentSql(span, used, parameters)}), grouped AS (
    SELECT ${estimatedKeys[rows]} AS r, ${columns ? estimatedKeys[columns] : "''::text"} AS c, sum(usd) AS estimated,
      NULL::float8 AS billed, NULL::float8 AS unexplained, sum(lacking) AS unestimated, false AS flagged,
      false AS provisional
    FROM spent d ${split}
    ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""} GROUP BY 1, 2
  )`;
}

function spentSql(span: DaySpan, used: readonly ExploreDimension[], parameters: SqlParameters): string {
  const asks = (dimensions: readonly ExploreDimension[]) => used.some((one) => dimensions.includes(one));
  if (!asks(ofEndpoints))
    return groupSumsSql(span, parameters, used.includes("day") ? { told: groupKeysOf(used) } : undefined);
  return asks(ofZones) ? zonesSpentSql(span, used, parameters) : endpointSumsSql(span, parameters);
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
