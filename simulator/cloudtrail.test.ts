import {
  type Event,
  LookupEventsCommand,
  type LookupEventsCommandInput,
  paginateLookupEvents,
} from "@aws-sdk/client-cloudtrail";
import { DescribeVpcEndpointsCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Simulator, startSimulator } from "./server.ts";
import { accountNamed, clientsFor, codeOf } from "./testing/clients.ts";

const NOW = Date.parse("2026-11-18T14:05:00Z");
const DAY = 86_400_000;
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: NOW });
});
beforeEach(() => {
  simulator.control.reset();
  simulator.control.clock.set(NOW);
});
afterAll(() => simulator.close());

type Lookup = { account: string; region?: string; size?: number; EventName?: string; ResourceName?: string };

async function lookup({ account, region, size, ...attributes }: Lookup, from?: number, to?: number) {
  const { trail } = await clientsFor(simulator, accountNamed(simulator, account), region);
  const LookupAttributes = Object.entries(attributes).map(([AttributeKey, AttributeValue]) => ({
    AttributeKey: AttributeKey as "EventName" | "ResourceName",
    AttributeValue,
  }));
  const StartTime = from === undefined ? undefined : new Date(from);
  const EndTime = to === undefined ? undefined : new Date(to);
  const input = { LookupAttributes, StartTime, EndTime, MaxResults: size };
  const events: Event[] = [];
  for await (const page of paginateLookupEvents({ client: trail }, input))
    events.push(...(page.Events ?? []));
  return events;
}

const record = (event: Event | undefined) => JSON.parse(event?.CloudTrailEvent ?? "null");

test("a history pages to its end, newest first, no event twice, and is the same every time", async () => {
  const whole = await lookup({ account: "ci-runners-prod" });
  const paged = await lookup({ account: "ci-runners-prod", size: 7 });
  expect(whole.length).toBeGreaterThan(100);
  expect(paged).toEqual(whole);
  expect(new Set(whole.map((event) => event.EventId)).size).toBe(whole.length);
  const times = whole.map((event) => event.EventTime?.getTime() ?? 0);
  expect(times).toEqual([...times].sort((a, b) => b - a));
  expect(Math.min(...times)).toBeGreaterThan(NOW - 91 * DAY);
});

test("every endpoint that was made in the last 90 days has its creation, with who made it", async () => {
  const account = accountNamed(simulator, "ci-runners-prod");
  const created = await lookup({ account: "ci-runners-prod", EventName: "CreateVpcEndpoint" });
  const listed = simulator.fleet
    .endpoints(account, "us-east-1", NOW)
    .filter((endpoint) => endpoint.createdAt > NOW - 89 * DAY && endpoint.createdAt < NOW - DAY);
  expect(listed.length).toBeGreaterThan(2);
  for (const endpoint of listed) {
    const event = created.find((one) =>
      one.Resources?.some(({ ResourceName }) => ResourceName === endpoint.id),
    );
    expect(event?.EventTime?.getTime()).toBe(endpoint.createdAt);
    const { recipientAccountId, userIdentity, responseElements, awsRegion } = record(event);
    expect([recipientAccountId, awsRegion]).toEqual([account, "us-east-1"]);
    expect(userIdentity.type).toBe("AssumedRole");
    expect(userIdentity.arn).toBe(
      `arn:aws:sts::${account}:assumed-role/${userIdentity.sessionContext.sessionIssuer.userName}/${event?.Username}`,
    );
    expect(responseElements.CreateVpcEndpointResponse.vpcEndpoint.vpcEndpointId).toBe(endpoint.id);
  }
});

test("creations that AWS refused carry the error and no answer", async () => {
  const tight = await lookup({
    account: "search-prod",
    region: "ap-northeast-1",
    EventName: "CreateVpcEndpoint",
  });
  const codes = tight.map((event) => record(event).errorCode);
  expect(codes).toContain("Client.InsufficientFreeAddressesInSubnet");
  for (const event of tight.filter((one) => record(one).errorCode))
    expect(record(event).responseElements).toBeNull();
  const busy = await lookup({ account: "ci-runners-prod", EventName: "CreateVpcEndpoint" });
  expect(busy.map((event) => record(event).errorCode)).toContain("Client.RequestLimitExceeded");
  const sandbox = await lookup({ account: "sandbox-dev", EventName: "CreateVpcEndpoint" });
  expect(sandbox.map((event) => record(event).errorCode)).toContain("Client.UnauthorizedOperation");
});

test("a service whose private name is not verified tries again every week", async () => {
  const tries = await lookup({
    account: "partner-gateway-prod",
    region: "eu-west-1",
    EventName: "StartVpcEndpointServicePrivateDnsVerification",
  });
  expect(tries.length).toBeGreaterThan(10);
  const rejected = await lookup({
    account: "partner-gateway-prod",
    EventName: "RejectVpcEndpointConnections",
  });
  expect(rejected.length).toBeGreaterThan(4);
});

test("the person who left an endpoint odd stands in its history", async () => {
  const account = accountNamed(simulator, "orders-prod");
  const { ec2 } = await clientsFor(simulator, account);
  const { VpcEndpoints } = await ec2.send(new DescribeVpcEndpointsCommand({}));
  const odd = VpcEndpoints?.find((one) => one.Groups?.some((group) => group.GroupName === "wrong-port"));
  const [event] = await lookup({ account: "orders-prod", ResourceName: odd?.VpcEndpointId });
  expect(event?.EventName).toBe("ModifyVpcEndpoint");
  expect(event?.Username).toMatch(/@meridian-goods\.example$/);
  expect(event?.CloudTrailEvent).toContain(odd?.Groups?.[0]?.GroupId);
});

test("what is changed, added and removed through the control side is written down at once", async () => {
  const account = accountNamed(simulator, "search-prod");
  const endpoint = simulator.fleet
    .endpoints(account, "us-east-1", NOW)
    .find((one) => one.serviceName.endsWith("secretsmanager"));
  const vpc = simulator.fleet.vpcs(account, "us-east-1")[0];
  simulator.control.modifyEndpoint(endpoint?.id as string, {
    policyDocument: '{"Statement":[]}',
    tags: { team: "search", env: "prod" },
  });
  const names = (events: Event[]) => events.map((event) => event.EventName);
  const recent = () => lookup({ account: "search-prod" }, NOW - 60_000, NOW + 60_000);
  expect(names(await recent()).sort()).toEqual(["CreateTags", "ModifyVpcEndpoint"]);
  const modified = (await recent()).find((event) => event.EventName === "ModifyVpcEndpoint");
  expect(record(modified).requestParameters.ModifyVpcEndpointRequest.PolicyDocument).toBe('{"Statement":[]}');
  const added = simulator.control.addEndpoint({
    name: "extra",
    vpcId: vpc?.id as string,
    serviceName: "com.amazonaws.us-east-1.sts",
  });
  simulator.control.clock.set(NOW + 60_000);
  simulator.control.removeEndpoint(added.id);
  const about = await lookup({ account: "search-prod", ResourceName: added.id });
  expect(names(about)).toEqual(["DeleteVpcEndpoints", "CreateVpcEndpoint"]);
});

test("events become readable minutes after they happened, and then stay as they are", async () => {
  const account = "ci-runners-prod";
  const known = new Map<string | undefined, Event>();
  for (let minute = 0; minute <= 60 * 24; minute += 20) {
    simulator.control.clock.set(NOW + minute * 60_000);
    for (const event of await lookup({ account, size: 50 }, NOW - DAY)) {
      const before = known.get(event.EventId);
      if (before) expect(event).toEqual(before);
      known.set(event.EventId, event);
    }
    const newest = Math.max(...[...known.values()].map((event) => event.EventTime?.getTime() ?? 0));
    expect(newest).toBeLessThan(NOW + minute * 60_000);
  }
  expect(known.size).toBeGreaterThan(5);
});

test("lookups that CloudTrail refuses are refused", async () => {
  const { trail } = await clientsFor(simulator, accountNamed(simulator, "search-prod"));
  const refuse = (input: LookupEventsCommandInput) => codeOf(trail.send(new LookupEventsCommand(input)));
  const attribute = { AttributeKey: "EventName" as const, AttributeValue: "CreateVpcEndpoint" };
  expect(await refuse({ LookupAttributes: [attribute, attribute] })).toBe("InvalidLookupAttributesException");
  expect(await refuse({ MaxResults: 51 })).toBe("InvalidMaxResultsException");
  expect(await refuse({ NextToken: "bm8=" })).toBe("InvalidNextTokenException");
  expect(await refuse({ StartTime: new Date(NOW), EndTime: new Date(NOW - DAY) })).toBe(
    "InvalidTimeRangeException",
  );
  simulator.control.faults.add({ kind: "throttle", service: "cloudtrail", times: 1 });
  expect(await refuse({})).toBe("ThrottlingException");
  const call = {
    service: "cloudtrail",
    action: "LookupEvents",
    accountId: "1",
    region: "us-east-1",
    bounded: true,
  };
  simulator.control.throttle.enabled = true;
  const admitted = Array.from({ length: 5 }, () => simulator.control.throttle.admit(call, 0)).filter(Boolean);
  expect(admitted).toHaveLength(2);
});
