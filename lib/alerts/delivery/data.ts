import type { Queryable } from "../../runs/mutations.ts";
import type { AlertEventName, AlertSeverity } from "../schema.ts";
import type { AlertFacts, MessageUnderWay, OpenCounts } from "./schema.ts";

/** Groups of a receiver that have something to be told, and no message under way; the oldest first. */
export async function groupsToTell(db: Queryable, receiver: string, most: number): Promise<string[]> {
  const { rows } = await db.query<{ groupKey: string }>({
    name: "groups-to-tell",
    text: `SELECT d.group_key AS "groupKey" FROM alert_delivery d
           WHERE d.receiver = $1 AND d.message_id IS NULL
             AND NOT EXISTS (SELECT FROM alert_message m WHERE m.receiver = $1 AND m.under_way = d.group_key)
           GROUP BY 1 ORDER BY min(d.id) LIMIT $2`,
    values: [receiver, most],
  });
  return rows.map(({ groupKey }) => groupKey);
}

export interface WaitingDelivery {
  id: number;
  accountId: string;
  alertId: string;
  event: AlertEventName;
  severity: AlertSeverity;
  by: string | null;
  note: string | null;
  at: Date;
  labels: Record<string, string> | null;
}

/** What a group has to be told, in the order in which it happened. */
export async function waitingDeliveries(
  db: Queryable,
  receiver: string,
  groupKey: string,
  most: number,
): Promise<WaitingDelivery[]> {
  const { rows } = await db.query<WaitingDelivery>({
    name: "waiting-deliveries",
    text: `SELECT id, account_id AS "accountId", alert_id AS "alertId", event, severity, by, note, at, labels
           FROM alert_delivery WHERE receiver = $1 AND message_id IS NULL AND group_key = $2 ORDER BY id LIMIT $3`,
    values: [receiver, groupKey, most],
  });
  return rows;
}

/** An alert as messages tell it, without links; and the labels that this receiver knows it by. */
export type KnownFacts = Omit<AlertFacts, "link" | "runbook"> & { labels: Record<string, string> | null };

const factColumns = `a.alert_id AS "alertId", a.severity, a.state, a.source, a.title, a.sentence, a.hop,
  a.check_id AS "checkId", a.slo_id AS "sloId", a.account_id AS "accountId", c.name AS "accountName", a.region,
  a.vpc_endpoint_id AS "vpcEndpointId", a.resource_type AS "resourceType", a.resource_id AS "resourceId",
  a.service_name AS "serviceName", a.owner, a.environment, a.group_key AS "groupKey", a.since, a.fired_at AS "firedAt",
  a.resolved_at AS "resolvedAt", a.acknowledged_by AS "acknowledgedBy", a.confirm -> 0 AS command, t.labels`;

type FactRow = Omit<KnownFacts, "since" | "firedAt" | "resolvedAt"> & {
  since: Date;
  firedAt: Date;
  resolvedAt: Date | null;
};

const toFacts = ({ since, firedAt, resolvedAt, ...row }: FactRow): KnownFacts => ({
  ...row,
  since: since.toISOString(),
  firedAt: firedAt.toISOString(),
  resolvedAt: resolvedAt?.toISOString() ?? null,
});

/** Alerts that a message is about: what is open and wakes somebody first. */
export async function alertFacts(
  db: Queryable,
  receiver: string,
  of: readonly { accountId: string; alertId: string }[],
): Promise<KnownFacts[]> {
  const { rows } = await db.query<FactRow>({
    name: "message-facts",
    text: `SELECT ${factColumns}
           FROM (SELECT DISTINCT "accountId", "alertId" FROM jsonb_to_recordset($2::jsonb) AS w("accountId" text, "alertId" text)) w
           JOIN alert a ON a.account_id = w."accountId" AND a.alert_id = w."alertId"
           LEFT JOIN account c ON c.account_id = a.account_id
           LEFT JOIN alert_told t ON t.account_id = a.account_id AND t.alert_id = a.alert_id AND t.receiver = $1
           ORDER BY a.state = 'resolved', a.severity <> 'page', a.since, a.account_id, a.alert_id`,
    values: [receiver, JSON.stringify(of.map(({ accountId, alertId }) => ({ accountId, alertId })))],
  });
  return rows.map(toFacts);
}

/** What Alertmanager knows to fire, after a key, in pages. */
export async function firingKnown(
  db: Queryable,
  receiver: string,
  after: readonly [string, string],
  most: number,
): Promise<KnownFacts[]> {
  const { rows } = await db.query<FactRow>({
    name: "firing-known",
    text: `SELECT ${factColumns} FROM alert_told t
           JOIN alert a ON a.account_id = t.account_id AND a.alert_id = t.alert_id
           LEFT JOIN account c ON c.account_id = a.account_id
           WHERE t.receiver = $1 AND t.labels IS NOT NULL AND a.state <> 'resolved'
             AND (t.account_id, t.alert_id) > ($2, $3)
           ORDER BY t.account_id, t.alert_id LIMIT $4`,
    values: [receiver, ...after, most],
  });
  return rows.map(toFacts);
}

/** Open alerts of a group that a receiver knows of, as it was told their severity. */
export async function openCounts(db: Queryable, receiver: string, groupKey: string): Promise<OpenCounts> {
  const { rows } = await db.query<{
    severity: AlertSeverity;
    state: "firing" | "acknowledged";
    alerts: number;
  }>({
    name: "open-of-group",
    text: `SELECT t.severity, a.state, count(*)::int AS alerts FROM alert_told t
           JOIN alert a ON a.account_id = t.account_id AND a.alert_id = t.alert_id
           WHERE t.receiver = $1 AND t.group_key = $2 AND a.state <> 'resolved' GROUP BY 1, 2`,
    values: [receiver, groupKey],
  });
  const counts: OpenCounts = {
    page: { firing: 0, acknowledged: 0 },
    ticket: { firing: 0, acknowledged: 0 },
  };
  for (const { severity, state, alerts } of rows) counts[severity][state] = alerts;
  return counts;
}

/** Messages of a receiver whose time has come, the longest waiting first. */
export async function dueMessages(
  db: Queryable,
  receiver: string,
  now: Date,
  most: number,
): Promise<MessageUnderWay[]> {
  const { rows } = await db.query<MessageUnderWay>({
    name: "due-messages",
    text: `SELECT message_id AS "messageId", payload, step, attempts, created_at AS "createdAt"
           FROM alert_message WHERE receiver = $1 AND under_way IS NOT NULL AND next_attempt_at <= $2
           ORDER BY next_attempt_at, created_at, message_id LIMIT $3`,
    values: [receiver, now, most],
  });
  return rows;
}

/** When the next message of a receiver is to be tried; null where none is under way. */
export async function nextDue(db: Queryable, receiver: string): Promise<Date | null> {
  const { rows } = await db.query<{ at: Date | null }>({
    name: "next-due-message",
    text: "SELECT min(next_attempt_at) AS at FROM alert_message WHERE receiver = $1 AND under_way IS NOT NULL",
    values: [receiver],
  });
  return rows[0]?.at ?? null;
}

/** How it has gone with a receiver so far. */
export interface ReceiverRecord {
  receiver: string;
  failures: number;
  resumeAt: Date | null;
  lastSuccessAt: Date | null;
  lastFailureAt: Date | null;
  lastStatus: number | null;
  lastError: string | null;
  resentAt: Date | null;
  heartbeatAt: Date | null;
  testedAt: Date | null;
}

export async function receiverRecords(db: Queryable): Promise<Map<string, ReceiverRecord>> {
  const { rows } = await db.query<ReceiverRecord>({
    name: "receiver-records",
    text: `SELECT receiver, failures, resume_at AS "resumeAt", last_success_at AS "lastSuccessAt",
             last_failure_at AS "lastFailureAt", last_status AS "lastStatus", last_error AS "lastError",
             resent_at AS "resentAt", heartbeat_at AS "heartbeatAt", tested_at AS "testedAt"
           FROM alert_receiver`,
  });
  return new Map(rows.map((row) => [row.receiver, row]));
}

/** The newest complete success of any collector; null before the first. */
export async function lastCollected(
  db: Queryable,
): Promise<{ lastSuccessAt: Date | null; firstRunAt: Date | null }> {
  const { rows } = await db.query<{ lastSuccessAt: Date | null; firstRunAt: Date | null }>({
    name: "last-collected",
    text: `SELECT (SELECT max(last_success_at) FROM collector_scope WHERE retired_at IS NULL) AS "lastSuccessAt",
             (SELECT min(started_at) FROM collector_run) AS "firstRunAt"`,
  });
  return rows[0] ?? { lastSuccessAt: null, firstRunAt: null };
}
