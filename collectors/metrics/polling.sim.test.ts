import { describe, expect, it } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { findSeries } from "#simulator/fleet/metric-catalog.ts";
import type { EndpointSpec } from "#simulator/fleet/types.ts";
import { collect, organizationConfig, testNow, testSimulator } from "../testing.ts";

const region = "us-east-1";
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const lagMs = 5 * minuteMs;
/** Just after a full hour of data, on whichever minute the scope's grid begins. */
const start = testNow + 4 * minuteMs;
const metricsOnly = ({ collector }: { collector: string }) => collector === "metrics";
const inventory = ({ collector }: { collector: string }) =>
  ["accounts", "regions", "endpoints", "network", "services", "load-balancers"].includes(collector);

describe("polling by need", () => {
  const simulator = testSimulator({ fleet: { accounts: 1, regions: 1, endpoints: 6 } });
  const db = testDatabase();

  const measurable = () =>
    simulator.it.fleet.plan.endpoints.filter(
      ({ type, state }) => type === "Interface" && state === "available",
    );
  const sleeper = () => measurable()[0] as EndpointSpec;
  const steady = () => measurable()[1] as EndpointSpec;
  const traffic = { rhythm: "steady", bytesPerDay: 5e9, bytesPerConnection: 20_000 } as const;

  /** Minutes with data and their sums from the simulator's own plan: ts → value. */
  function truth(endpoint: EndpointSpec, metric: string, from: number, to: number): Map<number, number> {
    const { fleet, traffic: lanes } = simulator.it;
    const scope = {
      fleet,
      traffic: lanes,
      accountId: endpoint.accountId,
      region,
      now: to,
      subnetGrainOnly: false,
    };
    const series = findSeries(scope, "AWS/PrivateLinkEndpoints", metric, [
      { Name: "Endpoint Type", Value: endpoint.type },
      { Name: "Service Name", Value: endpoint.serviceName },
      { Name: "VPC Endpoint Id", Value: endpoint.id },
      { Name: "VPC Id", Value: endpoint.vpc.id },
    ]);
    const found = new Map<number, number>();
    for (let at = from; at < to; at += minuteMs) {
      const value = series?.value("Sum", at / minuteMs, at / minuteMs + 1);
      if (value !== undefined) found.set(at, Math.round(value));
    }
    return found;
  }

  async function minutesOf(
    endpoint: EndpointSpec,
    column: string,
    from: number,
  ): Promise<Map<number, number>> {
    const { rows } = await db.pool.query<{ ts: Date; value: number }>(
      `SELECT ts, ${column} AS value FROM vpc_endpoint_metric_1m
       WHERE vpc_endpoint_id = $1 AND subnet_id = '' AND ts >= $2 AND ${column} IS NOT NULL ORDER BY ts`,
      [endpoint.id, new Date(from)],
    );
    return new Map(rows.map(({ ts, value }) => [ts.getTime(), value]));
  }

  const needOf = async (endpoint: EndpointSpec) =>
    (
      await db.pool.query<{ need: string }>("SELECT need FROM polling_need WHERE resource_id = $1", [
        endpoint.id,
      ])
    ).rows[0]?.need;
  const marks = async (endpoint: EndpointSpec) => {
    const { rows } = await db.pool.query<{ grain: string; behind: number }>(
      `SELECT grain, extract(epoch FROM $2::timestamptz - watermark)::int / 60 AS behind FROM metric_watermark
       WHERE resource_id = $1 AND period_seconds = 60`,
      [endpoint.id, new Date(clock - lagMs)],
    );
    return Object.fromEntries(rows.map(({ grain, behind }) => [grain, behind]));
  };
  let clock = start;
  const pollAt = async (time: number, config = organizationConfig()) => {
    clock = time;
    simulator.at(time);
    const [run] = await collect(db, config, metricsOnly);
    if (run?.outcome !== "success") throw new Error(`the run ${run?.outcome}: ${run?.failure?.message}`);
    return run;
  };

  it("asks hourly for one metric of what sleeps, and for everything since then once it wakes", async () => {
    simulator.it.control.modifyEndpoint(sleeper().id, { traffic: { ...traffic, bytesPerDay: 0 } });
    simulator.it.control.modifyEndpoint(steady().id, { traffic });
    await collect(db, organizationConfig(), inventory);
    // Load balancers publish every minute: three days of theirs are most of the work, and not what this is about.
    await db.pool.query("UPDATE load_balancer SET gone_at = last_seen_at");
    await pollAt(start);
    expect(await needOf(sleeper())).toBe("asleep");
    expect(await needOf(steady())).toBe("active");
    // Awake from twenty minutes after the next hourly look.
    const wakes = start + hourMs + 20 * minuteMs;
    await pollAt(start + hourMs);
    expect(await marks(sleeper())).toMatchObject({ endpoint: 0, "endpoint-detail": 60 });
    simulator.it.control.modifyEndpoint(sleeper().id, { traffic, createdAt: wakes - lagMs });
    await pollAt(start + hourMs + 30 * minuteMs);
    expect(await needOf(sleeper())).toBe("asleep");
    await pollAt(start + 2 * hourMs);
    expect(await needOf(sleeper())).toBe("active");
    expect(await marks(sleeper())).toEqual({
      endpoint: 0,
      "endpoint-detail": 0,
      subnet: 0,
      "subnet-detail": 0,
    });
    const end = clock - lagMs;
    for (const [metric, column] of [
      ["BytesProcessed", "bytes_processed"],
      ["NewConnections", "new_connections"],
    ] as const) {
      const expected = truth(sleeper(), metric, start, end);
      expect(expected.size).toBeGreaterThan(30);
      expect(await minutesOf(sleeper(), column, start)).toEqual(expected);
    }
  });

  it("makes one bucket of both groups of metrics, and nulls neither", async () => {
    const { rows } = await db.pool.query<{ buckets: number; halves: number }>(
      `SELECT count(*)::int AS buckets,
         (count(*) FILTER (WHERE bytes IS NULL OR connections IS NULL OR most IS NULL))::int AS halves
       FROM (SELECT max(bytes_processed) AS bytes, max(new_connections) AS connections, max(active_connections_max) AS most
             FROM vpc_endpoint_metric_1m WHERE vpc_endpoint_id = $1 AND subnet_id = '' GROUP BY ts) bucket`,
      [sleeper().id],
    );
    expect(rows[0]?.buckets).toBeGreaterThan(30);
    expect(rows[0]?.halves).toBe(0);
    const hours = await db.pool.query<{ bytes: number | null; connections: number | null }>(
      `SELECT bytes_processed AS bytes, new_connections AS connections FROM vpc_endpoint_metric_1h
       WHERE vpc_endpoint_id = $1 AND subnet_id = ''`,
      [sleeper().id],
    );
    // The second hour is still open: it is made when it is over.
    expect(hours.rows.length).toBe(1);
    expect(hours.rows.every(({ bytes, connections }) => bytes !== null && connections !== null)).toBe(true);
  });

  it("asks every five minutes for what somebody looks at", async () => {
    await db.pool.query(
      `INSERT INTO endpoint_watch (account_id, vpc_endpoint_id, region, watched_until) VALUES ($1, $2, $3, $4)`,
      [steady().accountId, steady().id, region, new Date(clock + 30 * minuteMs)],
    );
    const run = await pollAt(clock + 5 * minuteMs);
    expect(await needOf(steady())).toBe("watched");
    expect(await marks(steady())).toMatchObject({ endpoint: 0, "endpoint-detail": 0 });
    expect(run.nextDueAt?.getTime()).toBeLessThanOrEqual(clock + 5 * minuteMs);
    expect((await marks(sleeper())).endpoint).toBe(5);
  });

  it("fills three days without a collector, minute by minute, with one request per metric", async () => {
    const from = clock - lagMs;
    const before = clock;
    const run = await pollAt(before + 72 * hourMs);
    const expected = truth(steady(), "BytesProcessed", from, clock - lagMs);
    expect(expected.size).toBeGreaterThan(4000);
    expect(await minutesOf(steady(), "bytes_processed", from)).toEqual(expected);
    const { rows } = await db.pool.query<{ metrics: number }>(
      "SELECT sum(metrics_requested)::int AS metrics FROM metric_spend WHERE day = $1::date",
      [new Date(clock).toISOString().slice(0, 10)],
    );
    expect(rows[0]?.metrics).toBe(run.metricsRequested);
    const units = measurable().reduce((sum, { azIds }) => sum + 1 + azIds.length, 0);
    expect(run.metricsRequested).toBeLessThanOrEqual(5 * units + 30 * 20);
  });

  it("slows down to keep a budget, says so, and still loses no minute", async () => {
    const config = { ...organizationConfig(), metrics: { usdPerMonth: 0.001, endpointSeries: 0 } };
    const from = clock - lagMs;
    const full = await pollAt(clock + 15 * minuteMs);
    const slow = await pollAt(clock + 15 * minuteMs, config);
    expect(slow.parts.map(({ part }) => part)).toContainEqual(
      expect.stringMatching(/^polling slowed .*active ×/),
    );
    expect(slow.metricsRequested).toBeLessThan(full.metricsRequested / 2);
    await pollAt(clock + 24 * hourMs, config);
    expect(await minutesOf(steady(), "bytes_processed", from)).toEqual(
      truth(steady(), "BytesProcessed", from, clock - lagMs),
    );
  });
});
