import { setTimeout as delay } from "node:timers/promises";
import { look, newWatch } from "#lib/alerts/deadMan.ts";
import { readableConfig } from "#lib/alerts/receiverHealth.ts";
import type { Database } from "#lib/db/pool.ts";
import { currentTime, isClockFixed } from "#lib/env.ts";
import { send } from "#lib/outbound/send.ts";
import { ScopeLocks } from "#lib/runs/locks.ts";

const everyMs = 30_000;

/**
 * Watches, beside the app, whether collecting goes on, and tells whoever is to be told when it does not. Where the clock
 * is fixed nothing can stop. Returns what ends it.
 */
export function watchCollecting(db: Database): () => Promise<void> {
  if (isClockFixed()) return async () => {};
  const stop = new AbortController();
  const { signal } = stop;
  const locks = new ScopeLocks(db);
  const watch = newWatch(performance.now());
  const watching = {
    ...{ db, locks, send, signal, now: currentTime, random: Math.random },
    ...{ config: readableConfig, performanceNow: () => performance.now() },
  };
  const watched = (async () => {
    while (!signal.aborted) {
      await look(watch, watching);
      await delay(everyMs, undefined, { signal }).catch(() => {});
    }
  })();
  return async () => {
    stop.abort();
    await watched;
    await locks.close();
  };
}
