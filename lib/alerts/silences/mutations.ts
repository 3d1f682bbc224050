import { randomUUID } from "node:crypto";
import type { Queryable } from "../../runs/mutations.ts";
import type { Silence } from "./compute.ts";
import type { SilenceEntry } from "./schema.ts";

/** Brings what the file says on record; what it no longer says is over, and stays on record. */
export async function recordConfigured(
  db: Queryable,
  silences: readonly Silence[],
  now: Date,
): Promise<void> {
  await db.query({
    name: "record-configured-silences",
    text: `INSERT INTO alert_silence (silence_id, origin, starts_at, ends_at, reason, matchers, created_by, created_at)
           SELECT s."silenceId", 'file', s."startsAt", s."endsAt", s.reason, s.match, s."createdBy", $2
           FROM jsonb_to_recordset($1::jsonb) AS s("silenceId" text, "startsAt" timestamptz, "endsAt" timestamptz,
             reason text, match jsonb, "createdBy" text)
           ON CONFLICT (silence_id) DO UPDATE SET ended_at = NULL, ended_by = NULL
             WHERE alert_silence.ended_by = 'linkledger.yaml'`,
    values: [JSON.stringify(silences), now],
  });
  await db.query({
    name: "end-configured-silences",
    text: `UPDATE alert_silence SET ended_at = $2, ended_by = 'linkledger.yaml'
           WHERE origin = 'file' AND ended_at IS NULL AND ends_at > $2 AND silence_id <> ALL ($1::text[])`,
    values: [silences.map(({ silenceId }) => silenceId), now],
  });
}

/** Makes a silence; returns its id. */
export async function createSilence(db: Queryable, entry: SilenceEntry, now: Date): Promise<string> {
  const silenceId = randomUUID();
  await db.query(
    `INSERT INTO alert_silence (silence_id, origin, starts_at, ends_at, reason, matchers, created_by, created_at)
     VALUES ($1, 'person', $2, $3, $4, $5, $6, $7)`,
    [
      ...[silenceId, entry.startsAt ?? now, entry.endsAt, entry.reason, JSON.stringify(entry.match)],
      ...[entry.by, now],
    ],
  );
  return silenceId;
}

/** Ends a silence before its time. False where it is over already, null where there is none. */
export async function endSilence(
  db: Queryable,
  silenceId: string,
  by: string,
  now: Date,
): Promise<boolean | null> {
  const { rows } = await db.query<{ ended: boolean }>(
    `WITH found AS (SELECT ended_at IS NULL AND ends_at > $3 AS open FROM alert_silence WHERE silence_id = $1),
       ended AS (UPDATE alert_silence SET ended_at = $3, ended_by = $2
         WHERE silence_id = $1 AND ended_at IS NULL AND ends_at > $3 RETURNING 1)
     SELECT open AS ended FROM found`,
    [silenceId, by, now],
  );
  return rows[0]?.ended ?? null;
}
