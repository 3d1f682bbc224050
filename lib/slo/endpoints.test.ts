import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latencyBounds } from "../probes/compute.ts";
import { defined, sloSchema } from "./definition.ts";
import { availabilityOf, classOf, judgeEndpoint, noClasses } from "./endpoints.ts";
import { maintenanceSpans } from "./evaluateEndpoints.ts";
import { crossRegionSlice, latencySlice } from "./sources/latency.ts";
import { withinThreshold } from "./sources/provisionTime.ts";

const slo = (more: object = {}) => defined(sloSchema.parse({ id: "a", indicator: "connect", ...more }));

it.each([
  [0, 0, "unknown"],
  [0, 1, "99.9"],
  [1, 1000, "99.9"],
  [1, 999, "99"],
  [10, 1000, "99"],
  [11, 1000, "95"],
  [50, 1000, "95"],
  [51, 1000, "below"],
  [1000, 1000, "below"],
])("%i bad of %i is class %s", (bad, total, expected) => expect(classOf(bad, total)).toBe(expected));

describe("an objective at one endpoint", () => {
  it.each([
    [{ bad: 0, total: 1000 }, "met", 1],
    [{ bad: 1, total: 1000 }, "breached", -1],
    [{ bad: 0, total: 99 }, "unknown", null],
    [undefined, "unknown", null],
  ])("%o is %s", (counted, state, left) => {
    const verdict = judgeEndpoint(slo(), counted);
    expect(verdict.state).toBe(state);
    if (left === null) expect(verdict.left).toBeNull();
    else expect(verdict.left).toBeCloseTo(left, 9);
  });
});

it("the fleet's shares are of the endpoints that are known, and none of them when none is", () => {
  const classes = { ...noClasses(), "99.9": 6, "99": 2, "95": 1, below: 1, unknown: 90 };
  expect(availabilityOf(classes)).toMatchObject({
    endpoints: 100,
    known: 10,
    share999: 0.6,
    share99: 0.8,
    share95: 0.9,
  });
  expect(availabilityOf({ ...noClasses(), unknown: 3 })).toMatchObject({
    known: 0,
    share999: null,
    share95: null,
  });
});

describe("slices", () => {
  /** So many probes in the bucket below each bound that is named, in milliseconds. */
  const histogram = (counts: Record<number, number>) =>
    [...latencyBounds, Number.POSITIVE_INFINITY].map((bound) => counts[Math.round(bound * 1000)] ?? 0);

  it.each([
    [{ 50: 95, 75: 5 }, 50, 1],
    [{ 50: 96, 75: 4 }, 50, 0],
    [{ 10: 100 }, 10, 0],
    [{ 10: 10, 10000: 10 }, 9000, 1],
  ])("latency %o against %i ms: bad %i", (counts, threshold, bad) => {
    expect(latencySlice(histogram(counts), threshold)).toMatchObject({ bad, total: 1 });
  });

  it("without a time are none", () => {
    expect(latencySlice(histogram({}), 50)).toBeUndefined();
    expect(crossRegionSlice([{ near: histogram({ 10: 5 }), far: histogram({}) }], 20)).toBeUndefined();
  });

  it("hold services against themselves, and tell the greatest difference", () => {
    const services = [
      { near: histogram({ 10: 5 }), far: histogram({ 20: 5 }) },
      { near: histogram({ 10: 5 }), far: histogram({ 100: 5 }) },
      { near: histogram({}), far: histogram({ 1000: 5 }) },
    ];
    const slice = crossRegionSlice(services, 20);
    expect(slice).toMatchObject({ bad: 1, total: 2 });
    expect(slice?.value).toBeCloseTo(98.75 - 9.875, 9);
    expect(crossRegionSlice(services.toReversed(), 20)).toEqual(slice);
  });

  it("give numbers whatever was counted", () => {
    const any = fc.array(fc.nat(1e6), {
      minLength: latencyBounds.length + 1,
      maxLength: latencyBounds.length + 1,
    });
    fc.assert(
      fc.property(any, any, (near, far) => {
        for (const slice of [latencySlice(near, 50), crossRegionSlice([{ near, far }], 20)])
          if (slice) expect([slice.bad, slice.total, slice.value].every(Number.isFinite)).toBe(true);
      }),
    );
  });
});

it.each([
  ["seen in time", "00:02:00", null, true],
  ["seen late, and not there when it was too late", "00:10:00", "00:02:01", false],
  ["seen late, and last looked at in time", "00:10:00", "00:02:00", null],
  ["seen late at the first look", "00:10:00", null, null],
])("provision time, %s", (_, seen, before, within) => {
  const at = (time: string) => new Date(`2026-11-18T${time}Z`);
  const looks = {
    createdAt: at("00:00:00"),
    seenAt: at(seen),
    notBefore: before === null ? null : at(before),
  };
  expect(withinThreshold({ ...looks, thresholdSeconds: 120 })).toBe(within);
});

it("maintenance is clipped to the window, sorted, and merged where it overlaps", () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 18, hour));
  const maintenance = [
    [9, 11],
    [3, 5],
    [4, 6],
    [6, 7],
    [22, 23],
    [0, 1],
  ].map(([from = 0, to = 0]) => ({ from: at(from).toISOString(), to: at(to).toISOString(), reason: "r" }));
  expect(maintenanceSpans(slo({ maintenance }), at(2), at(10))).toEqual([
    { from: at(3), to: at(7) },
    { from: at(9), to: at(10) },
  ]);
});
