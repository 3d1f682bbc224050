import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askedOf, estimateBytes, fallbackScanPrice, firstGap, mergeRanges, scanCostUsd } from "./compute.ts";

const now = new Date("2026-11-18T14:05:00Z");
const hour = 3_600_000;
const day = 24 * hour;

describe("estimateBytes", () => {
  const group = { storedBytes: 15e9, createdAt: new Date(now.getTime() - 90 * day), retentionDays: 10 };
  it("spreads what is stored, unpacked, over the days that are kept", () => {
    expect(estimateBytes(group, day, null, now)).toBeCloseTo(10e9, 0);
    expect(estimateBytes({ ...group, retentionDays: null }, 90 * day, null, now)).toBeCloseTo(100e9, 0);
    expect(
      estimateBytes({ ...group, createdAt: new Date(now.getTime() - 5 * day) }, day, null, now),
    ).toBeCloseTo(20e9, 0);
  });
  it("goes by what the last query really read", () => {
    expect(estimateBytes(group, hour, 1000, now)).toBe(1000 * hour);
  });
  it("sets something aside for a group of which nothing is known", () => {
    const unknown = { storedBytes: null, createdAt: null, retentionDays: null };
    expect(estimateBytes(unknown, hour, null, now)).toBe(1_000_000);
    expect(estimateBytes(group, hour, 0, now)).toBe(1_000_000);
  });
  it("has a price", () => {
    expect(scanCostUsd(4e9, fallbackScanPrice)).toBeCloseTo(0.02, 12);
  });
});

describe("ranges", () => {
  const at = (minute: number) => new Date(now.getTime() + minute * 60_000);
  const ranges = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 15 }))
      .map(([from, minutes]) => ({ from: at(from), to: at(from + minutes) })),
    { maxLength: 12 },
  );
  const covers = (list: { from: Date; to: Date }[], minute: number) =>
    list.some(({ from, to }) => from <= at(minute) && at(minute) < to);

  it("cover the same minutes once merged, apart from each other", () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const merged = mergeRanges(list);
        for (let minute = 0; minute < 60; minute++) expect(covers(merged, minute)).toBe(covers(list, minute));
        for (const [i, { to }] of merged.entries())
          expect(merged[i + 1] === undefined || to < (merged[i + 1]?.from ?? to)).toBe(true);
      }),
    );
  });
  it("have their first gap at the first minute that none covers", () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 0, max: 30 }), (list, from) => {
        const open = Array.from({ length: 50 - from }, (_, i) => from + i).find(
          (minute) => !covers(list, minute),
        );
        expect(firstGap(list, at(from), at(50))).toEqual(open === undefined ? undefined : at(open));
      }),
    );
  });
  it("are enough up to the lag, and never past a part that was cut off", () => {
    const range = { from: at(0), to: at(60) };
    const asked = [{ from: at(0), to: at(30), truncated: false }];
    expect(askedOf(asked, range, 30 * 60_000)).toMatchObject({ complete: true, to: at(30) });
    expect(askedOf(asked, range, 29 * 60_000)).toMatchObject({ complete: false });
    const cut = [...asked, { from: at(30), to: at(40), truncated: true }];
    expect(askedOf(cut, range, 30 * 60_000)).toMatchObject({
      complete: false,
      reason: expect.stringMatching(/^more/),
    });
  });
});
