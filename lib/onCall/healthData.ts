import { database } from "../db/pool.ts";
import { freshSql } from "../runs/freshSql.ts";
import type { Condition, MapTag } from "./schema.ts";

/** Endpoints of one account and region in one condition. */
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

/**
 * Walked endpoints whose path does not fail, by account, region and condition: one pass over the verdicts. Only a tag
 * needs the endpoints themselves.
 */
export async function healthCounts(tag: MapTag | null): Promise<HealthCount[]> {
  const { pool } = await database();
  const { rows } = await pool.query<HealthCount>({
    name: `on-call-health-${tag ?? "none"}`,
    text: `SELECT h.account_id AS "accountId", a.name AS "accountName", h.region, h.tag AS group, h.condition, h.endpoints
     FROM (
       SELECT d.account_id, d.region, ${tag ? tagColumns[tag] : "NULL::text"} AS tag,
         CASE WHEN v.resource_id IS NOT NULL THEN 'idle' WHEN d.verdict = 'in-order' THEN 'ok' ELSE 'partly' END AS condition,
         count(*) AS endpoints
       FROM endpoint_diagnosis d
       LEFT JOIN idle_verdict v ON v.account_id = d.account_id AND v.region = d.region AND v.resource_type = 'endpoint'
         AND v.resource_id = d.vpc_endpoint_id AND v.subnet_id = '' AND v.state = 'idle'
       ${tag ? "LEFT JOIN vpc_endpoint e ON e.account_id = d.account_id AND e.region = d.region AND e.vpc_endpoint_id = d.vpc_endpoint_id" : ""}
       WHERE d.consumer_ours AND d.verdict IN ('in-order', 'not-known')
       GROUP BY 1, 2, 3, 4
     ) h LEFT JOIN account a ON a.account_id = h.account_id`,
  });
  return rows;
}

/** Where endpoints are collected: how many the last complete run found, and whether it is current. */
export interface HealthPlace {
  accountId: string;
  accountName: string | null;
  region: string;
  endpoints: number;
  fresh: boolean;
}

export async function healthPlaces(now: Date): Promise<HealthPlace[]> {
  const { pool } = await database();
  const { rows } = await pool.query<HealthPlace>({
    name: "on-call-places",
    text: `SELECT s.account_id AS "accountId", a.name AS "accountName", s.region, coalesce(s.resources, 0) AS endpoints,
       ${freshSql("s", "$1::timestamptz")} AS fresh
     FROM collector_scope s LEFT JOIN account a ON a.account_id = s.account_id
     WHERE s.collector = 'endpoints' AND s.retired_at IS NULL AND s.outcome IS DISTINCT FROM 'skipped'`,
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
       HAVING NOT bool_or(${freshSql("s", "$1::timestamptz")})
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
