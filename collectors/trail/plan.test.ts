import { expect, it } from "vitest";
import type { TrailGroup } from "#lib/trail/schema.ts";
import { backwardStep, forwardSteps, groupsTogether, isDue, isSparse } from "./plan.ts";

const now = Date.parse("2026-11-18T14:05:00Z");
const minute = 60_000;
const day = 1440 * minute;
const known = (eventGroup: TrailGroup, from: number, to: number) => ({
  eventGroup,
  coveredFrom: new Date(now - from),
  coveredTo: new Date(now - to),
});
const upToDate = (from: number, to = 15 * minute) => [
  known("privatelink", from, to),
  known("path", from, to),
  known("tags", from, to),
];
const all: TrailGroup[] = ["privatelink", "path", "tags"];
const ago = (steps: { from: number; to: number }[]) => steps.map(({ from, to }) => [now - from, now - to]);

it("begins with the last 30 days and then goes back to the end of CloudTrail's history", () => {
  expect(ago(forwardSteps([], now, all))).toEqual([[30 * day, 0]]);
  const second = backwardStep(upToDate(30 * day, 0), now);
  expect(second).toEqual({ from: now - 60 * day, to: now - 30 * day, groups: all });
  expect(backwardStep(upToDate(89 * day, 0), now)?.from).toBe(now - 90 * day + 60 * minute);
  expect(backwardStep(upToDate(90 * day, 0), now)).toBeUndefined();
  expect(backwardStep([], now)).toBeUndefined();
});

it("reads half an hour again behind what was read", () => {
  expect(ago(forwardSteps(upToDate(90 * day), now, all))).toEqual([[45 * minute, 0]]);
});

it("fills a gap in steps, oldest first, and one beyond the history from where the history begins", () => {
  const gap = ago(forwardSteps(upToDate(90 * day, 40 * day), now, all));
  expect(gap).toEqual([
    [40 * day + 30 * minute, 10 * day + 30 * minute],
    [10 * day + 30 * minute, 0],
  ]);
  expect(ago(forwardSteps(upToDate(300 * day, 200 * day), now, all))[0]).toEqual([
    90 * day - 60 * minute,
    60 * day - 60 * minute,
  ]);
});

it("does not believe a clock that ran ahead", () => {
  const ahead = upToDate(90 * day, -3 * day);
  expect(ago(forwardSteps(ahead, now, all))).toEqual([[7 * day, 0]]);
  expect(isDue(ahead, "tags", now)).toBe(true);
});

it("leaves a group that lags far behind out of the common listing", () => {
  const mixed = [
    known("privatelink", 90 * day, 0),
    known("path", 90 * day, 60 * minute),
    known("tags", 90 * day, 9 * day),
  ];
  expect(groupsTogether(mixed)).toEqual(["privatelink", "path"]);
  expect(groupsTogether([])).toEqual(all);
});

it("reads dear groups hourly where each name is a listing of its own", () => {
  expect(isDue(upToDate(day), "privatelink", now)).toBe(true);
  expect(isDue(upToDate(day), "path", now)).toBe(false);
  expect(isDue(upToDate(day, 56 * minute), "path", now)).toBe(true);
  expect(isDue([], "tags", now)).toBe(true);
});

it("goes back without tags where those are not followed so far", () => {
  const mixed = [known("privatelink", 30 * day, 0), known("path", 30 * day, 0), known("tags", day, 0)];
  expect(backwardStep(mixed, now)?.groups).toEqual(["privatelink", "path"]);
});

it("calls a place sparse by how far back one page reaches", () => {
  const range = { from: now - 10 * day, to: now };
  expect(isSparse(range, now - day, 46)).toBe(true);
  expect(isSparse(range, now - 60 * minute, 46)).toBe(false);
  expect(isSparse(range, now, 46)).toBe(false);
});
