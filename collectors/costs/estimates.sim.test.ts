import { expect, it } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { evaluator } from "#lib/cost/evaluate.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { collect, organizationConfig, testNow, testSimulator } from "../testing.ts";

const simulator = testSimulator({ fleet: { accounts: 3, regions: 2, endpoints: 40 } });
const db = testDatabase();
const now = new Date(testNow);
const evaluate = (at = now) => evaluator.evaluate({ db, config: configSchema.parse({}), now: at });

interface Day {
  accountId: string;
  day: string;
  region: string;
  charge: string;
  estimated: number | null;
  billed: number | null;
  unexplained: number;
  causes: { cause: string; usd: number }[];
  flagged: boolean;
}

const reconciled = async (first: string, last: string) =>
  (
    await db.pool.query<Day>(
      `SELECT account_id AS "accountId", day, region, charge, estimated_usd AS estimated, billed_usd AS billed,
         unexplained_usd AS unexplained, causes, flagged
       FROM cost_reconciliation_day WHERE charge LIKE 'VpcEndpoint-%' AND day BETWEEN $1 AND $2 ORDER BY 1, 2, 3, 4`,
      [first, last],
    )
  ).rows;

/** What the estimate and the bill are made of. */
const needed = new Set([
  "accounts",
  "regions",
  "endpoints",
  "network",
  "load-balancers",
  "prices",
  "metrics",
  "costs",
]);

it("estimates the bill of every account, region, charge and day to the cent, where nothing is planted", async () => {
  const runs = await collect(db, organizationConfig(), ({ collector }) => needed.has(collector));
  expect(runs.filter(({ outcome }) => outcome === "failed" || outcome === "partial")).toEqual([]);
  await evaluate();
  const days = await reconciled("2026-11-01", "2026-11-16");
  expect(days.length).toBeGreaterThan(100);
  expect(days.filter(({ unexplained }) => Math.abs(unexplained) > 1e-5)).toEqual([]);
  expect(days.filter(({ estimated }) => !estimated).length).toBeLessThan(days.length / 2);
  const sum = (pick: (day: Day) => number | null) => days.reduce((added, day) => added + (pick(day) ?? 0), 0);
  expect(sum(({ estimated }) => estimated)).toBeCloseTo(
    sum(({ billed }) => billed),
    3,
  );
});

it("estimates the load balancers behind services: their hours to the cent, their units where they were measured", async () => {
  const { rows } = await db.pool.query<{
    charge: string;
    cells: number;
    estimated: number;
    off: number;
    units: number;
  }>(
    `SELECT charge, count(*)::int AS cells, sum(estimated_usd) AS estimated, max(abs(unexplained_usd)) AS off,
       sum(estimated_quantity) AS units
     FROM cost_reconciliation_day
     WHERE service = 'Amazon Elastic Load Balancing' AND day BETWEEN '2026-11-11' AND '2026-11-16'
       AND estimated_usd IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  expect(rows.map(({ charge }) => charge)).toEqual(["LCUUsage", "LoadBalancerUsage"]);
  for (const { off, estimated } of rows) {
    expect(off).toBeLessThan(1e-5);
    expect(estimated).toBeGreaterThan(0);
  }
});

it("tells of each load balancer and day what it cost, which dimension dominates, and what crossed zones", async () => {
  const { rows } = await db.pool.query<{
    arn: string;
    enabled: boolean;
    usd: number;
    crossed: number | null;
    crossUsd: number | null;
    bytes: number;
    dimension: string | null;
    why: string | null;
  }>(
    `SELECT c.load_balancer_arn AS arn, b.cross_zone_enabled AS enabled, c.hours_usd + c.lcu_usd AS usd,
       c.cross_zone_bytes AS crossed, c.cross_zone_usd AS "crossUsd", c.dimension, c.why, m.processed_bytes AS bytes
     FROM load_balancer_cost_day c JOIN load_balancer b USING (account_id, load_balancer_arn)
     JOIN load_balancer_metric_1d m ON m.account_id = c.account_id AND m.ts = c.day AND m.az_id = '' AND m.target_group = ''
       AND m.load_balancer = split_part(c.load_balancer_arn, ':loadbalancer/', 2)
     WHERE c.day BETWEEN '2026-11-11' AND '2026-11-15' AND b.type = 'network' ORDER BY 1`,
  );
  const { rows: cells } = await db.pool.query(
    `SELECT sum(estimated_usd) AS usd, sum(billed_usd) AS billed FROM cost_reconciliation_day
     WHERE service = 'Amazon Elastic Load Balancing' AND day BETWEEN '2026-11-11' AND '2026-11-15'`,
  );
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(cells[0].usd, 6);
  expect(cells[0].usd).toBeCloseTo(cells[0].billed, 4);
  const crossing = rows.filter(({ enabled, bytes }) => enabled && bytes > 0);
  expect(crossing.length).toBeGreaterThan(0);
  for (const { crossed, crossUsd, bytes } of crossing) {
    expect(crossed).toBeGreaterThan(0);
    expect(crossed).toBeLessThan(bytes);
    expect(crossUsd).toBeCloseTo((2 * 0.01 * (crossed as number)) / 2 ** 30, 6);
  }
  for (const { crossed } of rows.filter(({ enabled }) => enabled === false)) expect(crossed).toBe(0);
  const busy = rows.filter(({ bytes }) => bytes > 0);
  expect(busy.every(({ dimension, why }) => dimension !== null && why?.endsWith("units"))).toBe(true);
});

it("stores nothing again that it estimated before, and says the same by zone, by endpoint and by day", async () => {
  const content = async () =>
    (
      await db.pool.query(
        `SELECT md5(string_agg(d::text || d.xmin::text, ',' ORDER BY d::text)) AS days,
           (SELECT md5(string_agg(c::text || c.xmin::text, ',' ORDER BY c::text)) FROM cost_reconciliation_day c) AS bill,
           (SELECT md5(string_agg(k::text || k.xmin::text, ',' ORDER BY k::text)) FROM endpoint_cost k) AS months,
           (SELECT md5(string_agg(g::text || g.xmin::text, ',' ORDER BY g::text)) FROM endpoint_group_cost_month g) AS groups,
           (SELECT md5(string_agg(r::text || r.xmin::text, ',' ORDER BY r::text)) FROM endpoint_cost_running_month r) AS endpoints,
           (SELECT md5(string_agg(l::text || l.xmin::text, ',' ORDER BY l::text)) FROM load_balancer_cost_day l) AS balancers
         FROM endpoint_cost_day d`,
      )
    ).rows[0];
  const before = await content();
  expect(await evaluate(new Date(testNow + 60_000))).toMatchObject({ changed: 0 });
  expect(await content()).toEqual(before);
});

it("keeps its sums by group and by endpoint at what the days come to", async () => {
  const { rows } = await db.pool.query(
    `SELECT to_char(day, 'YYYY-MM') AS month, sum(hours_usd) AS hours, sum(data_usd) AS data, count(*) AS zones,
       count(*) FILTER (WHERE reason <> 'zone-unknown') AS lacking
     FROM endpoint_cost_day GROUP BY 1 ORDER BY 1`,
  );
  const groups = await db.pool.query(
    `SELECT to_char(month, 'YYYY-MM') AS month, sum(hours_nanos[32]) / 1e9 AS hours, sum(data_nanos[32]) / 1e9 AS data,
       sum(zone_days[32]) AS zones, sum(unestimated[32]) AS lacking
     FROM endpoint_group_cost_month GROUP BY 1 ORDER BY 1`,
  );
  expect(rows.length).toBeGreaterThan(1);
  expect(groups.rows).toEqual(rows);
  const endpoints = await db.pool.query(
    `SELECT to_char(month, 'YYYY-MM') AS month, sum(usd_nanos[32]) / 1e9 AS usd, sum(zone_days[32]) AS zones,
       sum(unestimated[32]) AS lacking
     FROM endpoint_cost_running_month GROUP BY 1 ORDER BY 1`,
  );
  expect(endpoints.rows).toEqual(
    rows.map(({ month, hours, data, zones, lacking }) => ({
      ...{ month, usd: expect.closeTo(hours + data, 6), zones, lacking },
    })),
  );
  expect((await db.pool.query("SELECT FROM endpoint_cost_unsummed")).rowCount).toBe(0);
});

it("shows each deviation of the bill as unexplained, with its size and its cause", async () => {
  const where = await reconciled("2026-11-15", "2026-11-16");
  const hours = where.filter(
    ({ charge, estimated }) => charge === "VpcEndpoint-Hours" && (estimated ?? 0) > 0.1,
  );
  const [credited, unknown, late] = [hours[0] as Day, hours.at(-1) as Day, hours[1] as Day];
  const of = ({ accountId, region, day }: Day) => ({ accountId, region, day });
  const cells = new Set([credited, unknown, late].map((one) => Object.values(of(one)).join(" ")));
  expect(cells.size).toBe(3);
  const lateUsd = where
    .filter((one) => Object.values(of(one)).join(" ") === Object.values(of(late)).join(" "))
    .reduce((sum, { estimated }) => sum + (estimated ?? 0), 0);
  simulator.it.bills.plant(
    { kind: "credit", ...of(credited), usd: 1.5 },
    { kind: "tax", ...of(credited), usd: 0.75 },
    { kind: "unknown-endpoint", ...of(unknown), hours: 48 },
    { kind: "late-day", ...of(late) },
  );
  await collect(db, organizationConfig(), ({ collector }) => collector === "costs");
  await evaluate();
  const price = unknown.region === "us-east-1" ? 0.01 : 0.011;
  const { rows } = await db.pool.query(
    `SELECT account_id AS "accountId", day, c ->> 'cause' AS cause, sum((c ->> 'usd')::numeric) AS usd,
       bool_and(flagged) AS flagged
     FROM cost_reconciliation_day, jsonb_array_elements(causes) c
     WHERE service = 'Amazon Virtual Private Cloud' AND day BETWEEN '2026-11-15' AND '2026-11-16' GROUP BY 1, 2, 3`,
  );
  const found = (accountId: string, day: string, cause: string) =>
    rows.find((row) => row.accountId === accountId && row.day === day && row.cause === cause);
  expect(rows).toHaveLength(4);
  expect(found(credited.accountId, credited.day, "credit").usd).toBeCloseTo(-1.5, 6);
  expect(found(credited.accountId, credited.day, "tax").usd).toBeCloseTo(0.75, 6);
  expect(found(unknown.accountId, unknown.day, "unknown-endpoint").usd).toBeCloseTo(48 * price, 6);
  expect(found(late.accountId, late.day, "bill-delay").usd).toBeCloseTo(-lateUsd, 6);
  expect(rows.filter(({ flagged }) => flagged)).toHaveLength(3);
});
