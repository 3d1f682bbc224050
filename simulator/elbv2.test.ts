import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Simulator, startSimulator } from "./server.ts";
import { accountNamed, clientsFor, codeOf } from "./testing/clients.ts";

// Many calls on a machine that may be busy: the limit is for what hangs.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: Date.parse("2026-03-18T15:20:00Z") });
});
afterAll(() => simulator.close());

async function balancerNamed(account: string, region: string, name: string) {
  const { elb: client } = await clientsFor(simulator, accountNamed(simulator, account), region);
  const { LoadBalancers } = await client.send(new elb.DescribeLoadBalancersCommand({ Names: [name] }));
  const arn = LoadBalancers?.[0]?.LoadBalancerArn as string;
  const ask = async () => {
    const { TargetGroups } = await client.send(new elb.DescribeTargetGroupsCommand({ LoadBalancerArn: arn }));
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn;
    const { TargetHealthDescriptions } = await client.send(
      new elb.DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    return { group: TargetGroups?.[0], health: TargetHealthDescriptions ?? [] };
  };
  return { client, balancer: LoadBalancers?.[0], arn, targets: ask };
}

const attributesOf = (list: { Key?: string; Value?: string }[] | undefined) =>
  Object.fromEntries(list?.map(({ Key, Value }) => [Key, Value]) ?? []);

test("a load balancer leads to its listeners, target group and targets", async () => {
  const { client, arn, balancer, targets } = await balancerNamed(
    "payments-prod",
    "us-east-1",
    "payments-api",
  );
  expect(balancer).toMatchObject({ Type: "network", Scheme: "internal", State: { Code: "active" } });
  expect(balancer?.AvailabilityZones).toHaveLength(3);
  const { Listeners } = await client.send(new elb.DescribeListenersCommand({ LoadBalancerArn: arn }));
  expect(Listeners?.[0]).toMatchObject({ Port: 443, Protocol: "TLS", LoadBalancerArn: arn });
  const { group, health } = await targets();
  expect(Listeners?.[0]?.DefaultActions?.[0]?.TargetGroupArn).toBe(group?.TargetGroupArn);
  expect(health.length).toBeGreaterThan(3);
  const zones = balancer?.AvailabilityZones?.map((zone) => zone.ZoneName);
  for (const one of health) expect(zones).toContain(one.Target?.AvailabilityZone);
});

test("unhealthy targets say why", async () => {
  const { targets } = await balancerNamed("logistics-prod", "eu-west-1", "warehouse-sync");
  const { health } = await targets();
  const reasons = new Set(health.map((one) => one.TargetHealth?.Reason));
  expect(reasons).toEqual(new Set([undefined, "Target.Timeout"]));
  const broker = await balancerNamed("shared-services-prod", "eu-west-1", "secrets-broker");
  const { group, health: all } = await broker.targets();
  expect(group?.HealthCheckPort).toBe("8201");
  expect(all.every((one) => one.TargetHealth?.State === "unhealthy")).toBe(true);
});

test("targets of a scheduled outage fail while it lasts", async () => {
  const { targets } = await balancerNamed("logistics-prod", "ap-northeast-1", "shipment-tracking");
  const outage = simulator.fleet.plan.incidents.find((incident) => incident.name === "zone-outage");
  const unhealthy = async (minute: number) => {
    simulator.control.clock.set(minute * 60_000);
    return (await targets()).health.filter((one) => one.TargetHealth?.State === "unhealthy").length;
  };
  const { everyMinutes, offsetMinutes, lastsMinutes } = outage as NonNullable<typeof outage>;
  const start = everyMinutes * 27_000 + offsetMinutes;
  expect(await unhealthy(start + 1)).toBeGreaterThan(0);
  expect(await unhealthy(start + lastsMinutes + 1)).toBe(0);
});

test("cross-zone can be overridden by the target group", async () => {
  const { client, arn, targets } = await balancerNamed("catalog-prod", "us-east-1", "catalog-events");
  const own = await client.send(new elb.DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }));
  const { group } = await targets();
  const TargetGroupArn = group?.TargetGroupArn;
  const groups = await client.send(new elb.DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
  expect(attributesOf(own.Attributes)["load_balancing.cross_zone.enabled"]).toBe("false");
  expect(attributesOf(groups.Attributes)["load_balancing.cross_zone.enabled"]).toBe("true");
});

test("a deleted listener leaves a load balancer that leads nowhere", async () => {
  const { client, arn } = await balancerNamed("data-lake-prod", "us-east-1", "lake-export");
  const { Listeners } = await client.send(new elb.DescribeListenersCommand({ LoadBalancerArn: arn }));
  expect(Listeners).toEqual([]);
});

test("tags come for twenty resources at a time, unknown ones are errors", async () => {
  const { client, arn } = await balancerNamed("payments-prod", "us-east-1", "payments-api");
  const { TagDescriptions } = await client.send(new elb.DescribeTagsCommand({ ResourceArns: [arn] }));
  expect(TagDescriptions?.[0]?.Tags).toContainEqual({ Key: "team", Value: "payments" });
  const many = new elb.DescribeTagsCommand({ ResourceArns: Array.from({ length: 21 }, () => arn) });
  expect(await codeOf(client.send(many))).toBe("ValidationError");
  const missing = new elb.DescribeListenersCommand({ LoadBalancerArn: `${arn}0` });
  expect(await codeOf(client.send(missing))).toMatch(/^LoadBalancerNotFound/);
  const page = await client.send(new elb.DescribeLoadBalancersCommand({ PageSize: 1 }));
  expect(page.NextMarker).toBeTruthy();
});
