import { paginateListMetrics } from "@aws-sdk/client-cloudwatch";
import { DescribeVpcEndpointsCommand, paginateDescribeNetworkInterfaces } from "@aws-sdk/client-ec2";
import { paginateListAccounts } from "@aws-sdk/client-organizations";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Simulator, startSimulator } from "./server.ts";
import { clientsFor, listEndpoints } from "./testing/clients.ts";

// Many calls on a machine that may be busy: the limit is for what hangs.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
let heavy: string;
beforeAll(async () => {
  simulator = await startSimulator({ fleet: { accounts: 130, regions: 2, endpoints: 2_200, skew: 0.6 } });
  const [scope] = simulator.fleet.plan.endpoints
    .map((endpoint) => endpoint.accountId)
    .filter((id) => simulator.fleet.endpoints(id, "eu-west-1", Date.now()).length > 1000);
  heavy = scope as string;
});
afterAll(() => simulator.close());

test("more than 1,000 endpoints of one scope come in pages, none lost, none twice", async () => {
  const { ec2 } = await clientsFor(simulator, heavy, "eu-west-1");
  const truth = simulator.fleet.endpoints(heavy, "eu-west-1", Date.now()).map((endpoint) => endpoint.id);
  expect(truth.length).toBeGreaterThan(1_300);
  for (const size of [undefined, 1000, 250]) {
    const { endpoints, pages } = await listEndpoints(ec2, size);
    expect(endpoints.map((endpoint) => endpoint.VpcEndpointId)).toEqual(truth);
    expect(Math.max(...pages)).toBeLessThanOrEqual(size ?? 1000);
  }
});

test("a page may be short and still have a successor", async () => {
  const { ec2 } = await clientsFor(simulator, heavy, "eu-west-1");
  const { pages } = await listEndpoints(ec2, 100);
  expect(pages.slice(0, -1).some((size) => size < 100)).toBe(true);
});

test("a caller who stops after one page learns that there is more", async () => {
  const { ec2 } = await clientsFor(simulator, heavy, "eu-west-1");
  const { VpcEndpoints, NextToken } = await ec2.send(new DescribeVpcEndpointsCommand({ MaxResults: 2_000 }));
  expect(VpcEndpoints?.length).toBeLessThanOrEqual(1_000);
  expect(NextToken).toBeTruthy();
});

test("interfaces page too", async () => {
  const { ec2 } = await clientsFor(simulator, heavy, "eu-west-1");
  const ids = new Set<string | undefined>();
  for await (const page of paginateDescribeNetworkInterfaces({ client: ec2 }, { MaxResults: 1000 }))
    for (const one of page.NetworkInterfaces ?? []) ids.add(one.NetworkInterfaceId);
  const truth = (await listEndpoints(ec2)).endpoints.flatMap(
    (endpoint) => endpoint.NetworkInterfaceIds ?? [],
  );
  for (const id of truth) expect(ids).toContain(id);
});

test("accounts come twenty a page", async () => {
  const { organizations } = await clientsFor(simulator);
  const pages: number[] = [];
  const ids = new Set<string | undefined>();
  for await (const page of paginateListAccounts({ client: organizations }, {})) {
    pages.push(page.Accounts?.length ?? 0);
    for (const account of page.Accounts ?? []) ids.add(account.Id);
  }
  expect(pages).toEqual([20, 20, 20, 20, 20, 20, 10]);
  expect(ids.size).toBe(130);
});

test("series of a scope come 500 a page, none twice", async () => {
  const { cloudwatch } = await clientsFor(simulator, heavy, "eu-west-1");
  const pages: number[] = [];
  const keys = new Set<string>();
  const endpoints = new Set<string | undefined>();
  for await (const page of paginateListMetrics(
    { client: cloudwatch },
    { Namespace: "AWS/PrivateLinkEndpoints" },
  )) {
    pages.push(page.Metrics?.length ?? 0);
    for (const metric of page.Metrics ?? []) {
      keys.add(JSON.stringify([metric.MetricName, metric.Dimensions]));
      endpoints.add(metric.Dimensions?.find((one) => one.Name === "VPC Endpoint Id")?.Value);
    }
  }
  expect(pages.slice(0, -1).every((size) => size === 500)).toBe(true);
  expect(keys.size).toBe(pages.reduce((sum, size) => sum + size, 0));
  const until = Math.floor(Date.now() / 60_000) - 10;
  const active = simulator.fleet
    .endpoints(heavy, "eu-west-1", Date.now())
    .filter((endpoint) => simulator.traffic.sum(endpoint, "bytes", until - 13 * 1440, until) > 0);
  for (const endpoint of active) expect(endpoints).toContain(endpoint.id);
});
