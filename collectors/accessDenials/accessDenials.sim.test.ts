import { beforeAll, expect, it, vi } from "vitest";
import { readEndpointDenials } from "#lib/accessDenials/data.ts";
import { processDatabase } from "#lib/testing/rows.ts";
import { denialsOf } from "#simulator/fleet/denials.ts";
import { collect, inventoryOnly, organizationConfig, runOf, testNow, testSimulator } from "../testing.ts";

const simulator = testSimulator({ fleet: { accounts: 4, regions: 1, endpoints: 60 } });
const db = processDatabase();
const minute = 60_000;
const region = "us-east-1";
const run = (usdPerDay = 1) =>
  collect(
    db,
    organizationConfig({
      logsInsights: { usdPerDay, lookbackMinutes: 60, networkActivityLogGroup: "network-activity" },
    }),
    ({ collector }) => collector === "access-denials",
  );

/** What the simulator itself knows of denied calls between two times, but those younger than its delivery. */
function truth(from: number, to: number): string[] {
  const { fleet, traffic } = simulator.it;
  return fleet.plan.accounts
    .flatMap(({ id }) => [
      ...denialsOf({ fleet, traffic }, { accountId: id, region }, from / minute, Math.floor(to / minute)),
    ])
    .map(({ endpoint, at, eventName, principalId }) =>
      [endpoint.accountId, endpoint.id, new Date(at).toISOString(), eventName, principalId].join(" "),
    )
    .toSorted();
}

async function stored(): Promise<string[]> {
  const { rows } = await db.pool.query<{ line: string }>(
    `SELECT concat_ws(' ', account_id, vpc_endpoint_id,
       to_char(event_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), event_name, principal) AS line
     FROM vpce_access_denial`,
  );
  return rows.map(({ line }) => line).toSorted();
}

/** An account whose network activity is recorded and that has an endpoint which denies; and one that is not. */
const denying = () => {
  const line = truth(testNow - 60 * minute, testNow - 6 * minute)[0] ?? "";
  const [accountId = "", vpcEndpointId = ""] = line.split(" ");
  return { accountId, region, vpcEndpointId };
};
const silent = () => {
  const { accounts, endpoints } = simulator.it.fleet.plan;
  const off = accounts.filter(({ networkActivity }) => !networkActivity).map(({ id }) => id);
  const endpoint = endpoints.find(({ accountId }) => off.includes(accountId));
  return { accountId: endpoint?.accountId ?? "", region, vpcEndpointId: endpoint?.id ?? "" };
};
const hour = { from: new Date(testNow - 60 * minute), to: new Date(testNow) };

beforeAll(async () => {
  vi.stubEnv("LINKLEDGER_NOW", new Date(testNow).toISOString());
  const { plan } = simulator.it.fleet;
  const kms = plan.endpoints.filter(({ serviceName }) => /\.(kms|secretsmanager|sqs)$/.test(serviceName));
  for (const { id } of kms) {
    const policyDocument = JSON.stringify({
      Statement: [{ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }],
    });
    simulator.it.control.modifyEndpoint(id, { policyDocument });
  }
  await collect(db, organizationConfig(), inventoryOnly);
});

it("does not ask when the day's dollars would not do, and does not call that none", async () => {
  const { accountId } = denying();
  expect(runOf(await run(0.0000001), "access-denials", accountId, region)).toMatchObject({
    outcome: "skipped",
    failure: { errorClass: "budget", code: "DailyCapReached" },
  });
  expect(await stored()).toEqual([]);
  expect(await readEndpointDenials(denying(), hour)).toMatchObject({
    state: "unknown",
    reason: expect.stringContaining("Logs Insights would cost"),
  });
});

it("finds every denied call of the hour; where no trail records them, nothing is measurable", async () => {
  const runs = await run();
  expect(new Set(runs.map(({ outcome }) => outcome))).toEqual(new Set(["success"]));
  const found = await stored();
  expect(found.length).toBeGreaterThan(10);
  expect(found).toEqual(truth(testNow - 60 * minute, testNow - 6 * minute));
  const seen = await readEndpointDenials(denying(), hour);
  expect(seen).toMatchObject({ state: "seen", complete: true, askedTo: new Date(testNow - 15 * minute) });
  if (seen.state === "seen") expect(seen.groups[0]?.action).toMatch(/^(kms|secretsmanager|sqs):[A-Z]\w+$/);
  const { accountId } = silent();
  expect(runOf(runs, "access-denials", accountId, region)).toMatchObject({
    outcome: "success",
    resources: 0,
    parts: expect.arrayContaining([
      expect.objectContaining({ part: expect.stringContaining("not measurable") }),
    ]),
  });
  expect(await readEndpointDenials(silent(), hour)).toEqual({
    state: "unknown",
    reason: "not measurable: no trail delivers network activity events to a log group",
  });
});

it("reads what it may have missed again, and doubles nothing; a gap is filled", async () => {
  const before = await stored();
  await run();
  expect(await stored()).toEqual(before);
  const later = testNow + 150 * minute;
  simulator.at(later);
  simulator.it.control.queryOutcome = "Failed";
  for (const one of await run()) if (one.costUsd > 0) expect(one).toMatchObject({ outcome: "failed" });
  expect(await stored()).toEqual(before);
  simulator.it.control.queryOutcome = "Complete";
  await run();
  expect(await stored()).toEqual(truth(testNow - 60 * minute, later - 6 * minute));
});
