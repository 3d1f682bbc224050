import { expect, test } from "vitest";
import { attainmentText, budgetStatus } from "./words.ts";

test("attainment is not rounded up to perfection", () => {
  expect(attainmentText(1)).toMatch(/^100/);
  expect(attainmentText(0.9999999)).toMatch(/^99\.999/);
  expect(attainmentText(0.9995)).toMatch(/^99\.95/);
});

test.each([
  [1, "ok"],
  [0.25, "ok"],
  [0.2, "warn"],
  [0, "bad"],
  [-2, "bad"],
] as const)("a budget of %d is %s", (left, status) => {
  expect(budgetStatus(left)).toBe(status);
});
