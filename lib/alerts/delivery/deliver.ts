import type { Config } from "../../config/schema.ts";
import { isConnectionError } from "../../db/connectionErrors.ts";
import type { Database } from "../../db/pool.ts";
import { log } from "../../log.ts";
import type { send as sendOut } from "../../outbound/send.ts";
import type { ScopeLocks } from "../../runs/locks.ts";
import type { ReceiverConfig } from "../receiverConfig.ts";
import { kindOf } from "../receivers/registry.ts";
import { judgeAnswer, judgeError, nextAttemptAt, retryDelayMs, type Verdict } from "./compute.ts";
import { dueMessages, nextDue, type ReceiverRecord, receiverRecords } from "./data.ts";
import { freezeMessages } from "./freeze.ts";
import { linksTo } from "./links.ts";
import { recordAttempt, recordReceiver, recordStep } from "./mutations.ts";
import { resendFiring } from "./resend.ts";
import type { MessageUnderWay } from "./schema.ts";

/** What delivering needs of the world. */
export interface Delivering {
  db: Database;
  locks: Pick<ScopeLocks, "take" | "release">;
  config: Config;
  now(): Date;
  /** Between 0 and 1. */
  random(): number;
  send: typeof sendOut;
  signal: AbortSignal;
}

const messagesAtOnce = 50;
/** So many attempts in a row that failed, and the receiver is left alone for a while. */
const patience = 3;
/** A pass does not last longer, lest it keep a worker that is to stop, or a place in the queue, for good. */
const longestPassMs = 4 * 60_000;

/**
 * Sends a receiver what it is to be told, as far as it takes it. Only one process is at one receiver at a time; a group's
 * messages go one after the other. Returns when to look again; null: when there is news. Throws when the database is away.
 */
export async function deliverTo(delivering: Delivering, name: string): Promise<Date | null> {
  const { db, locks, config } = delivering;
  const receiver = config.alerts.receivers.find((one) => one.name === name);
  if (!receiver) return null;
  const key = `deliver:${name}`;
  const taken = await locks.take([key]);
  if (!taken.has(key)) return null;
  try {
    const record = (await receiverRecords(db.pool)).get(name);
    if (record?.resumeAt && record.resumeAt > delivering.now()) return record.resumeAt;
    return await passOver(delivering, receiver, record);
  } finally {
    await locks.release(taken);
  }
}

async function passOver(
  delivering: Delivering,
  receiver: ReceiverConfig,
  record: ReceiverRecord | undefined,
): Promise<Date | null> {
  const { db, config, now, signal } = delivering;
  const links = linksTo(config.alerts.baseUrl ?? null);
  const began = performance.now();
  let failures = record?.failures ?? 0;
  while (!signal.aborted && performance.now() - began < longestPassMs) {
    const { made, abandoned } = await freezeMessages(db, receiver, links, now());
    if (abandoned > 0) log.error({ receiver: receiver.name, abandoned }, "gave up messages about alerts");
    const due = await dueMessages(db.pool, receiver.name, now(), messagesAtOnce);
    if (due.length === 0 && made === 0) break;
    for (const message of due) {
      if (signal.aborted) return now();
      const verdict = await attempt(delivering, receiver, message);
      if (verdict === null) continue;
      if (verdict === "stopped") return now();
      failures = verdict.kind === "delivered" ? 0 : failures + 1;
      const resumeAt = pauseOf(verdict, failures, now(), delivering.random());
      await recordReceiver(db.pool, receiver.name, verdict, now(), resumeAt);
      if (resumeAt) return resumeAt;
    }
  }
  const resent = await resendFiring(delivering, receiver, record);
  const next = await nextDue(db.pool, receiver.name);
  const times = [resent, next].filter((time) => time !== null);
  return times.length > 0 ? new Date(Math.min(...times.map((time) => time.getTime()))) : null;
}

/** How long a receiver is left alone: as it asks itself, or ever longer while nothing gets through. */
function pauseOf(verdict: Verdict, failures: number, now: Date, random: number): Date | null {
  if (verdict.kind !== "retry") return null;
  if (verdict.afterMs !== null) return new Date(now.getTime() + verdict.afterMs);
  if (failures < patience) return null;
  return new Date(now.getTime() + retryDelayMs(failures - patience + 1, random));
}

/** Tries a message once. Null where it had nothing to tell; "stopped" where we are to end in the middle. */
async function attempt(
  { db, config, now, random, send, signal }: Delivering,
  receiver: ReceiverConfig,
  { messageId, payload, step, attempts }: MessageUnderWay,
): Promise<Verdict | null | "stopped"> {
  const sending = { messageId, now: now(), baseUrl: config.alerts.baseUrl ?? null };
  let verdict: Verdict | null = null;
  try {
    const requests = await kindOf(receiver).requests(payload, receiver, sending);
    for (const [i, request] of requests.entries()) {
      if (i < step) continue;
      verdict = judgeAnswer(await send({ ...request, signal }, config.outbound), now());
      if (verdict.kind !== "delivered") break;
      if (i < requests.length - 1) await recordStep(db.pool, messageId, i + 1);
    }
  } catch (error) {
    if (signal.aborted) return "stopped";
    if (isConnectionError(error) && !judgeError(error)) throw error;
    verdict = judgeError(error) ?? mistake(error, receiver.name, messageId);
  }
  const state = verdict === null ? "unneeded" : verdict.kind === "retry" ? "waiting" : verdict.kind;
  const at = now();
  const next = verdict ? nextAttemptAt(verdict, attempts + 1, at, random()) : at;
  await recordAttempt(db.pool, messageId, state, verdict, at, next);
  const what = { receiver: receiver.name, message: messageId, attempts: attempts + 1 };
  if (verdict?.kind === "delivered") log.debug(what, "told of alerts");
  else if (verdict) log.warn({ ...what, reason: verdict.reason }, "a message about alerts was not taken");
  return verdict;
}

function mistake(error: unknown, receiver: string, message: string): Verdict {
  log.error({ err: error, receiver, message }, "a message about alerts could not be made");
  return { kind: "refused", status: null, reason: "Linkledger made a mistake; its log says which." };
}
