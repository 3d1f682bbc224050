import { beforeAll, expect, it } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { evaluator } from "#lib/cost/evaluate.ts";
import { fixtureNow } from "#lib/testing/endpointRows.ts";
import { insertFleet, loadBalancerArn } from "#lib/testing/fleetRows.ts";
import { processDatabase } from "#lib/testing/rows.ts";
import { GET as GET_COSTS } from "./costs/route.ts";
import { GET } from "./load-balancers/[...id]/route.ts";

const db = processDatabase();
const name = loadBalancerArn.split(":loadbalancer/")[1] ?? "";

beforeAll(async () => {
  await insertFleet(db);
  await db.pool.query(
    "UPDATE load_balancer SET cross_zone_enabled = true, type = 'network', created_time = '2026-11-17T00:00:00Z'",
  );
  await db.pool.query("UPDATE target_group SET attributes = '{}'");
  await db.pool.query("UPDATE target_health SET az_id = 'use1-az1', state = 'healthy'");
  const metric = (azId: string, bytes: number, lcus: number | null) =>
    db.pool.query(
      `INSERT INTO load_balancer_metric_1d (account_id, load_balancer, az_id, target_group, ts, processed_bytes, new_flow_count,
         active_flow_count_avg, consumed_lcus) VALUES ('111111111111', $1, $2, '', '2026-11-17T00:00:00Z', $3, 100, 10, $4)`,
      [name, azId, bytes, lcus],
    );
  await db.pool.query(
    "CREATE TABLE balancer_days PARTITION OF load_balancer_metric_1d FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')",
  );
  await metric("", 2 * 2 ** 30, 2.4);
  await metric("use1-az1", 2 ** 30, null);
  await metric("use1-az2", 2 ** 30, null);
  await evaluator.evaluate({ db, config: configSchema.parse({}), now: fixtureNow });
});

it("tells what a load balancer cost by day, why, and how that stands to the bill of its account", async () => {
  const response = await GET(new Request("http://x/"), { params: Promise.resolve({ id: name.split("/") }) });
  const { cost } = await response.json();
  expect(cost).toMatchObject({
    ...{ from: "2026-11-17", to: "2026-11-19", priceSource: "fallback", dimension: "data" },
    // Hours of a day and fifteen begun ones; what the second zone took all went to the first, both ways.
    ...{ hours: 38, hoursUsd: expect.closeTo(38 * 0.0225), lcuUsd: expect.closeTo(2.4 * 0.006) },
    ...{ crossZoneBytes: 2 ** 30, crossZoneUsd: expect.closeTo(0.02), unestimatedDays: 1 },
    reconciled: { billedUsd: null, causes: [{ cause: expect.any(String) }] },
  });
  expect(cost.estimatedUsd).toBeCloseTo(38 * 0.0225 + 2.4 * 0.006 + 0.02, 6);
  expect(cost.days).toMatchObject([
    { day: "2026-11-18", lcuHours: null, reason: expect.stringContaining("not collected") },
    { day: "2026-11-17", lcuHours: 2.4, lcuSource: "measured", reason: null },
  ]);
});

it("shows data between zones among usage types, billed by nobody knows how much", async () => {
  const request = new Request("http://x/api/v1/costs?groupBy=usageType&from=2026-11-17&to=2026-11-18");
  const { items } = await (await GET_COSTS(request, { params: Promise.resolve({}) })).json();
  expect(items.at(-1)).toMatchObject({
    ...{ usageType: "DataTransfer-Regional-Bytes", estimated: expect.closeTo(0.02), billed: null },
    ...{ unexplained: null, billedReason: expect.stringContaining("not read"), priceSources: ["fallback"] },
  });
});
