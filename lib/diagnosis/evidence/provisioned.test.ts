import { expect, test } from "vitest";
import { provisionedOf } from "./fleet.ts";

type Row = Parameters<typeof provisionedOf>[0];
const minute = (after: number) => new Date(Date.parse("2026-11-18T14:00:00Z") + after * 60_000);
const row = (more: Partial<Row>): Row => ({
  ...{ accountId: "222222222222", region: "us-east-1", vpcEndpointId: "vpce-0a1", createdAt: minute(0) },
  ...{ state: "available", firstSeenAt: minute(5), lookedBefore: minute(-5), states: [] },
  ...more,
});
const step = (before: string, after: string, at: number) => ({
  ...{ before, after, at: minute(at).toISOString(), lookedAt: minute(at - 10).toISOString() },
});

test.each<[string, Partial<Row>, [number, number] | null]>([
  ["up at the look after it was made", {}, [0, 300]],
  ["up when anybody looked first", { lookedBefore: null }, null],
  ["pending, then up", { states: [step("pending", "available", 15)] }, [300, 900]],
  ["pending still", { state: "Pending" }, [1200, Number.POSITIVE_INFINITY]],
  ["failed", { state: "failed", states: [step("pending", "failed", 15)] }, null],
  ["waited to be accepted", { states: [step("pendingAcceptance", "available", 15)] }, null],
  ["waits to be accepted still", { state: "pendingAcceptance" }, null],
])("an endpoint that was %s", (_, more, bounds) => {
  const found = provisionedOf(row(more), minute(20));
  expect(found ? [found.atLeastSeconds, found.atMostSeconds] : null).toEqual(bounds);
});

test("one of a scope that was never looked at completely tells nothing while it is pending", () => {
  expect(provisionedOf(row({ state: "pending" }), null)).toBeUndefined();
});
