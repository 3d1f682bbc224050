import { beforeAll, describe, expect, it } from "vitest";
import { accountRow, fixtureNow as now, scopeRow } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { collectorHealth } from "./data.ts";
import { loadCollectors, loadFreshness } from "./loaders.ts";
import { unpackMatrix } from "./packedMatrix.ts";
import { collectorActivity, failureGroups, scopeCounts } from "./scopeData.ts";

const db = processDatabase();
const one = "111111111111";
const two = "222222222222";
const old = new Date("2026-11-18T10:00:00Z");

beforeAll(async () => {
  await insertRows(db, "account", [accountRow(one, "one"), accountRow(two, "two")]);
  const denied = {
    outcome: "failed",
    errorClass: "denied",
    errorCode: "UnauthorizedOperation",
    errorMessage: "ec2:DescribeVpcEndpoints",
    lastSuccessAt: old,
    consecutiveFailures: 2,
    lastAttemptAt: new Date("2026-11-18T14:00:00Z"),
    nextAttemptAt: new Date("2026-11-18T15:00:00Z"),
    intervalSeconds: 600,
  };
  await insertRows(db, "collector_scope", [
    scopeRow({ collector: "endpoints", lastRunId: "0190e0e0-0000-7000-8000-000000000001" }),
    scopeRow({ collector: "endpoints", region: "eu-west-1", lastSuccessAt: old }),
    scopeRow({ collector: "endpoints", accountId: two, ...denied }),
    scopeRow({ collector: "network", accountId: two, ...denied }),
    scopeRow({ collector: "network", accountId: two, region: "eu-west-1", ...denied }),
    scopeRow({ collector: "metrics", outcome: null, lastSuccessAt: null, lastAttemptAt: null }),
    scopeRow({ collector: "metrics", region: "eu-west-1", outcome: "skipped" }),
    scopeRow({ collector: "costs", retiredAt: now }),
  ]);
  const run = (id: number, more: Record<string, unknown>) => ({
    accountId: one,
    runId: `0190e0e0-0000-7000-8000-00000000000${id}`,
    region: "us-east-1",
    collector: "endpoints",
    startedAt: new Date("2026-11-18T12:00:00Z"),
    endedAt: new Date("2026-11-18T12:00:02Z"),
    outcome: "success",
    apiCalls: 3,
    costUsd: 0.5,
    ...more,
  });
  await insertRows(db, "collector_run", [
    run(1, {}),
    run(2, { startedAt: new Date("2026-11-02T12:00:00Z"), endedAt: new Date("2026-11-02T12:00:01Z") }),
    run(3, { startedAt: new Date("2026-10-02T12:00:00Z"), endedAt: null, outcome: null }),
  ]);
});

describe("scopes", () => {
  it("are in one state each, and retired ones in none", async () => {
    const counts = await scopeCounts(now, undefined);
    const states = Object.fromEntries(
      counts.map(({ accountId, region, state, scopes }) => [`${accountId} ${region} ${state}`, scopes]),
    );
    expect(states).toEqual({
      [`${one} us-east-1 fresh`]: 1,
      [`${one} us-east-1 waiting`]: 1,
      [`${one} eu-west-1 overdue`]: 1,
      [`${one} eu-west-1 skipped`]: 1,
      [`${two} us-east-1 failed`]: 2,
      [`${two} eu-west-1 failed`]: 1,
    });
    expect(await scopeCounts(now, "metrics")).toHaveLength(2);
  });

  it("that fail for one reason are one problem", async () => {
    const groups = await failureGroups(now, undefined, 10);
    expect(
      groups.map(({ accountId, state, scopes, collectors, regions }) => [
        accountId,
        state,
        scopes,
        collectors,
        regions,
      ]),
    ).toEqual([
      [two, "failed", 3, ["endpoints", "network"], ["eu-west-1", "us-east-1"]],
      [one, "overdue", 1, ["endpoints"], ["eu-west-1"]],
    ]);
    expect(groups[0]?.lastSuccessAt).toEqual(old);
    expect(groups.map(({ heldBackUntil }) => heldBackUntil)).toEqual([
      new Date("2026-11-18T15:00:00Z"),
      null,
    ]);
  });

  it("that nobody paid for are one problem of the whole fleet, after what fails", async () => {
    const unpaid = {
      collector: "rejects",
      outcome: "skipped",
      errorClass: "budget",
      errorCode: "DailyCapReached",
    };
    await insertRows(db, "collector_scope", [
      scopeRow(unpaid),
      scopeRow({ ...unpaid, accountId: two }),
      scopeRow({ ...unpaid, accountId: two, region: "eu-west-1" }),
    ]);
    const groups = await failureGroups(now, undefined, 10);
    expect(groups.at(-1)).toMatchObject({
      accounts: 2,
      scopes: 3,
      state: "skipped",
      collectors: ["rejects"],
    });
    const { problems } = await loadCollectors({ collector: "rejects" });
    expect(problems).toMatchObject([{ accounts: 2, summary: expect.stringMatching(/^Not asked/) }]);
    await db.pool.query("DELETE FROM collector_scope WHERE collector = 'rejects'");
  });

  it("add up to the health of their collector", async () => {
    const health = await collectorHealth(now);
    expect(health.map(({ collector }) => collector)).toEqual(["endpoints", "metrics", "network"]);
    expect(health[0]).toMatchObject({ scopes: 3, fresh: 1, failing: 1, overdue: 1, oldestSuccessAt: old });
    expect(health[1]).toMatchObject({ scopes: 2, fresh: 0, waiting: 1, skipped: 1, oldestSuccessAt: null });
  });
});

describe("runs", () => {
  it("are measured over a day and paid for over a month", async () => {
    const [row] = await collectorActivity(new Date("2026-11-17T14:05:00Z"), new Date("2026-11-01T00:00:00Z"));
    expect(row).toMatchObject({
      collector: "endpoints",
      runs: 1,
      apiCalls: 3,
      medianMs: 2000,
      costUsdDay: 0.5,
      costUsdMonth: 1,
    });
  });
});

describe("the page", () => {
  it("shows what its address asks for", async () => {
    const page = await loadCollectors({ collector: "endpoints", account: one, outcome: "success" });
    expect(page.runs.total).toBe(2);
    expect(unpackMatrix(page.matrix).rows.map(({ accountId }) => accountId)).toEqual([two, one]);
    expect(page.problems).toHaveLength(2);
  });

  it("drops what makes no sense, damaged cursors too", async () => {
    const page = await loadCollectors({
      collector: "no such",
      outcome: "x",
      account: "'",
      region: "A B",
      cursor: "%%%",
    });
    expect(page.query).toMatchObject({
      collector: undefined,
      outcome: undefined,
      account: undefined,
      region: undefined,
    });
    expect(page.runs.total).toBe(3);
  });

  it("tells the shell how fresh everything is", async () => {
    expect(await loadFreshness()).toMatchObject({
      database: true,
      scopes: 6,
      fresh: 1,
      failing: 3,
      overdue: 1,
      waiting: 1,
    });
  });
});
