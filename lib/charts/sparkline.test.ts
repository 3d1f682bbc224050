import { expect, it } from "vitest";
import { sparkline, sparklinePaths } from "./sparkline.ts";

const now = Date.parse("2026-11-18T14:05:00Z");

it("shows the last days, scaled to the row's own peak", () => {
  const model = sparkline([50, 100, 0], "2026-11-16T00:00:00Z", now, 4);
  expect(model).toEqual({ bars: [null, 0.5, 1, 0], peak: 100, daysCollected: 3, daysWithTraffic: 2 });
});

it("keeps a day that was not collected apart from a day without traffic", () => {
  const model = sparkline([null, 0, 7], "2026-11-16T00:00:00Z", now, 3);
  expect(model.bars).toEqual([null, 0, 1]);
  const paths = sparklinePaths(model, 30, 20);
  expect(paths.missing).toMatch(/^M0 /);
  expect(paths.base).toMatch(/^M10 /);
  expect(paths.bars).toMatch(/^M20 20v-20/);
});

it("draws zeros as zeros when nothing flowed at all", () => {
  expect(sparkline([0, 0], "2026-11-17T00:00:00Z", now, 2)).toMatchObject({ bars: [0, 0], peak: 0 });
});

it("drops days before the window and leaves days without values uncollected", () => {
  expect(sparkline([9, 9, 1], "2026-11-01T00:00:00Z", now, 3).bars).toEqual([null, null, null]);
  expect(sparkline([], null, now, 2)).toMatchObject({ bars: [null, null], peak: null, daysCollected: 0 });
});

it("keeps a little traffic visible beside a lot", () => {
  const { bars } = sparklinePaths(sparkline([1, 1e12], "2026-11-17T00:00:00Z", now, 2), 20, 20);
  expect(bars).toContain("v-1.5");
});
