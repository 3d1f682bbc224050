import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetCostAndUsageCommand } from "@aws-sdk/client-cost-explorer";
import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointConnectionNotificationsCommand,
  DescribeVpcEndpointServiceConfigurationsCommand,
  DescribeVpcEndpointServicePermissionsCommand,
} from "@aws-sdk/client-ec2";
import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, test, vi } from "vitest";
import { catalogue } from "./fleet/faults/plant.ts";
import { privateSubnet } from "./fleet/network.ts";
import type { Planted } from "./fleet/types.ts";
import { type Simulator, startSimulator } from "./server.ts";
import { clientsFor, listEndpoints } from "./testing/clients.ts";

const NOW = Date.parse("2026-11-18T14:05:00Z");
const FLEET = { accounts: 8, regions: 1, endpoints: 40 };
vi.setConfig({ testTimeout: 60_000 });

/** Runs `use` on a fleet with one kind of fault, or with none. */
async function withFleet<T>(faults: string[], use: (simulator: Simulator) => Promise<T>): Promise<T> {
  const simulator = await startSimulator({ now: NOW, fleet: FLEET, faults });
  try {
    return await use(simulator);
  } finally {
    await simulator.close();
  }
}

interface Place {
  accountId: string;
  region: string;
}

/** Where what was put out of order is. */
function placesOf({ fleet }: Simulator, { resourceId }: Planted): Place[] {
  const ids = new Set([resourceId]);
  const { vpcs, endpoints, services, loadBalancers } = fleet.plan;
  const named = [
    ...[...vpcs, ...endpoints, ...services].filter(({ id }) => ids.has(id)),
    ...endpoints.filter(({ serviceName }) => ids.has(serviceName)).slice(0, 1),
  ];
  const balancers = loadBalancers.filter(
    ({ arn, service }) => ids.has(arn) || (service && ids.has(service.id)),
  );
  const written = [...ids].flatMap((id) => {
    const [accountId = "", region = ""] = id.split("/");
    const vpc = vpcs.find((one) => id.endsWith(`/${one.id}`));
    if (vpc) return [vpc];
    return /^\d{12}$/.test(accountId) ? [{ accountId, region: region || (fleet.regions[0] as string) }] : [];
  });
  const all = [...named, ...balancers, ...written].map(({ accountId, region }) => `${accountId} ${region}`);
  return [...new Set(all)].map((place) => {
    const [accountId = "", region = ""] = place.split(" ");
    return { accountId, region };
  });
}

/** What a collector could read of an account and region, in words. */
async function wire(simulator: Simulator, { accountId, region }: Place, endpointIds: string[]) {
  const { ec2, elb, trail, logs, cloudwatch } = await clientsFor(simulator, accountId, region);
  const { Vpcs: vpcs } = { Vpcs: simulator.fleet.vpcs(accountId, region) };
  const { ServiceConfigurations: services = [] } = await ec2.send(
    new DescribeVpcEndpointServiceConfigurationsCommand({}),
  );
  const { LoadBalancers: balancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const { TargetGroups: groups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
  const sums = async (Namespace: string, names: string[], Dimensions: { Name: string; Value: string }[]) => {
    const { MetricDataResults = [] } = await cloudwatch.send(
      new GetMetricDataCommand({
        ...{ StartTime: new Date(NOW - 10_800_000), EndTime: new Date(NOW - 3_600_000) },
        MetricDataQueries: names.map((MetricName) => ({
          Id: MetricName.slice(0, 1).toLowerCase() + MetricName.slice(1),
          MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 3600, Stat: "Sum" },
        })),
      }),
    );
    return MetricDataResults.map(({ Id, Values }) => [Id, Values]);
  };
  const balancerSums = (arn = "") =>
    sums(
      "AWS/NetworkELB",
      ["RejectedFlowCount", "TCP_Target_Reset_Count"],
      [{ Name: "LoadBalancer", Value: arn.split(":loadbalancer/")[1] ?? "" }],
    );
  const endpointSums = (id: string) => {
    const endpoint = simulator.fleet.endpointById(id);
    if (!endpoint) return [];
    const whole = [
      { Name: "Endpoint Type", Value: endpoint.type },
      { Name: "Service Name", Value: endpoint.serviceName },
      { Name: "VPC Endpoint Id", Value: id },
      { Name: "VPC Id", Value: endpoint.vpc.id },
    ];
    const names = ["BytesProcessed", "PacketsDropped", "RstPacketsReceived"];
    const zones = endpoint.azIds.map((azId) => ({
      Name: "Subnet Id",
      Value: privateSubnet(endpoint.vpc, azId).id,
    }));
    return Promise.all(
      [whole, ...zones.map((zone) => [...whole, zone])].map((one) =>
        sums("AWS/PrivateLinkEndpoints", names, one),
      ),
    );
  };
  const probes = endpointIds.map(async (id) => {
    const form = new URLSearchParams({ query: `{vpc_endpoint_id="${id}"}`, time: String(NOW / 1000) });
    return (await fetch(`${simulator.url}/prometheus/api/v1/query?${form}`)).json();
  });
  return JSON.stringify([
    (await listEndpoints(ec2)).endpoints,
    (await ec2.send(new DescribeSubnetsCommand({}))).Subnets,
    (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups,
    (await ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces,
    (await ec2.send(new DescribeVpcEndpointConnectionNotificationsCommand({}))).ConnectionNotificationSet,
    await Promise.all(
      vpcs.flatMap(({ id: VpcId }) =>
        (["enableDnsSupport", "enableDnsHostnames"] as const).map(async (Attribute) => {
          const { $metadata: _, ...answer } = await ec2.send(
            new DescribeVpcAttributeCommand({ VpcId, Attribute }),
          );
          return answer;
        }),
      ),
    ),
    services,
    await Promise.all(
      services.map(
        async ({ ServiceId }) =>
          (await ec2.send(new DescribeVpcEndpointServicePermissionsCommand({ ServiceId }))).AllowedPrincipals,
      ),
    ),
    balancers,
    await Promise.all(
      balancers.map(async ({ LoadBalancerArn }) => [
        (await elb.send(new DescribeListenersCommand({ LoadBalancerArn }))).Listeners,
        (await elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }))).Attributes,
        await balancerSums(LoadBalancerArn),
      ]),
    ),
    groups,
    await Promise.all(
      groups.map(
        async ({ TargetGroupArn }) =>
          (await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }))).TargetHealthDescriptions,
      ),
    ),
    await trail.send(new LookupEventsCommand({ MaxResults: 50 })).then(
      ({ Events = [] }) =>
        Events.map(({ EventName, CloudTrailEvent }) =>
          EventName?.includes("VpcEndpoint") ? CloudTrailEvent : EventName,
        ),
      (error: Error) => error.name,
    ),
    (await logs.send(new DescribeLogGroupsCommand({}))).logGroups?.map(({ logGroupName }) => logGroupName),
    await bill(simulator, accountId, region),
    await Promise.all(probes),
    await Promise.all(endpointIds.map(endpointSums)),
  ]);
}

/** The last days on the bill of an account and region. */
async function bill(simulator: Simulator, accountId: string, region: string) {
  const { costs } = await clientsFor(simulator);
  const day = (back: number) => new Date(NOW - back * 86_400_000).toISOString().slice(0, 10);
  const { ResultsByTime } = await costs.send(
    new GetCostAndUsageCommand({
      TimePeriod: { Start: day(7), End: day(1) },
      Granularity: "DAILY",
      Metrics: ["UnblendedCost"],
      GroupBy: [{ Type: "DIMENSION", Key: "USAGE_TYPE" }],
      Filter: {
        And: [
          { Dimensions: { Key: "LINKED_ACCOUNT", Values: [accountId] } },
          { Dimensions: { Key: "REGION", Values: [region] } },
        ],
      },
    }),
  );
  return ResultsByTime;
}

test("each kind of fault changes what can be read of its own place", async () => {
  const unseen: string[] = [];
  await withFleet([], async (sound) => {
    for (const { check } of catalogue) {
      await withFleet([check], async (faulty) => {
        const [planted] = faulty.fleet.plan.planted ?? [];
        if (!planted) {
          unseen.push(`${check}: not planted`);
          return;
        }
        const ofService = sound.fleet.plan.endpoints.find((one) => one.serviceName === planted.resourceId);
        const found = planted.foundOn.filter((id) => sound.fleet.endpointById(id));
        const ids = [...found, ...(ofService ? [ofService.id] : [])].slice(0, 1);
        const places = placesOf(faulty, planted);
        const read = async (simulator: Simulator) =>
          (await Promise.all(places.map((place) => wire(simulator, place, ids)))).join();
        if (places.length === 0 || (await read(faulty)) === (await read(sound))) unseen.push(check);
      });
    }
  });
  expect(unseen).toEqual([]);
});

test("what was planted is told to whoever asks", async () => {
  await withFleet(["lb-no-listener"], async (simulator) => {
    const told = (await (await fetch(`${simulator.url}/_simulator/planted`)).json()) as Planted[];
    expect(told).toEqual(simulator.fleet.plan.planted);
    expect(told).toMatchObject([{ checkId: "lb-no-listener" }]);
  });
});
