import { GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { GetCostAndUsageCommand } from "@aws-sdk/client-cost-explorer";
import {
  DescribeVpcEndpointConnectionsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeOrganizationCommand, ListTagsForResourceCommand } from "@aws-sdk/client-organizations";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { MANAGEMENT_ACCOUNT } from "./fleet/make.ts";
import { type Simulator, startSimulator } from "./server.ts";
import { accountNamed, assume, clientsFor, codeOf, listEndpoints } from "./testing/clients.ts";

const NOW = Date.parse("2026-03-18T15:20:00Z");
// Many calls on a machine that may be busy: the limit is for what hangs.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
let account: string;
let client: EC2Client;
beforeAll(async () => {
  simulator = await startSimulator({ now: NOW });
  account = accountNamed(simulator, "orders-prod");
});
beforeEach(async () => {
  simulator.control.reset();
  client = (await clientsFor(simulator, account)).ec2;
});
afterAll(() => simulator.close());

const list = () => client.send(new DescribeVpcEndpointsCommand({}));

test("ambient credentials act for the management account, roles for their own", async () => {
  const { sts, organizations } = await clientsFor(simulator);
  expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(MANAGEMENT_ACCOUNT);
  const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
  expect(Organization?.MasterAccountId).toBe(MANAGEMENT_ACCOUNT);
  const tags = await organizations.send(new ListTagsForResourceCommand({ ResourceId: account }));
  expect(tags.Tags).toContainEqual({ Key: "team", Value: "orders" });
  const member = await clientsFor(simulator, account);
  const identity = await member.sts.send(new GetCallerIdentityCommand({}));
  expect(identity.Account).toBe(account);
  expect(identity.Arn).toBe(`arn:aws:sts::${account}:assumed-role/LinkledgerReader/test`);
});

test("a role can want an external id, and suspended accounts have no role", async () => {
  const spec = simulator.fleet.account(account) as { externalId?: string };
  spec.externalId = "meridian-7";
  expect(await codeOf(assume(simulator, account))).toBe("AccessDenied");
  expect((await assume(simulator, account, "meridian-7")).accessKeyId).toContain(account);
  spec.externalId = undefined;
  expect(await codeOf(assume(simulator, accountNamed(simulator, "acquired-shopfront")))).toBe("AccessDenied");
  const { sts } = await clientsFor(simulator);
  const other = new AssumeRoleCommand({
    RoleArn: `arn:aws:iam::${account}:role/Other`,
    RoleSessionName: "test",
  });
  expect(await codeOf(sts.send(other))).toBe("AccessDenied");
});

test("an account can be denied as a whole or by action", async () => {
  simulator.control.deny(account);
  expect(await codeOf(assume(simulator, account))).toBe("AccessDenied");
  expect((await assume(simulator, accountNamed(simulator, "search-prod"))).accessKeyId).toBeTruthy();
  simulator.control.allow(account);
  simulator.control.deny(account, "ec2:DescribeVpcEndpoints");
  simulator.control.deny(account, "elasticloadbalancing:DescribeLoadBalancers");
  simulator.control.deny(account, "monitoring:GetMetricData");
  const clients = await clientsFor(simulator, account);
  expect(await codeOf(list())).toBe("UnauthorizedOperation");
  expect((await client.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(1);
  expect(await codeOf(clients.elb.send(new DescribeLoadBalancersCommand({})))).toBe("AccessDenied");
  const data = { MetricDataQueries: [], StartTime: new Date(0), EndTime: new Date(NOW) };
  expect(await codeOf(clients.cloudwatch.send(new GetMetricDataCommand(data)))).toBe("AccessDeniedException");
  simulator.control.allow(account);
  expect((await list()).VpcEndpoints?.length).toBeGreaterThan(5);
});

test("a region can be off", async () => {
  simulator.control.setRegionOff(account, "us-east-1");
  expect(await codeOf(list())).toBe("OptInRequired");
  simulator.control.setRegionOff("*", "us-east-1", "AuthFailure");
  simulator.control.setRegionOff(account, "us-east-1", null);
  expect(await codeOf(list())).toBe("AuthFailure");
  const elsewhere = await clientsFor(simulator, account, "eu-west-1");
  expect((await listEndpoints(elsewhere.ec2)).endpoints.length).toBeGreaterThan(5);
});

test("credentials expire, and new ones work", async () => {
  simulator.control.expireCredentials();
  expect(await codeOf(list())).toBe("RequestExpired");
  const { elb } = await clientsFor(simulator, account);
  expect((await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers?.length).toBeGreaterThan(0);
  simulator.control.expireCredentials();
  expect(await codeOf(elb.send(new DescribeLoadBalancersCommand({})))).toBe("ExpiredToken");
});

test("AWS's buckets throttle per account, region and family", async () => {
  const { throttle } = simulator.control;
  const call = { service: "ec2", action: "DescribeVpcs", accountId: "1", region: "us-east-1", bounded: true };
  throttle.enabled = true;
  const admitted = (count: number, at: number, more = {}) =>
    Array.from({ length: count }, () => throttle.admit({ ...call, ...more }, at)).filter(Boolean).length;
  expect(admitted(150, 0)).toBe(100);
  expect(admitted(50, 1_000)).toBe(20);
  expect(admitted(150, 1_000, { region: "eu-west-1" })).toBe(100);
  expect(admitted(150, 1_000, { action: "DescribeNetworkInterfaces", bounded: false })).toBe(50);
  expect(admitted(99, 1_000, { service: "elasticloadbalancing", action: "DescribeTags" })).toBe(40);
  const privateLink = Array.from({ length: 10 }, (_, index) =>
    admitted(60, 2_000, { accountId: `org-${index}`, action: "DescribeVpcEndpoints" }),
  );
  expect(privateLink.reduce((sum, count) => sum + count, 0)).toBe(400);
});

test("throttled calls look as each service words them, and are counted", async () => {
  simulator.control.counters.reset();
  simulator.control.faults.add({ kind: "throttle" });
  const clients = await clientsFor(simulator).catch(() => undefined);
  expect(await codeOf(list())).toBe("RequestLimitExceeded");
  const costs = new GetCostAndUsageCommand({
    TimePeriod: { Start: "2026-03-01", End: "2026-03-02" },
    Granularity: "DAILY",
    Metrics: ["UnblendedCost"],
  });
  expect(await codeOf(clients?.costs.send(costs) as Promise<unknown>)).toBe("LimitExceededException");
  expect(simulator.control.counters.snapshot()["ec2:DescribeVpcEndpoints"]).toMatchObject({
    requests: 1,
    throttled: 1,
  });
});

test("answers can be HTML, cut off, late, or fail on one page", async () => {
  const { faults } = simulator.control;
  faults.add({ kind: "html", times: 1 });
  const html = await list().catch((error) => error);
  expect(html.$response?.statusCode ?? html.$metadata?.httpStatusCode).toBe(500);
  faults.add({ kind: "cut", times: 1 });
  await expect(list()).rejects.toThrow();
  faults.add({ kind: "error", action: "DescribeVpcEndpoints", page: 2 });
  const first = await client.send(new DescribeVpcEndpointsCommand({ MaxResults: 5 }));
  const second = new DescribeVpcEndpointsCommand({ MaxResults: 5, NextToken: first.NextToken });
  expect(await codeOf(client.send(second))).toBe("InternalError");
  faults.clear();
  expect((await client.send(second)).VpcEndpoints?.length).toBeGreaterThan(0);
  faults.add({ delayMs: 1 });
  expect((await list()).VpcEndpoints?.length).toBeGreaterThan(5);
});

test("random faults follow their seed", () => {
  const { faults } = simulator.control;
  const call = { accountId: "1", region: "us-east-1", service: "ec2", action: "X", page: 1 };
  const id = faults.add({ kind: "error", rate: 0.3 });
  const hits = Array.from({ length: 1000 }, () => faults.draw(call).kind).filter((kind) => kind === "error");
  expect(hits.length).toBeGreaterThan(240);
  expect(hits.length).toBeLessThan(360);
  expect(faults.remove(id)).toBe(true);
  expect(faults.draw(call).kind).toBeUndefined();
});

test("endpoints are added, changed and removed", async () => {
  const vpc = simulator.fleet.vpcs(account, "us-east-1")[0];
  const added = simulator.control.addEndpoint({
    name: "extra-lambda",
    vpcId: vpc?.id as string,
    serviceName: "com.amazonaws.us-east-1.lambda",
    tags: { team: "orders" },
  });
  const find = async () => (await list()).VpcEndpoints?.find((one) => one.VpcEndpointId === added.id);
  expect(await find()).toMatchObject({ State: "available", ServiceName: "com.amazonaws.us-east-1.lambda" });
  simulator.control.modifyEndpoint(added.id, {
    tags: { team: "checkout" },
    policyDocument: '{"Statement":[]}',
  });
  expect(await find()).toMatchObject({
    Tags: [{ Key: "team", Value: "checkout" }],
    PolicyDocument: '{"Statement":[]}',
  });
  simulator.control.removeEndpoint(added.id);
  expect(await find()).toBeUndefined();
  expect(() => simulator.control.removeEndpoint("vpce-nothing")).toThrow("no endpoint vpce-nothing");
});

test("preview endpoints come and go with the clock", async () => {
  const runners = await clientsFor(simulator, accountNamed(simulator, "ci-runners-prod"));
  const previews = async () =>
    (await listEndpoints(runners.ec2)).endpoints
      .filter((one) => one.Tags?.some((tag) => tag.Key === "lifetime"))
      .map((one) => one.VpcEndpointId);
  const now = await previews();
  simulator.control.clock.set(NOW + 28 * 86_400_000);
  const later = await previews();
  simulator.control.clock.set(NOW);
  expect(now.length).toBeGreaterThan(2);
  expect(later.length).toBeGreaterThan(2);
  expect(later.filter((id) => now.includes(id))).toEqual([]);
});

test("plain mode imitates a less complete server", async () => {
  simulator.control.plain = true;
  const page = await client.send(new DescribeVpcEndpointsCommand({ MaxResults: 5 }));
  expect(page.VpcEndpoints?.length).toBeGreaterThan(5);
  expect(page.NextToken).toBeUndefined();
  expect(page.VpcEndpoints?.every((one) => one.VpcEndpointType === undefined)).toBe(true);
  const error = await client.send(new DescribeVpcEndpointConnectionsCommand({})).catch((reason) => reason);
  expect(error.$response?.statusCode ?? error.$metadata?.httpStatusCode).toBe(500);
});

test("everything can be steered over HTTP, and a bad order is explained", async () => {
  const order = async (body: unknown) => {
    const response = await fetch(`${simulator.url}/_simulator/control`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  expect((await order({ do: "deny", accountId: account, action: "ec2:DescribeVpcEndpoints" })).status).toBe(
    200,
  );
  expect(await codeOf(list())).toBe("UnauthorizedOperation");
  await order({ do: "allow", accountId: account });
  const { body: fault } = await order({ do: "fault", rule: { kind: "error", times: 1 } });
  expect(fault.id).toEqual(expect.any(Number));
  expect(await codeOf(list())).toBe("InternalError");
  expect((await order({ do: "removeEndpoint", id: "vpce-0" })).status).toBe(404);
  const wrong = await order({ do: "deny", account });
  expect(wrong.status).toBe(400);
  expect(wrong.body.error).toContain("accountId");
  const counters = await order({ do: "counters" });
  expect(counters.body).toHaveProperty(["ec2:DescribeVpcEndpoints"]);
});

test("the fleet's own truth can be read over HTTP", async () => {
  const query = `accountId=${account}&region=us-east-1`;
  const truth = (await (await fetch(`${simulator.url}/_simulator/fleet?${query}`)).json()) as {
    vpcEndpointId: string;
  }[];
  const { endpoints } = await listEndpoints(client);
  expect(truth.map((one) => one.vpcEndpointId)).toEqual(endpoints.map((one) => one.VpcEndpointId));
  for (const type of ["account", "vpc", "vpc-endpoint-service", "load-balancer", "incident"]) {
    const rows = (await (await fetch(`${simulator.url}/_simulator/fleet?type=${type}`)).json()) as unknown[];
    expect(rows.length).toBeGreaterThan(5);
  }
  expect((await fetch(`${simulator.url}/_simulator/nothing`)).status).toBe(404);
});

test("unsigned requests and strangers' tokens are refused", async () => {
  const unsigned = await fetch(simulator.url, { method: "POST", body: "Action=DescribeVpcs" });
  expect(unsigned.status).toBe(403);
  expect(await unsigned.text()).toContain("MissingAuthenticationToken");
  const forged = await fetch(simulator.url, {
    method: "POST",
    body: "Action=DescribeVpcs&Version=2016-11-15",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=ASIA${account}XXXX/20260318/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0`,
    },
  });
  expect(await forged.text()).toContain("AuthFailure");
});

test("older clients may ask CloudWatch in the query protocol", async () => {
  const [endpoint] = simulator.fleet
    .allEndpoints(account, "us-east-1")
    .filter((one) => simulator.traffic.sum(one, "bytes", NOW / 60_000 - 120, NOW / 60_000 - 60) > 0);
  const dimensions = {
    "Endpoint Type": "Interface",
    "Service Name": endpoint?.serviceName,
    "VPC Endpoint Id": endpoint?.id,
    "VPC Id": endpoint?.vpc.id,
  };
  const stat = "MetricDataQueries.member.1.MetricStat";
  const form = new URLSearchParams({
    Action: "GetMetricData",
    Version: "2010-08-01",
    StartTime: new Date(NOW - 7_200_000).toISOString(),
    EndTime: new Date(NOW - 3_600_000).toISOString(),
    "MetricDataQueries.member.1.Id": "a",
    [`${stat}.Period`]: "300",
    [`${stat}.Stat`]: "Sum",
    [`${stat}.Metric.Namespace`]: "AWS/PrivateLinkEndpoints",
    [`${stat}.Metric.MetricName`]: "BytesProcessed",
  });
  for (const [index, [name, value]] of Object.entries(dimensions).entries()) {
    form.set(`${stat}.Metric.Dimensions.member.${index + 1}.Name`, name);
    form.set(`${stat}.Metric.Dimensions.member.${index + 1}.Value`, value ?? "");
  }
  const { accessKeyId, sessionToken } = await assume(simulator, account);
  const scope = `${accessKeyId}/20260318/us-east-1/monitoring/aws4_request`;
  const response = await fetch(simulator.url, {
    method: "POST",
    body: form,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      "x-amz-security-token": sessionToken ?? "",
    },
  });
  const xml = await response.text();
  expect(xml).toContain("<StatusCode>Complete</StatusCode>");
  expect(xml).toMatch(/<Timestamps><member>2026-03-18T14:\d\d:00\.000Z<\/member>/);
  expect(xml).toMatch(/<Values><member>\d+<\/member>/);
});
