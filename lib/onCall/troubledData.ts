import { database } from "../db/pool.ts";
import type { CheckId, Severity } from "../diagnosis/schema.ts";
import type { TroubledPath } from "./schema.ts";

/** More paths than anybody reads; beyond it the counts are lower bounds. */
export const mostPaths = 5_000;

type Row = Omit<TroubledPath, "checkId" | "severity"> & { checkId: string | null; severity: string | null };

/**
 * Every path that is broken, or whose calls are seen to fail, with the finding that tells of it: the verdict, and where
 * no cause is known the worst symptom.
 */
export async function troubledPaths(): Promise<TroubledPath[]> {
  const { pool } = await database();
  const { rows } = await pool.query<Row>({
    name: "on-call-troubled",
    text: `SELECT d.account_id AS "accountId", a.name AS "accountName", d.vpc_endpoint_id AS "vpcEndpointId", d.region,
       d.service_name AS "serviceName", d.hop, coalesce(d.check_id, f.check_id) AS "checkId", d.sentence, d.since,
       e.first_seen_at AS "firstSeenAt", d.as_of AS "asOf", d.consumer_ours AS "consumerOurs", e.owner, e.application,
       e.environment, f.severity, CASE WHEN f.whole THEN '{}' ELSE coalesce(f.zones, '{}') END AS "brokenZones",
       coalesce(e.az_ids, '{}') AS zones, coalesce(f.stale, false) AS stale, f.finding_key AS "findingKey"
     FROM endpoint_diagnosis d
     LEFT JOIN vpc_endpoint e ON e.account_id = d.account_id AND e.region = d.region AND e.vpc_endpoint_id = d.vpc_endpoint_id
     LEFT JOIN account a ON a.account_id = d.account_id
     LEFT JOIN LATERAL (
       SELECT (array_agg(f.finding_key ORDER BY r.rank, f.finding_key))[1] AS finding_key,
         (array_agg(f.check_id ORDER BY r.rank, f.finding_key))[1] AS check_id,
         (array_agg(f.severity ORDER BY r.rank, f.finding_key))[1] AS severity, bool_and(f.stale) AS stale,
         bool_or(f.az_id IS NULL) AS whole, array_agg(DISTINCT f.az_id) FILTER (WHERE f.az_id IS NOT NULL) AS zones
       FROM finding f CROSS JOIN LATERAL (SELECT array_position(ARRAY['page', 'ticket', 'info'], f.severity) AS rank) r
       WHERE f.account_id = d.account_id AND f.vpc_endpoint_id = d.vpc_endpoint_id AND f.ended_at IS NULL
         AND CASE WHEN d.verdict = 'broken' THEN f.is_verdict ELSE f.role = 'symptom' END
     ) f ON true
     WHERE d.verdict IN ('broken', 'cause-not-known')
     ORDER BY d.since DESC, d.account_id, d.vpc_endpoint_id LIMIT ${mostPaths}`,
  });
  return rows.map((row) => ({
    ...row,
    checkId: row.checkId as CheckId | null,
    severity: (row.severity ?? "ticket") as Severity,
  }));
}
