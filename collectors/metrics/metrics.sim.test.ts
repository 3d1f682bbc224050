import { describe, expect, it } from "vitest";
import type { Scope } from "#lib/runs/mutations.ts";
import { globalRegion } from "#lib/runs/schema.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { findSeries } from "#simulator/fleet/metric-catalog.ts";
import type { EndpointSpec } from "#simulator/fleet/types.ts";
import { collect, organizationConfig, runOf, testNow, testSimulator } from "../testing.ts";

const region = "us-east-1";
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** A month of every minute would say no more than its first days and its last one. */
const silence = { from: testNow - 29 * dayMs, to: testNow - 26 * hourMs };

/** What metrics need to be there, and they themselves. */
const measuring = ({ collector, region: place }: Scope) =>
  /^(accounts|regions|endpoints|network|services|connections|load-balancers|metrics)$/.test(collector) &&
  (place === region || place === globalRegion);
const minuteOf = (time: number) => time / minuteMs;

describe("the metrics of a region with more than 500 of them", () => {
  const simulator = testSimulator({ fleet: { accounts: 2, regions: 1, endpoints: 90, skew: 0.95 } });
  const db = testDatabase();
  const config = organizationConfig();

  const measurable = () =>
    simulator.it.fleet.plan.endpoints.filter(
      ({ type, serviceRegion, region: own }) => type === "Interface" && (serviceRegion ?? own) === own,
    );

  /** The simulator's own sum of bytes between two times but for the silence, computed minute by minute and not by its API. */
  function bytesOf(endpoint: EndpointSpec, from: number, to: number): number {
    const { fleet, traffic } = simulator.it;
    const scope = {
      fleet,
      traffic,
      accountId: endpoint.accountId,
      region,
      now: testNow,
      subnetGrainOnly: false,
    };
    const series = findSeries(scope, "AWS/PrivateLinkEndpoints", "BytesProcessed", [
      { Name: "Endpoint Type", Value: endpoint.type },
      { Name: "Service Name", Value: endpoint.serviceName },
      { Name: "VPC Endpoint Id", Value: endpoint.id },
      { Name: "VPC Id", Value: endpoint.vpc.id },
    ]);
    const parts = [
      [from, Math.min(to, silence.from)],
      [Math.max(from, silence.to), to],
    ] as const;
    return parts.reduce(
      (sum, [begin, end]) =>
        sum + (begin < end ? (series?.value("Sum", minuteOf(begin), minuteOf(end)) ?? 0) : 0),
      0,
    );
  }

  const sums = async (table: string, where: string, values: unknown[] = []) => {
    const { rows } = await db.pool.query<{ id: string; bytes: number }>(
      `SELECT vpc_endpoint_id AS id, sum(bytes_processed) AS bytes FROM ${table} WHERE ${where} GROUP BY 1`,
      values,
    );
    return new Map(rows.map(({ id, bytes }) => [id, bytes]));
  };

  it("are backfilled at first sight, each endpoint with the sum of its own minutes", async () => {
    simulator.it.control.silences = [silence];
    const runs = await collect(db, config, measuring);
    expect(runs.filter(({ outcome }) => outcome !== "success")).toEqual([]);
    const busiest = runs
      .filter(({ scope }) => scope.collector === "metrics")
      .map(({ metricsRequested }) => metricsRequested);
    expect(Math.max(...busiest)).toBeGreaterThan(500);
    const watermark = testNow - 5 * minuteMs;
    const { rows } = await db.pool.query<{ id: string; bytes: number | null; daily: number[]; to: Date }>(
      `SELECT vpc_endpoint_id AS id, bytes_30d AS bytes, bytes_daily AS daily, measured_to AS "to"
       FROM vpc_endpoint_traffic`,
    );
    expect(rows.length).toBe(measurable().length);
    for (const { id, bytes, to, daily } of rows) {
      const endpoint = simulator.it.fleet.endpointById(id) as EndpointSpec;
      expect(to).toEqual(new Date(watermark));
      // Buckets of an hour: the window begins at the first whole hour within the thirty days.
      const from = Math.ceil((watermark - 30 * dayMs) / hourMs) * hourMs;
      expect(bytes).toBe(Math.round(bytesOf(endpoint, from, watermark)));
      expect(daily).toHaveLength(30);
      expect(daily.every((value) => value >= 0)).toBe(true);
    }
    expect(rows.some(({ bytes }) => (bytes ?? 0) > 0)).toBe(true);
  });

  it("say the same for an endpoint as for all of its zones together", async () => {
    const whole = await sums("vpc_endpoint_metric_5m", "subnet_id = ''");
    const zones = await sums("vpc_endpoint_metric_5m", "subnet_id <> ''");
    expect(whole.size).toBeGreaterThan(10);
    // Each zone is rounded to whole bytes in each bucket.
    for (const [id, bytes] of whole) expect(Math.abs((zones.get(id) ?? 0) - bytes)).toBeLessThan(2000);
    const { rows } = await db.pool.query(
      "SELECT 1 FROM vpc_endpoint_metric_5m WHERE subnet_id <> '' AND az_id IS NULL",
    );
    expect(rows).toEqual([]);
  });

  it("are asked for from the watermark on in the next run, and rolled up again", async () => {
    const before = await sums("vpc_endpoint_metric_1h", "subnet_id = ''");
    // The end of the hour has been published by then, so that it is made.
    const later = testNow + 60 * minuteMs;
    simulator.at(later);
    const runs = await collect(db, config, ({ collector }) => collector === "metrics");
    expect(runs.every(({ outcome }) => outcome === "success")).toBe(true);
    const hour = Math.floor(testNow / 3_600_000) * 3_600_000;
    const after = await sums("vpc_endpoint_metric_1h", "subnet_id = '' AND ts = $1", [new Date(hour)]);
    for (const [id, bytes] of after) {
      const endpoint = simulator.it.fleet.endpointById(id) as EndpointSpec;
      expect(bytes).toBe(Math.round(bytesOf(endpoint, hour, hour + 60 * minuteMs)));
    }
    expect(after.size).toBeGreaterThan(0);
    expect((await sums("vpc_endpoint_metric_1h", "subnet_id = ''")).size).toBeGreaterThanOrEqual(before.size);
    const first = runs.find(({ metricsRequested }) => metricsRequested > 0);
    expect(first?.costUsd).toBeCloseTo(((first?.metricsRequested ?? 0) * 0.01) / 1000, 10);
  });

  it("change nothing when the same range is asked for twice", async () => {
    simulator.at(testNow + 60 * minuteMs);
    const content = async () => {
      const { rows } = await db.pool.query(
        "SELECT md5(string_agg(t::text || xmin::text, ',' ORDER BY t::text)) AS sum FROM vpc_endpoint_metric_5m t",
      );
      return rows[0];
    };
    const before = await content();
    await collect(db, config, ({ collector }) => collector === "metrics");
    expect(await content()).toEqual(before);
  });

  it("keep their watermark where CloudWatch refuses, and catch up without a hole", async () => {
    const account = measurable()[0]?.accountId as string;
    const marks = async () =>
      (
        await db.pool.query<{ oldest: Date; holes: number }>(
          `SELECT min(watermark) AS oldest FROM metric_watermark
           WHERE account_id = $1 AND grain = 'endpoint' AND period_seconds = 60 AND last_datapoint_at IS NOT NULL`,
          [account],
        )
      ).rows[0]?.oldest;
    const before = await marks();
    simulator.at(testNow + 90 * minuteMs);
    simulator.it.control.deny(account, "monitoring:GetMetricData");
    const refused = await collect(db, config, ({ collector }) => collector === "metrics");
    expect(runOf(refused, "metrics", account, region).failure?.errorClass).toBe("denied");
    expect(await marks()).toEqual(before);
    simulator.it.control.reset();
    await collect(db, config, ({ collector }) => collector === "metrics");
    expect(await marks()).toEqual(new Date(testNow + 85 * minuteMs));
    const busy = measurable().find(({ traffic }) => traffic?.rhythm === "steady") ?? measurable()[0];
    const found = await sums(
      "vpc_endpoint_metric_5m",
      "subnet_id = '' AND ts >= $1 AND vpc_endpoint_id = $2",
      [new Date(testNow), busy?.id],
    );
    const expected = bytesOf(
      busy as EndpointSpec,
      Math.floor(testNow / 300_000) * 300_000,
      testNow + 85 * minuteMs,
    );
    expect(found.get(busy?.id as string) ?? 0).toBe(Math.round(expected));
  });
});

describe("endpoints that CloudWatch publishes per subnet only", () => {
  const simulator = testSimulator({ fleet: { accounts: 1, regions: 1, endpoints: 12 } });
  const db = testDatabase();

  it("are added up from their subnets", async () => {
    simulator.it.control.subnetGrainOnly = true;
    const runs = await collect(db, organizationConfig(), measuring);
    expect(runs.every(({ outcome }) => outcome === "success")).toBe(true);
    const { rows } = await db.pool.query<{ traffic: number; whole: number; zones: number; peaks: number }>(
      `SELECT (SELECT count(*)::int FROM vpc_endpoint_traffic WHERE bytes_30d > 0) AS traffic,
         (SELECT sum(bytes_processed) FROM vpc_endpoint_metric_5m WHERE subnet_id = '') AS whole,
         (SELECT sum(bytes_processed) FROM vpc_endpoint_metric_5m WHERE subnet_id <> '') AS zones,
         (SELECT count(active_connections_max)::int FROM vpc_endpoint_metric_5m WHERE subnet_id = '') AS peaks`,
    );
    expect(rows[0]?.traffic).toBeGreaterThan(0);
    expect(rows[0]?.whole).toBe(rows[0]?.zones);
    expect(rows[0]?.peaks).toBe(0);
  });
});
