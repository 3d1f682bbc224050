import { z } from "zod";
import { readList } from "../api/list/data.ts";
import { readPathId } from "../api/pathId.ts";
import { database } from "../db/pool.ts";
import { NotFoundError } from "../errors.ts";
import { messageStates } from "./delivery/schema.ts";
import { alertItemSchema, alertList } from "./list.ts";
import { alertEvents, alertSeverities } from "./schema.ts";

const isoTime = z.string().meta({ format: "date-time" });
const text = z.string().nullable();

export const alertEventSchema = z
  .object({
    event: z.enum(alertEvents),
    severity: z.enum(alertSeverities),
    sentence: z.string(),
    by: text,
    note: text,
    at: isoTime,
  })
  .meta({ id: "AlertEvent" });

export const alertDeliverySchema = z
  .object({
    receiver: z.string(),
    event: z.enum(alertEvents),
    at: isoTime.describe("When it happened."),
    state: z
      .enum(messageStates)
      .describe(
        "waiting, also while no message has been made of it; refused: tried again rarely; abandoned: given up.",
      ),
    messageId: text.describe("The message that carries it; also what a webhook gets as its idempotency key."),
    attempts: z.int(),
    lastAttemptAt: isoTime.nullable(),
    nextAttemptAt: isoTime.nullable(),
    lastStatus: z.int().nullable().describe("HTTP status of the last answer."),
    lastError: text,
    endedAt: isoTime.nullable(),
  })
  .meta({ id: "AlertDelivery" });

/** One alert with what became of it and who was told. */
export const alertDetailSchema = alertItemSchema
  .extend({
    events: z.array(alertEventSchema).describe("The newest first, 200 at most."),
    deliveries: z.array(alertDeliverySchema).describe("The newest first, 200 at most."),
  })
  .meta({ id: "AlertDetail" });
export type AlertDetail = z.infer<typeof alertDetailSchema>;

const most = 200;

/** One alert, open or not. Throws NotFoundError. */
export async function requireAlert(id: string): Promise<AlertDetail> {
  const alertId = readPathId(id);
  const { pool } = await database();
  const { items } = await readList(alertList, { limit: 1, filter: { alertId, state: "any" } });
  const [item] = items;
  if (!item) throw new NotFoundError(`There is no alert ${alertId}.`);
  const key = [item.accountId, alertId];
  const [events, deliveries] = await Promise.all([
    pool.query<Record<string, unknown>>({
      name: "alert-events",
      text: `SELECT event, severity, sentence, by, note, at FROM alert_event
             WHERE account_id = $1 AND alert_id = $2 ORDER BY id DESC LIMIT ${most}`,
      values: key,
    }),
    pool.query<Record<string, unknown>>({
      name: "alert-deliveries",
      text: `SELECT d.receiver, d.event, d.at, coalesce(m.state, 'waiting') AS state, d.message_id AS "messageId",
               coalesce(m.attempts, 0) AS attempts, m.last_attempt_at AS "lastAttemptAt",
               CASE WHEN m.under_way IS NOT NULL THEN m.next_attempt_at END AS "nextAttemptAt",
               m.last_status AS "lastStatus", m.last_error AS "lastError", m.ended_at AS "endedAt"
             FROM alert_delivery d LEFT JOIN alert_message m ON m.message_id = d.message_id
             WHERE d.account_id = $1 AND d.alert_id = $2 ORDER BY d.id DESC LIMIT ${most}`,
      values: key,
    }),
  ]);
  // As the answer has it: times as ISO 8601.
  return JSON.parse(JSON.stringify({ ...item, events: events.rows, deliveries: deliveries.rows }));
}
