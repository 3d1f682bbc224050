import { beforeAll, expect, it, vi } from "vitest";
import { watchEndpoint } from "#lib/polling/mutations.ts";
import { readEndpointRejects } from "#lib/rejects/data.ts";
import { processDatabase } from "#lib/testing/rows.ts";
import { endpointInterfaces } from "#simulator/fleet/network.ts";
import { interfacesOf, rejectedFlows } from "#simulator/fleet/rejects.ts";
import type { EndpointSpec } from "#simulator/fleet/types.ts";
import { collect, inventoryOnly, organizationConfig, testNow, testSimulator } from "../testing.ts";

const simulator = testSimulator({ fleet: { accounts: 3, regions: 1, endpoints: 24 } });
const db = processDatabase();
const minute = 60_000;
const only = ({ collector }: { collector: string }) => collector === "rejects";
const logsInsights = { usdPerDay: 1, lookbackMinutes: 60, networkActivityLogGroup: "network-activity" };
const run = (more: Partial<typeof logsInsights> = {}) =>
  collect(db, organizationConfig({ logsInsights: { ...logsInsights, ...more } }), only);

/** What the simulator itself knows of refused flows from `from` to `to`, in the form of our rows. */
function truth(from: number, to: number): string[] {
  const { fleet } = simulator.it;
  const rows = new Map<string, { flows: number; packets: number }>();
  for (const vpc of fleet.plan.vpcs.filter((one) => one.flowLogs && one.flowLogBucket === undefined)) {
    for (const at of interfacesOf(fleet, vpc, testNow)) {
      for (const flow of rejectedFlows(fleet, at, { from: from / minute, to: to / minute })) {
        const bucket = new Date(Math.floor(flow.minute / 5) * 5 * minute).toISOString();
        const key = `${vpc.accountId} ${at.endpoint.id} ${flow.interfaceId} ${bucket} ${flow.srcAddr} ${flow.dstPort}`;
        const known = rows.get(key) ?? { flows: 0, packets: 0 };
        rows.set(key, { flows: known.flows + 1, packets: known.packets + flow.packets });
      }
    }
  }
  return [...rows].map(([key, { flows, packets }]) => `${key} ${flows} ${packets}`).toSorted();
}

async function stored(): Promise<string[]> {
  const { rows } = await db.pool.query<{ line: string }>(
    `SELECT concat_ws(' ', account_id, vpc_endpoint_id, network_interface_id,
       to_char(ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), src_address, dst_port, flows, packets) AS line
     FROM flow_log_reject`,
  );
  return rows.map(({ line }) => line).toSorted();
}

async function checksum(): Promise<string> {
  const sum = (table: string) =>
    `(SELECT coalesce(md5(string_agg(t::text || xmin::text, ',' ORDER BY t::text)), '') FROM ${table} t)`;
  const { rows } = await db.pool.query<{ sum: string }>(
    `SELECT ${sum("flow_log_reject")} || ${sum("log_coverage")} AS sum`,
  );
  return rows[0]?.sum ?? "";
}

async function spent(): Promise<{ usd: number; queries: number }> {
  const { rows } = await db.pool.query<{ usd: number; queries: number }>(
    "SELECT COALESCE(sum(COALESCE(usd, estimated_usd)), 0)::float8 AS usd, count(*) AS queries FROM logs_query",
  );
  return rows[0] as { usd: number; queries: number };
}

async function watermarks(): Promise<string[]> {
  const { rows } = await db.pool.query<{ line: string }>(
    "SELECT concat_ws(' ', account_id, region, watermark) AS line FROM collector_scope WHERE collector = 'rejects'",
  );
  return rows.map(({ line }) => line).toSorted();
}

async function askForAll(at: number): Promise<void> {
  for (const { id } of simulator.it.fleet.plan.endpoints) await watchEndpoint(db.pool, id, new Date(at));
}

/** Interface endpoints of VPCs with a flow log, or of VPCs without one. The second with one lets everybody in. */
function endpointsOf(logged: boolean) {
  return simulator.it.fleet.plan.endpoints.filter(
    (one) => one.type === "Interface" && endpointInterfaces(one).length > 0 && one.vpc.flowLogs === logged,
  );
}
const [refused, open, unlogged] = [
  () => endpointsOf(true)[0] as EndpointSpec,
  () => endpointsOf(true)[1] as EndpointSpec,
  () => endpointsOf(false)[0] as EndpointSpec,
];
const refOf = ({ accountId, region, id }: EndpointSpec) => ({
  accountId,
  region,
  vpcEndpointId: id,
});
const last = { from: new Date(testNow - 60 * minute), to: new Date(testNow) };

beforeAll(async () => {
  vi.stubEnv("LINKLEDGER_NOW", new Date(testNow).toISOString());
  const { plan } = simulator.it.fleet;
  // The default format, a custom one, and no flow log.
  expect(plan.vpcs.length).toBeGreaterThan(2);
  plan.vpcs.forEach((vpc, index) => {
    vpc.flowLogs = index % 3 !== 2;
    if (index % 3 === 1) vpc.flowLogFields = "action interface-id az-id srcaddr dstport protocol packets";
  });
  for (const endpoint of plan.endpoints) {
    if (endpoint.type === "Interface")
      simulator.it.control.modifyEndpoint(endpoint.id, { groups: ["wrong-port"] });
  }
  simulator.it.control.modifyEndpoint(open().id, { groups: ["wide-open"] });
  const runs = await collect(db, organizationConfig(), inventoryOnly);
  expect(runs.filter(({ outcome }) => outcome !== "success")).toEqual([]);
});

it("asks for nothing while no endpoint is in question", async () => {
  const runs = await run();
  expect(new Set(runs.map(({ outcome }) => outcome))).toEqual(new Set(["success"]));
  expect(runs.reduce((sum, { apiCalls }) => sum + apiCalls, 0)).toBe(0);
  expect(await readEndpointRejects(refOf(refused()), last)).toMatchObject({
    whole: { state: "unknown", reason: expect.stringContaining("were not asked for this time") },
  });
});

it("does not ask when the day's dollars would not do, and says so instead of: none", async () => {
  await askForAll(testNow);
  for (const [usdPerDay, code] of [
    [0, "TurnedOff"],
    [0.000001, "DailyCapReached"],
  ] as const) {
    const runs = await run({ usdPerDay });
    const skipped = runs.filter(({ outcome }) => outcome === "skipped");
    expect(skipped.length).toBeGreaterThan(0);
    expect(skipped[0]).toMatchObject({ costUsd: 0, failure: { errorClass: "budget", code } });
  }
  expect(simulator.it.control.counters.snapshot()["logs:StartQuery"]).toBeUndefined();
  expect(await spent()).toEqual({ usd: 0, queries: 0 });
  expect(await readEndpointRejects(refOf(refused()), last)).toMatchObject({
    whole: { state: "unknown", reason: expect.stringContaining("Logs Insights would cost") },
  });
});

it("finds exactly what was refused in the hour, and pays what was read", async () => {
  const runs = await run();
  expect(new Set(runs.map(({ outcome }) => outcome))).toEqual(new Set(["success"]));
  const found = await stored();
  expect(found).toEqual(truth(testNow - 60 * minute, testNow - 10 * minute));
  expect(found.length).toBeGreaterThan(20);
  const { usd, queries } = await spent();
  const cost = runs.reduce((sum, { costUsd }) => sum + costUsd, 0);
  expect(usd).toBeGreaterThan(0);
  expect(cost).toBeCloseTo(usd, 9);
  // One query for each log group, however many interfaces.
  expect(queries).toBe(simulator.it.control.counters.snapshot()["logs:StartQuery"]?.requests);
  expect(queries).toBeLessThanOrEqual(simulator.it.fleet.plan.vpcs.filter(({ flowLogs }) => flowLogs).length);
});

it("tells who was refused, none although asked, and not known, apart", async () => {
  const seen = await readEndpointRejects(refOf(refused()), last);
  expect(seen.whole).toMatchObject({
    state: "seen",
    complete: true,
    askedTo: new Date(testNow - 10 * minute),
  });
  expect((await readEndpointRejects(refOf(open()), last)).whole.state).toBe("none-seen");
  expect((await readEndpointRejects(refOf(unlogged()), last)).whole).toEqual({
    state: "unknown",
    reason: expect.stringContaining("no flow log covers the interface"),
  });
});

it("asks for nothing twice, and later only for what is new", async () => {
  const before = await checksum();
  const paid = await spent();
  const known = await watermarks();
  // As a run leaves it that stored its answers and was killed before it could end.
  await db.pool.query("UPDATE collector_scope SET watermark = NULL WHERE collector = 'rejects'");
  await run();
  expect(await checksum()).toBe(before);
  expect(await spent()).toEqual(paid);
  expect(await watermarks()).toEqual(known);
  expect(known.filter((line) => line.includes(":"))).not.toEqual([]);
  const later = testNow + 20 * minute;
  simulator.at(later);
  await askForAll(later);
  await run();
  expect(await stored()).toEqual(truth(testNow - 60 * minute, later - 10 * minute));
  const more = (await spent()).usd - paid.usd;
  // Twenty minutes and an overlap of five, after the fifty of the first time.
  expect(more / paid.usd).toBeCloseTo(0.5, 3);
});

it("a query that fails is a failed run that changes nothing but the bill", async () => {
  const before = await checksum();
  const paid = await spent();
  const later = testNow + 60 * minute;
  simulator.at(later);
  await askForAll(later);
  simulator.it.control.queryOutcome = "Failed";
  const runs = (await run()).filter((one) => one.apiCalls > 0);
  expect(runs.length).toBeGreaterThan(0);
  for (const one of runs)
    expect(one).toMatchObject({
      outcome: "failed",
      failure: { code: "QueryFailed", errorClass: "unavailable" },
    });
  expect(await checksum()).toBe(before);
  const cost = runs.reduce((sum, { costUsd }) => sum + costUsd, 0);
  expect(cost).toBeGreaterThan(0);
  expect((await spent()).usd - paid.usd).toBeCloseTo(cost, 9);
});

it("a refused call costs nothing and keeps what is known; what was missed is there after the next run", async () => {
  const before = await checksum();
  const paid = await spent();
  const later = testNow + 60 * minute;
  simulator.at(later);
  await askForAll(later);
  simulator.it.control.faults.add({ kind: "denied", service: "logs", action: "StartQuery" });
  const runs = (await run()).filter((one) => one.apiCalls > 0);
  for (const one of runs)
    expect(one).toMatchObject({ outcome: "failed", costUsd: 0, failure: { errorClass: "denied" } });
  expect(await checksum()).toBe(before);
  expect(await spent()).toEqual(paid);
  simulator.it.control.faults.clear();
  await run();
  expect(await stored()).toEqual(truth(testNow - 60 * minute, later - 10 * minute));
});
