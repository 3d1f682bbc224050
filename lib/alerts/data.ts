import type { Queryable } from "../runs/mutations.ts";
import type { StoredAlert } from "./schema.ts";
import type { AlertingFinding, AlertingSlo } from "./signals.ts";

/** Findings that are open and tell somebody; those that could not be judged again are still open. */
export async function alertingFindings(db: Queryable, now: Date): Promise<AlertingFinding[]> {
  const { rows } = await db.query<AlertingFinding>({
    name: "alerting-findings",
    text: `SELECT f.account_id AS "accountId", finding_key AS "findingKey", check_id AS "checkId", hop, severity,
             is_verdict AS "isVerdict", title, sentence, resource_type AS "resourceType",
             resource_id AS "resourceId", f.region, f.vpc_endpoint_id AS "vpcEndpointId",
             f.service_name AS "serviceName", f.owner, coalesce(e.environment, a.environment) AS environment, since,
             confirm, coalesce(d.denials, 0) AS denials
           FROM finding f
           LEFT JOIN vpc_endpoint e ON e.account_id = f.account_id AND e.region = f.region
             AND e.vpc_endpoint_id = f.vpc_endpoint_id
           LEFT JOIN account a ON a.account_id = f.account_id
           LEFT JOIN LATERAL (
             SELECT count(*)::int AS denials FROM vpce_access_denial d
             WHERE f.check_id = 'endpoint-policy-denies' AND d.account_id = f.account_id
               AND d.vpc_endpoint_id = f.vpc_endpoint_id AND d.event_time > $1::timestamptz - interval '1 hour'
           ) d ON f.check_id = 'endpoint-policy-denies'
           WHERE ended_at IS NULL AND severity IN ('page', 'ticket') ORDER BY f.account_id, finding_key`,
    values: [now],
  });
  return rows;
}

/** Objectives of whose policy a rule fires, since the first that does. */
export async function alertingSlos(db: Queryable): Promise<AlertingSlo[]> {
  const { rows } = await db.query<AlertingSlo>({
    name: "alerting-slos",
    text: `SELECT slo_id AS "sloId", title, reason, alert_level AS "alertLevel",
             coalesce((SELECT min((a ->> 'since')::timestamptz) FROM jsonb_array_elements(alerts) a
                       WHERE a ->> 'state' = 'firing' AND a ->> 'level' = alert_level), evaluated_at) AS since
           FROM slo WHERE alert_level IN ('page', 'ticket') ORDER BY slo_id`,
  });
  return rows;
}

/** Objectives of which nothing is known at the moment: of them, silence resolves nothing. */
export async function undecidedSlos(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ sloId: string }>({
    name: "undecided-slos",
    text: `SELECT slo_id AS "sloId" FROM slo WHERE state = 'unknown'`,
  });
  return rows.map(({ sloId }) => sloId);
}

const columns = `account_id AS "accountId", subject, source, severity, state, flapping, title, sentence, hop,
  check_id AS "checkId", slo_id AS "sloId", region, vpc_endpoint_id AS "vpcEndpointId",
  resource_type AS "resourceType", resource_id AS "resourceId", service_name AS "serviceName", owner, environment,
  group_key AS "groupKey", findings, since, fired_at AS "firedAt", last_seen_at AS "lastSeenAt",
  missing_since AS "missingSince", resolved_at AS "resolvedAt", acknowledged_at AS "acknowledgedAt",
  acknowledged_by AS "acknowledgedBy", acknowledged_note AS "acknowledgedNote", fired_times AS "firedTimes", confirm,
  asking_since AS "askingSince", silence_id AS "silenceId", silenced_until AS "silencedUntil"`;

/** Alerts that are open, and those that were resolved so lately that another firing counts as flapping. */
export async function lastAlerts(db: Queryable, now: Date): Promise<StoredAlert[]> {
  const { rows } = await db.query<Omit<StoredAlert, "firedTimes"> & { firedTimes: string[] }>({
    name: "last-alerts",
    text: `SELECT ${columns} FROM alert
           WHERE state <> 'resolved' OR resolved_at > $1::timestamptz - interval '1 hour' FOR UPDATE`,
    values: [now],
  });
  return rows.map((row) => ({ ...row, firedTimes: row.firedTimes.map((time) => new Date(time)) }));
}
