import { StartQueryCommand, StopQueryCommand } from "@aws-sdk/client-cloudwatch-logs";
import { beforeAll, expect, it, vi } from "vitest";
import type { LogSource } from "#lib/logsInsights/schema.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { interfacesOf } from "#simulator/fleet/rejects.ts";
import { clientsFor } from "#simulator/testing/clients.ts";
import { AwsAccess } from "../aws/session.ts";
import type { ScopeContext } from "../collector.ts";
import { organizationConfig, testNow, testSimulator } from "../testing.ts";
import { type AskedGroup, askLogs, type Bill, type Slice } from "./ask.ts";
import { runQuery } from "./query.ts";

const simulator = testSimulator({ fleet: { accounts: 2, regions: 1, endpoints: 30 } });
const db = testDatabase();
const region = "us-east-1";
const source: LogSource = "rejects";
const at = (minutesAgo: number) => new Date(testNow - minutesAgo * 60_000);
const access = new AwsAccess();

/** A VPC with a flow log and most interfaces, and its log group. */
function place() {
  const { fleet } = simulator.it;
  const [found] = fleet.plan.vpcs
    .filter((vpc) => vpc.flowLogs)
    .map((vpc) => ({ vpc, interfaces: [...interfacesOf(fleet, vpc, testNow)].length }))
    .toSorted((a, b) => b.interfaces - a.interfaces);
  if (!found) throw new Error("the fleet has no VPC with a flow log");
  const { accountId, name } = found.vpc;
  return { accountId, logGroupName: `/vpc/${name}/flow` };
}

function context(signal = new AbortController().signal): ScopeContext {
  const { accountId } = place();
  const roleArn = `arn:aws:iam::${accountId}:role/LinkledgerReader`;
  return {
    scope: { collector: "rejects", accountId, region, intervalSeconds: 900 },
    aws: access.open({ accountId, roleArn }, region, signal),
    config: organizationConfig(),
    db,
    now: new Date(testNow),
    signal,
  } as ScopeContext;
}

const group = (): AskedGroup => ({
  logGroupName: place().logGroupName,
  price: { usdPerGb: 0.005, source: "fallback" },
  bytesPerMs: null,
  ...{ storedBytes: 1e9, createdAt: null, retentionDays: 30 },
});
const accepted = 'fields interfaceId | filter action = "ACCEPT"';
const question = () => ({
  logGroupName: place().logGroupName,
  queryString: accepted,
  from: at(70),
  to: at(10),
});
const countOf = (action: string) => simulator.it.control.counters.snapshot()[`logs:${action}`]?.requests ?? 0;

async function slicesOf(queryString: string, from: Date, to: Date, pause?: () => Promise<void>) {
  const bill: Bill = { costUsd: 0 };
  const slices: Slice[] = [];
  for await (const slice of askLogs(context(), source, group(), queryString, { from, to }, bill, pause))
    slices.push(slice);
  return { slices, bill };
}

beforeAll(() => {
  vi.stubEnv("LINKLEDGER_NOW", new Date(testNow).toISOString());
  return () => access.close();
});

it("stops the query at AWS when its run is stopped", async () => {
  const stop = new AbortController();
  const { aws, signal } = context(stop.signal);
  const before = countOf("StopQuery");
  const asking = runQuery(aws, question(), signal, async () => {
    stop.abort();
  });
  await expect(asking).rejects.toMatchObject({ failure: { errorClass: "interrupted" } });
  expect(countOf("StopQuery")).toBe(before + 1);
});

it("stops the query when its results cannot be read", async () => {
  simulator.it.control.faults.add({ kind: "denied", action: "GetQueryResults" });
  const before = countOf("StopQuery");
  const { aws, signal } = context();
  await expect(runQuery(aws, question(), signal, async () => {})).rejects.toMatchObject({
    failure: { errorClass: "denied" },
  });
  expect(countOf("StopQuery")).toBe(before + 1);
});

it("asks in halves for what takes too long, and pays for both", async () => {
  simulator.it.control.queryOutcome = "Timeout";
  const { slices, bill } = await slicesOf(accepted, at(65), at(5), async () => {
    simulator.it.control.queryOutcome = "Complete";
  });
  expect(slices.map(({ from, to }) => [from, to])).toEqual([
    [at(65), at(35)],
    [at(35), at(5)],
  ]);
  const { rows } = await db.pool.query<{ outcome: string; usd: number }>(
    "SELECT outcome, usd FROM logs_query ORDER BY span_seconds DESC, outcome",
  );
  expect(rows.map(({ outcome }) => outcome)).toEqual(["Timeout", "Complete", "Complete"]);
  expect(rows.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(bill.costUsd, 9);
});

it("gives up where five minutes take too long", async () => {
  simulator.it.control.queryOutcome = "Timeout";
  const before = countOf("StartQuery");
  await expect(slicesOf(accepted, at(20), at(10), async () => {})).rejects.toMatchObject({
    failure: { errorClass: "unavailable", code: "QueryTimeout" },
  });
  expect(countOf("StartQuery")).toBe(before + 2);
});

it("asks in halves for more than a query gives, and loses nothing", async () => {
  const [from, to] = [at(18 * 60), at(0)];
  const { slices } = await slicesOf(accepted, from, to, async () => {});
  expect(slices.length).toBeGreaterThan(1);
  expect(slices.every(({ truncated, rows }) => !truncated && rows.length < 10_000)).toBe(true);
  expect(slices.reduce((sum, { rows }) => sum + rows.length, 0)).toBeGreaterThan(10_000);
});

it("waits for its turn while thirty other queries run", async () => {
  const { accountId, logGroupName } = place();
  const { logs } = await clientsFor(simulator.it, accountId, region);
  const start = new StartQueryCommand({
    ...{ logGroupName, queryString: accepted },
    ...{ startTime: testNow / 1000 - 600, endTime: testNow / 1000 },
  });
  const running = await Promise.all(Array.from({ length: 30 }, () => logs.send(start)));
  const { aws, signal } = context();
  let waits = 0;
  const answer = await runQuery(aws, question(), signal, async () => {
    if (waits++ === 0) await logs.send(new StopQueryCommand({ queryId: running[0]?.queryId ?? "" }));
  });
  expect(answer.status).toBe("Complete");
  await Promise.all(running.slice(1).map(({ queryId }) => logs.send(new StopQueryCommand({ queryId }))));
});
