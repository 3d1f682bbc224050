import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Watermark } from "#lib/metrics/mutations.ts";
import { type Depth, type Known, type Period, planUnit, queriesPerCall } from "./plan.ts";

const now = new Date("2026-11-18T14:07:31Z");
const end = new Date("2026-11-18T14:02:00Z");
const depth: Depth = { hourlyDays: 8, fineHours: 24, minuteHours: 3 };
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mark = (periodSeconds: Period, watermark: Date, collectedFrom: string): Watermark => ({
  namespace: "n",
  resourceId: "r",
  grain: "endpoint",
  periodSeconds,
  watermark,
  collectedFrom: new Date(collectedFrom),
  firstDatapointAt: null,
  lastDatapointAt: null,
});
const known = (watermark: Date): Known => ({
  60: mark(60, watermark, "2025-01-05T00:00:00Z"),
  300: mark(300, watermark, "2025-01-04T00:00:00Z"),
  3600: mark(3600, watermark, "2025-01-03T00:00:00Z"),
  86400: mark(86_400, watermark, "2025-01-02T00:00:00Z"),
});
const ago = (ms: number) => new Date(end.getTime() - ms);
const windowsOf = (gapMs: number) =>
  planUnit(known(ago(gapMs)), depth, now).windows.map(({ periodSeconds, from, to }) => [
    periodSeconds,
    from.toISOString().slice(0, 16),
    to.toISOString().slice(0, 16),
  ]);

describe("planUnit", () => {
  it("asks at first sight for days, hours, five minutes and minutes that meet without overlap", () => {
    const { windows, collectedFrom, to } = planUnit({}, depth, now);
    expect(to).toEqual(end);
    const at = (time: string) => new Date(`2026-${time}:00Z`);
    expect(windows).toEqual([
      { periodSeconds: 86_400, from: at("10-18T00:00"), to: at("11-10T00:00") },
      { periodSeconds: 3600, from: at("11-10T00:00"), to: at("11-17T14:00") },
      { periodSeconds: 300, from: at("11-17T14:00"), to: at("11-18T11:00") },
      { periodSeconds: 60, from: at("11-18T11:00"), to: end },
    ]);
    expect(collectedFrom).toEqual({
      60: at("11-18T11:00"),
      300: at("11-17T14:00"),
      3600: at("11-10T00:00"),
      86400: at("10-18T00:00"),
    });
  });

  it.each([
    ["five minutes", 5 * 60_000, [[60, "2026-11-18T12:57", "2026-11-18T14:02"]]],
    ["an hour", hourMs, [[60, "2026-11-18T12:02", "2026-11-18T14:02"]]],
    ["3 days", 3 * dayMs, [[60, "2026-11-15T13:02", "2026-11-18T14:02"]]],
    [
      "20 days",
      20 * dayMs,
      [
        [300, "2026-10-29T13:00", "2026-11-03T15:00"],
        [60, "2026-11-03T15:00", "2026-11-18T14:02"],
      ],
    ],
    [
      "100 days",
      100 * dayMs,
      [
        [3600, "2026-08-10T13:00", "2026-09-16T15:00"],
        [300, "2026-09-16T15:00", "2026-11-03T15:00"],
        [60, "2026-11-03T15:00", "2026-11-18T14:02"],
      ],
    ],
    [
      "500 days",
      500 * dayMs,
      [
        [3600, "2025-08-21T00:00", "2026-09-16T15:00"],
        [300, "2026-09-16T15:00", "2026-11-03T15:00"],
        [60, "2026-11-03T15:00", "2026-11-18T14:02"],
      ],
    ],
  ])("fills a gap of %s with as few requests as AWS's retention allows", (_, gapMs, windows) => {
    expect(windowsOf(gapMs as number)).toEqual(windows);
  });

  it("asks again for a little before the watermark, and once an hour for the hour before", () => {
    const later = new Date("2026-11-18T14:42:31Z");
    const { windows } = planUnit(known(new Date("2026-11-18T14:32:00Z")), depth, later);
    expect(windows).toEqual([
      { periodSeconds: 60, from: new Date("2026-11-18T14:22:00Z"), to: new Date("2026-11-18T14:37:00Z") },
    ]);
  });

  it("says since when a period is whole after a gap that AWS has no data of", () => {
    const from = (gapDays: number) => planUnit(known(ago(gapDays * dayMs)), depth, now).collectedFrom;
    const first = { 60: "2026-11-03T15", 300: "2026-09-16T15", 3600: "2025-08-21T00" };
    const hour = (time: Date | undefined) => time?.toISOString().slice(0, 13);
    expect(Object.values(from(3)).map(hour)).toEqual([
      "2025-01-05T00",
      "2025-01-04T00",
      "2025-01-03T00",
      "2025-01-02T00",
    ]);
    expect(Object.values(from(20)).map(hour)).toEqual([
      first[60],
      "2025-01-04T00",
      "2025-01-03T00",
      "2025-01-02T00",
    ]);
    expect(Object.values(from(100)).map(hour)).toEqual([
      first[60],
      first[300],
      "2025-01-03T00",
      "2025-01-02T00",
    ]);
    expect(Object.values(from(500)).map(hour)).toEqual([first[60], first[300], first[3600], first[3600]]);
  });

  it("goes on from the five minutes of a version that kept no minutes", () => {
    const { 300: fine, 3600: hours, 86400: days } = known(ago(hourMs));
    const { windows, collectedFrom } = planUnit({ 300: fine, 3600: hours, 86400: days }, depth, now);
    expect(windows).toEqual([{ periodSeconds: 60, from: new Date("2026-11-18T12:00:00Z"), to: end }]);
    expect(collectedFrom[60]).toEqual(new Date("2026-11-18T12:00:00Z"));
  });

  it("covers everything from the watermark on that AWS still has, without a gap and in whole buckets", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 * 1440 }), (minutes) => {
        const watermark = ago(minutes * 60_000);
        const { windows } = planUnit(known(watermark), depth, now);
        const first = windows[0]?.from as Date;
        const reach = new Date(end.getTime() - 454 * dayMs);
        expect(first <= watermark || first <= reach).toBe(true);
        windows.reduce((reached, { from, to, periodSeconds }) => {
          expect(from).toEqual(reached);
          expect(from.getTime() % (periodSeconds * 1000)).toBe(0);
          return to;
        }, first);
        expect(windows.at(-1)?.to).toEqual(end);
      }),
    );
  });
});

it("keeps every call within 500 queries and 100,800 datapoints", () => {
  const window = (hours: number, periodSeconds: Period) => ({
    periodSeconds,
    from: new Date(0),
    to: new Date(hours * hourMs),
  });
  expect(queriesPerCall(window(1, 60))).toBe(500);
  expect(queriesPerCall(window(24, 300))).toBe(350);
  expect(queriesPerCall(window(15 * 24, 60))).toBe(4);
  expect(queriesPerCall(window(31 * 24, 3600))).toBe(135);
  expect(queriesPerCall(window(1_000_000, 300))).toBe(1);
});
