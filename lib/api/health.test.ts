import { describe, expect, it } from "vitest";
import type { EvaluationRecord } from "../evaluations/schema.ts";
import type { CollectorHealth } from "../runs/data.ts";
import { healthSchema, summarizeHealth } from "./health.ts";

const now = new Date("2026-11-18T14:05:00Z");
const collector = (overrides: Partial<CollectorHealth> = {}): CollectorHealth => ({
  collector: "endpoints",
  scopes: 3,
  fresh: 3,
  failing: 0,
  partial: 0,
  skipped: 0,
  overdue: 0,
  alive: 3,
  waiting: 0,
  lastSuccessAt: new Date("2026-11-18T14:00:00Z"),
  oldestSuccessAt: new Date("2026-11-18T13:59:00Z"),
  lastAttemptAt: now,
  nextAttemptAt: now,
  rowsAsOf: now,
  countedAt: now,
  ...overrides,
});

const evaluation = (overrides: Partial<EvaluationRecord> = {}): EvaluationRecord => ({
  name: "idle",
  startedAt: new Date("2026-11-18T14:00:00Z"),
  endedAt: new Date("2026-11-18T14:00:02Z"),
  outcome: "success",
  asOf: new Date("2026-11-18T13:50:00Z"),
  judged: 3,
  changed: 0,
  firstPassThrough: true,
  errorMessage: null,
  lastSuccessAt: new Date("2026-11-18T14:00:00Z"),
  ...overrides,
});

describe("summarizeHealth", () => {
  it("is degraded when an evaluation failed, or its verdicts are old; what they hold for stays said", () => {
    const old = new Date("2026-11-18T11:04:59Z");
    expect(summarizeHealth([], [evaluation()], now)).toMatchObject({
      status: "ok",
      evaluations: [{ name: "idle", outcome: "success", lagSeconds: 300, asOf: "2026-11-18T13:50:00.000Z" }],
    });
    expect(summarizeHealth([], [evaluation({ outcome: "failed" })], now).status).toBe("degraded");
    expect(summarizeHealth([], [evaluation({ lastSuccessAt: old })], now).status).toBe("degraded");
  });

  it("is ok when every scope is, and while the first collection has not begun", () => {
    const health = summarizeHealth([collector()], [], now);
    expect(healthSchema.parse(health)).toMatchObject({
      status: "ok",
      database: "ok",
      collectors: [
        { name: "endpoints", lastSuccess: "2026-11-18T14:00:00.000Z", lagSeconds: 300, scopesFailed: 0 },
      ],
    });
    expect(summarizeHealth([], [], now).status).toBe("ok");
  });

  it("is degraded, not unavailable, when a scope failed or is overdue", () => {
    expect(summarizeHealth([collector({ failing: 1 })], [], now)).toMatchObject({
      status: "degraded",
      collectors: [{ scopesFailed: 1 }],
    });
    expect(summarizeHealth([collector({ overdue: 1 })], [], now).status).toBe("degraded");
  });

  it("knows no lag before the first success", () => {
    const never = collector({ lastSuccessAt: null, oldestSuccessAt: null, fresh: 0, waiting: 3 });
    expect(summarizeHealth([never], [], now).collectors).toMatchObject([
      { lastSuccess: null, lagSeconds: null },
    ]);
  });
});
