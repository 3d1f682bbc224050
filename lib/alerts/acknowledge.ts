import { z } from "zod";
import { readEntry } from "../api/body.ts";
import { readPathId } from "../api/pathId.ts";
import { InvalidQueryError } from "../api/problem.ts";
import { database } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { recordEvents } from "./mutations.ts";
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

/** Takes an acknowledgement from a page of ours or a program. Throws what the API translates. */
export async function receiveAcknowledgement(request: Request, id: string): Promise<Acknowledgement> {
  const alertId = readPathId(id);
  const { by, note = null, undo } = await readEntry(request, acknowledgementEntrySchema);
  const now = currentTime();
  return inTransaction((await database()).pool, async (client) => {
    const { rows } = await client.query<{
      accountId: string;
      subject: string;
      state: AlertState;
      severity: AlertSeverity;
      sentence: string;
    }>(
      `SELECT account_id AS "accountId", subject, state, severity, sentence FROM alert WHERE alert_id = $1 FOR UPDATE`,
      [alertId],
    );
    const [alert] = rows;
    if (!alert) throw new NotFoundError(`There is no alert ${alertId}.`);
    refuseImpossible(alert.state, undo);
    const state = undo ? "firing" : "acknowledged";
    await client.query(
      `UPDATE alert SET state = $3, acknowledged_at = $4, acknowledged_by = $5, acknowledged_note = $6
       WHERE account_id = $1 AND alert_id = $2`,
      [alert.accountId, alertId, state, ...(undo ? [null, null, null] : [now, by, note])],
    );
    const event = undo ? ("unacknowledged" as const) : ("acknowledged" as const);
    await recordEvents(client, [{ ...alert, event, by, note }], now);
    return { alertId, state, by, note, at: now.toISOString() };
  });
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
