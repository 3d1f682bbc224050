import { randomUUID } from "node:crypto";
import type { Config } from "../config/schema.ts";
import type { Database } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";
import { log } from "../log.ts";
import type { ScopeLocks } from "../runs/locks.ts";
import { nextAlerts } from "./compute.ts";
import { lastAlerts } from "./data.ts";
import { judgeError } from "./delivery/compute.ts";
import { lastCollected } from "./delivery/data.ts";
import { type Delivering, deliverTo } from "./delivery/deliver.ts";
import type { AlertFacts, MessagePayload } from "./delivery/schema.ts";
import { tellChanges } from "./evaluate.ts";
import { alertmanagerAlert } from "./receivers/alertmanager.ts";
import { type Sending, testPayload } from "./receivers/receiver.ts";
import { kindOf } from "./receivers/registry.ts";
import { fleetSignal } from "./rules/signal.ts";
import type { Signal } from "./schema.ts";

const lockKey = "dead-man";
/** The evaluation that workers run every minute is this late: no worker looks after the outbox. */
const workersGoneMs = 3 * 60_000;

/** What the watch knows from before, on a clock that nobody sets. */
export interface Watch {
  /** `performance.now()` when collecting was last seen to get on, or when the watch began. */
  movedAtMs: number;
  /** The same of an answer of the database. */
  answeredAtMs: number;
  lastSuccessAt: Date | null;
  /** Receivers have been told, without the database, that it is away: the id of that message. */
  toldAway: string | null;
}

export const newWatch = (nowMs: number): Watch => ({
  movedAtMs: nowMs,
  answeredAtMs: nowMs,
  lastSuccessAt: null,
  toldAway: null,
});

/**
 * Whether collecting has stopped: no success for so long by the clock, and none seen for so long by whoever watches. A
 * machine that slept, or has only just started, has not seen anything stop.
 */
export function hasStopped(
  watch: Watch,
  since: Date | null,
  config: Config,
  now: Date,
  nowMs: number,
): boolean {
  const afterMs = config.alerts.deadMan.afterMinutes * 60_000;
  return since !== null && now.getTime() - since.getTime() >= afterMs && nowMs - watch.movedAtMs >= afterMs;
}

function stoppedSignal(lastSuccessAt: Date | null, since: Date): Signal {
  return fleetSignal({
    subject: "collecting",
    source: "collecting",
    severity: "page",
    title: "Collecting has stopped",
    sentence: lastSuccessAt
      ? `No collector has succeeded since ${lastSuccessAt.toISOString()}: nothing that breaks from now on is seen. See whether workers run and reach AWS and the database.`
      : "No collector has ever succeeded: see whether workers run, and whether the credentials work.",
    resourceType: "linkledger",
    resourceId: "collectors",
    since,
  });
}

/** What the watch needs; `delivering.now` is the clock, `performanceNow` the one that nobody sets. */
export interface Watching extends Omit<Delivering, "config" | "locks"> {
  db: Database;
  locks: ScopeLocks;
  config(): Config;
  performanceNow(): number;
}

/**
 * One look at whether collecting goes on, out of the web process: fires the alert where it has stopped, ends it where it
 * goes on again, and delivers in the place of workers that are gone. Where the database is away for as long, it tells the
 * dead man's receivers directly, once. Never throws.
 */
export async function look(watch: Watch, watching: Watching): Promise<void> {
  const config = watching.config();
  try {
    const workersGone = await judgeCollecting(watch, watching, config);
    watch.answeredAtMs = watching.performanceNow();
    if (watch.toldAway) await tellAway(watching, config, watch.toldAway, "over");
    watch.toldAway = null;
    if (!workersGone) return;
    for (const { name } of config.alerts.receivers)
      await deliverTo({ ...watching, config }, name).catch((error: unknown) =>
        log.warn({ err: error, receiver: name }, "could not deliver in the place of workers"),
      );
  } catch (error) {
    log.warn({ err: error }, "could not see whether collecting goes on");
    const awayMs = watching.performanceNow() - watch.answeredAtMs;
    if (awayMs < config.alerts.deadMan.afterMinutes * 60_000) return;
    const first = watch.toldAway === null;
    watch.toldAway ??= randomUUID();
    await tellAway(watching, config, watch.toldAway, first ? "away" : "still").catch((failure: unknown) =>
      log.error({ err: failure }, "could not tell that the database is away"),
    );
  }
}

/** Fires or ends the alert. Returns whether workers are gone, so that somebody else has to deliver. */
async function judgeCollecting(watch: Watch, watching: Watching, config: Config): Promise<boolean> {
  const { db, locks, now, performanceNow } = watching;
  const { lastSuccessAt, firstRunAt } = await lastCollected(db.pool);
  if ((lastSuccessAt?.getTime() ?? 0) > (watch.lastSuccessAt?.getTime() ?? 0)) {
    // At the first look nothing has been seen to move.
    if (watch.lastSuccessAt) watch.movedAtMs = performanceNow();
    watch.lastSuccessAt = lastSuccessAt;
  }
  const since = lastSuccessAt ?? firstRunAt;
  const stopped = hasStopped(watch, since, config, now(), performanceNow());
  const fresh =
    lastSuccessAt !== null &&
    now().getTime() - lastSuccessAt.getTime() < config.alerts.deadMan.afterMinutes * 60_000;
  const { rows } = await db.pool.query<{ open: boolean; evaluatedAt: Date | null }>(
    `SELECT EXISTS (SELECT FROM alert WHERE source = 'collecting' AND state <> 'resolved') AS open,
       (SELECT started_at FROM evaluation WHERE name = 'alerts') AS "evaluatedAt"`,
  );
  const { open = false, evaluatedAt = null } = rows[0] ?? {};
  if (since && ((stopped && !open) || (fresh && open))) {
    const taken = await locks.take([lockKey]);
    try {
      if (taken.has(lockKey))
        await change(db, config, stopped ? [stoppedSignal(lastSuccessAt, since)] : [], now());
    } finally {
      await locks.release(taken);
    }
  }
  return evaluatedAt !== null && now().getTime() - evaluatedAt.getTime() > workersGoneMs;
}

async function change(db: Database, config: Config, signals: Signal[], now: Date): Promise<void> {
  await inTransaction(db.pool, async (client) => {
    const all = await lastAlerts(client, now);
    const own = all.filter(({ source }) => source === "collecting");
    // It is over with the first success: nobody has to wait for it to be quiet.
    const before = own.map((alert) => ({ ...alert, missingSince: alert.missingSince ?? new Date(0) }));
    const judged = { at: { collecting: now }, undecided: new Set<string>() };
    await tellChanges(client, config, own, nextAlerts(signals, before, judged, now), now);
  });
}

/**
 * Without the database nothing is on record: a message of its own, under a name that stays the same. Alertmanager is told
 * at every look, so that it does not take it for over.
 */
async function tellAway(
  { now, send, signal }: Watching,
  config: Config,
  messageId: string,
  what: "away" | "still" | "over",
): Promise<void> {
  const { baseUrl = null, receivers, deadMan } = config.alerts;
  const sending = { messageId: what === "over" ? `${messageId}-over` : messageId, now: now(), baseUrl };
  const payload = awayPayload(sending, deadMan.afterMinutes, what === "over");
  const [alert] = payload.alerts as [AlertFacts];
  for (const receiver of receivers) {
    if (deadMan.receivers && !deadMan.receivers.includes(receiver.name)) continue;
    if (what === "still" && receiver.type !== "alertmanager") continue;
    try {
      if (receiver.type === "alertmanager") {
        const labels = { ...receiver.labels, alertname: "LinkledgerDatabaseAway", severity: "page" };
        const item = alertmanagerAlert(alert, labels);
        payload.alertmanager = [what === "over" ? { ...item, endsAt: now().toISOString() } : item];
      }
      for (const request of await kindOf(receiver).requests(payload, receiver, sending))
        await send({ ...request, signal }, config.outbound);
    } catch (error) {
      if (!judgeError(error)) throw error;
      log.warn({ err: error, receiver: receiver.name }, "could not tell that the database is away");
    }
  }
}

function awayPayload(sending: Sending, afterMinutes: number, over: boolean): MessagePayload {
  const payload = testPayload(sending);
  const [alert] = payload.alerts as [AlertFacts];
  const firing = over ? 0 : 1;
  return {
    ...payload,
    ...{ groupKey: "database-away", group: "Linkledger" },
    events: payload.events.map((event) => ({
      ...{ ...event, id: sending.messageId, severity: "page", alertId: "database-away" },
      event: over ? "resolved" : "fired",
    })),
    alerts: [
      {
        ...{ ...alert, alertId: "database-away", severity: "page", source: "collecting" },
        state: over ? "resolved" : "firing",
        resolvedAt: over ? sending.now.toISOString() : null,
        title: "Linkledger's database is away",
        sentence: over
          ? "The database answers again."
          : `The database has not answered for ${afterMinutes} minutes: nothing is collected or judged, and no other alert will come.`,
      },
    ],
    open: { page: { firing, acknowledged: 0 }, ticket: { firing: 0, acknowledged: 0 } },
  };
}
