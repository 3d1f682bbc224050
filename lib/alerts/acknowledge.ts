import { z } from "zod";
import { actingName } from "../access/principal.ts";
import { readEntry } from "../api/body.ts";
import { readPathId } from "../api/pathId.ts";
import { InvalidQueryError } from "../api/problem.ts";
import { database } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import type { Queryable } from "../runs/mutations.ts";
import { kickDelivery } from "./delivery/kick.ts";
import { recordEvents } from "./mutations.ts";
import { tellAcknowledgement } from "./routing/mutations.ts";
import type { AlertSeverity, AlertState } from "./schema.ts";

const words = (most: number) =>
  z
    .string("expected text")
    .trim()
    .min(1, "must not be empty")
    .max(most, `may have ${most} characters`)
    .refine((text) => !text.includes("\0") && text.isWellFormed(), "must be well-formed text");

/** Somebody takes an alert on, or gives it back. */
export const acknowledgementEntrySchema = z
  .strictObject({
    by: words(200).describe("Who takes it on."),
    note: words(1000).optional(),
    undo: z.boolean("expected true or false").default(false).describe("True: it is for anybody again."),
  })
  .meta({ id: "AcknowledgementEntry" });

/** What stands on record after that. */
export const acknowledgementSchema = z
  .object({
    alertId: z.string(),
    state: z.enum(["firing", "acknowledged"]),
    by: z.string(),
    note: z.string().nullable(),
    at: z.string().meta({ format: "date-time" }),
  })
  .meta({ id: "Acknowledgement" });
type Acknowledgement = z.infer<typeof acknowledgementSchema>;

/** The same about several at once: all alerts of one trouble. */
export const acknowledgementsEntrySchema = acknowledgementEntrySchema
  .extend({
    alertIds: z
      .array(z.string("expected text").min(1).max(64), "expected a list of alertIds")
      .min(1, "must not be empty")
      .max(5000, "may have 5000 alertIds"),
  })
  .meta({ id: "AcknowledgementsEntry" });

/** How many stand on record after that. */
export const acknowledgementsSchema = z
  .object({
    acknowledged: z.int().describe("Alerts that have changed."),
    left: z.int().describe("Alerts that were so already, are resolved, or do not exist."),
    at: z.string().meta({ format: "date-time" }),
  })
  .meta({ id: "Acknowledgements" });
type Acknowledgements = z.infer<typeof acknowledgementsSchema>;

interface Entry {
  by: string;
  note?: string | null;
  undo: boolean;
}

interface Known {
  accountId: string;
  alertId: string;
  subject: string;
  state: AlertState;
  severity: AlertSeverity;
  sentence: string;
}

/** Takes an acknowledgement from a page of ours or a program. Throws what the API translates. */
export async function receiveAcknowledgement(request: Request, id: string): Promise<Acknowledgement> {
  const alertId = readPathId(id);
  const entry = signed(await readEntry(request, acknowledgementEntrySchema));
  const now = currentTime();
  return inTransaction((await database()).pool, async (client) => {
    const [alert] = await lockAlerts(client, [alertId]);
    if (!alert) throw new NotFoundError(`There is no alert ${alertId}.`);
    refuseImpossible(alert.state, entry.undo);
    await acknowledge(client, alert, entry, now);
    await kickDelivery(client);
    const { by, note = null, undo } = entry;
    return { alertId, state: undo ? "firing" : "acknowledged", by, note, at: now.toISOString() };
  });
}

/** The same of several alerts; those of which it is not possible are left as they are. */
export async function receiveAcknowledgements(request: Request): Promise<Acknowledgements> {
  const { alertIds, ...entry } = signed(await readEntry(request, acknowledgementsEntrySchema, 256 * 1024));
  const now = currentTime();
  return inTransaction((await database()).pool, async (client) => {
    const wanted = entry.undo ? "acknowledged" : "firing";
    const alerts = (await lockAlerts(client, alertIds)).filter(({ state }) => state === wanted);
    for (const alert of alerts) await acknowledge(client, alert, entry, now);
    if (alerts.length > 0) await kickDelivery(client);
    const left = new Set(alertIds).size - alerts.length;
    return { acknowledged: alerts.length, left, at: now.toISOString() };
  });
}

/** In one order, so that two who take on the same alerts wait for each other. */
async function lockAlerts(client: Queryable, alertIds: readonly string[]): Promise<Known[]> {
  const { rows } = await client.query<Known>(
    `SELECT account_id AS "accountId", alert_id AS "alertId", subject, state, severity, sentence FROM alert
     WHERE alert_id = ANY ($1) ORDER BY account_id, alert_id FOR UPDATE`,
    [alertIds],
  );
  return rows;
}

async function acknowledge(client: Queryable, alert: Known, { by, note = null, undo }: Entry, now: Date) {
  await client.query({
    name: "acknowledge-alert",
    text: `UPDATE alert SET state = $3, acknowledged_at = $4, acknowledged_by = $5, acknowledged_note = $6,
             asking_since = CASE WHEN $7 THEN $8::timestamptz ELSE asking_since END
           WHERE account_id = $1 AND alert_id = $2`,
    values: [
      ...[alert.accountId, alert.alertId, undo ? "firing" : "acknowledged"],
      ...[undo ? null : now, undo ? null : by, undo ? null : note],
      ...[undo, now],
    ],
  });
  const event = undo ? ("unacknowledged" as const) : ("acknowledged" as const);
  await recordEvents(client, [{ ...alert, event, by, note }], now);
  await tellAcknowledgement(client, alert, { event, by, note }, now);
}

function refuseImpossible(state: AlertState, undo: boolean): void {
  if (state === "resolved")
    throw new InvalidQueryError([
      { field: "undo", message: "the alert is resolved; there is nothing to take on." },
    ]);
  if (undo && state === "firing")
    throw new InvalidQueryError([
      { field: "undo", message: "nobody has acknowledged the alert; expected false." },
    ]);
}

const signed = <Entry extends { by: string }>(entry: Entry): Entry => ({
  ...entry,
  by: actingName(entry.by),
});
