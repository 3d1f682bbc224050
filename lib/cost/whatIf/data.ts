import type { Queryable } from "../../runs/mutations.ts";
import type { SharedEndpoints, WhatIfEndpoint } from "./facts.ts";
import type { WhatIfAnswer, WhatIfQuestion } from "./schema.ts";

const interfaceOnly = `lower(e.vpc_endpoint_type) = 'interface' AND e.gone_at IS NULL
  AND lower(coalesce(e.state, '')) NOT IN ('deleted', 'deleting', 'rejected', 'failed', 'expired')`;

// A working default route through a NAT gateway, and any route to a transit gateway, of the tables of a VPC.
const routesOf = (vpc: string) => `SELECT count(DISTINCT r.route_table_id)::int AS tables,
    coalesce(array_agg(DISTINCT x ->> 'NatGatewayId') FILTER (WHERE x ->> 'NatGatewayId' <> ''
      AND x ->> 'DestinationCidrBlock' = '0.0.0.0/0' AND coalesce(x ->> 'State', 'active') = 'active'), '{}') AS nat,
    coalesce(bool_or(x ->> 'TransitGatewayId' <> '' AND coalesce(x ->> 'State', 'active') = 'active'), false) AS transit
  FROM route_table r LEFT JOIN LATERAL jsonb_array_elements(r.routes) x ON true
  WHERE r.vpc_id = ${vpc} AND r.gone_at IS NULL`;

const endpointSql = `SELECT e.vpc_endpoint_id AS "vpcEndpointId", e.account_id AS "accountId", e.region, e.vpc_id AS "vpcId",
    e.vpc_endpoint_type AS "vpcEndpointType", coalesce(e.service_name, '') AS "serviceName",
    e.service_region AS "serviceRegion", e.state, e.gone_at AS "goneAt", e.az_ids AS "azIds",
    greatest(cardinality(e.az_ids), cardinality(e.subnet_ids)) AS "azCount", t.bytes_30d::float8 AS "bytes30d",
    coalesce(t.bytes_by_az_30d, '{}') AS "bytesByAz30d", c.monthly_data_usd::float8 AS "monthlyDataUsd",
    CASE WHEN n.tables > 0 THEN n.nat END AS "natGatewayIds",
    ARRAY(SELECT g.vpc_endpoint_id FROM vpc_endpoint g
      WHERE g.vpc_id = e.vpc_id AND g.region = e.region AND g.service_name = e.service_name AND g.gone_at IS NULL
        AND lower(g.vpc_endpoint_type) = 'gateway' AND lower(g.state) = 'available' ORDER BY 1) AS "gatewayEndpointIds"
  FROM vpc_endpoint e
  LEFT JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
  LEFT JOIN endpoint_cost c ON c.account_id = e.account_id AND c.vpc_endpoint_id = e.vpc_endpoint_id
  LEFT JOIN LATERAL (${routesOf("e.vpc_id")}) n ON true`;

/** An endpoint by its id, the one that still exists where there are two; undefined when no run has seen it. */
export async function readWhatIfEndpoint(db: Queryable, id: string): Promise<WhatIfEndpoint | undefined> {
  const { rows } = await db.query<WhatIfEndpoint>(
    `${endpointSql} WHERE e.vpc_endpoint_id = $1 ORDER BY e.gone_at DESC NULLS FIRST LIMIT 1`,
    [id],
  );
  return rows[0];
}

/** The dearest interface endpoints of the fleet; `toS3` only those to S3 and DynamoDB. What has no price comes last. */
export async function readDearestEndpoints(
  db: Queryable,
  toS3: boolean,
  limit: number,
): Promise<WhatIfEndpoint[]> {
  const only = toS3 ? "AND e.service_name ~ '[.](s3|dynamodb)$'" : "";
  const { rows } = await db.query<WhatIfEndpoint>(
    `WITH dearest AS MATERIALIZED (
       SELECT e.account_id, e.region, e.vpc_endpoint_id FROM vpc_endpoint e
       LEFT JOIN endpoint_cost c ON c.account_id = e.account_id AND c.vpc_endpoint_id = e.vpc_endpoint_id
       WHERE ${interfaceOnly} ${only}
       ORDER BY c.monthly_cost_usd DESC NULLS LAST, e.vpc_endpoint_id LIMIT $1
     )
     ${endpointSql} JOIN dearest d ON d.account_id = e.account_id AND d.region = e.region
       AND d.vpc_endpoint_id = e.vpc_endpoint_id`,
    [limit],
  );
  return rows;
}

/**
 * Services that interface endpoints of several VPCs of a region lead to; of one service where it is given, then of one VPC as
 * well. AZs are compared by ID and do not matter here: data between zones is free for PrivateLink.
 */
export async function readSharedEndpoints(
  db: Queryable,
  one?: { region: string; serviceName: string },
): Promise<SharedEndpoints[]> {
  const { rows } = await db.query<SharedEndpoints>(
    `WITH known AS MATERIALIZED (
       SELECT e.account_id, e.region, e.service_name, e.vpc_id, e.vpc_endpoint_id,
         greatest(cardinality(e.az_ids), cardinality(e.subnet_ids)) AS zones, t.bytes_30d, c.monthly_data_usd,
         c.monthly_cost_usd
       FROM vpc_endpoint e
       LEFT JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
       LEFT JOIN endpoint_cost c ON c.account_id = e.account_id AND c.vpc_endpoint_id = e.vpc_endpoint_id
       WHERE ${interfaceOnly} AND e.service_name IS NOT NULL AND e.vpc_id IS NOT NULL
         AND ($1::text IS NULL OR (e.region = $1 AND e.service_name = $2))
     ), shared AS (
       SELECT region, service_name, mode() WITHIN GROUP (ORDER BY account_id) AS account_id, count(*)::int AS endpoints,
         count(DISTINCT vpc_id)::int AS vpcs, count(DISTINCT account_id)::int AS accounts, sum(zones)::int AS zones,
         max(zones)::int AS most_zones, CASE WHEN bool_and(bytes_30d IS NOT NULL) THEN sum(bytes_30d)::float8 END AS bytes,
         (count(*) FILTER (WHERE bytes_30d IS NULL))::int AS unmeasured,
         CASE WHEN bool_and(monthly_data_usd IS NOT NULL) THEN sum(monthly_data_usd)::float8 END AS data_usd,
         (array_agg(vpc_endpoint_id ORDER BY monthly_cost_usd DESC NULLS LAST, vpc_endpoint_id))[1:20] AS ids
       FROM known GROUP BY 1, 2 HAVING $1::text IS NOT NULL OR count(DISTINCT vpc_id) > 1
     ), routed AS MATERIALIZED (
       SELECT r.vpc_id, bool_or(r.routes::text LIKE '%"tgw-%' AND EXISTS (
           SELECT FROM jsonb_array_elements(r.routes) x
           WHERE x ->> 'TransitGatewayId' <> '' AND coalesce(x ->> 'State', 'active') = 'active')) AS transit
       FROM route_table r
       WHERE r.gone_at IS NULL AND ($1::text IS NULL OR r.vpc_id IN (SELECT vpc_id FROM known)) GROUP BY 1
     ), ways AS (
       SELECT k.region, k.service_name, count(*)::int AS known, (count(*) FILTER (WHERE r.transit))::int AS transit
       FROM (SELECT DISTINCT region, service_name, vpc_id FROM known) k JOIN routed r ON r.vpc_id = k.vpc_id GROUP BY 1, 2
     )
     SELECT account_id AS "accountId", region, service_name AS "serviceName", ids AS "vpcEndpointIds", endpoints, vpcs,
       accounts, zones, most_zones AS "mostZones", bytes AS "bytes30d", unmeasured, data_usd AS "monthlyDataUsd",
       coalesce(w.transit, 0) AS "vpcsWithTransit", coalesce(w.known, 0) AS "vpcsWithRoutes"
     FROM shared s LEFT JOIN ways w USING (region, service_name)
     ORDER BY region, service_name`,
    [one?.region ?? null, one?.serviceName ?? null],
  );
  return rows;
}

/** What the last evaluation found, of one question or of all; what saves most first, what is not known last. */
export async function readStoredAnswers(
  db: Queryable,
  question: WhatIfQuestion | undefined,
  limit: number,
): Promise<{ total: number; savingUsd: number | null; items: WhatIfAnswer[] }> {
  const { rows } = await db.query<{ total: number; savingUsd: number | null; items: WhatIfAnswer[] }>(
    `WITH found AS (
       SELECT saving_usd, question, subject, answer FROM what_if_answer WHERE $1::text IS NULL OR question = $1
     )
     SELECT count(*)::int AS total, (sum(saving_usd) FILTER (WHERE saving_usd > 0))::float8 AS "savingUsd",
       (SELECT coalesce(json_agg(answer ORDER BY saving_usd DESC NULLS LAST, question, subject), '[]')
        FROM (SELECT * FROM found ORDER BY saving_usd DESC NULLS LAST, question, subject LIMIT $2) first) AS items
     FROM found`,
    [question ?? null, limit],
  );
  return rows[0] ?? { total: 0, savingUsd: null, items: [] };
}
