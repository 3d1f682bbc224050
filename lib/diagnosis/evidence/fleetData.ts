import type { Queryable } from "../../runs/mutations.ts";
import type { QuotaUsageFacts } from "../factsSchema.ts";
import type { FleetScope, QuotaForecastFacts } from "../fleet/factsSchema.ts";

/** Accounts that have anything to judge, in order. */
export async function readFleetAccounts(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ accountId: string }>(
    `SELECT account_id AS "accountId" FROM collector_scope WHERE retired_at IS NULL
     UNION SELECT account_id FROM finding WHERE ended_at IS NULL ORDER BY 1`,
  );
  return rows.map(({ accountId }) => accountId);
}

export type ScopeFactsRow = Omit<FleetScope, "account" | "delivery"> & { accountId: string };

/** Every scope of some accounts that the configuration asks for. */
export async function readFleetScopes(
  db: Queryable,
  accountIds: readonly string[],
): Promise<ScopeFactsRow[]> {
  const { rows } = await db.query<ScopeFactsRow>(
    `SELECT account_id AS "accountId", region, collector, interval_seconds AS "intervalSeconds", outcome,
       last_success_at AS "lastSuccessAt", last_attempt_at AS "lastAttemptAt", error_class AS "errorClass",
       error_message AS "errorMessage"
     FROM collector_scope WHERE account_id = ANY ($1) AND retired_at IS NULL
     ORDER BY account_id, region, collector`,
    [accountIds],
  );
  return rows;
}

interface Vpc {
  accountId: string;
  region: string;
  vpcId: string;
}

/** VPCs of some accounts: those that were seen, and those that endpoints name. */
export async function readFleetVpcs(db: Queryable, accountIds: readonly string[]): Promise<Vpc[]> {
  const { rows } = await db.query<Vpc>(
    `SELECT account_id AS "accountId", region, vpc_id AS "vpcId" FROM vpc
     WHERE account_id = ANY ($1) AND gone_at IS NULL
     UNION SELECT account_id, region, vpc_id FROM vpc_endpoint
     WHERE account_id = ANY ($1) AND gone_at IS NULL AND vpc_id IS NOT NULL ORDER BY 1, 2, 3`,
    [accountIds],
  );
  return rows;
}

export interface PaidTraffic extends Vpc {
  serviceName: string;
  vpcEndpointId: string;
  bytes: number;
  asOf: Date;
}

/** Bytes of 30 days through interface endpoints to services that have gateway endpoints too, as far as measured. */
export async function readPaidTraffic(db: Queryable, accountIds: readonly string[]): Promise<PaidTraffic[]> {
  const { rows } = await db.query<PaidTraffic>(
    `SELECT e.account_id AS "accountId", e.region, e.vpc_id AS "vpcId", e.service_name AS "serviceName",
       e.vpc_endpoint_id AS "vpcEndpointId", t.bytes_30d AS bytes, t.measured_to AS "asOf"
     FROM vpc_endpoint e
     JOIN vpc_endpoint_traffic t ON t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id
     WHERE e.account_id = ANY ($1) AND e.gone_at IS NULL AND e.vpc_endpoint_type = 'Interface'
       AND e.service_name ~ '[.](s3|dynamodb)$' AND t.bytes_30d IS NOT NULL AND t.measured_to IS NOT NULL
       AND e.vpc_id IS NOT NULL`,
    [accountIds],
  );
  return rows;
}

/** Services of ours that name one load balancer, and the environments that they are tagged with. */
export interface ServicesBehind {
  ids: string[];
  environments: string[];
}

/** By the load balancer's ARN, whatever account they are in. */
export async function readServicesBehind(db: Queryable): Promise<Map<string, ServicesBehind>> {
  const { rows } = await db.query<ServicesBehind & { arn: string }>(
    `SELECT arn, array_agg(service_id ORDER BY service_id) AS ids,
       array_remove(array_agg(DISTINCT environment), NULL) AS environments
     FROM vpc_endpoint_service s, unnest(s.network_load_balancer_arns || s.gateway_load_balancer_arns) AS arn
     WHERE s.gone_at IS NULL GROUP BY 1`,
  );
  return new Map(rows.map(({ arn, ...behind }) => [arn, behind]));
}

export type QuotaRow = QuotaUsageFacts & {
  accountId: string;
  region: string;
  forecast: QuotaForecastFacts["state"] | null;
  forecastReason: string | null;
  usedPerDay: number | null;
  runsOutOn: string | null;
  forecastAsOf: Date | null;
};

/** Quotas of some accounts, with when they run out. */
export async function readFleetQuotas(db: Queryable, accountIds: readonly string[]): Promise<QuotaRow[]> {
  const { rows } = await db.query<QuotaRow>(
    `SELECT q.account_id AS "accountId", q.region, q.quota_code AS "quotaCode", q.resource_id AS "resourceId",
       q.quota_name AS "quotaName", q.value, q.usage, q.adjustable, f.forecast, f.forecast_reason AS "forecastReason",
       f.used_per_day AS "usedPerDay", f.runs_out_on AS "runsOutOn", coalesce(f.as_of, f.evaluated_at) AS "forecastAsOf"
     FROM quota_usage q LEFT JOIN quota_forecast f USING (account_id, region, quota_code, resource_id)
     WHERE q.account_id = ANY ($1) AND q.gone_at IS NULL`,
    [accountIds],
  );
  return rows;
}

export interface CallsRow {
  accountId: string;
  region: string;
  coveredFrom: Date;
  coveredTo: Date;
  succeeded: number;
  failed: Record<string, number>;
}

/** Calls that create endpoints since a time, as far as the trail was read. */
export async function readCreateCalls(
  db: Queryable,
  accountIds: readonly string[],
  since: Date,
): Promise<CallsRow[]> {
  const { rows } = await db.query<CallsRow>(
    `SELECT c.account_id AS "accountId", c.region, greatest(c.covered_from, $2) AS "coveredFrom",
       c.covered_to AS "coveredTo", coalesce(e.succeeded, 0) AS succeeded, coalesce(e.failed, '{}') AS failed
     FROM trail_coverage c
     LEFT JOIN LATERAL (
       SELECT sum(calls) FILTER (WHERE code IS NULL) AS succeeded,
         json_object_agg(code, calls) FILTER (WHERE code IS NOT NULL) AS failed
       FROM (
         SELECT error_code AS code, count(*) AS calls FROM trail_event t
         WHERE t.account_id = c.account_id AND t.region = c.region AND t.event_name = 'CreateVpcEndpoint'
           AND t.event_time >= greatest(c.covered_from, $2) AND t.event_time < c.covered_to
           AND coalesce(t.error_code, '') !~* 'DryRunOperation'
         GROUP BY 1) calls
     ) e ON true
     WHERE c.account_id = ANY ($1) AND c.event_group = 'privatelink'`,
    [accountIds, since],
  );
  return rows;
}

export interface CreatedRow {
  accountId: string;
  region: string;
  vpcEndpointId: string;
  createdAt: Date;
  state: string | null;
  /** When it was first seen, and its states since: oldest first, each with the look before the one that saw it. */
  firstSeenAt: Date;
  /** The look before that; null where it was the first of all. */
  lookedBefore: Date | null;
  states: { before: string | null; after: string | null; at: string; lookedAt: string | null }[];
}

/** Endpoints that were created since a time, with the states they were seen to go through. What the first look finds is no change. */
export async function readCreated(
  db: Queryable,
  accountIds: readonly string[],
  since: Date,
): Promise<CreatedRow[]> {
  const { rows } = await db.query<CreatedRow>(
    `SELECT e.account_id AS "accountId", e.region, e.vpc_endpoint_id AS "vpcEndpointId",
       e.creation_timestamp AS "createdAt", e.state, coalesce(made.observed_at, e.first_seen_at) AS "firstSeenAt",
       made.previous_look_at AS "lookedBefore", coalesce(s.states, '[]') AS states
     FROM vpc_endpoint e
     LEFT JOIN LATERAL (SELECT c.observed_at, c.previous_look_at FROM resource_change c
       WHERE c.account_id = e.account_id AND c.resource_id = e.vpc_endpoint_id AND c.change = 'created'
         AND c.observed_at >= $2 ORDER BY c.observed_at LIMIT 1) made ON true
     LEFT JOIN LATERAL (SELECT json_agg(json_build_object('before', c.before #>> '{}', 'after', c.after #>> '{}',
         'at', c.observed_at, 'lookedAt', c.previous_look_at) ORDER BY c.observed_at, c.id) AS states
       FROM resource_change c WHERE c.account_id = e.account_id AND c.resource_id = e.vpc_endpoint_id
         AND c.change = 'modified' AND c.field = 'state' AND c.observed_at >= $2) s ON true
     WHERE e.account_id = ANY ($1) AND e.creation_timestamp >= $2
       AND (e.gone_at IS NULL OR lower(e.state) <> 'pending')`,
    [accountIds, since],
  );
  return rows;
}
