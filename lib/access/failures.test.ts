import { expect, test } from "vitest";
import { recordsFailure } from "./failures.ts";

test("of a flood of failed sign-ins thirty a minute are put on record", () => {
  const at = (second: number) => new Date(Date.UTC(2026, 10, 18, 14, 5, second));
  expect(Array.from({ length: 100 }, () => recordsFailure(at(1))).filter(Boolean)).toHaveLength(30);
  expect(recordsFailure(at(59))).toBe(false);
  expect(recordsFailure(at(60))).toBe(true);
});
