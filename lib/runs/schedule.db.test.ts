import { expect, it } from "vitest";
import { testDatabase } from "../testing/database.ts";
import { beginRuns, finishRuns, type OpenRun, type Scope } from "./mutations.ts";
import {
  type CollectorPlan,
  type DueWork,
  dueWork,
  type Planned,
  plannedCollectors,
  planScopes,
} from "./schedule.ts";
import type { Failure } from "./schema.ts";

const db = testDatabase();
const now = new Date("2026-11-18T14:05:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const plans: CollectorPlan[] = [
  { collector: "regions", phase: "accounts", rank: 0, after: [] },
  { collector: "endpoints", phase: "endpoints", rank: 1, after: [] },
  { collector: "network", phase: "inventory", rank: 2, after: [] },
  { collector: "services", phase: "inventory", rank: 2, after: [] },
  { collector: "metrics", phase: "metrics", rank: 4, after: ["endpoints", "network"] },
];
const accounts = ["111111111111", "222222222222", "333333333333"];
const scopes = accounts.flatMap((accountId): Scope[] => [
  { collector: "regions", accountId, region: "global", intervalSeconds: 86_400 },
  ...(["endpoints", "network", "services", "metrics"] as const).map((collector) => ({
    ...{ collector, accountId, region: "eu-west-1", intervalSeconds: 600 },
  })),
]);
const brief = ({ phase, accountId }: DueWork) => `${phase} ${accountId[0]}`;
const due = (queued: string[] = [], most = 100) => dueWork(db.pool, plans, queued, most, now);
const set = (columns: string, where: string) =>
  db.pool.query(`UPDATE collector_scope SET ${columns} WHERE ${where}`);

it("plans each scope once, retires what is no longer asked for, and takes it up again", async () => {
  await planScopes(db.pool, scopes, true, now);
  await planScopes(db.pool, scopes.slice(1), true, now);
  const retired = async () =>
    (await db.pool.query("SELECT account_id, collector FROM collector_scope WHERE retired_at IS NOT NULL"))
      .rows;
  expect(await retired()).toEqual([{ account_id: "111111111111", collector: "regions" }]);
  await planScopes(db.pool, scopes, true, now);
  expect(await retired()).toEqual([]);
});

it("a first pass goes phase by phase, one job for what a phase does at a place, and waits for what it needs", async () => {
  const work = await due();
  expect(work.map(({ phase }) => phase)).toEqual([
    ...["accounts", "accounts", "accounts", "endpoints", "endpoints", "endpoints"],
    ...["inventory", "inventory", "inventory"],
  ]);
  expect(work[8]?.collectors).toEqual(["network", "services"]);
  await set(
    "outcome = 'success', next_attempt_at = '2027-01-01'",
    "account_id < '2' AND collector <> 'metrics'",
  );
  expect((await due()).map(brief).filter((job) => job.startsWith("metrics"))).toEqual(["metrics 1"]);
});

it("says what is wanted at each of several places, what was attempted and what is due, once for a place named twice", async () => {
  const place = (accountId: string) => ({ accountId, region: "eu-west-1" });
  const named = ["111111111111", "222222222222", "111111111111", "999999999999"].map(place);
  const of = (ours: Planned) =>
    new Map([
      ...["endpoints", "network", "services"].map((name): [string, Planned] => [name, ours]),
      ["metrics", { attempted: false, due: true }],
    ]);
  const found = await plannedCollectors(db.pool, named, now);
  expect(found.sort((a, b) => (a.accountId < b.accountId ? -1 : 1))).toEqual([
    { ...place("111111111111"), collectors: of({ attempted: true, due: false }) },
    { ...place("222222222222"), collectors: of({ attempted: false, due: true }) },
  ]);
});

it("leaves out what waits in the queue, and takes no more than there is room for", async () => {
  const work = await due(["collect:metrics:111111111111:eu-west-1", "collect:accounts:222222222222:global"]);
  expect(work.map(brief)).not.toContain("metrics 1");
  expect(work.map(brief)).not.toContain("accounts 2");
  expect(await due([], 2)).toHaveLength(2);
});

it("what people watch comes first, then what was never collected, then by how long it has been due", async () => {
  await set("outcome = 'success', next_attempt_at = $$2027-01-01$$", "true");
  await set(`next_attempt_at = '${ago(5).toISOString()}'`, "collector = 'endpoints' AND account_id < '2'");
  await set(
    `next_attempt_at = '${ago(50).toISOString()}'`,
    "collector = 'metrics' AND account_id > '2' AND account_id < '3'",
  );
  await set(`next_attempt_at = '${ago(1).toISOString()}'`, "collector = 'endpoints' AND account_id > '3'");
  await set("outcome = NULL, next_attempt_at = NULL", "collector = 'network' AND account_id < '2'");
  expect((await due()).map(brief)).toEqual(["inventory 1", "metrics 2", "endpoints 1", "endpoints 3"]);
  await db.pool.query(
    "INSERT INTO endpoint_watch VALUES ('333333333333', 'vpce-1', 'eu-west-1', $1), ('222222222222', 'vpce-2', 'eu-west-1', $2)",
    [new Date(now.getTime() + 60_000), ago(1)],
  );
  expect((await due()).map(brief)).toEqual(["endpoints 3", "inventory 1", "metrics 2", "endpoints 1"]);
});

it("asks again right before the run whether a scope is due still", async () => {
  const place = scopes.filter(({ accountId, region }) => accountId === "111111111111" && region !== "global");
  const left = await beginRuns(db.pool, place, now, "test", now);
  expect(left.map(({ scope }) => scope.collector)).toEqual(["endpoints", "network"]);
  expect(await beginRuns(db.pool, [], now, "test", now)).toEqual([]);
});

it("a scope that is throttled for long is tried less and less often, one that recovers at its own pace", async () => {
  const [scope] = scopes.filter(({ collector }) => collector === "services") as [Scope];
  const attempt = async (outcome: "failed" | "success") => {
    const [run] = await beginRuns(db.pool, [scope], now, "test");
    const counts = { resources: 0, created: 0, modified: 0, gone: 0, apiCalls: 5, throttledCalls: 5 };
    const none = { retriedCalls: 4, metricsRequested: 0, datapoints: 0, costUsd: 0, parts: [] };
    const failure: Failure | undefined =
      outcome === "failed"
        ? { errorClass: "throttled", code: "RequestLimitExceeded", message: "Request limit exceeded." }
        : undefined;
    await finishRuns(db.pool, [
      { ...(run as OpenRun), endedAt: now, result: { ...counts, ...none, outcome, failure } },
    ]);
    const { rows } = await db.pool.query<{ next: Date }>(
      `SELECT next_attempt_at AS next FROM collector_scope
       WHERE account_id = $1 AND region = $2 AND collector = $3`,
      [scope.accountId, scope.region, scope.collector],
    );
    return ((rows[0]?.next.getTime() ?? Number.NaN) - now.getTime()) / 1000;
  };
  const waits: number[] = [];
  for (let i = 0; i < 10; i++) waits.push(await attempt("failed"));
  expect(waits[0]).toBeGreaterThanOrEqual(54);
  expect(waits[0]).toBeLessThanOrEqual(66);
  expect((waits[5] ?? 0) / (waits[0] ?? 1)).toBeCloseTo(32, 1);
  expect(waits[9]).toBeGreaterThan(5 * 3600);
  expect(await attempt("success")).toBeLessThanOrEqual(scope.intervalSeconds);
});
