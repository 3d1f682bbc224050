import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Watermark } from "#lib/metrics/mutations.ts";
import { isDue, type Period, planUnit, queriesPerCall } from "./plan.ts";

const now = new Date("2026-11-18T14:07:31Z");
const end = new Date("2026-11-18T14:00:00Z");
const depth = { hourlyDays: 8, fineHours: 24 };
const mark = (periodSeconds: Period, watermark: string, collectedFrom: string): Watermark => ({
  namespace: "n",
  resourceId: "r",
  grain: "endpoint",
  periodSeconds,
  watermark: new Date(watermark),
  collectedFrom: new Date(collectedFrom),
  firstDatapointAt: null,
  lastDatapointAt: null,
});
const marks = (watermark: string) => ({
  300: mark(300, watermark, "2026-11-01T00:00:00Z"),
  3600: mark(3600, watermark, "2026-10-01T00:00:00Z"),
  86400: mark(86_400, watermark, "2026-09-01T00:00:00Z"),
});

describe("planUnit", () => {
  it("asks at first sight for days, hours and five minutes that meet without overlap", () => {
    const { windows, collectedFrom, to } = planUnit({}, depth, now);
    expect(to).toEqual(end);
    expect(windows).toEqual([
      { periodSeconds: 86_400, from: new Date("2026-10-18T00:00:00Z"), to: new Date("2026-11-10T00:00:00Z") },
      { periodSeconds: 3600, from: new Date("2026-11-10T00:00:00Z"), to: new Date("2026-11-17T14:00:00Z") },
      { periodSeconds: 300, from: new Date("2026-11-17T14:00:00Z"), to: end },
    ]);
    expect(collectedFrom).toEqual({
      300: new Date("2026-11-17T14:00:00Z"),
      3600: new Date("2026-11-10T00:00:00Z"),
      86400: new Date("2026-10-18T00:00:00Z"),
    });
  });

  it("goes on from the watermark with one request, and a little before it for late data", () => {
    const { windows, collectedFrom } = planUnit(marks("2026-11-18T13:45:00Z"), depth, now);
    expect(windows).toEqual([{ periodSeconds: 300, from: new Date("2026-11-18T13:30:00Z"), to: end }]);
    expect(collectedFrom[300]).toEqual(new Date("2026-11-01T00:00:00Z"));
  });

  it("fills a hole of days with hours and says since when the five minutes are whole", () => {
    const { windows, collectedFrom } = planUnit(marks("2026-11-14T13:45:00Z"), depth, now);
    expect(windows.map(({ periodSeconds, from }) => [periodSeconds, from.toISOString()])).toEqual([
      [3600, "2026-11-14T00:00:00.000Z"],
      [300, "2026-11-17T14:00:00.000Z"],
    ]);
    expect(collectedFrom[300]).toEqual(new Date("2026-11-17T14:00:00Z"));
    expect(collectedFrom[3600]).toEqual(new Date("2026-10-01T00:00:00Z"));
  });

  it("does not claim hours and days that a hole of months has swallowed", () => {
    const { collectedFrom } = planUnit(marks("2026-09-14T13:45:00Z"), depth, now);
    expect(collectedFrom[3600]).toEqual(new Date("2026-11-10T00:00:00Z"));
    expect(collectedFrom[86400]).toEqual(new Date("2026-10-18T00:00:00Z"));
  });

  it("always covers the time from the watermark to the end without a gap", () => {
    const minutes = fc.integer({ min: 0, max: 90 * 1440 });
    fc.assert(
      fc.property(minutes, (ago) => {
        const watermark = new Date(end.getTime() - Math.ceil(ago / 5) * 300_000);
        const { windows } = planUnit(marks(watermark.toISOString()), depth, now);
        const ordered = windows.toSorted((a, b) => a.from.getTime() - b.from.getTime());
        const first = ordered[0]?.from as Date;
        const reach = new Date(end.getTime() - 31 * 86_400_000);
        expect(first <= watermark || first <= reach).toBe(true);
        ordered.reduce((reached, { from, to }) => {
          expect(from.getTime()).toBeLessThanOrEqual(reached.getTime());
          return to;
        }, first);
        expect(ordered.at(-1)?.to).toEqual(end);
      }),
    );
  });
});

it("keeps every call within 500 queries and 100,800 datapoints", () => {
  const window = (hours: number, periodSeconds: Period) => ({
    periodSeconds,
    from: new Date(0),
    to: new Date(hours * 3_600_000),
  });
  expect(queriesPerCall(window(1, 300))).toBe(500);
  expect(queriesPerCall(window(24, 300))).toBe(350);
  expect(queriesPerCall(window(31 * 24, 3600))).toBe(135);
  expect(queriesPerCall(window(1_000_000, 300))).toBe(1);
});

it("asks for what sleeps every hour only", () => {
  const asleep = mark(300, "2026-11-18T13:45:00Z", "2026-11-01T00:00:00Z");
  expect(isDue(undefined, now)).toBe(true);
  expect(isDue(asleep, now)).toBe(false);
  expect(isDue(asleep, new Date("2026-11-18T14:45:00Z"))).toBe(true);
  expect(isDue({ ...asleep, lastDatapointAt: new Date("2026-11-18T03:00:00Z") }, now)).toBe(true);
});
