import { expect, test } from "vitest";
import { type IdleVerdicts, idleZonesPiece } from "./idleData.ts";
import { keyOf } from "./rows.ts";

const now = new Date("2026-11-18T14:05:00Z");
const place = { accountId: "111111111111", region: "us-east-1" };
const row = (resourceType: string, state: "active" | "idle" | "unknown", azId: string | null) => ({
  ...{ ...place, resourceType, resourceId: "vpce-1", subnetId: azId ? `subnet-${azId}` : "", azId, state },
  ...{ reason: "As measured", since: now, savingUsd: null, priceUsd: null, priceDate: null, asOf: now },
  ...{ evaluatedAt: now, decision: null, decisionReason: null, keepUntil: null },
});
const piece = (...rows: ReturnType<typeof row>[]) => {
  const verdicts: IdleVerdicts = Map.groupBy(
    rows,
    (one) => `${one.resourceType} ${keyOf(one.accountId, one.region, one.resourceId)}`,
  );
  return idleZonesPiece(verdicts, { ...place, id: "vpce-1", azIds: ["az1", "az2", "az3"] }, now);
};
const states = (found: ReturnType<typeof piece>) =>
  "value" in found ? found.value.map(({ azId, state }) => `${azId} ${state}`).sort() : found.state;

test("zones without a verdict of their own are in use where their endpoint is", () => {
  expect(states(piece(row("endpoint", "active", null), row("endpoint-az", "idle", "az2")))).toEqual([
    "az1 active",
    "az2 idle",
    "az3 active",
  ]);
  expect(states(piece(row("endpoint", "active", null)))).toEqual(["az1 active", "az2 active", "az3 active"]);
});

test("nothing is said of zones of an endpoint that is not known to be in use", () => {
  expect(states(piece(row("endpoint", "unknown", null)))).toEqual([]);
  expect(states(piece())).toBe("missing");
});
