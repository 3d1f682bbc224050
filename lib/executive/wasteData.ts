import { database } from "../db/pool.ts";
import type { OtherWaste } from "./wasteKinds.ts";

interface OwnerRow {
  owner: string | null;
  count: number;
  usd: number | null;
  unpriced: number;
}

/** Already counted as idle: each dollar once. */
const isIdle = `EXISTS (SELECT FROM idle_verdict v WHERE v.account_id = e.account_id AND v.region = e.region
  AND v.resource_type = 'endpoint' AND v.resource_id = e.vpc_endpoint_id AND v.subnet_id = '' AND v.state = 'idle')`;

async function read(text: string, name: string): Promise<OtherWaste> {
  const { pool } = await database();
  const { rows } = await pool.query<OwnerRow>({ name, text });
  const priced = rows.filter(({ usd }) => usd !== null);
  return {
    count: rows.reduce((sum, { count }) => sum + count, 0),
    usdPerMonth:
      priced.length > 0 ? priced.reduce((sum, { usd }) => sum + (usd ?? 0), 0) : rows.length === 0 ? 0 : null,
    unpriced: rows.reduce((sum, { unpriced }) => sum + unpriced, 0),
    owners: rows.map(({ owner, count }) => ({ owner, count })),
  };
}

/**
 * Endpoints beside an older one to the same service in the same VPC, as the diagnosis found them: their hours could be
 * saved, their data would go through the other.
 */
export const duplicateWaste = () =>
  read(
    `SELECT owner, count(*)::int AS count, sum(usd)::float8 AS usd, count(*) FILTER (WHERE usd IS NULL)::int AS unpriced
     FROM (
       SELECT e.owner, k.monthly_hours_usd AS usd, row_number() OVER (PARTITION BY e.account_id, e.region, e.vpc_id,
         e.service_name ORDER BY e.creation_timestamp NULLS LAST, e.vpc_endpoint_id) AS place
       FROM finding f JOIN vpc_endpoint e ON e.account_id = f.account_id AND e.region = f.region
         AND e.vpc_endpoint_id = f.resource_id AND e.gone_at IS NULL
       LEFT JOIN endpoint_cost k ON k.account_id = e.account_id AND k.vpc_endpoint_id = e.vpc_endpoint_id
       WHERE f.check_id = 'duplicate-endpoint' AND f.ended_at IS NULL AND NOT ${isIdle}) t
     WHERE place > 1 GROUP BY 1`,
    "executive-duplicates",
  );

/** Interface endpoints to S3 and DynamoDB, whose hours and data a gateway endpoint in their VPC would carry for nothing. */
export const gatewayWaste = () =>
  read(
    `SELECT e.owner, count(*)::int AS count, sum(k.monthly_cost_usd)::float8 AS usd,
       count(*) FILTER (WHERE k.monthly_cost_usd IS NULL)::int AS unpriced
     FROM vpc_endpoint e
     LEFT JOIN endpoint_cost k ON k.account_id = e.account_id AND k.vpc_endpoint_id = e.vpc_endpoint_id
     WHERE e.gone_at IS NULL AND lower(e.vpc_endpoint_type) = 'interface' AND lower(e.state) = 'available'
       AND (e.service_name LIKE 'com.amazonaws.%.s3' OR e.service_name LIKE 'com.amazonaws.%.dynamodb') AND NOT ${isIdle}
       AND NOT EXISTS (SELECT FROM finding f WHERE f.account_id = e.account_id AND f.region = e.region
         AND f.resource_id = e.vpc_endpoint_id AND f.check_id = 'duplicate-endpoint' AND f.ended_at IS NULL)
     GROUP BY 1`,
    "executive-gateway",
  );

/** VPCs that lead out through a NAT gateway and lack the free gateway endpoint; what that costs nobody measures. */
export const missingGatewayWaste = () =>
  read(
    `SELECT f.owner, count(*)::int AS count, NULL::float8 AS usd, count(*)::int AS unpriced
     FROM finding f WHERE f.check_id = 'missing-gateway-endpoint' AND f.ended_at IS NULL GROUP BY 1`,
    "executive-missing-gateway",
  );

/** What owners have retired: dollars a month that are no longer paid. */
export interface Realized {
  count: number;
  usdPerMonth: number | null;
  /** Of it, since the time that was asked for. */
  sinceUsdPerMonth: number | null;
  sinceCount: number;
}

/** Savings that a complete run has verified, by what was paid when they were decided. */
export async function realizedSavings(since: Date): Promise<Realized> {
  const { pool } = await database();
  const { rows } = await pool.query<Realized>(
    `SELECT count(*)::int AS count, sum(saving_usd)::float8 AS "usdPerMonth",
       (sum(saving_usd) FILTER (WHERE decided_at >= $1))::float8 AS "sinceUsdPerMonth",
       count(*) FILTER (WHERE decided_at >= $1)::int AS "sinceCount"
     FROM (SELECT DISTINCT ON (account_id, region, resource_type, resource_id, subnet_id) decision, saving_usd, decided_at
           FROM idle_decision ORDER BY account_id, region, resource_type, resource_id, subnet_id, id DESC) d
     WHERE decision = 'retired'`,
    [since],
  );
  return rows[0] ?? { count: 0, usdPerMonth: null, sinceUsdPerMonth: null, sinceCount: 0 };
}
