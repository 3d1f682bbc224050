import { describe, expect, it } from "vitest";
import { comparedDays, prepareBreakdown, prepareSpend, usageGroupOf } from "./compute.ts";
import { addDays, addMonths, countDays, daysOfMonth, eachDay, isMonth, isWeekend } from "./days.ts";
import type { BilledDay, BilledShare } from "./schema.ts";

const vpc = "Amazon Virtual Private Cloud";
const collectedAt = new Date("2026-11-18T14:05:00Z");

function billed(day: string, costUsd: number, more: Partial<BilledDay> = {}): BilledDay {
  return {
    day,
    service: vpc,
    usageType: "USE1-VpcEndpoint-Hours",
    costUsd,
    estimated: false,
    collectedAt,
    ...more,
  };
}

describe("usage groups", () => {
  it.each([
    ["USE1-VpcEndpoint-Hours", "endpoint-hours"],
    ["VpcEndpoint-Hours", "endpoint-hours"],
    ["EU-VpcEndpoint-Bytes", "endpoint-data"],
    ["EUW1-VpcEndpoint-GWLBE-Hours", "other-endpoints"],
    ["USE1-VpcEndpoint-Resource-Hours", "other-endpoints"],
    ["LoadBalancerUsage", "load-balancers"],
    ["APN1-LCUUsage", "load-balancers"],
    ["NoUsageType", "other"],
  ])("%s is %s", (usageType, group) => expect(usageGroupOf({ service: vpc, usageType })).toBe(group));

  it("knows load balancers by their service too", () => {
    expect(usageGroupOf({ service: "Amazon Elastic Load Balancing", usageType: "Something-New" })).toBe(
      "load-balancers",
    );
  });
});

describe("prepareSpend", () => {
  const november = [...eachDay({ first: "2026-11-01", last: "2026-11-16" })].map((day) => billed(day, 10));
  const october = [...eachDay({ first: "2026-10-01", last: "2026-10-31" })].map((day) => billed(day, 8));

  it("leaves days without a bill absent, and tells missing from not billed yet", () => {
    const spend = prepareSpend(
      "2026-11",
      november.filter(({ day }) => day !== "2026-11-09"),
    );
    const states = new Map(spend.bars.map(({ day, state, totalUsd }) => [day, [state, totalUsd]]));
    expect(states.get("2026-11-09")).toEqual(["missing", null]);
    expect(states.get("2026-11-17")).toEqual(["not-billed", null]);
    expect(states.get("2026-11-08")).toEqual(["billed", 10]);
    expect(spend.bars).toHaveLength(30);
    expect(spend.missingDays).toBe(1);
    expect(spend.totalUsd).toBe(150);
  });

  it("draws what AWS may still change, or has had no time to fill, as such", () => {
    const spend = prepareSpend("2026-11", [
      ...november.map((row) => (row.day >= "2026-11-15" ? { ...row, estimated: true } : row)),
      billed("2026-11-17", 6, { estimated: true }),
    ]);
    const stateOf = (day: string) => spend.bars.find((bar) => bar.day === day)?.state;
    expect(stateOf("2026-11-15")).toBe("estimated");
    // Collected 14 hours after its end: Cost Explorer takes up to 24.
    expect(stateOf("2026-11-17")).toBe("partial");
    expect(spend.completeThrough).toBe("2026-11-16");
    expect(spend.shown).toEqual({ first: "2026-11-01", last: "2026-11-17" });
    expect(spend.estimatedDays).toBe(2);
  });

  it("compares complete days with the same days of the month before", () => {
    const spend = prepareSpend("2026-11", [...october, ...november, billed("2026-11-18", 1)]);
    expect(spend.comparison).toEqual({
      days: { first: "2026-11-01", last: "2026-11-16" },
      usd: 160,
      beforeDays: { first: "2026-10-01", last: "2026-10-16" },
      beforeUsd: 128,
    });
  });

  it("compares nothing with days that have no bill", () => {
    expect(prepareSpend("2026-11", november).comparison).toEqual({
      reason: "nothing was collected of the month before",
    });
    const late = october.filter(({ day }) => day >= "2026-10-04");
    expect(prepareSpend("2026-11", [...late, ...november]).comparison).toEqual({
      reason: "3 of the 16 days before have no bill",
    });
  });

  it("stacks groups and reaches below zero for credits", () => {
    const spend = prepareSpend("2026-11", [
      billed("2026-11-01", 90),
      billed("2026-11-01", 15, { usageType: "USE1-VpcEndpoint-Bytes" }),
      billed("2026-11-01", -12, { usageType: "NoUsageType" }),
    ]);
    expect(spend.groups).toEqual([
      { group: "endpoint-hours", usd: 90 },
      { group: "endpoint-data", usd: 15 },
      { group: "other", usd: -12 },
    ]);
    expect(spend.axis).toEqual({ min: -12, max: 150, ticks: [0, 50, 100, 150] });
    expect(spend.totalUsd).toBe(93);
  });

  it("has nothing to say about a month without a bill", () => {
    const spend = prepareSpend("2026-12", []);
    expect(spend.shown).toBeUndefined();
    expect(spend.comparison).toEqual({ reason: "no day of the month is complete" });
    expect(spend.bars.every(({ state }) => state === "not-billed")).toBe(true);
  });
});

describe("comparedDays", () => {
  it("takes whole months, however long, once the month is complete", () => {
    expect(comparedDays("2026-03", "2026-03-31").beforeDays).toEqual({
      first: "2026-02-01",
      last: "2026-02-28",
    });
  });

  it("never compares more days than the month before had", () => {
    expect(comparedDays("2026-03", "2026-03-30")).toEqual({
      days: { first: "2026-03-01", last: "2026-03-28" },
      beforeDays: { first: "2026-02-01", last: "2026-02-28" },
    });
  });
});

describe("prepareBreakdown", () => {
  const share = (key: string, costUsd: number): BilledShare => ({
    key,
    name: null,
    costUsd,
    comparedUsd: costUsd,
    beforeUsd: 1,
  });

  it("keeps the sum: the rest is one row", () => {
    const rows = prepareBreakdown([share("a", 5), share("b", 3), share("c", 2), share("d", 1)], 2);
    expect(rows.map(({ key, costUsd, others }) => [key, costUsd, others])).toEqual([
      ["a", 5, undefined],
      ["b", 3, undefined],
      [null, 3, 2],
    ]);
  });

  it("does not sum up a single row", () => {
    expect(prepareBreakdown([share("a", 5), share("b", 3), share("c", 2)], 2)).toHaveLength(3);
  });
});

describe("days", () => {
  it("are counted over the ends of months and years", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addMonths("2026-01", -1)).toBe("2025-12");
    expect(daysOfMonth("2028-02")).toEqual({ first: "2028-02-01", last: "2028-02-29" });
    expect(countDays({ first: "2026-10-20", last: "2026-11-02" })).toBe(14);
    expect(isWeekend("2026-11-15")).toBe(true);
    expect(isWeekend("2026-11-16")).toBe(false);
  });

  it("are of months that exist", () => {
    expect(isMonth("2026-11")).toBe(true);
    expect(isMonth("2026-13")).toBe(false);
    expect(isMonth("2026-1")).toBe(false);
  });
});
