import { expect, it } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { collect, organizationConfig, runOf, testSimulator } from "../testing.ts";

const simulator = testSimulator({ fleet: { accounts: 3, regions: 1, endpoints: 12 } });
const db = testDatabase();
const only = ({ collector }: { collector: string }) =>
  ["accounts", "regions", "endpoints"].includes(collector);
const slowed = async () =>
  (
    await db.pool.query<{ accountId: string; family: string }>(
      `SELECT account_id AS "accountId", family FROM api_bucket WHERE slowed_to < 1 ORDER BY 1`,
    )
  ).rows;

it("every call takes from the buckets that all workers share", async () => {
  await collect(db, organizationConfig(), only);
  const { rows } = await db.pool.query<{ family: string }>(
    "SELECT DISTINCT family FROM api_bucket ORDER BY family",
  );
  expect(rows.map(({ family }) => family)).toEqual(["ec2", "organizations", "privatelink", "sts"]);
  expect(await slowed()).toEqual([]);
});

it("a call that AWS throttles is repeated, counted, and slows that account's bucket for every worker", async () => {
  const accountId = simulator.it.fleet.plan.accounts[1]?.id as string;
  simulator.it.control.faults.add({ kind: "throttle", action: "DescribeVpcEndpoints", accountId, times: 2 });
  const runs = await collect(db, organizationConfig(), only);
  const run = runOf(runs, "endpoints", accountId, "us-east-1");
  expect(run).toMatchObject({ outcome: "success", throttledCalls: 2, retriedCalls: 2 });
  expect(await slowed()).toEqual([{ accountId, family: "ec2" }]);
});
