import { describe, expect, it } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { findSeries } from "#simulator/fleet/metric-catalog.ts";
import type { EndpointSpec } from "#simulator/fleet/types.ts";
import { collect, organizationConfig, testNow, testSimulator } from "../testing.ts";

const region = "us-east-1";
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const start = testNow + 4 * minuteMs;
const deletedAt = start + 12 * minuteMs;
const goneAt = start + 20 * minuteMs;
const endOfDay = Math.ceil(goneAt / dayMs) * dayMs;

describe("an endpoint that is deleted between two polls", () => {
  const simulator = testSimulator({ fleet: { accounts: 1, regions: 1, endpoints: 4 } });
  const db = testDatabase();
  const endpoint = () =>
    simulator.it.fleet.plan.endpoints.find(
      ({ type, state }) => type === "Interface" && state === "available",
    ) as EndpointSpec;

  /** Minutes with bytes from the simulator's own plan. */
  function truth(from: number, to: number): Map<number, number> {
    const { fleet, traffic } = simulator.it;
    const { accountId, type, serviceName, id, vpc } = endpoint();
    const series = findSeries(
      { fleet, traffic, accountId, region, now: to, subnetGrainOnly: false },
      "AWS/PrivateLinkEndpoints",
      "BytesProcessed",
      [
        { Name: "Endpoint Type", Value: type },
        { Name: "Service Name", Value: serviceName },
        { Name: "VPC Endpoint Id", Value: id },
        { Name: "VPC Id", Value: vpc.id },
      ],
    );
    const found = new Map<number, number>();
    for (let at = from; at < to; at += minuteMs) {
      const value = series?.value("Sum", at / minuteMs, at / minuteMs + 1);
      if (value !== undefined) found.set(at, Math.round(value));
    }
    return found;
  }

  async function bytesOf(table: string, from: number): Promise<Map<number, number>> {
    const { rows } = await db.pool.query<{ ts: Date; bytes: number }>(
      `SELECT ts, bytes_processed AS bytes FROM ${table}
       WHERE vpc_endpoint_id = $1 AND subnet_id = '' AND ts >= $2 AND bytes_processed IS NOT NULL ORDER BY ts`,
      [endpoint().id, new Date(from)],
    );
    return new Map(rows.map(({ ts, bytes }) => [ts.getTime(), bytes]));
  }

  async function marks(): Promise<Record<string, number>> {
    const { rows } = await db.pool.query<{ grain: string; watermark: Date }>(
      "SELECT grain, watermark FROM metric_watermark WHERE resource_id = $1 AND period_seconds = 60",
      [endpoint().id],
    );
    return Object.fromEntries(rows.map(({ grain, watermark }) => [grain, watermark.getTime()]));
  }

  const run = async (time: number, names: string[]) => {
    simulator.at(time);
    const runs = await collect(db, organizationConfig(), ({ collector }) => names.includes(collector));
    expect(runs.filter(({ outcome }) => outcome !== "success")).toEqual([]);
  };
  const inventory = ["accounts", "regions", "endpoints", "network", "services", "load-balancers"];
  const everyGrain = (time: number) => ({
    endpoint: time,
    "endpoint-detail": time,
    subnet: time,
    "subnet-detail": time,
  });

  it("is asked once more for what flowed until it was gone", async () => {
    simulator.it.control.modifyEndpoint(endpoint().id, {
      traffic: { rhythm: "steady", bytesPerDay: 5e9, bytesPerConnection: 20_000 },
      deletedAt,
    });
    await run(start, inventory);
    await db.pool.query("UPDATE load_balancer SET gone_at = last_seen_at");
    await run(start, ["metrics"]);
    const before = await marks();
    // Its end is not published yet.
    await run(goneAt, ["endpoints", "metrics"]);
    expect(await marks()).toEqual(before);
    await run(goneAt + 6 * minuteMs, ["metrics"]);
    const expected = truth(start - hourMs, deletedAt);
    expect(Math.max(...expected.keys())).toBe(deletedAt - minuteMs);
    expect(await bytesOf("vpc_endpoint_metric_1m", start - hourMs)).toEqual(expected);
    expect(await marks()).toEqual(everyGrain(goneAt));
    const { rows } = await db.pool.query("SELECT 1 FROM polling_need WHERE resource_id = $1", [
      endpoint().id,
    ]);
    expect(rows).toEqual([]);
  });

  it("has its last hour and day closed when they are over, and is left alone after that", async () => {
    await run(goneAt + hourMs, ["metrics"]);
    expect(await marks()).toEqual(everyGrain(goneAt));
    await run(endOfDay + hourMs, ["metrics"]);
    expect(await marks()).toEqual(everyGrain(endOfDay));
    const lastHour = Math.floor(deletedAt / hourMs) * hourMs;
    const sum = [...truth(lastHour, deletedAt).values()].reduce((a, b) => a + b);
    expect((await bytesOf("vpc_endpoint_metric_1h", lastHour)).get(lastHour)).toBe(sum);
    expect([...(await bytesOf("vpc_endpoint_metric_1d", endOfDay - dayMs)).keys()]).toEqual([
      endOfDay - dayMs,
    ]);
    await run(endOfDay + 5 * hourMs, ["metrics"]);
    expect(await marks()).toEqual(everyGrain(endOfDay));
  });
});
