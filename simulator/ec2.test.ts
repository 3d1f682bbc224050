import * as ec2 from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { isListed } from "./fleet/fleet.ts";
import { type Simulator, startSimulator } from "./server.ts";
import { accountNamed, clientsFor, codeOf, listEndpoints } from "./testing/clients.ts";

const NOW = Date.parse("2026-03-18T15:20:00Z");
// Many calls on a machine that may be busy: the limit is for what hangs.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: NOW });
});
afterAll(() => simulator.close());

const scope = (name: string, region?: string) => clientsFor(simulator, accountNamed(simulator, name), region);

test("every endpoint of the demo fleet is listed as the fleet has it", async () => {
  const seen = new Map<string, ec2.VpcEndpoint>();
  for (const account of simulator.fleet.plan.accounts) {
    if (account.status !== "ACTIVE") continue;
    for (const region of simulator.fleet.regions) {
      const { ec2: client } = await clientsFor(simulator, account.id, region);
      for (const one of (await listEndpoints(client, 50)).endpoints)
        seen.set(one.VpcEndpointId as string, one);
    }
  }
  const truth = simulator.fleet.plan.endpoints.filter((endpoint) => isListed(endpoint, NOW));
  expect(seen.size).toBe(truth.length);
  for (const endpoint of truth) {
    const wire = seen.get(endpoint.id);
    expect(wire).toMatchObject({
      VpcEndpointType: endpoint.type,
      VpcId: endpoint.vpc.id,
      OwnerId: endpoint.accountId,
      PrivateDnsEnabled: endpoint.privateDns,
      CreationTimestamp: new Date(endpoint.createdAt),
    });
    expect(wire?.SubnetIds).toHaveLength(endpoint.azIds.length);
    expect(Object.fromEntries(wire?.Tags?.map((tag) => [tag.Key, tag.Value]) ?? [])).toEqual(endpoint.tags);
  }
});

test("the demo fleet has every type and every state", () => {
  const listed = simulator.fleet.plan.endpoints.filter((endpoint) => isListed(endpoint, NOW));
  expect(new Set(listed.map((endpoint) => endpoint.type)).size).toBe(5);
  expect(new Set(listed.map((endpoint) => endpoint.state))).toEqual(
    new Set(
      "available pendingAcceptance pending rejected failed expired partial deleting deleted".split(" "),
    ),
  );
});

test("endpoint page shows errors, service region and lattice resources", async () => {
  const { ec2: client } = await scope("search-prod", "ap-northeast-1");
  const failed = (await listEndpoints(client)).endpoints.find(
    (endpoint) => String(endpoint.State) === "failed",
  );
  expect(failed?.LastError?.Code).toBe("InsufficientFreeAddressesInSubnet");
  expect(failed?.FailureReason).toBe("InsufficientFreeAddressesInSubnet");
  expect(failed?.NetworkInterfaceIds).toEqual([]);
  const { ec2: ireland } = await scope("ml-platform-prod", "eu-west-1");
  const across = (await listEndpoints(ireland)).endpoints.find((one) => one.ServiceRegion === "us-east-1");
  expect(across?.ServiceName).toMatch(/^com\.amazonaws\.vpce\.us-east-1\./);
  const { ec2: orders } = await scope("orders-prod");
  const resource = (await listEndpoints(orders)).endpoints.find((one) => one.VpcEndpointType === "Resource");
  expect(resource?.ResourceConfigurationArn).toMatch(/^arn:aws:vpc-lattice:/);
});

test("availability zone names mean different zones in different accounts", async () => {
  const mapping = async (name: string) => {
    const { ec2: client } = await scope(name);
    const { AvailabilityZones } = await client.send(new ec2.DescribeAvailabilityZonesCommand({}));
    return new Map(AvailabilityZones?.map((zone) => [zone.ZoneId, zone.ZoneName]));
  };
  const [payments, search] = [await mapping("payments-prod"), await mapping("search-prod")];
  expect([...payments.keys()].sort()).toEqual([...search.keys()].sort());
  expect([...payments.entries()].sort()).not.toEqual([...search.entries()].sort());
  const { ec2: client } = await scope("payments-prod");
  const { Subnets } = await client.send(new ec2.DescribeSubnetsCommand({}));
  expect(Subnets).not.toHaveLength(0);
  for (const subnet of Subnets ?? [])
    expect(subnet.AvailabilityZone).toBe(payments.get(subnet.AvailabilityZoneId));
});

test("ids on one answer lead to the resources of the others", async () => {
  const { ec2: client } = await scope("payments-prod");
  const { endpoints } = await listEndpoints(client);
  const groups = (await client.send(new ec2.DescribeSecurityGroupsCommand({ MaxResults: 1000 })))
    .SecurityGroups;
  const subnets = (await client.send(new ec2.DescribeSubnetsCommand({}))).Subnets;
  const vpcs = (await client.send(new ec2.DescribeVpcsCommand({}))).Vpcs;
  const tables = (await client.send(new ec2.DescribeRouteTablesCommand({}))).RouteTables;
  const interfaces = (await client.send(new ec2.DescribeNetworkInterfacesCommand({ MaxResults: 1000 })))
    .NetworkInterfaces;
  const known = {
    groups: new Set(groups?.map((one) => one.GroupId)),
    subnets: new Set(subnets?.map((one) => one.SubnetId)),
    vpcs: new Set(vpcs?.map((one) => one.VpcId)),
    tables: new Set(tables?.map((one) => one.RouteTableId)),
    interfaces: new Map(interfaces?.map((one) => [one.NetworkInterfaceId, one])),
  };
  for (const endpoint of endpoints) {
    expect(known.vpcs).toContain(endpoint.VpcId);
    for (const id of endpoint.SubnetIds ?? []) expect(known.subnets).toContain(id);
    for (const id of endpoint.RouteTableIds ?? []) expect(known.tables).toContain(id);
    for (const group of endpoint.Groups ?? []) expect(known.groups).toContain(group.GroupId);
    for (const id of endpoint.NetworkInterfaceIds ?? []) {
      const found = known.interfaces.get(id);
      expect(found?.Description).toBe(`VPC Endpoint Interface ${endpoint.VpcEndpointId}`);
      expect(endpoint.SubnetIds).toContain(found?.SubnetId);
    }
  }
  const gateways = endpoints.filter((endpoint) => endpoint.VpcEndpointType === "Gateway");
  const routed = tables?.flatMap((table) => table.Routes?.map((route) => route.GatewayId) ?? []);
  for (const gateway of gateways) expect(routed).toContain(gateway.VpcEndpointId);
});

test("interfaces can be asked for by type, VPC and id, but ids exclude MaxResults", async () => {
  const { ec2: client } = await scope("payments-prod");
  const ask = (input: ec2.DescribeNetworkInterfacesCommandInput) =>
    client.send(new ec2.DescribeNetworkInterfacesCommand(input));
  const balancers = (await ask({ Filters: [{ Name: "interface-type", Values: ["network_load_balancer"] }] }))
    .NetworkInterfaces;
  expect(balancers?.length).toBeGreaterThan(0);
  expect(new Set(balancers?.map((one) => one.InterfaceType))).toEqual(new Set(["network_load_balancer"]));
  const id = balancers?.[0]?.NetworkInterfaceId as string;
  expect((await ask({ NetworkInterfaceIds: [id] })).NetworkInterfaces).toHaveLength(1);
  expect(await codeOf(ask({ NetworkInterfaceIds: [id], MaxResults: 5 }))).toBe("InvalidParameterCombination");
  expect((await ask({ Filters: [{ Name: "vpc-id", Values: ["vpc-0"] }] })).NetworkInterfaces).toEqual([]);
});

test("filters know tags, wildcards and states; unknown ones are refused", async () => {
  const { ec2: client } = await scope("payments-prod");
  const ask = (Name: string, ...Values: string[]) =>
    client.send(new ec2.DescribeVpcEndpointsCommand({ Filters: [{ Name, Values }] }));
  expect((await ask("service-name", "*.kms")).VpcEndpoints).toHaveLength(2);
  expect((await ask("tag:team", "payments")).VpcEndpoints?.length).toBeGreaterThan(10);
  expect((await ask("tag-key", "nobody-has-this")).VpcEndpoints).toEqual([]);
  expect((await ask("vpc-endpoint-type", "Gateway")).VpcEndpoints?.length).toBe(3);
  expect(await codeOf(ask("colour", "red"))).toBe("InvalidParameterValue");
});

test("errors carry AWS's codes", async () => {
  const { ec2: client } = await scope("payments-prod");
  const byId = new ec2.DescribeVpcEndpointsCommand({ VpcEndpointIds: ["vpce-00000000000000000"] });
  expect(await codeOf(client.send(byId))).toBe("InvalidVpcEndpointId.NotFound");
  expect(await codeOf(client.send(new ec2.DescribeInstancesCommand({})))).toBe("InvalidAction");
  const token = new ec2.DescribeVpcEndpointsCommand({ NextToken: "bm90IG91cnM=" });
  expect(await codeOf(client.send(token))).toBe("InvalidNextToken");
  expect(await codeOf(client.send(new ec2.DescribeVpcEndpointsCommand({ MaxResults: 4 })))).toBe(
    "InvalidParameterValue",
  );
  const attribute = new ec2.DescribeVpcAttributeCommand({ VpcId: "vpc-1", Attribute: "enableDnsSupport" });
  expect(await codeOf(client.send(attribute))).toBe("InvalidVpcID.NotFound");
});

test("DNS attributes of a VPC are its own", async () => {
  const { ec2: client } = await scope("legacy-erp-prod", "eu-west-1");
  const { Vpcs } = await client.send(new ec2.DescribeVpcsCommand({}));
  const legacy = Vpcs?.find((vpc) => vpc.Tags?.some((tag) => tag.Value === "legacy-erp-prod-legacy"));
  const ask = (Attribute: ec2.VpcAttributeName) =>
    client.send(new ec2.DescribeVpcAttributeCommand({ VpcId: legacy?.VpcId, Attribute }));
  expect((await ask("enableDnsSupport")).EnableDnsSupport?.Value).toBe(true);
  expect((await ask("enableDnsHostnames")).EnableDnsHostnames?.Value).toBe(false);
});

test("a service is seen from both sides", async () => {
  const { ec2: provider } = await scope("payments-prod");
  const configurations = (await provider.send(new ec2.DescribeVpcEndpointServiceConfigurationsCommand({})))
    .ServiceConfigurations;
  const service = configurations?.find((one) => one.Tags?.some((tag) => tag.Value === "payments-api"));
  expect(service).toMatchObject({ AcceptanceRequired: true, PrivateDnsName: "payments.meridian.internal" });
  expect(service?.NetworkLoadBalancerArns).toHaveLength(2);
  const ServiceId = service?.ServiceId;
  const permissions = await provider.send(
    new ec2.DescribeVpcEndpointServicePermissionsCommand({ ServiceId }),
  );
  expect(permissions.AllowedPrincipals?.[0]?.PrincipalType).toBe("Account");
  const Filters = [{ Name: "service-id", Values: [ServiceId as string] }];
  const connections = (await provider.send(new ec2.DescribeVpcEndpointConnectionsCommand({ Filters })))
    .VpcEndpointConnections;
  expect(new Set(connections?.map((one) => one.VpcEndpointState))).toContain("pendingAcceptance");
  const notifications = await provider.send(
    new ec2.DescribeVpcEndpointConnectionNotificationsCommand({ Filters }),
  );
  expect(notifications.ConnectionNotificationSet?.[0]?.ConnectionEvents).toContain("Accept");

  const { ec2: consumer } = await scope("checkout-prod");
  const offered = await consumer.send(
    new ec2.DescribeVpcEndpointServicesCommand({ ServiceNames: [service?.ServiceName as string] }),
  );
  expect(offered.ServiceDetails?.[0]).toMatchObject({
    AvailabilityZoneIds: service?.AvailabilityZoneIds,
    Owner: accountNamed(simulator, "payments-prod"),
    PrivateDnsNameVerificationState: "verified",
  });
  const mine = (await listEndpoints(consumer)).endpoints.find(
    (one) => one.ServiceName === service?.ServiceName,
  );
  expect(connections?.map((one) => one.VpcEndpointId)).toContain(mine?.VpcEndpointId);
  const { ec2: stranger } = await scope("sandbox-dev");
  const hidden = new ec2.DescribeVpcEndpointServicesCommand({
    ServiceNames: [service?.ServiceName as string],
  });
  expect(await codeOf(stranger.send(hidden))).toBe("InvalidServiceName");
});

test("regions, prefix lists, rules and flow logs can be read", async () => {
  const { ec2: client } = await scope("payments-prod");
  const { Regions } = await client.send(new ec2.DescribeRegionsCommand({}));
  expect(Regions?.map((one) => one.RegionName)).toEqual(simulator.fleet.regions);
  const all = await client.send(new ec2.DescribeRegionsCommand({ AllRegions: true }));
  expect(all.Regions?.some((one) => one.OptInStatus === "not-opted-in")).toBe(true);
  const lists = (await client.send(new ec2.DescribePrefixListsCommand({}))).PrefixLists;
  expect(lists?.find((one) => one.PrefixListName?.endsWith(".s3"))?.Cidrs?.length).toBeGreaterThan(0);
  const managed = (await client.send(new ec2.DescribeManagedPrefixListsCommand({}))).PrefixLists;
  expect(managed?.map((one) => one.PrefixListId)).toEqual(lists?.map((one) => one.PrefixListId));
  const rules = (await client.send(new ec2.DescribeSecurityGroupRulesCommand({}))).SecurityGroupRules;
  expect(rules?.some((rule) => rule.IsEgress)).toBe(true);
  const logs = (await client.send(new ec2.DescribeFlowLogsCommand({}))).FlowLogs;
  expect(logs?.[0]?.LogFormat).toMatch(/\{interface-id\}/);
});
