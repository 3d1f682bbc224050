import { describe, expect, it } from "vitest";
import { explainFailure, retryAfterSeconds } from "./compute.ts";
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
  it("survives a class and a collector of another version", () => {
    expect(explainFailure({ ...failed, collector: "new", errorClass: "new" }).summary).toMatch(/refused/);
  });
});
