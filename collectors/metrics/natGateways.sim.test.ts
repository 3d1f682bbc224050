import { expect, it } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { collect, organizationConfig, testNow, testSimulator } from "../testing.ts";

testSimulator({ fleet: { accounts: 2, regions: 1, endpoints: 12 } });
const db = testDatabase();
const dayMs = 86_400_000;
const midnight = new Date(Math.floor(testNow / dayMs) * dayMs);

const needed = new Set(["accounts", "regions", "endpoints", "network", "metrics"]);
const run = (only: (name: string) => boolean = () => true) =>
  collect(db, organizationConfig(), ({ collector }) => needed.has(collector) && only(collector));
const metrics = () => run((name) => name === "metrics");
const stored = async () =>
  (
    await db.pool.query<{ id: string; bytes: number[]; to: Date; row: string }>(
      `SELECT nat_gateway_id AS id, bytes_daily::float8[] AS bytes, measured_to AS "to", xmin::text AS row
       FROM nat_gateway_traffic`,
    )
  ).rows;

/** A gigabyte a day for a month, on the last whole day so much. */
const carried = (last: number, endpoint: string | null) =>
  db.pool.query(
    `UPDATE vpc_endpoint_traffic SET bytes_daily = array_fill(1000000000::bigint, ARRAY[28]) || ARRAY[$1::bigint, 0],
       bytes_daily_from = $2 WHERE $3::text IS NULL OR vpc_endpoint_id = $3`,
    [last, new Date(midnight.getTime() - 29 * dayMs), endpoint],
  );

it("asks for a NAT gateway only beside an endpoint that lost its traffic, once for a day", async () => {
  await run();
  await db.pool.query("DELETE FROM nat_gateway_traffic");
  await carried(1e9, null);
  await metrics();
  expect(await stored()).toEqual([]);

  const { rows } = await db.pool.query<{ id: string; gateway: string }>(
    `SELECT e.vpc_endpoint_id AS id, x ->> 'NatGatewayId' AS gateway FROM vpc_endpoint e
     JOIN route_table r ON r.vpc_id = e.vpc_id CROSS JOIN jsonb_array_elements(r.routes) x
     WHERE e.vpc_endpoint_type = 'Interface' AND e.service_name NOT LIKE '%.vpce.%' AND e.state = 'available'
       AND x ->> 'NatGatewayId' LIKE 'nat-%' ORDER BY 1 LIMIT 1`,
  );
  await carried(1e8, rows[0]?.id ?? "");
  const runs = await metrics();
  expect(runs.filter(({ outcome }) => outcome !== "success")).toEqual([]);
  // One metric, for a month of days.
  expect(runs.reduce((sum, { metricsRequested }) => sum + (metricsRequested ?? 0), 0)).toBe(1);
  const asked = await stored();
  expect(asked).toMatchObject([{ id: rows[0]?.gateway, to: midnight }]);
  expect(asked[0]?.bytes).toHaveLength(30);
  expect(asked[0]?.bytes.every((bytes) => bytes > 0)).toBe(true);
  await metrics();
  expect(await stored()).toEqual(asked);
});
