import { describe, expect, it } from "vitest";
import { explainFailure, jitter, nextDue, retryAfterSeconds, shareOf, whyLessOften } from "./compute.ts";
import { errorClasses } from "./schema.ts";

describe("retryAfterSeconds", () => {
  it("tries soon again what may pass by itself, then less and less often", () => {
    expect([1, 2, 3, 4].map((n) => retryAfterSeconds("throttled", n, 600))).toEqual([60, 120, 240, 480]);
    expect(retryAfterSeconds("network", 40, 600)).toBe(6 * 3600);
  });
  it("tries what somebody has to repair no sooner than its interval", () => {
    expect([1, 2, 3].map((n) => retryAfterSeconds("denied", n, 600))).toEqual([600, 1200, 2400]);
    expect(retryAfterSeconds("denied", 5, 86_400)).toBe(86_400);
  });
});

describe("nextDue", () => {
  const start = new Date("2026-11-18T14:05:00Z");
  const places = Array.from({ length: 2000 }, (_, i) => `${222_222_222_222 + i}:eu-west-1`);
  const dueAfter = (cycles: number, place: string, interval: number) => {
    let at = start;
    for (let i = 0; i < cycles; i++) at = nextDue(place, at, interval);
    return at.getTime();
  };
  it("spreads evenly what was collected all at once, within a few cycles, and then keeps to the interval", () => {
    const slots = new Array<number>(10).fill(0);
    for (const place of places) {
      const sixth = dueAfter(6, place, 600);
      slots[Math.floor((sixth % 600_000) / 60_000)]! += 1;
      expect(dueAfter(7, place, 600) - sixth).toBe(600_000);
    }
    for (const places of slots) expect(places).toBeGreaterThan(150);
  });
  it("is never later than the interval, nor earlier than three quarters of it", () => {
    for (const place of places) {
      const wait = nextDue(place, start, 86_400).getTime() - start.getTime();
      expect(wait).toBeLessThanOrEqual(86_400_000);
      expect(wait).toBeGreaterThanOrEqual(0.75 * 86_400_000);
    }
  });
  it("makes up for a run that began late", () => {
    const regular = new Date(dueAfter(8, "222222222222:eu-west-1", 600));
    const late = new Date(regular.getTime() + 40_000);
    expect(nextDue("222222222222:eu-west-1", late, 600).getTime() - regular.getTime()).toBe(600_000);
  });
});

it("what failed together is not tried again together", () => {
  const waits = Array.from({ length: 100 }, (_, i) => jitter(`endpoints:${i}:eu-west-1`, 600));
  expect(new Set(waits.map(Math.round)).size).toBeGreaterThan(50);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(540);
  expect(Math.max(...waits)).toBeLessThanOrEqual(660);
  expect(shareOf("endpoints:1:eu-west-1")).toBe(shareOf("endpoints:1:eu-west-1"));
});

it("says why a scope is tried less often, for every class", () => {
  for (const errorClass of [...errorClasses, null, "new"])
    expect(whyLessOften(errorClass)).toMatch(/^because /);
});

describe("explainFailure", () => {
  const failed = { collector: "endpoints", accountId: "222222222222", region: "eu-west-1" };
  it.each(errorClasses)("has words for %s", (errorClass) => {
    const { summary } = explainFailure({ ...failed, errorClass });
    expect(summary).toMatch(/222222222222/);
  });
  it("names the action that was refused, or all that the collector needs", () => {
    expect(explainFailure({ ...failed, errorClass: "denied" }).fix).toContain("ec2:DescribeVpcEndpoints");
    const named = explainFailure({
      ...failed,
      errorClass: "denied",
      errorMessage: "User x is not authorized to perform: ec2:DescribeSubnets",
    });
    expect(named.fix).toContain("ec2:DescribeSubnets");
    expect(named.fix).not.toContain("ec2:DescribeVpcEndpoints");
  });
  it("speaks of the trust policy where the role could not be assumed", () => {
    const { fix } = explainFailure({
      ...failed,
      errorClass: "denied",
      errorMessage: "sts:AssumeRole of arn:x: no",
    });
    expect(fix).toMatch(/trust policy/);
  });
  it.each(errorClasses)("speaks of the source, not of an account, where probes fail: %s", (errorClass) => {
    const { summary, fix } = explainFailure({ ...failed, collector: "probes", region: "mimir", errorClass });
    expect(summary).toMatch(/^The probe source mimir /);
    expect(summary + fix).not.toMatch(/222222222222|Allow|undefined/);
  });
  it("survives a class and a collector of another version", () => {
    expect(explainFailure({ ...failed, collector: "new", errorClass: "new" }).summary).toMatch(/refused/);
  });
});
