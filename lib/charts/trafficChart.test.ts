import { expect, it } from "vitest";
import {
  type EndpointMetricSeries,
  type EndpointMetrics,
  endpointMetricUnits,
  type MetricGap,
} from "../metrics/schema.ts";
import { trafficChart } from "./trafficChart.ts";

const from = "2026-11-18T10:00:00.000Z";
const minutes = (count: number) => new Date(Date.parse(from) + count * 60_000).toISOString();

const tail: MetricGap = { from: minutes(50), to: minutes(60), reason: "after-watermark" };

const subnet = (azId: string | null, subnetId: string, bytes: number[]): EndpointMetricSeries => ({
  grain: "subnet",
  subnetId,
  azId,
  points: bytes.map((bytesProcessed, index) => ({
    ts: minutes(index * 5),
    bytesProcessed,
    activeConnectionsAvg: 1.5,
    activeConnectionsMax: bytesProcessed,
  })),
});

const metrics = (series: EndpointMetricSeries[], more: Partial<EndpointMetrics> = {}): EndpointMetrics => ({
  vpcEndpointId: "vpce-1",
  accountId: "111111111111",
  region: "us-east-1",
  from,
  to: minutes(60),
  resolution: "5m",
  periodSeconds: 300,
  asOf: minutes(50),
  collectedFrom: minutes(0),
  measurable: true,
  gaps: [tail],
  subnetGaps: [tail],
  units: endpointMetricUnits,
  series,
  healthyHosts: null,
  ...more,
});

const prepare = (given: EndpointMetrics, azIds: string[] = []) =>
  trafficChart({ metrics: given, azIds, happenings: [], timeZone: "UTC" });

it("has one line per zone in each panel, and a place for a zone without any datapoint", () => {
  const chart = prepare(
    metrics([subnet("use1-az2", "subnet-b", [1, 2]), subnet("use1-az1", "subnet-a", [3])]),
    ["use1-az1", "use1-az2", "use1-az4"],
  );
  expect(chart.zones.map(({ label, tone }) => [label, tone])).toEqual([
    ["use1-az1", 0],
    ["use1-az2", 1],
    ["use1-az4", 2],
  ]);
  const bytes = chart.panels[0];
  expect(bytes?.lines.map(({ summary }) => summary)).toEqual([3, 3, null]);
  expect(bytes?.lines[2]?.silences).toEqual([{ from: 0, to: expect.closeTo(50 / 60) }]);
  expect(bytes?.unit).toBe("per 5 minutes");
});

it("adds up sums, and takes the highest of a level", () => {
  const active = prepare(metrics([subnet("use1-az1", "subnet-a", [4, 9, 2])])).panels.find(
    ({ key }) => key === "active",
  );
  expect(active?.lines.map(({ summary }) => summary)).toEqual([1.5, 9]);
});

it("hatches what was not collected and never calls it silence", () => {
  const chart = prepare(metrics([subnet("use1-az1", "subnet-a", [])]));
  expect(chart.gaps).toEqual([{ from: 50 / 60, to: 1, reason: "after-watermark" }]);
  expect(chart.panels[0]?.uncollected.filter(Boolean)).toHaveLength(2);
  expect(chart.hasDatapoints).toBe(false);
});

it("draws the endpoint as a whole where no zone has been collected", () => {
  const whole: EndpointMetricSeries = { ...subnet(null, "", [5, 6]), grain: "endpoint", subnetId: null };
  const chart = prepare(metrics([whole]), ["use1-az1", "use1-az2"]);
  expect(chart.wholeOnly).toBe(true);
  expect(chart.zones.map(({ label }) => label)).toEqual(["endpoint"]);
  expect(chart.panels[0]?.lines[0]?.values.slice(0, 3)).toEqual([5, 6, null]);
});

it("says of an endpoint that carried nothing, and whose zones nobody asked for, that nothing flowed", () => {
  const never: MetricGap = { from, to: minutes(60), reason: "never-collected" };
  const chart = prepare(metrics([], { subnetGaps: [never] }), ["use1-az1"]);
  expect(chart.wholeOnly).toBe(true);
  expect(chart.gaps.map(({ reason }) => reason)).toEqual(["after-watermark"]);
  expect(chart.panels[0]?.lines[0]?.silences).toEqual([{ from: 0, to: expect.closeTo(50 / 60) }]);
});

it("lets the endpoint as a whole stand for its zones before those were collected, and only there", () => {
  const whole: EndpointMetricSeries = {
    ...subnet(null, "", [8, 9, 7, 6]),
    grain: "endpoint",
    subnetId: null,
  };
  const before: MetricGap = { from, to: minutes(10), reason: "before-collection" };
  const zone = subnet("use1-az1", "subnet-a", []);
  zone.points = [{ ts: minutes(10), bytesProcessed: 7 }];
  const chart = prepare(metrics([whole, zone], { subnetGaps: [before, tail] }));
  expect(chart.zonesFrom).toBe(Date.parse(minutes(10)));
  expect(chart.gaps.map(({ reason }) => reason)).toEqual(["after-watermark"]);
  const bytes = chart.panels[0];
  expect(bytes?.whole[0]?.segments.flat()).toHaveLength(2);
  expect(bytes?.whole[0]?.values.slice(0, 4)).toEqual([8, 9, 7, 6]);
  expect(bytes?.axis.max).toBe(10);
  expect(chart.panels[0]?.uncollected.slice(0, 3)).toEqual([true, true, false]);
});

it("sets the day that is not over apart, as a sum so far", () => {
  const day = 86_400_000;
  const start = Date.parse("2026-11-16T00:00:00Z");
  const ts = (days: number) => new Date(start + days * day).toISOString();
  const points = [0, 1, 2].map((days) => ({ ts: ts(days), bytesProcessed: 24, activeConnectionsAvg: 2 }));
  const chart = prepare(
    metrics([{ grain: "subnet", subnetId: "subnet-a", azId: "use1-az1", points }], {
      from: ts(0),
      to: ts(2.6),
      asOf: ts(2.5),
      resolution: "1d",
      periodSeconds: 86_400,
      gaps: [{ from: ts(2.5), to: ts(2.6), reason: "after-watermark" }],
      subnetGaps: [],
    }),
  );
  expect(chart.hasUnfinished).toBe(true);
  const [bytes, , active] = chart.panels;
  expect(bytes?.lines[0]?.segments.flat()).toHaveLength(2);
  expect(bytes?.lines[0]?.unfinished).toHaveLength(1);
  expect(active?.lines[0]?.segments.flat()).toHaveLength(3);
});

it("keeps the endpoint's own series for the table beside those of its zones", () => {
  const whole: EndpointMetricSeries = { ...subnet(null, "", [8]), grain: "endpoint", subnetId: null };
  const chart = prepare(metrics([whole, subnet("use1-az1", "subnet-a", [8])]));
  expect(chart.wholeOnly).toBe(false);
  expect(chart.panels[0]?.whole[0]?.values[0]).toBe(8);
  expect(chart.zones).toHaveLength(1);
});

it("names a zone by its subnet where the AZ ID is not known", () => {
  expect(prepare(metrics([subnet(null, "subnet-x", [1])])).zones[0]?.label).toBe("subnet-x");
});

it("has the provider's healthy hosts in the endpoint's zones, with gaps of their own", () => {
  const late = { from: minutes(30), to: minutes(60), reason: "after-watermark" } as const;
  const chart = prepare(
    metrics([subnet("use1-az1", "subnet-a", [3]), subnet("use1-az2", "subnet-b", [3])], {
      healthyHosts: {
        asOf: minutes(30),
        gaps: [late],
        zones: [
          { azId: "use1-az1", points: [2, 0].map((healthy, i) => ({ ts: minutes(i * 5), healthy })) },
          { azId: "use1-az4", points: [{ ts: minutes(0), healthy: 9 }] },
        ],
      },
    }),
  );
  const panel = chart.panels.at(-1);
  expect(panel).toMatchObject({ key: "healthy", zeroIsBad: true, gaps: [{ from: 0.5, to: 1 }] });
  expect(panel?.lines.map(({ summary }) => summary)).toEqual([0, null]);
  expect(panel?.axis.max).toBe(2);
  expect(panel?.zeros).toEqual([{ from: expect.closeTo(1 / 12), to: expect.closeTo(2 / 12) }]);
  expect(chart.panels[0]?.gaps).toEqual([{ from: 50 / 60, to: 1, reason: "after-watermark" }]);
  expect(chart.gaps).toHaveLength(2);
});
