import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  GetQueryResultsCommand,
  paginateDescribeLogGroups,
  StartQueryCommand,
  StopQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DescribeFlowLogsCommand, DescribeVpcEndpointsCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Simulator, startSimulator } from "./server.ts";
import { accountNamed, clientsFor, codeOf } from "./testing/clients.ts";

const NOW = Date.parse("2026-11-18T14:05:00Z");
const HOUR = 3_600_000;
const FLOW = "/vpc/main/flow";
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: NOW });
});
beforeEach(() => simulator.control.reset());
afterAll(() => simulator.close());

const clientOf = async (account: string, region?: string) =>
  (await clientsFor(simulator, accountNamed(simulator, account), region)).logs;

interface Question {
  hours?: number;
  group?: string;
  endTime?: number;
}

const start = (queryString: string, { hours = 6, group = FLOW, endTime = NOW }: Question = {}) =>
  new StartQueryCommand({
    logGroupName: group,
    startTime: endTime / 1000 - hours * 3600,
    endTime: endTime / 1000,
    queryString,
  });

/** Polls a query to its end and tells every status on the way. */
async function ask(logs: CloudWatchLogsClient, queryString: string, question?: Question) {
  const { queryId } = await logs.send(start(queryString, question));
  const statuses: (string | undefined)[] = [];
  for (;;) {
    const answer = await logs.send(new GetQueryResultsCommand({ queryId }));
    statuses.push(answer.status);
    if (answer.status !== "Scheduled" && answer.status !== "Running") {
      const rows = (answer.results ?? []).map((row) =>
        Object.fromEntries(row.map(({ field, value }) => [field, value])),
      );
      return { statuses, rows, statistics: answer.statistics, status: answer.status };
    }
    expect(answer.results).toEqual([]);
  }
}

/** The endpoint of orders-prod whose group lets the wrong port in. */
async function blocked() {
  const { ec2 } = await clientsFor(simulator, accountNamed(simulator, "orders-prod"));
  const { VpcEndpoints } = await ec2.send(new DescribeVpcEndpointsCommand({}));
  const endpoint = VpcEndpoints?.find((one) => one.Groups?.some((group) => group.GroupName === "wrong-port"));
  return endpoint?.NetworkInterfaceIds ?? [];
}

const rejects = (interfaces: string[]) =>
  `filter action = "REJECT" and interfaceId in [${interfaces.map((id) => `"${id}"`).join(", ")}]
   | stats count(*) as rejects, sum(packets) as packets by interfaceId, srcAddr, dstPort
   | sort rejects desc | limit 100`;

test("a query is scheduled, runs, and completes after a poll or two", async () => {
  const logs = await clientOf("orders-prod");
  const seen = new Set<string>();
  for (let round = 0; round < 8; round++) {
    const { statuses } = await ask(logs, rejects(await blocked()), { hours: 1 });
    expect(statuses.at(-1)).toBe("Complete");
    expect(statuses).toContain("Running");
    for (const status of statuses) seen.add(String(status));
  }
  expect([...seen].sort()).toEqual(["Complete", "Running", "Scheduled"]);
});

test("the endpoint whose group blocks the port shows who is turned away, and at which port", async () => {
  const logs = await clientOf("orders-prod");
  const interfaces = await blocked();
  expect(interfaces).toHaveLength(3);
  const { rows } = await ask(logs, rejects(interfaces));
  const wanted = rows.filter((row) => row.dstPort === "8443");
  const [vpc] = simulator.fleet.vpcs(accountNamed(simulator, "orders-prod"), "us-east-1");
  expect(wanted.length).toBeGreaterThan(2);
  for (const row of wanted) {
    expect(row.srcAddr).toMatch(new RegExp(`^${vpc?.prefix.replace(".", "\\.")}\\.`));
    expect(interfaces).toContain(row.interfaceId);
    expect(Number(row.rejects)).toBeGreaterThan(10);
    expect(Number(row.packets)).toBeGreaterThan(Number(row.rejects));
  }
  expect((await ask(logs, rejects(interfaces))).rows).toEqual(rows);
});

test("a healthy endpoint's port is never rejected; scanners and clients of wrong ports are", async () => {
  const logs = await clientOf("payments-prod");
  const { rows } = await ask(logs, 'filter action = "REJECT" | stats count(*) by srcAddr, dstPort', {
    hours: 24,
  });
  const ports = new Set(rows.map((row) => row.dstPort));
  expect(ports.has("443")).toBe(false);
  expect(ports.has("3389")).toBe(true);
  expect(new Set(rows.filter((row) => row.dstPort === "3389").map((row) => row.srcAddr)).size).toBe(1);
});

test("five-minute bins add up to the whole, and a part of the time is a part of the records", async () => {
  const logs = await clientOf("orders-prod");
  const filter = `filter action = "REJECT" and interfaceId in [${(await blocked()).map((id) => `'${id}'`)}]`;
  const binned = await ask(logs, `${filter} | stats count(*) as n by bin(5m) | sort n asc`);
  const [whole] = (
    await ask(logs, `${filter} | stats count(*) as n, avg(packets), count_distinct(srcAddr) as clients`)
  ).rows;
  const total = binned.rows.reduce((sum, row) => sum + Number(row.n), 0);
  expect(total).toBe(Number(whole?.n));
  expect(Number(whole?.clients)).toBeGreaterThan(2);
  const [edges] = (
    await ask(logs, `${filter} | stats earliest(@timestamp) as first, latest(@timestamp) as last`)
  ).rows;
  expect(edges?.first).toMatch(/^2026-11-18 08:/);
  expect(edges?.last).toMatch(/^2026-11-18 1[34]:/);
  for (const row of binned.rows) expect(row["bin(5m)"]).toMatch(/^2026-11-18 \d\d:[0-5][05]:00\.000$/);
  const halves = await Promise.all(
    [NOW, NOW - 3 * HOUR].map((endTime) =>
      ask(logs, `${filter} | stats count(*) as n`, { hours: 3, endTime }),
    ),
  );
  expect(halves.reduce((sum, half) => sum + Number(half.rows[0]?.n), 0)).toBe(total);
});

test("records come newest first, with their fields, and accepted flows carry the endpoint's bytes", async () => {
  const logs = await clientOf("payments-prod");
  const account = accountNamed(simulator, "payments-prod");
  const endpoint = simulator.fleet
    .endpoints(account, "us-east-1", NOW)
    .find((one) => one.serviceName.endsWith("secretsmanager") && one.vpc.name === "main");
  const { ec2 } = await clientsFor(simulator, account);
  const command = new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpoint?.id as string] });
  const [eni] = (await ec2.send(command)).VpcEndpoints?.[0]?.NetworkInterfaceIds ?? [];
  const filter = `filter action = "ACCEPT" and interfaceId = "${eni}"`;
  const [sum] = (await ask(logs, `${filter} | stats sum(bytes) as total`, { hours: 1, endTime: NOW - HOUR }))
    .rows;
  const from = (NOW - 2 * HOUR) / 60_000;
  const lane = simulator.traffic.lanesOf(endpoint as never)[0]?.lane;
  expect(Number(sum?.total)).toBe(lane?.sum("bytes", from, from + 60));
  const { rows } = await ask(logs, `fields @timestamp, dstPort, bytes | ${filter} | limit 5`, { hours: 1 });
  expect(rows).toHaveLength(5);
  expect(rows.map((row) => row["@timestamp"])).toEqual(
    rows
      .map((row) => row["@timestamp"])
      .sort()
      .reverse(),
  );
  expect(rows[0]).toMatchObject({ dstPort: "443" });
});

test("what is scanned grows with the range, by what the group receives", async () => {
  const logs = await clientOf("orders-prod");
  const scanned = async (hours: number) => {
    const endTime = NOW - HOUR;
    return (await ask(logs, rejects(await blocked()), { hours, endTime })).statistics?.bytesScanned ?? 0;
  };
  const hour = await scanned(1);
  expect(hour).toBeGreaterThan(1e6);
  expect((await scanned(24)) / hour).toBeCloseTo(24, 3);
});

test("calls that an endpoint's policy denied are in the log of accounts that record them", async () => {
  const query = `filter eventType = "AwsVpceEvent" and errorCode = "VpceAccessDenied"
    | stats count(*) as denied by vpcEndpointId, vpcEndpointAccountId, eventName`;
  const account = accountNamed(simulator, "catalog-prod");
  const denying = simulator.fleet.plan.endpoints.find((endpoint) => endpoint.policy === "denying");
  const logs = await clientOf("catalog-prod", "eu-west-1");
  const group = `aws-cloudtrail-logs-${account}-network-activity`;
  const { rows } = await ask(logs, query, { group });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    vpcEndpointId: denying?.id,
    vpcEndpointAccountId: account,
    eventName: "GetSecretValue",
  });
  expect(Number(rows[0]?.denied)).toBeGreaterThan(10);
  const off = simulator.fleet.plan.accounts.find((one) => one.name.endsWith("-staging"))?.name as string;
  const groups = await (await clientOf(off)).send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: "aws-cloudtrail" }),
  );
  expect(groups.logGroups).toEqual([]);
});

test("a policy that starts to deny shows, and one that stops no longer does", async () => {
  const account = accountNamed(simulator, "catalog-prod");
  const group = `aws-cloudtrail-logs-${account}-network-activity`;
  const kms = simulator.fleet
    .endpoints(account, "us-east-1", NOW)
    .find((one) => one.serviceName.endsWith(".kms"));
  const count = async () =>
    (await ask(await clientOf("catalog-prod"), "stats count(*) as n", { group })).rows[0]?.n;
  expect(await count()).toBeUndefined();
  const Statement = [{ Effect: "Allow", Action: "kms:DescribeKey", Principal: "*", Resource: "*" }];
  simulator.control.modifyEndpoint(kms?.id as string, { policyDocument: JSON.stringify({ Statement }) });
  expect(Number(await count())).toBeGreaterThan(0);
  simulator.control.modifyEndpoint(kms?.id as string, { policyDocument: undefined });
  expect(await count()).toBeUndefined();
});

test("only flow logs that go to CloudWatch have a group; groups come in pages", async () => {
  const { ec2, logs } = await clientsFor(simulator, accountNamed(simulator, "security-audit"));
  const { FlowLogs } = await ec2.send(new DescribeFlowLogsCommand({}));
  for (const flow of FlowLogs ?? []) expect(flow.LogDestinationType).toBe("s3");
  expect(FlowLogs?.length).toBe(1);
  expect(await codeOf(logs.send(start("fields @message")))).toBe("ResourceNotFoundException");
  const names: (string | undefined)[] = [];
  for await (const page of paginateDescribeLogGroups({ client: logs, pageSize: 2 }, {}))
    names.push(...(page.logGroups ?? []).map((group) => group.logGroupName));
  const whole = await logs.send(new DescribeLogGroupsCommand({}));
  expect(names).toEqual(whole.logGroups?.map((group) => group.logGroupName));
  expect(names.length).toBeGreaterThan(3);
});

test("queries fail, time out and are stopped", async () => {
  const logs = await clientOf("orders-prod");
  const query = 'filter action = "REJECT" | stats count(*) by srcAddr';
  for (const outcome of ["Failed", "Timeout"] as const) {
    simulator.control.queryOutcome = outcome;
    const { status, rows, statistics } = await ask(logs, query);
    expect([status, rows]).toEqual([outcome, []]);
    expect(statistics?.bytesScanned).toBeGreaterThan(0);
  }
  simulator.control.reset();
  const { queryId } = await logs.send(start(query));
  expect((await logs.send(new StopQueryCommand({ queryId }))).success).toBe(true);
  expect((await logs.send(new GetQueryResultsCommand({ queryId }))).status).toBe("Cancelled");
  expect(await codeOf(logs.send(new StopQueryCommand({ queryId })))).toBe("InvalidParameterException");
});

test("queries that Logs refuses are refused", async () => {
  const logs = await clientOf("search-prod");
  const code = (text: string, question?: Question) => codeOf(logs.send(start(text, question)));
  expect(await code("stats nonsense(*) by x")).toBe("MalformedQueryException");
  expect(await code("filter action = ")).toBe("MalformedQueryException");
  expect(await code("parse @message 'x'")).toBe("MalformedQueryException");
  expect(await code("fields srcAddr", { group: "/no/such" })).toBe("ResourceNotFoundException");
  expect(await code("fields srcAddr", { endTime: NOW - 60 * 24 * HOUR })).toBe("MalformedQueryException");
  expect(await code("fields srcAddr", { hours: -1 })).toBe("InvalidParameterException");
  for (let index = 0; index < 30; index++) await logs.send(start("fields srcAddr"));
  expect(await code("fields srcAddr")).toBe("LimitExceededException");
  const other = await clientOf("payments-prod");
  const { queryId } = await other.send(start("fields srcAddr"));
  expect(await codeOf(logs.send(new GetQueryResultsCommand({ queryId })))).toBe("ResourceNotFoundException");
  simulator.control.deny(accountNamed(simulator, "payments-prod"), "logs:StartQuery");
  expect(await codeOf(other.send(start("fields srcAddr")))).toBe("AccessDeniedException");
});
