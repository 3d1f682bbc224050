import { expect, it } from "vitest";
import { packMetrics, unpackMetrics } from "./packed.ts";
import { type EndpointMetrics, endpointMetricUnits } from "./schema.ts";

const metrics: EndpointMetrics = {
  ...{ vpcEndpointId: "vpce-1", accountId: "1", region: "r", resolution: "5m", periodSeconds: 300 },
  ...{ from: "2026-11-18T10:00:00.000Z", to: "2026-11-18T11:00:00.000Z", measurable: true },
  ...{
    asOf: "2026-11-18T10:50:00.000Z",
    collectedFrom: null,
    gaps: [],
    subnetGaps: [],
    units: endpointMetricUnits,
  },
  series: [
    {
      ...{ grain: "subnet", subnetId: "subnet-a", azId: "use1-az1" },
      points: [
        { ts: "2026-11-18T10:05:00.000Z", bytesProcessed: 5, newConnections: 0 },
        { ts: "2026-11-18T10:55:00.000Z", bytesProcessed: 7, activeConnectionsAvg: 1.5 },
      ],
    },
    { grain: "endpoint", subnetId: null, azId: null, points: [] },
  ],
  healthyHosts: {
    ...{ asOf: null, gaps: [] },
    zones: [{ azId: "use1-az1", points: [{ ts: "2026-11-18T10:30:00.000Z", healthy: 0 }] }],
  },
};

it("gives back what was packed: zeros as zeros, what is absent as absent", () => {
  expect(unpackMetrics(packMetrics(metrics))).toEqual(metrics);
  expect(packMetrics(metrics).series[0]?.values).toEqual({
    bytesProcessed: [5, 7],
    newConnections: [0, null],
    activeConnectionsAvg: [null, 1.5],
  });
});

it("leaves behind what no chart shows, and keeps that there are no hosts", () => {
  const more = { ...metrics, healthyHosts: null };
  more.series = [{ ...metrics.series[1], points: [{ ts: metrics.from, activeConnectionsMin: 1 }] } as never];
  expect(packMetrics(more)).toMatchObject({ healthyHosts: null, series: [{ at: [0], values: {} }] });
});
