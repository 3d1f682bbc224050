import { expect, it } from "vitest";
import { evaluateDiagnosis } from "#lib/diagnosis/evaluate.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { natGatewayId } from "#simulator/fleet/nat.ts";
import { collect, organizationConfig, testNow, testSimulator } from "../testing.ts";

// One of the company's endpoints loses nine tenths of its traffic to the NAT gateway, for a week in four.
const simulator = testSimulator({ part: { accounts: ["observability-prod"], regions: 1, endpoints: 40 } });
const db = testDatabase();
const needed = new Set(["accounts", "regions", "endpoints", "network", "metrics"]);
const run = (only: (name: string) => boolean = () => true) =>
  collect(db, organizationConfig(), ({ collector }) => needed.has(collector) && only(collector));

const stored = async () =>
  (
    await db.pool.query<{ id: string; bytes: number[]; to: Date; row: string }>(
      `SELECT nat_gateway_id AS id, bytes_daily::float8[] AS bytes, measured_to AS "to", xmin::text AS row
       FROM nat_gateway_traffic`,
    )
  ).rows;
const bypassed = () => {
  const { incidents, endpoints } = simulator.it.fleet.plan;
  const target = incidents.find(({ bypass }) => bypass)?.target;
  const found = endpoints.find(({ id }) => id === target);
  if (!found) throw new Error("nothing is passed by");
  return found;
};

it("asks for a NAT gateway only beside an endpoint that lost its traffic, one metric once a day", async () => {
  await run();
  const asked = await stored();
  expect(asked).toMatchObject([
    { id: natGatewayId(bypassed().vpc), to: new Date("2026-11-18T00:00:00Z"), bytes: expect.any(Array) },
  ]);
  expect(asked[0]?.bytes).toHaveLength(30);
  // Two weeks as usual, between the week a month ago and this one.
  expect(Math.max(...(asked[0]?.bytes.slice(8, 22) ?? []))).toBeLessThan((asked[0]?.bytes.at(-1) ?? 0) / 2);
  await run((name) => name === "metrics");
  expect(await stored()).toEqual(asked);
});

it("finds what passes the endpoint by, and ends it for no lack of evidence", async () => {
  const verdict = async (at: number) => {
    await evaluateDiagnosis({ db, config: organizationConfig(), now: new Date(at), signal: undefined });
    const { rows } = await db.pool.query<{ resourceId: string; sentence: string }>(
      `SELECT resource_id AS "resourceId", sentence FROM finding WHERE check_id = 'unexpected-egress' AND ended_at IS NULL`,
    );
    return rows;
  };
  const { vpc, serviceName } = bypassed();
  expect(await verdict(testNow)).toMatchObject([
    {
      resourceId: vpc.id,
      sentence: expect.stringContaining(`through ${natGatewayId(vpc)} for ${serviceName}`),
    },
  ]);
  await db.pool.query("DELETE FROM nat_gateway_traffic");
  // Nobody knows any more: what was found stands.
  expect(await verdict(testNow + 60_000)).toHaveLength(1);
});
