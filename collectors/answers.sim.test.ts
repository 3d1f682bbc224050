import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "#lib/testing/database.ts";
import { AwsAccess } from "./aws/session.ts";
import { collectOnce } from "./once.ts";
import { openRuntime } from "./runtime.ts";
import { inventoryOnly, organizationConfig, runOf, testNow, testSimulator } from "./testing.ts";

const simulator = testSimulator({ fleet: { accounts: 2, regions: 2, endpoints: 40 } });
const db = testDatabase();
const worker = new AwsAccess();

/** One more cycle of the same worker. */
async function cycle() {
  const runtime = await openRuntime(db, organizationConfig(), new AbortController().signal, worker);
  try {
    return await collectOnce(runtime, { only: inventoryOnly });
  } finally {
    await runtime.close();
  }
}

const endpoint = () => {
  const found = simulator.it.fleet.plan.endpoints.find(({ type }) => type === "Interface");
  if (!found) throw new Error("the fleet has no interface endpoint");
  return found;
};
const callsOf = (runs: Awaited<ReturnType<typeof cycle>>) =>
  runs
    // An account's first run also asks STS for credentials, which then last.
    .filter(({ scope }) => scope.collector !== "regions")
    .map(
      ({ scope, apiCalls, resources }) =>
        `${scope.collector} ${scope.accountId} ${scope.region} ${apiCalls} calls, ${resources} found`,
    )
    .sort();
const states = async () =>
  (
    await db.pool.query(
      "SELECT account_id, region, collector, outcome, resources, content_digest FROM collector_scope ORDER BY 1, 2, 3",
    )
  ).rows;

let first: Awaited<ReturnType<typeof cycle>>;
beforeAll(async () => {
  simulator.at(testNow);
  first = await cycle();
});

describe("a worker that has seen the same answers before", () => {
  it("asks as much as at first and finds as much, and changes nothing", async () => {
    const before = await states();
    const again = await cycle();
    expect(callsOf(again)).toEqual(callsOf(first));
    expect(
      again.every(
        ({ outcome, created, modified, gone }) => outcome === "success" && created + modified + gone === 0,
      ),
    ).toBe(true);
    expect(await states()).toEqual(before);
  });

  it("sees an endpoint that went away, without asking anything twice", async () => {
    const { accountId, region, id } = endpoint();
    simulator.it.control.removeEndpoint(id);
    const runs = await cycle();
    const run = runOf(runs, "endpoints", accountId, region);
    expect(run).toMatchObject({ outcome: "success", gone: 1, apiCalls: 1 });
    const { rows } = await db.pool.query("SELECT gone_at FROM vpc_endpoint WHERE vpc_endpoint_id = $1", [id]);
    expect(rows[0]?.gone_at).toBeInstanceOf(Date);
  });

  it("reports a refusal as it is and keeps the rows; the next cycle is complete again", async () => {
    const { accountId, region } = endpoint();
    await cycle();
    const before = await states();
    simulator.it.control.faults.add({ kind: "denied", action: "DescribeSubnets", accountId });
    const refused = runOf(await cycle(), "network", accountId, region);
    expect(refused).toMatchObject({ outcome: "partial", failure: { errorClass: "denied" } });
    simulator.it.control.reset();
    expect(runOf(await cycle(), "network", accountId, region)).toMatchObject({ outcome: "success", gone: 0 });
    expect((await states()).map(({ outcome, resources }) => [outcome, resources])).toEqual(
      before.map(({ outcome, resources }) => [outcome, resources]),
    );
  });
});
