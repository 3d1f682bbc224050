import { describe, expect, it } from "vitest";
import { previewPolicy } from "./alertPreview.ts";
import { burnDown } from "./burnDown.ts";
import type { Sample } from "./schema.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const stepMs = 5 * minute;

/** Buckets of a span, each with so many bad of a hundred. */
const buckets = (from: number, to: number, bad: number): Sample[] =>
  Array.from({ length: (to - from) / stepMs }, (_, index) => ({
    time: from + index * stepMs,
    bad,
    total: 100,
  }));

describe("burnDown", () => {
  const shared = { exclusions: [], noData: "ignore" as const, from: 0, to: 10 * day, stepMs };

  it("begins whole, loses what each bad event costs, and breaks where nothing was counted", () => {
    const samples = [...buckets(0, 2 * day, 0), ...buckets(4 * day, 5 * day, 1)];
    const model = burnDown({ ...shared, samples, watermark: 5 * day, allowed: 576 });
    expect(model.runs).toHaveLength(2);
    expect(model.runs[0]?.[0]).toMatchObject({ x: 0, left: 1 });
    expect(model.runs[1]?.at(-1)).toMatchObject({ x: 50, left: 0.5, bad: 288 });
    expect(model.gaps).toEqual([{ x: 20, width: 20, from: 2 * day, to: 4 * day }]);
    expect(model.noDataShare).toBe(0.4);
  });

  it("takes maintenance for what it is: neither spent nor a gap", () => {
    const exclusions = [{ from: 2 * day, to: 4 * day, reason: "moved" }];
    const samples = buckets(0, 5 * day, 0);
    const model = burnDown({ ...shared, exclusions, samples, watermark: 5 * day, allowed: 10 });
    expect(model.gaps).toEqual([]);
    expect(model.maintenance).toMatchObject([{ x: 20, width: 20, reason: "moved" }]);
  });

  it("says when more was spent than can be drawn", () => {
    const model = burnDown({ ...shared, samples: buckets(0, day, 50), watermark: day, allowed: 10 });
    expect(model).toMatchObject({ floor: -1, cutOff: true });
  });
});

describe("previewPolicy", () => {
  const incident = [
    ...buckets(0, 2 * day, 0),
    ...buckets(2 * day, 2 * day + 2 * hour, 50),
    ...buckets(2 * day + 2 * hour, 3 * day, 0),
  ];
  const input = {
    ...{ samples: incident, exclusions: [], noData: "ignore" as const },
    ...{ from: 0, watermark: 3 * day, stepMs, target: 0.999, minimumTotal: 0 },
  };

  it("finds the incident with either policy, and ends it when it is over", () => {
    const workbook = previewPolicy("workbook", input);
    const page = workbook.firings.find(({ rule }) => rule.startsWith("14.4×"));
    expect(page?.from).toBe(2 * day);
    expect(page?.to).toBe(2 * day + 2 * hour);
    const guide = previewPolicy("guide", input);
    expect(guide.pages).toBe(1);
    expect(guide.firings[0]?.to).toBe(2 * day + 2 * hour);
  });

  it("is quiet on a quiet history", () => {
    expect(previewPolicy("workbook", { ...input, watermark: 2 * day })).toMatchObject({
      firings: [],
      firingMs: 0,
    });
  });
});
