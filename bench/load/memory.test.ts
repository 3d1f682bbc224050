import { expect, it } from "vitest";
import { slopePerMinute } from "./memory.ts";

it("tells bytes a minute, whatever the level", () => {
  const at = [0, 10, 20, 30];
  expect(slopePerMinute(at.map((second) => ({ at: second, bytes: 1000 + 2 * second })))).toBeCloseTo(120);
  expect(slopePerMinute(at.map((second) => ({ at: second, bytes: 1000 })))).toBe(0);
  expect(slopePerMinute([{ at: 5, bytes: 1000 }])).toBe(0);
});
