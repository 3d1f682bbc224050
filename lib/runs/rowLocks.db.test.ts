import { expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { beginRuns, type EndedRun, finishRuns, type OpenRun, type Scope } from "./mutations.ts";
import { planScopes } from "./schedule.ts";
import type { CollectorName } from "./schema.ts";

const db = testDatabase();
const at = new Date("2026-11-18T14:05:00Z");
const accountId = "111111111111";
const collectors: CollectorName[] = ["endpoints", "network", "services"];
const scopes = collectors.map(
  (collector): Scope => ({ collector, accountId, region: "us-east-1", intervalSeconds: 900 }),
);

const ended = (run: OpenRun): EndedRun => ({
  ...run,
  endedAt: at,
  result: {
    ...{
      outcome: "success",
      resources: 1,
      created: 0,
      modified: 0,
      gone: 0,
      parts: [],
      contentDigest: "new",
    },
    ...{ apiCalls: 0, throttledCalls: 0, retriedCalls: 0, metricsRequested: 0, datapoints: 0, costUsd: 0 },
  },
});

/** Sessions of this database that wait for another's lock. */
async function waiting(): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.count ?? 0;
}

/**
 * Two statements over the same three scopes, caught while both want the one in the middle. Whichever order each of
 * them goes in, one that came from the other end now holds what the other wants next.
 */
async function collide(first: () => Promise<unknown>, second: () => Promise<unknown>, both: number) {
  const holder = await db.pool.connect();
  try {
    await holder.query("BEGIN");
    await holder.query("SELECT FROM collector_scope WHERE collector = 'network' FOR UPDATE");
    let settled = 0;
    const begun: Promise<unknown>[] = [];
    for (const statement of [first, second]) {
      begun.push(statement().finally(() => settled++));
      begun.at(-1)?.catch(() => {});
      // The second only once the first waits for its row, or is through.
      while ((await waiting()) + settled < begun.length) await new Promise(setImmediate);
    }
    expect(await waiting()).toBe(both);
    await holder.query("COMMIT");
    await Promise.all(begun);
  } finally {
    holder.release();
  }
}

const runIds = async () =>
  (await db.pool.query("SELECT last_run_id AS id FROM collector_scope ORDER BY collector")).rows.map(
    ({ id }) => id,
  );

it("plans scopes beside the end of their runs without waiting for it, where nothing changes", async () => {
  await planScopes(db.pool, scopes, true, at);
  const runs = await beginRuns(db.pool, scopes, at, "test");
  await collide(
    () => planScopes(db.pool, scopes, true, at),
    () => finishRuns(db.pool, runs.toReversed().map(ended)),
    1,
  );
  expect(await runIds()).toEqual(runs.map(({ runId }) => runId));
});

it.each([
  ["hurries", scopes.map((scope) => ({ ...scope, intervalSeconds: 300 }))],
  ["retires", []],
])(
  "ends runs of scopes that a plan %s at the same time, in whatever order both name them",
  async (_, plan) => {
    for (const order of [scopes, scopes.toReversed()]) {
      await planScopes(db.pool, scopes, true, at);
      const runs = await beginRuns(db.pool, order, at, "test");
      await collide(
        () => planScopes(db.pool, plan.toReversed(), true, at),
        () => finishRuns(db.pool, runs.map(ended)),
        2,
      );
      const wanted = scopes.map(
        ({ collector }) => runs.find(({ scope }) => scope.collector === collector)?.runId,
      );
      expect(await runIds()).toEqual(wanted);
    }
  },
);
