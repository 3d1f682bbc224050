import { expect, it } from "vitest";
import { wholeMonths } from "./days.ts";

const today = "2026-11-18";
const split = (from: string, to: string) => {
  const { months, rest } = wholeMonths({ from, to }, today);
  const text = (span: { from: string; to: string }) => `${span.from}/${span.to}`;
  return [months.from < months.to ? text(months) : "none", ...rest.map(text)];
};

it.each([
  ["2026-08-01", "2026-10-01", ["2026-08-01/2026-10-01"]],
  ["2026-08-15", "2026-10-04", ["2026-09-01/2026-10-01", "2026-08-15/2026-09-01", "2026-10-01/2026-10-04"]],
  // This month so far is a whole one.
  ["2026-11-01", "2026-11-19", ["2026-11-01/2026-11-19"]],
  ["2026-11-01", "2026-11-18", ["none", "2026-11-01/2026-11-18"]],
  ["2026-10-20", "2026-12-25", ["2026-11-01/2026-12-25", "2026-10-20/2026-11-01"]],
  ["2026-09-02", "2026-09-30", ["none", "2026-09-02/2026-09-30"]],
  ["2026-11-10", "2026-11-19", ["none", "2026-11-10/2026-11-19"]],
  ["9999-12-30", "9999-12-31", ["9999-12-30/9999-12-31"]],
])("splits %s to %s", (from, to, expected) => {
  expect(split(from, to)).toEqual(expected);
});
