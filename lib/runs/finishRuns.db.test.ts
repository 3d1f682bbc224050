import { expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import {
  beginRuns,
  type EndedRun,
  finishRuns,
  type OpenRun,
  type RunResult,
  type Scope,
} from "./mutations.ts";

const db = testDatabase();
const at = new Date("2026-11-18T14:05:00Z");
const result: RunResult = {
  ...{ outcome: "success", resources: 1, created: 0, modified: 0, gone: 0, parts: [], contentDigest: "new" },
  ...{ apiCalls: 0, throttledCalls: 0, retriedCalls: 0, metricsRequested: 0, datapoints: 0, costUsd: 0 },
};
const begin = async (accountId: string): Promise<OpenRun> => {
  const scope: Scope = { collector: "endpoints", accountId, region: "us-east-1", intervalSeconds: 900 };
  return (await beginRuns(db.pool, [scope], at, "test"))[0] as OpenRun;
};
const ended = (run: OpenRun, but: Partial<RunResult> = {}): EndedRun => ({
  ...run,
  endedAt: at,
  result: { ...result, ...but },
});
const interrupted = {
  outcome: "failed",
  failure: { errorClass: "interrupted", code: "DatabaseUnavailable", message: "away" },
} as const;
const scopeOf = async (accountId: string) =>
  (
    await db.pool.query(
      `SELECT last_run_id AS "runId", outcome, content_digest AS digest FROM collector_scope WHERE account_id = $1`,
      [accountId],
    )
  ).rows[0];
const outcomeOf = async ({ runId }: OpenRun) =>
  (await db.pool.query("SELECT outcome, error_code AS code FROM collector_run WHERE run_id = $1", [runId]))
    .rows[0];

it("a run whose scope another one has written since it began leaves the scope to that one", async () => {
  const [slow, quick] = [await begin("111111111111"), await begin("111111111111")];
  await finishRuns(db.pool, [ended(quick)]);
  await finishRuns(db.pool, [ended(slow, { contentDigest: "old" })]);
  expect(await scopeOf("111111111111")).toEqual({ runId: quick.runId, outcome: "success", digest: "new" });
  expect(await outcomeOf(slow)).toEqual({ outcome: "success", code: null });
});

it("closing a run twice, because its connection broke over the answer, changes nothing", async () => {
  const run = await begin("222222222222");
  await finishRuns(db.pool, [ended(run)]);
  await finishRuns(db.pool, [ended(run)]);
  await finishRuns(db.pool, [ended(run, interrupted)]);
  expect(await scopeOf("222222222222")).toEqual({ runId: run.runId, outcome: "success", digest: "new" });
  expect(await outcomeOf(run)).toEqual({ outcome: "success", code: null });
});
