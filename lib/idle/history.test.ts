import { expect, test } from "vitest";
import { changeOf } from "./history.ts";
import type { IdleState } from "./schema.ts";
import { daysBefore, now } from "./testing.ts";

const before = (state: IdleState, knownState: IdleState | null = state) => ({
  ...{ state, knownState, since: daysBefore(9), knownSince: knownState && daysBefore(9) },
});

test.each<[IdleState | undefined, IdleState | null, IdleState, string | null | undefined]>([
  [undefined, null, "idle", undefined],
  ["active", "active", "idle", "became-idle"],
  ["too-new", "too-new", "idle", "became-idle"],
  ["idle", "idle", "idle", undefined],
  ["idle", "idle", "active", "woke-up"],
  ["idle", "idle", "low-use", "woke-up"],
  ["idle", "idle", "unknown", null],
  ["unknown", "idle", "idle", null],
  ["unknown", "idle", "active", "woke-up"],
  ["unknown", "active", "idle", "became-idle"],
  ["unknown", null, "idle", null],
  ["active", "active", "low-use", null],
])("%s, last known as %s, then %s: %s", (state, known, next, change) => {
  const found = changeOf(state && before(state, known), { state: next, asOf: daysBefore(0) }, now);
  expect(found.transition?.change).toBe(change);
  expect(found.transition === null).toBe(change === undefined);
  expect(found.since).toEqual(state === next ? daysBefore(9) : daysBefore(0));
  expect(found.knownState).toBe(next === "unknown" ? known : next);
});

test("a known state holds on through a spell of unknown", () => {
  const found = changeOf(before("unknown", "idle"), { state: "idle", asOf: daysBefore(0) }, now);
  expect(found).toMatchObject({ since: daysBefore(0), knownSince: daysBefore(9) });
});
