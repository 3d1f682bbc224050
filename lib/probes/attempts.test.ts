import { expect, it } from "vitest";
import { attemptStrip, type ProbeAttempt } from "./attempts.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 18, 14, minute)).toISOString();
const attempt = (minute: number, more: Partial<ProbeAttempt> = {}): ProbeAttempt => ({
  ...{ time: at(minute), success: true, totalSeconds: 0.1, errorClass: null, httpStatus: null },
  ...more,
});
const strip = (attempts: ProbeAttempt[], now: number, intervalSeconds: number | null = 60, most?: number) =>
  attemptStrip({ attempts, intervalSeconds }, new Date(at(now)), most);

it("draws attempts by time taken, failures full", () => {
  const { slots, failures, fullSeconds } = strip(
    [attempt(0), attempt(1, { totalSeconds: 0.4 }), attempt(2, { success: false, totalSeconds: 5 })],
    3,
  );
  expect(slots.map((slot) => (slot.kind === "missing" ? slot.kind : [slot.kind, slot.height]))).toEqual([
    ["success", 0.25],
    ["success", 1],
    ["failure", 1],
  ]);
  expect({ failures, fullSeconds }).toEqual({ failures: 1, fullSeconds: 0.4 });
});

it("shows attempts that did not come, also at the end, and calls none of them a failure", () => {
  const { slots, failures, missing } = strip([attempt(0), attempt(3), attempt(4)], 9);
  expect(slots.map(({ kind }) => kind)).toEqual(["success", "missing", "success", "success", "missing"]);
  expect(slots[1]).toEqual({ kind: "missing", from: at(1), count: 2 });
  expect({ failures, missing }).toEqual({ failures: 0, missing: 6 });
});

it("judges no pause without an interval, nor a small delay with one", () => {
  expect(strip([attempt(0), attempt(5)], 30, null).missing).toBe(0);
  expect(strip([attempt(0), attempt(1)], 2, 70).missing).toBe(0);
});

it("keeps to the last places, and to nothing where there is nothing", () => {
  expect(strip([attempt(0), attempt(1), attempt(2)], 3, 60, 2)).toMatchObject({
    attempts: 2,
    from: at(1),
    to: at(2),
  });
  expect(strip([], 3)).toEqual({
    ...{ slots: [], attempts: 0, failures: 0, missing: 0, fullSeconds: null, from: null, to: null },
  });
});
