import type { Queryable } from "../../runs/mutations.ts";
import type { Verdict } from "./compute.ts";
import type { MessagePayload, MessageState } from "./schema.ts";

/**
 * Takes apart messages that their receiver refuses, where there is news of the same group: what they carried goes into
 * the next one. Gives up those that are too old. Returns how many were given up.
 */
export async function endHopeless(db: Queryable, receiver: string, tooOld: Date, now: Date): Promise<number> {
  await db.query({
    name: "thaw-refused",
    text: `WITH thawed AS (
             UPDATE alert_message m SET state = 'superseded', under_way = NULL, ended_at = $2
             WHERE m.receiver = $1 AND m.under_way IS NOT NULL AND m.state = 'refused'
               AND EXISTS (SELECT FROM alert_delivery d
                 WHERE d.receiver = $1 AND d.message_id IS NULL AND d.group_key = m.group_key)
             RETURNING m.message_id
           ) UPDATE alert_delivery d SET message_id = NULL FROM thawed t WHERE d.message_id = t.message_id`,
    values: [receiver, now],
  });
  const { rowCount } = await db.query({
    name: "give-up-messages",
    text: `UPDATE alert_message SET state = 'abandoned', under_way = NULL, ended_at = $3
           WHERE receiver = $1 AND under_way IS NOT NULL AND created_at < $2`,
    values: [receiver, tooOld, now],
  });
  return rowCount ?? 0;
}

export interface NewMessage {
  messageId: string;
  receiver: string;
  payload: MessagePayload;
  deliveries: readonly { accountId: string; id: number }[];
}

/** Stores a message with what it carries. */
export async function storeMessage(db: Queryable, message: NewMessage, now: Date): Promise<void> {
  const { messageId, receiver, payload, deliveries } = message;
  await db.query({
    name: "store-message",
    text: `INSERT INTO alert_message (message_id, receiver, group_key, under_way, state, events, payload, created_at,
             next_attempt_at)
           VALUES ($1, $2, $3, $3, 'waiting', $4, $5, $6, $6)`,
    values: [messageId, receiver, payload.groupKey, deliveries.length, JSON.stringify(payload), now],
  });
  await db.query({
    name: "carry-deliveries",
    text: `UPDATE alert_delivery d SET message_id = $1
           FROM unnest($2::text[], $3::bigint[]) AS c(account_id, id) WHERE d.account_id = c.account_id AND d.id = c.id`,
    values: [messageId, deliveries.map(({ accountId }) => accountId), deliveries.map(({ id }) => id)],
  });
}

/** Records under which labels Alertmanager will know alerts. */
export async function storeLabels(
  db: Queryable,
  receiver: string,
  labels: readonly { accountId: string; alertId: string; labels: Record<string, string> }[],
): Promise<void> {
  if (labels.length === 0) return;
  await db.query({
    name: "store-told-labels",
    text: `UPDATE alert_told t SET labels = l.labels
           FROM jsonb_to_recordset($2::jsonb) AS l("accountId" text, "alertId" text, labels jsonb)
           WHERE t.account_id = l."accountId" AND t.alert_id = l."alertId" AND t.receiver = $1`,
    values: [receiver, JSON.stringify(labels)],
  });
}

/** Records a request of a message that was answered well; the message goes on with the next one. */
export async function recordStep(db: Queryable, messageId: string, step: number): Promise<void> {
  await db.query({
    name: "record-message-step",
    text: "UPDATE alert_message SET step = $2 WHERE message_id = $1",
    values: [messageId, step],
  });
}

/** Records what an attempt came to; `state` as it is from now on. */
export async function recordAttempt(
  db: Queryable,
  messageId: string,
  state: MessageState,
  verdict: Verdict | null,
  at: Date,
  next: Date,
): Promise<void> {
  const over = state === "delivered" || state === "unneeded";
  await db.query({
    name: "record-message-attempt",
    text: `UPDATE alert_message SET state = $2, under_way = CASE WHEN $3 THEN NULL ELSE under_way END,
             ended_at = CASE WHEN $3 THEN $4::timestamptz END, attempts = attempts + $5, last_attempt_at = $4,
             last_status = $6, last_error = $7, next_attempt_at = $8
           WHERE message_id = $1 AND under_way IS NOT NULL`,
    values: [
      ...[messageId, state, over, at, verdict ? 1 : 0, verdict?.status ?? null],
      ...[verdict && verdict.kind !== "delivered" ? verdict.reason : null, next],
    ],
  });
}

/** Records how it went with a receiver. `resumeAt`: nothing is sent to it before. */
export async function recordReceiver(
  db: Queryable,
  receiver: string,
  verdict: Verdict,
  at: Date,
  resumeAt: Date | null,
): Promise<void> {
  const good = verdict.kind === "delivered";
  await db.query({
    name: "record-receiver",
    text: `INSERT INTO alert_receiver AS r (receiver, failures, resume_at, last_success_at, last_failure_at, last_status, last_error)
           VALUES ($1, $2::int, $3, CASE WHEN $4 THEN $5::timestamptz END, CASE WHEN $4 THEN NULL ELSE $5::timestamptz END, $6, $7)
           ON CONFLICT (receiver) DO UPDATE SET
             failures = CASE WHEN $4 THEN 0 ELSE r.failures + 1 END, resume_at = excluded.resume_at,
             last_success_at = coalesce(excluded.last_success_at, r.last_success_at),
             last_failure_at = coalesce(excluded.last_failure_at, r.last_failure_at),
             last_status = excluded.last_status, last_error = excluded.last_error`,
    values: [
      ...[receiver, good ? 0 : 1, resumeAt, good, at, verdict.status],
      verdict.kind === "delivered" ? null : verdict.reason,
    ],
  });
}

/** Records that a receiver was told again what fires, given a sign of life, or tested. */
export async function stampReceiver(
  db: Queryable,
  receiver: string,
  what: "resent_at" | "heartbeat_at" | "tested_at",
  at: Date,
): Promise<void> {
  await db.query(
    `INSERT INTO alert_receiver (receiver, ${what}) VALUES ($1, $2)
     ON CONFLICT (receiver) DO UPDATE SET ${what} = excluded.${what}`,
    [receiver, at],
  );
}

/** Has what waits for a receiver tried at once: it has just been shown to work. */
export async function wakeReceiver(db: Queryable, receiver: string, now: Date): Promise<void> {
  await db.query("UPDATE alert_receiver SET resume_at = NULL WHERE receiver = $1", [receiver]);
  await db.query(
    "UPDATE alert_message SET next_attempt_at = $2 WHERE receiver = $1 AND under_way IS NOT NULL AND next_attempt_at > $2",
    [receiver, now],
  );
}

/**
 * Gives up what has waited since before `tooOld` for receivers that the configuration no longer has: nobody is at it any
 * more, and who takes the name again later is not to hear of it. Until then a worker with an older file takes nothing
 * from one with a newer. Returns how many messages were given up.
 */
export async function giveUpRemoved(
  db: Queryable,
  receivers: readonly string[],
  tooOld: Date,
  now: Date,
): Promise<number> {
  await db.query("DELETE FROM alert_delivery WHERE message_id IS NULL AND receiver <> ALL ($1) AND at < $2", [
    receivers,
    tooOld,
  ]);
  const { rowCount } = await db.query(
    `UPDATE alert_message SET state = 'abandoned', under_way = NULL, ended_at = $3,
       last_error = 'The receiver was taken out of linkledger.yaml.'
     WHERE receiver <> ALL ($1) AND under_way IS NOT NULL AND created_at < $2`,
    [receivers, tooOld, now],
  );
  return rowCount ?? 0;
}

/** Forgets messages that have been over for so long, with what they carried, and alerts of a long time ago. */
export async function pruneAlerts(db: Queryable, before: Date): Promise<void> {
  await db.query(
    `WITH gone AS (DELETE FROM alert_message WHERE under_way IS NULL AND ended_at < $1 RETURNING message_id)
     DELETE FROM alert_delivery d USING gone g WHERE d.message_id = g.message_id`,
    [before],
  );
  await db.query(
    `WITH gone AS (DELETE FROM alert WHERE state = 'resolved' AND resolved_at < $1 RETURNING account_id, alert_id)
     DELETE FROM alert_event e USING gone g WHERE e.account_id = g.account_id AND e.alert_id = g.alert_id`,
    [before],
  );
}
