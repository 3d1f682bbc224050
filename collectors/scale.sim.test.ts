import { describe, expect, it } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { answerControl } from "#simulator/control/http.ts";
import type { Simulator } from "#simulator/server.ts";
import { collect, organizationConfig, testSimulator } from "./testing.ts";

interface Listed {
  vpcEndpointId: string;
  accountId: string;
  region: string;
  azIds: string[];
}

/** What the simulator itself says that it has, not what its AWS answers say. */
function truth<T>(simulator: Simulator, type: string): T[] {
  const url = new URL(`http://localhost/_simulator/fleet?type=${type}`);
  return answerControl("GET", url, "", simulator).body as T[];
}

const only = ({ collector }: { collector: string }) =>
  ["accounts", "regions", "endpoints", "network"].includes(collector);

describe("more than 1,000 endpoints in one region", () => {
  const simulator = testSimulator({ fleet: { accounts: 2, regions: 1, endpoints: 2300, skew: 0.98 } });
  const db = testDatabase();

  it("collects all of them, page by page, each with its values", async () => {
    const runs = await collect(db, organizationConfig(), only);
    expect(runs.filter(({ outcome }) => outcome !== "success")).toEqual([]);
    const expected = truth<Listed>(simulator.it, "vpc-endpoint");
    const { rows: perRegion } = await db.pool.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM vpc_endpoint GROUP BY account_id, region ORDER BY 1 DESC LIMIT 1",
    );
    expect(perRegion[0]?.count).toBeGreaterThan(1000);
    await sameEndpoints(db.pool, simulator.it, expected);
  });
});

describe("more than 100 accounts", () => {
  const simulator = testSimulator({ fleet: { accounts: 130, regions: 2, endpoints: 400 } });
  const db = testDatabase();

  it("collects all of them, although Organizations lists twenty at a time", {
    timeout: 240_000,
  }, async () => {
    const runs = await collect(db, organizationConfig(), only);
    expect(runs.filter(({ outcome }) => outcome !== "success" && outcome !== "skipped")).toEqual([]);
    const accounts = truth<{ id: string; name: string; email: string; status: string }>(
      simulator.it,
      "account",
    );
    expect(accounts.length).toBeGreaterThan(100);
    const { rows } = await db.pool.query(
      "SELECT account_id AS id, name, email, status FROM account ORDER BY 1",
    );
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(rows).toEqual(
      accounts.map(({ id, name, email, status }) => ({ id, name, email, status })).sort(byId),
    );
    const active = new Set(accounts.filter(({ status }) => status === "ACTIVE").map(({ id }) => id));
    const expected = truth<Listed>(simulator.it, "vpc-endpoint").filter(({ accountId }) =>
      active.has(accountId),
    );
    await sameEndpoints(db.pool, simulator.it, expected);
  });
});

/** Compares ids and field values with the simulator's plan. */
async function sameEndpoints(
  pool: ReturnType<typeof testDatabase>["pool"],
  simulator: Simulator,
  expected: Listed[],
): Promise<void> {
  const { rows } = await pool.query(
    `SELECT vpc_endpoint_id AS id, account_id AS "accountId", region, vpc_endpoint_type AS type, lower(state) AS state,
       vpc_id AS "vpcId", az_ids AS "azIds", tags, creation_timestamp AS "createdAt"
     FROM vpc_endpoint WHERE gone_at IS NULL ORDER BY 1`,
  );
  const plan = expected
    .map(({ vpcEndpointId }) => {
      const spec = simulator.fleet.endpointById(vpcEndpointId);
      if (!spec) throw new Error(`the simulator lists ${vpcEndpointId} but has no plan of it`);
      return {
        id: spec.id,
        accountId: spec.accountId,
        region: spec.region,
        type: spec.type,
        vpcId: spec.vpc.id,
        // Gateway endpoints have routes in place of zones.
        azIds: spec.type === "Gateway" ? [] : [...spec.azIds].sort(),
        tags: spec.tags,
        createdAt: new Date(spec.createdAt),
      };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(rows.map(({ state, ...row }) => row)).toEqual(plan);
  expect(rows.every(({ state }) => state)).toBe(true);
}
