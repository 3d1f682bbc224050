import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addHistograms,
  addressHash,
  answerInside,
  hashInside,
  isStale,
  latencyBounds,
  quantileOf,
  seriesIdOf,
} from "./compute.ts";

const histogramOf = (values: number[]) => {
  const counts = new Array<number>(latencyBounds.length + 1).fill(0);
  for (const value of values) {
    const i = latencyBounds.findIndex((bound) => value < bound);
    const at = i < 0 ? latencyBounds.length : i;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
};

describe("quantileOf", () => {
  it("is null of nothing, and the last bound of what is slower than all", () => {
    expect(quantileOf([], 0.95)).toBeNull();
    expect(quantileOf(histogramOf([60, 70]), 0.95)).toBe(10);
  });

  it("lies in the bucket of the value at that rank", () => {
    const values = fc.array(fc.double({ min: 0.0001, max: 9.99, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (given, quantile) => {
        const exact =
          given.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(quantile * given.length) - 1)] ?? 0;
        const upper = latencyBounds.find((bound) => exact < bound) ?? 10;
        const lower = latencyBounds[latencyBounds.indexOf(upper as never) - 1] ?? 0;
        const found = quantileOf(histogramOf(given), quantile) ?? -1;
        expect(found).toBeGreaterThanOrEqual(lower - 1e-9);
        expect(found).toBeLessThanOrEqual(upper + 1e-9);
      }),
    );
  });

  it("adds up histograms position by position", () => {
    const sum = addHistograms([histogramOf([0.002, 0.4]), [], histogramOf([0.4])]);
    expect(sum).toEqual(histogramOf([0.4, 0.002, 0.4]));
  });
});

describe("DNS answers", () => {
  it("are inside when every address is the endpoint's, and unknown without either side", () => {
    expect(answerInside(["10.0.0.5"], ["10.0.0.5", "10.0.1.5"])).toBe(true);
    expect(answerInside(["10.0.0.5", "52.94.1.2"], ["10.0.0.5"])).toBe(false);
    expect(answerInside(["FD00::0:1"], ["fd00::1"])).toBe(true);
    expect(answerInside([], ["10.0.0.5"])).toBeNull();
    expect(answerInside(["10.0.0.5"], [])).toBeNull();
  });

  it("are judged by the exporter's hash as well: FNV-1a of the address's bytes", () => {
    // As blackbox_exporter 0.23 answers for these targets.
    expect(addressHash("127.0.0.1")).toBe(3_668_918_509);
    expect(addressHash("::1")).toBe(1_751_717_746);
    expect(hashInside(addressHash("10.0.0.5"), ["10.0.0.4", "10.0.0.5"])).toBe(true);
    expect(hashInside(addressHash("10.0.0.5"), ["10.0.0.4"])).toBe(false);
    expect(hashInside(1, [])).toBeNull();
    expect(hashInside(addressHash("::1"), ["0:0:0:0:0:0:0:1"])).toBe(true);
  });
});

it("results are stale three intervals and five minutes after the last", () => {
  const now = new Date("2026-11-18T14:05:00Z");
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  expect(isStale(ago(480), 60, now)).toBe(false);
  expect(isStale(ago(481), 60, now)).toBe(true);
  expect(isStale(ago(1200), 300, now)).toBe(false);
});

it("the id of a series follows from its parts alone, and tells their borders apart", () => {
  expect(seriesIdOf(["a", "b"])).toBe(seriesIdOf(["a", "b"]));
  expect(seriesIdOf(["a", "b"])).not.toBe(seriesIdOf(["ab", ""]));
  expect(seriesIdOf(["a"])).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});
