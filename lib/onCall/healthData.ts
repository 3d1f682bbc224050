import { database } from "../db/pool.ts";
import { staleSql } from "../inventory/scopeSql.ts";
import type { Condition, MapTag } from "./schema.ts";

/** Endpoints of one account and region in one condition; those that fail are not among them. */
export interface HealthCount {
  accountId: string;
  accountName: string | null;
  region: string;
  group: string | null;
  condition: Condition;
  endpoints: number;
}

const tagColumns: Record<MapTag, string> = {
  environment: "e.environment",
  owner: "e.owner",
  application: "e.application",
};

/** Endpoints that exist and whose path does not fail, by account, region and condition; one pass over the fleet. */
export async function healthCounts(now: Date, tag: MapTag | null): Promise<HealthCount[]> {
  const { pool } = await database();
  const group = tag ? tagColumns[tag] : "NULL::text";
  const { rows } = await pool.query<HealthCount>({
    name: `on-call-health-${tag ?? "none"}`,
    text: `SELECT h.account_id AS "accountId", a.name AS "accountName", h.region, h.tag AS group, h.condition, h.endpoints
     FROM (
       SELECT e.account_id, e.region, ${group} AS tag,
         CASE WHEN d.verdict IS NULL OR ${staleSql("e", "s", "$1::timestamptz")} THEN 'unknown'
           WHEN v.state = 'idle' THEN 'idle' WHEN d.verdict = 'in-order' THEN 'ok' ELSE 'partly' END AS condition,
         count(*) AS endpoints
       FROM vpc_endpoint e
       LEFT JOIN endpoint_diagnosis d ON d.account_id = e.account_id AND d.vpc_endpoint_id = e.vpc_endpoint_id
       LEFT JOIN idle_verdict v ON v.account_id = e.account_id AND v.region = e.region
         AND v.resource_type = 'endpoint' AND v.resource_id = e.vpc_endpoint_id AND v.subnet_id = ''
       LEFT JOIN collector_scope s ON s.account_id = e.account_id AND s.region = e.region AND s.collector = e.collector
       WHERE e.gone_at IS NULL AND lower(e.state) IS DISTINCT FROM 'deleted'
         AND d.verdict IS DISTINCT FROM 'broken' AND d.verdict IS DISTINCT FROM 'cause-not-known'
       GROUP BY 1, 2, 3, 4
     ) h LEFT JOIN account a ON a.account_id = h.account_id`,
    values: [now],
  });
  return rows;
}

/** An account of which no scope of endpoints is current any more. */
export interface SilentAccount {
  accountId: string;
  accountName: string | null;
  state: "failed" | "partial" | "overdue";
  errorClass: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  region: string;
  scopes: number;
  endpoints: number;
  lastSuccessAt: Date | null;
}

/** Accounts that were asked for their endpoints and give none of them in time, with the reason of one scope. */
export async function silentAccounts(now: Date): Promise<SilentAccount[]> {
  const { pool } = await database();
  const { rows } = await pool.query<SilentAccount>({
    name: "on-call-silent",
    text: `WITH silent AS (
       SELECT s.account_id, count(*) AS scopes, max(s.last_success_at) AS last_success_at, min(s.region) AS region,
         CASE WHEN bool_or(s.outcome = 'failed') THEN 'failed' WHEN bool_or(s.outcome = 'partial') THEN 'partial'
           ELSE 'overdue' END AS state,
         (array_agg(s.error_class ORDER BY s.error_class NULLS LAST))[1] AS error_class,
         (array_agg(s.error_code ORDER BY s.error_class NULLS LAST))[1] AS error_code,
         (array_agg(s.error_message ORDER BY s.error_class NULLS LAST))[1] AS error_message
       FROM collector_scope s
       WHERE s.collector = 'endpoints' AND s.retired_at IS NULL AND s.outcome IS NOT NULL AND s.outcome <> 'skipped'
       GROUP BY s.account_id
       HAVING NOT bool_or(coalesce(s.outcome = 'success'
         AND s.last_success_at >= $1::timestamptz - 3 * s.interval_seconds * interval '1 second', false))
     )
     SELECT s.account_id AS "accountId", a.name AS "accountName", s.state, s.error_class AS "errorClass",
       s.error_code AS "errorCode", s.error_message AS "errorMessage", s.region, s.scopes,
       s.last_success_at AS "lastSuccessAt",
       (SELECT count(*) FROM vpc_endpoint e WHERE e.account_id = s.account_id AND e.gone_at IS NULL) AS endpoints
     FROM silent s LEFT JOIN account a ON a.account_id = s.account_id ORDER BY 1`,
    values: [now],
  });
  return rows;
}
