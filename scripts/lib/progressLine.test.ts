import { expect, test } from "vitest";
import type { Progress } from "#lib/runs/progress.ts";
import { progressLine } from "./progressLine.ts";

const at = (done: number, more: Partial<Progress> = {}): Progress => ({
  phase: "inventory",
  done,
  total: 120,
  ...more,
});

test("rate and remaining time come from what was done since the first report", () => {
  const line = progressLine({ progress: at(20), atMs: 0 }, at(60, { endpoints: 402 }), 10_000);
  expect(line).toBe("Inventory 60 of 120 scopes · 402 endpoints · 4.0/s · about 15 s left");
});

test("no rate is invented before anything was done, or at the end", () => {
  expect(progressLine({ progress: at(20), atMs: 0 }, at(20), 10_000)).toBe("Inventory 20 of 120 scopes");
  expect(progressLine({ progress: at(20), atMs: 0 }, at(40), 0)).toBe("Inventory 40 of 120 scopes");
  expect(progressLine({ progress: at(20), atMs: 0 }, at(120), 10_000)).toBe("Inventory 120 of 120 scopes");
});

test("failed scopes are said", () => {
  expect(progressLine({ progress: at(0), atMs: 0 }, at(120, { failed: 3 }), 9_000)).toContain("3 failed");
});

test("long waits are told in minutes", () => {
  expect(progressLine({ progress: at(0), atMs: 0 }, at(1), 5_000)).toMatch(
    /0\.2\/s · about 9 min 55 s left$/,
  );
});
