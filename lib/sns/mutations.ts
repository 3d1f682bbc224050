import type { Queryable } from "../runs/mutations.ts";
import type { SnsEnvelope } from "./schema.ts";

export interface RecordedMessage {
  accountId: string;
  region: string;
  event: string | null;
  serviceId: string | null;
  vpcEndpointId: string | null;
}

/** Records a message. False where it was recorded before. */
export async function recordMessage(
  db: Queryable,
  { MessageId, TopicArn, Type, Timestamp, Subject, Message }: SnsEnvelope,
  { accountId, region, event, serviceId, vpcEndpointId }: RecordedMessage,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO sns_message (account_id, topic_arn, message_id, type, event, region, service_id, vpc_endpoint_id,
       sent_at, received_at, subject, message)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
    [
      ...[accountId, TopicArn, MessageId, Type, event, region, serviceId, vpcEndpointId, Timestamp, now],
      ...[wellFormed(Subject ?? null), wellFormed(Message)],
    ],
  );
  return rowCount === 1;
}

// Postgres keeps no NUL, and UTF-8 no half of a pair.
const wellFormed = <Text extends string | null>(text: Text) =>
  text === null ? text : text.replaceAll("\0", "\uFFFD").toWellFormed();

/**
 * Makes due what an event may have changed: connections and services where the service is, endpoints where the
 * endpoint is; where neither is known, all three at the topic's own place. Returns how many scopes.
 */
export async function bringForward(
  db: Queryable,
  { accountId, region, serviceId, vpcEndpointId }: RecordedMessage,
  messageId: string,
  now: Date,
): Promise<number> {
  const { rowCount } = await db.query(
    `WITH place AS (
       SELECT account_id, region, ARRAY['connections', 'services'] AS collectors
       FROM vpc_endpoint_service WHERE service_id = $3 AND gone_at IS NULL
       UNION SELECT account_id, region, ARRAY['endpoints'] FROM vpc_endpoint
       WHERE vpc_endpoint_id = $4 AND gone_at IS NULL
     ), wanted AS (
       SELECT * FROM place
       UNION SELECT $1, $2, ARRAY['connections', 'services', 'endpoints'] WHERE NOT EXISTS (SELECT FROM place)
     )
     UPDATE collector_scope s SET next_attempt_at = $5 FROM wanted w
     WHERE s.account_id = w.account_id AND s.region = w.region AND s.collector = ANY (w.collectors)
       AND s.retired_at IS NULL AND s.next_attempt_at > $5`,
    [accountId, region, serviceId, vpcEndpointId, now],
  );
  const scopes = rowCount ?? 0;
  await db.query("UPDATE sns_message SET scopes = $3 WHERE account_id = $1 AND message_id = $2", [
    accountId,
    messageId,
    scopes,
  ]);
  return scopes;
}

const keptDays = 400;

/** Forgets what is older than it is kept. */
export async function pruneSnsMessages(db: Queryable, now: Date): Promise<void> {
  await db.query("DELETE FROM sns_message WHERE received_at < $1", [
    new Date(now.getTime() - keptDays * 86_400_000),
  ]);
}
