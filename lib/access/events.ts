import { randomUUID } from "node:crypto";
import type pg from "pg";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { log } from "../log.ts";
import { asSystem, currentPrincipal, type Principal } from "./principal.ts";

/** How it ended: done; refused, because whoever asked may not; failed. */
export const outcomes = ["done", "refused", "failed"] as const;
export const actorKinds = ["person", "token", "local", "nobody"] as const;

/** What somebody did. `target` is the address that it was done at. */
export interface AccessEvent {
  action: string;
  outcome: (typeof outcomes)[number];
  target: string;
  detail?: string | null;
}

const longest = { target: 500, detail: 1000 };

/** Puts an event on record. */
export async function insertEvent(
  pool: pg.Pool,
  who: Principal,
  { action, outcome, target, detail = null }: AccessEvent,
  now: Date,
): Promise<void> {
  const clean = (text: string) => text.replaceAll("\0", "").toWellFormed();
  await pool.query(
    `INSERT INTO access_event (event_id, at, actor_kind, actor, subject, email, action, outcome, target, detail, address)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[randomUUID(), now, who.kind, who.name, who.subject, who.email],
      ...[action, outcome, clean(target).slice(0, longest.target)],
      ...[detail && clean(detail).slice(0, longest.detail), who.address ?? null],
    ],
  );
}

/**
 * Puts on record what whoever asks has done. What cannot be recorded is logged and holds up nobody: it has been done.
 */
export async function recordEvent(event: AccessEvent, who = currentPrincipal()): Promise<void> {
  // Outside of the app nobody asks.
  if (!who || who.kind === "system") return;
  try {
    await asSystem(async () => insertEvent((await database()).pool, who, event, currentTime()));
  } catch (error) {
    log.error({ err: error, action: event.action, actor: who.name }, "who did what could not be recorded");
  }
}
