import { database } from "../db/pool.ts";
import { freshSql } from "../runs/freshSql.ts";

/** Calls that endpoint policies denied since a time, by endpoint, caller and action, most calls first. */
export interface DenialGroupRow {
  accountId: string;
  accountName: string | null;
  vpcEndpointId: string | null;
  principal: string | null;
  eventSource: string;
  eventName: string;
  calls: number;
  firstAt: Date;
  lastAt: Date;
  message: string | null;
}

export async function denialGroups(since: Date, most: number): Promise<DenialGroupRow[]> {
  const { pool } = await database();
  const { rows } = await pool.query<DenialGroupRow>({
    name: "on-call-denials",
    text: `SELECT g.*, a.name AS "accountName" FROM (
       SELECT account_id AS "accountId", vpc_endpoint_id AS "vpcEndpointId", principal, event_source AS "eventSource",
         event_name AS "eventName", count(*) AS calls, min(event_time) AS "firstAt", max(event_time) AS "lastAt",
         max(error_message) AS message
       FROM vpce_access_denial WHERE event_time >= $1 GROUP BY 1, 2, 3, 4, 5 ORDER BY calls DESC, 1, 2 LIMIT $2
     ) g LEFT JOIN account a ON a.account_id = g."accountId" ORDER BY g.calls DESC, 1, 2`,
    values: [since, most],
  });
  return rows;
}

/** How many accounts and regions one collector has, how many of them are current, and where logs are delivered. */
export interface SourceCoverage {
  whole: number;
  fresh: number;
  logged: number;
  asOf: Date | null;
}

export async function sourceCoverage(collector: string, now: Date): Promise<SourceCoverage> {
  const { pool } = await database();
  const { rows } = await pool.query<SourceCoverage>({
    name: "on-call-coverage",
    text: `SELECT count(*) AS whole, count(*) FILTER (WHERE ${freshSql("s", "$2::timestamptz")}) AS fresh,
       count(*) FILTER (WHERE ${freshSql("s", "$2::timestamptz")} AND l.log_group_name IS NOT NULL) AS logged,
       max(s.last_success_at) AS "asOf"
     FROM collector_scope s
     LEFT JOIN network_activity_log l ON l.account_id = s.account_id AND l.region = s.region
     WHERE s.collector = $1 AND s.retired_at IS NULL AND s.outcome IS DISTINCT FROM 'skipped'`,
    values: [collector, now],
  });
  return rows[0] ?? { whole: 0, fresh: 0, logged: 0, asOf: null };
}

/** Calls that create endpoints since a time, by how they ended. */
export interface ProvisioningRow {
  code: string | null;
  calls: number;
  lastAt: Date;
  accountId: string;
  accountName: string | null;
  message: string | null;
}

export async function provisioningCalls(since: Date): Promise<ProvisioningRow[]> {
  const { pool } = await database();
  const { rows } = await pool.query<ProvisioningRow>({
    name: "on-call-provisioning",
    text: `SELECT g.*, a.name AS "accountName" FROM (
       SELECT error_code AS code, count(*) AS calls, max(event_time) AS "lastAt",
         (array_agg(account_id ORDER BY event_time DESC))[1] AS "accountId",
         (array_agg(error_message ORDER BY event_time DESC))[1] AS message
       FROM trail_event WHERE event_time >= $1 AND event_name = 'CreateVpcEndpoint' GROUP BY 1
     ) g LEFT JOIN account a ON a.account_id = g."accountId" ORDER BY g.calls DESC`,
    values: [since],
  });
  return rows;
}

/** Objectives as they were judged last, as far as somebody on call needs them. */
export interface SloRow {
  sloId: string;
  title: string;
  indicator: string;
  definition: {
    select?: {
      accounts?: string[];
      regions?: string[];
      services?: string[];
      endpoints?: string[];
      tags?: Record<string, string>;
    };
  };
  objective: number | null;
  policy: "guide" | "workbook";
  state: string;
  reason: string;
  budgetLeft: number | null;
  burnRate: number | null;
  exhaustedAt: Date | null;
  alertLevel: "page" | "ticket" | null;
  windows: { window: string; burnRate: number | null }[];
  asOf: Date | null;
}

export async function objectives(): Promise<SloRow[]> {
  const { pool } = await database();
  const { rows } = await pool.query<SloRow>({
    name: "on-call-objectives",
    text: `SELECT slo_id AS "sloId", title, indicator, definition, objective, policy, state, reason,
       budget_left AS "budgetLeft", burn_rate AS "burnRate", exhausted_at AS "exhaustedAt", alert_level AS "alertLevel",
       windows, as_of AS "asOf" FROM slo ORDER BY position`,
  });
  return rows;
}

/** The last evaluation of the paths, and what tells whether anything on the page may differ. */
export interface Judged {
  lastSuccessAt: Date | null;
  asOf: Date | null;
  version: string;
}

/** Runs of collectors change the page a little all the time: that is looked at this often. */
const runsLookedAtMs = 120_000;

export async function lastJudged(now: Date): Promise<Judged> {
  const { pool } = await database();
  const { rows } = await pool.query<Omit<Judged, "version"> & { evaluated: string | null }>({
    name: "on-call-judged",
    text: `SELECT max(last_success_at) FILTER (WHERE name = 'diagnosis') AS "lastSuccessAt",
       max(as_of) FILTER (WHERE name = 'diagnosis') AS "asOf", md5(string_agg(name || ended_at, ' ' ORDER BY name)
         || (SELECT concat(count(*), max(acknowledged_at)) FROM alert WHERE state = 'acknowledged')) AS evaluated
     FROM evaluation WHERE name IN ('diagnosis', 'slos', 'idle')`,
  });
  const { lastSuccessAt = null, asOf = null, evaluated = null } = rows[0] ?? {};
  const version = `${evaluated ?? "none"}-${Math.floor(now.getTime() / runsLookedAtMs)}`;
  return { lastSuccessAt, asOf, version };
}
