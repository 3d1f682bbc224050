import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeUse } from "./compute.ts";
import { idleStates, type UseEvidence } from "./schema.ts";
import { daysBefore, evidence, mark, now, scope, traffic } from "./testing.ts";

const rule = { days: 30, lowUseBytesPerDay: 1_048_576 };
const judge = (overrides: Partial<UseEvidence> = {}) => judgeUse(evidence(overrides), rule, now);
const busy = traffic({ bytes: 10 ** 10, lastTrafficAt: daysBefore(0) });

describe("each state", () => {
  test.each<[string, Partial<UseEvidence>, string, string]>([
    ["not a byte in 30 days, all of them asked for", {}, "idle", "no-traffic"],
    ["idle in a state in which nothing can flow", { state: "rejected" }, "idle", "no-traffic"],
    ["created exactly 30 days before", { createdAt: daysBefore(31) }, "idle", "no-traffic"],
    ["one byte", { traffic: traffic({ bytes: 1 }) }, "low-use", "little-traffic"],
    ["a byte less than active", { traffic: traffic({ bytes: 30 * 1_048_576 - 1 }) }, "low-use", "little-traffic"],
    ["as much as active", { traffic: traffic({ bytes: 30 * 1_048_576 }) }, "active", "traffic"],
    ["no byte, but somebody tries", { traffic: traffic({ newConnections: 1 }) }, "low-use", "attempts-only"],
    ["no byte, but packets are dropped", { traffic: traffic({ packetsDropped: 4 }) }, "low-use", "attempts-only"],
    ["created yesterday", { createdAt: daysBefore(1) }, "too-new", "created-lately"],
    ["created a day less than 30 days ago", { createdAt: daysBefore(29) }, "too-new", "created-lately"],
    ["created yesterday, a little traffic", { createdAt: daysBefore(1), traffic: traffic({ bytes: 9 }) }, "too-new", "created-lately"],
    ["created yesterday and busy", { createdAt: daysBefore(1), traffic: busy }, "active", "traffic"],
    ["created yesterday, metrics denied", { createdAt: daysBefore(1), marks: [], metrics: scope({ outcome: "failed" }) }, "too-new", "created-lately"],
    ["a kind that CloudWatch does not publish", { notPublished: "none" }, "not-measurable", "not-published"],
    ["metrics never asked for", { marks: [] }, "unknown", "never-measured"],
    ["no metrics scope", { metrics: null }, "unknown", "never-measured"],
    ["metrics denied from the start", { marks: [], metrics: scope({ outcome: "failed", errorClass: "denied" }) }, "unknown", "metrics-denied"],
    ["metrics denied lately", { metrics: scope({ outcome: "failed", errorClass: "denied" }) }, "unknown", "metrics-denied"],
    ["metrics failing", { metrics: scope({ outcome: "failed", errorClass: "throttled" }) }, "unknown", "metrics-failed"],
    ["metrics not asked for any more", { metrics: scope({ retired: true }) }, "unknown", "metrics-late"],
    ["metrics late by four hours", { marks: [mark({ watermark: daysBefore(4 / 24) })] }, "unknown", "metrics-late"],
    ["busy, but late", { traffic: busy, marks: [mark({ watermark: daysBefore(3) })] }, "unknown", "metrics-late"],
    ["a hole inside the window", { marks: [mark({ collectedFrom: daysBefore(29) })] }, "unknown", "coverage-gap"],
    ["a hole in one of two series", { marks: [mark(), mark({ grain: "subnet", collectedFrom: daysBefore(2) })] }, "unknown", "coverage-gap"],
    ["a hole, and a byte beside it", { marks: [mark({ collectedFrom: daysBefore(29) })], traffic: traffic({ bytes: 1 }) }, "unknown", "coverage-gap"],
    ["a hole, and busy beside it", { marks: [mark({ collectedFrom: daysBefore(29) })], traffic: busy }, "active", "traffic"],
    ["published, and no value stored", { traffic: traffic({ lost: true }) }, "unknown", "parts-missing"],
    ["its listing fails", { inventory: scope({ outcome: "failed", fresh: false }) }, "unknown", "stale-inventory"],
    ["its listing was never read", { inventory: null }, "unknown", "stale-inventory"],
    ["its age is not known", { createdAt: null, existedAt: daysBefore(3) }, "unknown", "age-unknown"],
    ["its age is not known, but it is old", { createdAt: null, existedAt: daysBefore(40) }, "idle", "no-traffic"],
    ["deleted", { state: "Deleted" }, "unknown", "deleted"],
    ["not collected", { notCollected: "not asked for" }, "unknown", "not-collected"],
  ])("%s", (_, overrides, state, cause) => {
    const { reason, ...judged } = judge(overrides);
    expect(judged).toMatchObject({ state, cause });
    expect(reason).toMatch(/\w/);
  }); // biome-ignore format: one line each
});

test("the window ends at the watermark, not at the clock", () => {
  const judged = judge({ marks: [mark({ watermark: daysBefore(0.1), collectedFrom: daysBefore(30.1) })] });
  expect(judged).toMatchObject({ state: "idle", asOf: daysBefore(0.1), idleDays: 30 });
  expect(judged.coverage).toMatchObject({ from: daysBefore(30.1), to: daysBefore(0.1), complete: true });
});

test("days without a byte are counted only as far as they are proven", () => {
  expect(judge({ marks: [mark({ collectedFrom: daysBefore(300) })] }).idleDays).toBe(300);
  expect(judge({ traffic: traffic({ lastTrafficAt: daysBefore(45) }) }).idleDays).toBe(31);
  const known = [mark({ collectedFrom: daysBefore(300) })];
  expect(judge({ marks: known, traffic: traffic({ lastTrafficAt: daysBefore(45.5) }) }).idleDays).toBe(45);
  expect(judge({ marks: known, createdAt: daysBefore(100) }).idleDays).toBe(100);
  expect(judge({ marks: [] }).idleDays).toBeNull();
  expect(judge({ traffic: busy }).idleDays).toBe(0);
});

test("without the series of attempts, idle is less sure", () => {
  expect(judge().confidence).toBe("high");
  expect(judge({ attempts: undefined }).confidence).toBe("medium");
  expect(judge({ attempts: mark({ collectedFrom: daysBefore(3) }) }).confidence).toBe("medium");
  expect(judge({ marks: [] }).confidence).toBeNull();
});

const some = <T>(...values: T[]) => fc.constantFrom(...values);
const ago = fc.double({ min: 0, max: 60, noNaN: true }).map((days) => daysBefore(days));
const anyScope = fc.option(
  fc.record({
    ...{ outcome: some("success", "partial", "failed", "skipped", null), lastSuccessAt: fc.option(ago) },
    ...{ retired: fc.boolean(), fresh: fc.boolean() },
    ...{ errorClass: some("denied", "throttled", null), errorMessage: some("no", null) },
  }),
);
const anyMark = fc
  .record({ watermark: ago, collectedFrom: ago, grain: some("endpoint", "subnet") })
  .map(mark);
const bytes = some(0, 0, 0, 1, 10 ** 12);
const anyEvidence: fc.Arbitrary<UseEvidence> = fc
  .record({
    ...{ state: some("available", "rejected", "deleted", null), inventory: anyScope, metrics: anyScope },
    ...{ createdAt: fc.option(ago), existedAt: ago, marks: fc.array(anyMark, { maxLength: 3 }) },
    traffic: fc
      .record({ bytes, newConnections: some(0, 0, 3), lastTrafficAt: fc.option(ago) })
      .map((of) => traffic(of)),
  })
  .map((of) => evidence(of));

test("whatever the evidence: idle has every proof, and its order does not matter", () => {
  fc.assert(
    fc.property(anyEvidence, fc.integer({ min: 1, max: 50 }), (given, days) => {
      const asked = { ...rule, days };
      const judged = judgeUse(given, asked, now);
      expect(idleStates).toContain(judged.state);
      expect(judgeUse({ ...given, marks: given.marks.toReversed() }, asked, now)).toEqual(judged);
      if (judged.state !== "idle") return;
      expect(judged.coverage?.complete).toBe(true);
      expect(judged.idleDays).toBeGreaterThanOrEqual(given.traffic.lastTrafficAt ? 0 : days);
      expect(given.traffic).toMatchObject({ bytes: 0, newConnections: 0, packetsDropped: 0 });
      expect(given.inventory?.fresh && given.metrics?.outcome !== "failed" && given.marks.length > 0).toBe(
        true,
      );
      for (const { collectedFrom, watermark } of given.marks) {
        expect(now.getTime() - watermark.getTime()).toBeLessThanOrEqual(3 * 3_600_000);
        expect(collectedFrom.getTime()).toBeLessThanOrEqual(
          (judged.asOf?.getTime() ?? 0) - days * 86_400_000,
        );
      }
    }),
    { numRuns: 2000 },
  );
});
