import { describe, expect, it } from "vitest";
import type { EvaluationRecord } from "../evaluations/schema.ts";
import type { CollectorHealth } from "./data.ts";
import { summarizeFreshness } from "./freshness.ts";
import { prepareMatrix } from "./matrix.ts";
import { prepareCollectors, prepareProblems } from "./overview.ts";
import { packMatrix, unpackMatrix } from "./packedMatrix.ts";
import { collectorNames } from "./schema.ts";
import type { FailureGroup, ScopeCount } from "./scopeData.ts";

const now = new Date("2026-11-18T14:05:00Z");
const health = (collector: string, more: Partial<CollectorHealth> = {}): CollectorHealth => ({
  collector,
  scopes: 3,
  fresh: 3,
  failing: 0,
  partial: 0,
  skipped: 0,
  overdue: 0,
  alive: 3,
  waiting: 0,
  lastSuccessAt: new Date("2026-11-18T14:00:00Z"),
  oldestSuccessAt: new Date("2026-11-18T13:55:00Z"),
  lastAttemptAt: new Date("2026-11-18T14:01:00Z"),
  nextAttemptAt: null,
  rowsAsOf: null,
  countedAt: new Date("2026-11-18T14:01:00Z"),
  ...more,
});

const none = { endpoints: 0, paging: 0 };

describe("summarizeFreshness", () => {
  it("leaves out of the whole what is not asked on purpose", () => {
    const freshness = summarizeFreshness(
      [health("endpoints", { scopes: 4, skipped: 1 })],
      [],
      { endpoints: 12, paging: 1 },
      now,
    );
    expect(freshness).toMatchObject({ scopes: 3, fresh: 3, endpoints: 12, asOf: "2026-11-18T14:00:00.000Z" });
  });

  it("names the collectors that fail, most first", () => {
    const freshness = summarizeFreshness(
      [
        health("costs", { fresh: 2, failing: 1 }),
        health("metrics", { fresh: 1, failing: 2 }),
        health("network"),
      ],
      [],
      none,
      now,
    );
    expect(freshness.database && freshness.failingCollectors.map(({ collector }) => collector)).toEqual([
      "metrics",
      "costs",
    ]);
  });

  it("changes its version with every attempt, and has no time before the first", () => {
    const first = summarizeFreshness([health("endpoints")], [], none, now);
    const later = summarizeFreshness([health("endpoints", { lastAttemptAt: now })], [], none, now);
    const empty = summarizeFreshness([], [], none, now);
    expect(first.database && later.database && first.version !== later.version).toBe(true);
    expect(empty).toMatchObject({ asOf: null, scopes: 0 });
  });
});

describe("what has stopped", () => {
  const dayAgo = new Date(now.getTime() - 26 * 3_600_000);
  const judged = (lastSuccessAt: Date | null): EvaluationRecord => ({
    name: "diagnosis",
    startedAt: now,
    endedAt: now,
    outcome: "failed",
    asOf: null,
    judged: 0,
    changed: 0,
    firstPassThrough: true,
    errorMessage: "no",
    lastSuccessAt,
  });
  const stopped = (collectors: CollectorHealth[], evaluations: EvaluationRecord[] = []) => {
    const freshness = summarizeFreshness(collectors, evaluations, none, now);
    return freshness.database && freshness.stopped.map(({ kind, name }) => `${kind} ${name}`);
  };

  it("is what brought nothing anywhere for three intervals, longest first, failed or not", () => {
    const old = { alive: 0, lastSuccessAt: dayAgo };
    const older = { alive: 0, failing: 3, lastSuccessAt: new Date(dayAgo.getTime() - 1) };
    expect(stopped([health("costs"), health("endpoints", old), health("metrics", older)])).toEqual([
      "collector metrics",
      "collector endpoints",
    ]);
    expect(stopped([], [judged(dayAgo)])).toEqual(["judgement diagnosis"]);
  });

  it("is nothing that still works somewhere, never worked, is not asked on purpose, or failed just now", () => {
    expect(stopped([health("metrics", { alive: 1, overdue: 2 })])).toEqual([]);
    expect(stopped([health("trail", { alive: 0, failing: 3, lastSuccessAt: null })])).toEqual([]);
    expect(stopped([health("trail", { alive: 0, skipped: 3, lastSuccessAt: dayAgo })])).toEqual([]);
    expect(stopped([], [judged(null)])).toEqual([]);
    expect(stopped([], [judged(new Date(now.getTime() - 60_000))])).toEqual([]);
  });
});

describe("prepareMatrix", () => {
  const count = (accountId: string, region: string, state: ScopeCount["state"], scopes = 1): ScopeCount => ({
    accountId,
    accountName: null,
    region,
    state,
    scopes,
  });

  it("shows the worst state of each cell, worst accounts first, what belongs to the account in front", () => {
    const matrix = prepareMatrix([
      count("fine", "us-east-1", "fresh", 7),
      count("bad", "us-east-1", "fresh", 6),
      count("bad", "us-east-1", "failed", 1),
      count("bad", "global", "fresh", 2),
      count("late", "eu-west-1", "overdue", 3),
    ]);
    expect(matrix.regions).toEqual(["global", "us-east-1", "eu-west-1"]);
    expect(matrix.rows.map(({ accountId }) => accountId)).toEqual(["bad", "late", "fine"]);
    expect(matrix.rows[0]?.cells).toEqual([
      { state: "fresh", scopes: 2, of: 2 },
      { state: "failed", scopes: 1, of: 7 },
      null,
    ]);
    expect(matrix.counts).toMatchObject({ fresh: 15, failed: 1, overdue: 3 });
    expect(unpackMatrix(packMatrix(matrix)), "packed for a page").toEqual(matrix);
  });
});

describe("prepareCollectors", () => {
  it("lists every collector, those without a scope too, and what only the database remembers", () => {
    const rows = prepareCollectors([health("endpoints"), health("long-gone")], [], now);
    expect(rows.map(({ collector }) => collector)).toEqual([...collectorNames, "long-gone"]);
    expect(rows.find(({ collector }) => collector === "endpoints")?.lagSeconds).toBe(600);
    expect(rows.find(({ collector }) => collector === "costs")).toMatchObject({
      health: null,
      lagSeconds: null,
    });
  });
});

describe("prepareProblems", () => {
  const group: FailureGroup = {
    accountId: "111111111111",
    accountName: "payments-prod",
    accounts: 1,
    state: "failed",
    errorClass: "denied",
    errorCode: "UnauthorizedOperation",
    errorMessage: "not authorized to perform: ec2:DescribeVpcEndpoints",
    collectors: ["endpoints", "network"],
    regions: ["eu-west-1"],
    scopes: 2,
    failures: 3,
    lastSuccessAt: null,
    lastAttemptAt: now,
    nextAttemptAt: now,
    heldBackUntil: null,
  };

  it("says since when something is tried less often, and why", () => {
    expect(prepareProblems([group])[0]?.heldBack).toBeNull();
    const [problem] = prepareProblems([{ ...group, errorClass: "throttled", heldBackUntil: now }]);
    expect(problem?.heldBack).toEqual({ until: now, because: expect.stringMatching(/^because .*throttles/) });
  });

  it("says what to change and what is affected", () => {
    const [problem] = prepareProblems([group]);
    expect(problem?.summary).toContain("111111111111 in eu-west-1");
    expect(problem?.fix).toContain("ec2:DescribeVpcEndpoints");
    expect(problem?.affected).toBe("2 scopes: endpoints, network in eu-west-1");
  });

  it("does not blame AWS when nobody asked", () => {
    const [problem] = prepareProblems([{ ...group, state: "overdue", errorClass: null, errorCode: null }]);
    expect(problem?.summary).toMatch(/^Nothing failed/);
    expect(problem?.fix).toContain("npm run worker");
  });
});
