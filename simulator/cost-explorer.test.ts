import {
  type Expression,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  GetCostAndUsageWithResourcesCommand,
} from "@aws-sdk/client-cost-explorer";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { billedHours } from "./fleet/bills.ts";
import { dataCost } from "./fleet/data-price.ts";
import { MANAGEMENT_ACCOUNT } from "./fleet/make.ts";
import { regionInfo } from "./fleet/regions.ts";
import { type Simulator, startSimulator } from "./server.ts";
import { accountNamed, clientsFor, codeOf } from "./testing/clients.ts";

const NOW = Date.parse("2026-03-18T15:07:00Z");
const DAY = 86_400_000;
// Many calls on a machine that may be busy: the limit is for what hangs.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: NOW });
});
afterAll(() => simulator.close());

const groups = (...keys: string[]) => keys.map((Key) => ({ Type: "DIMENSION" as const, Key }));
const equals = (
  Key: "SERVICE" | "USAGE_TYPE" | "LINKED_ACCOUNT" | "RECORD_TYPE",
  ...Values: string[]
): Expression => ({
  Dimensions: { Key, Values },
});

async function ask(input: Partial<GetCostAndUsageCommandInput>, accountId?: string) {
  const { costs } = await clientsFor(simulator, accountId);
  const results = [];
  let NextPageToken: string | undefined;
  do {
    const page = await costs.send(
      new GetCostAndUsageCommand({
        TimePeriod: { Start: "2026-03-10", End: "2026-03-12" },
        Granularity: "DAILY",
        Metrics: ["UnblendedCost", "UsageQuantity"],
        NextPageToken,
        ...input,
      }),
    );
    results.push(...(page.ResultsByTime ?? []));
    NextPageToken = page.NextPageToken;
  } while (NextPageToken);
  return results;
}

const amount = (value: { Amount?: string } | undefined) => Number(value?.Amount);

test("endpoint hours are zones times hours times the region's price", async () => {
  const results = await ask({
    GroupBy: groups("LINKED_ACCOUNT", "USAGE_TYPE"),
    Filter: equals("SERVICE", "Amazon Virtual Private Cloud"),
  });
  const day = Date.parse("2026-03-10T00:00:00Z");
  for (const region of simulator.fleet.regions) {
    const { billingPrefix, endpointHour } = regionInfo(region);
    for (const account of simulator.fleet.accounts.keys()) {
      const hours = simulator.fleet
        .allEndpoints(account, region)
        .filter((endpoint) => endpoint.type === "Interface" && endpoint.state !== "deleted")
        .reduce((sum, one) => sum + billedHours(one, day, day + DAY) * one.azIds.length, 0);
      const line = results[0]?.Groups?.find(
        (group) => group.Keys?.[0] === account && group.Keys[1] === `${billingPrefix}-VpcEndpoint-Hours`,
      );
      expect(amount(line?.Metrics?.UsageQuantity) || 0).toBe(hours);
      expect(amount(line?.Metrics?.UnblendedCost) || 0).toBeCloseTo(hours * endpointHour, 6);
    }
  }
});

test("a begun hour is billed whole", () => {
  const day = Date.parse("2026-03-10T00:00:00Z");
  const createdAt = day + 10.3 * 3_600_000;
  expect(billedHours({ createdAt }, day, day + DAY)).toBe(14);
  expect(billedHours({ createdAt, deletedAt: day + 10.4 * 3_600_000 }, day, day + DAY)).toBe(1);
  expect(billedHours({ createdAt: day + DAY }, day, day + DAY)).toBe(0);
});

test("data falls in price at 1 PB and 5 PB of a region's month", () => {
  const petabyte = 2 ** 20;
  expect(dataCost(1)).toBeCloseTo(0.01);
  expect(dataCost(petabyte)).toBeCloseTo(petabyte * 0.01);
  expect(dataCost(petabyte + 100)).toBeCloseTo(petabyte * 0.01 + 0.6);
  expect(dataCost(6 * petabyte)).toBeCloseTo(petabyte * (0.01 + 4 * 0.006 + 0.004));
});

test("bytes on the bill are the bytes CloudWatch shows, cross-region consumers besides", async () => {
  const account = accountNamed(simulator, "payments-prod");
  const results = await ask({
    GroupBy: groups("USAGE_TYPE"),
    Filter: { And: [equals("LINKED_ACCOUNT", account), equals("USAGE_TYPE", "USE1-VpcEndpoint-Bytes")] },
  });
  const from = Date.parse("2026-03-10T00:00:00Z") / 60_000;
  const bytes = simulator.fleet
    .allEndpoints(account, "us-east-1")
    .filter((endpoint) => endpoint.type === "Interface")
    .reduce((sum, endpoint) => sum + simulator.traffic.sum(endpoint, "bytes", from, from + 1440), 0);
  expect(amount(results[0]?.Groups?.[0]?.Metrics?.UsageQuantity)).toBeCloseTo(bytes / 2 ** 30, 6);
});

test("days add up to the month, groups to the total", async () => {
  const February = { TimePeriod: { Start: "2026-02-01", End: "2026-03-01" } };
  const daily = await ask({ ...February });
  const [monthly] = await ask({ ...February, Granularity: "MONTHLY" });
  const [grouped] = await ask({ ...February, Granularity: "MONTHLY", GroupBy: groups("SERVICE", "REGION") });
  const total = amount(monthly?.Total?.UnblendedCost);
  expect(daily).toHaveLength(28);
  expect(daily.reduce((sum, day) => sum + amount(day.Total?.UnblendedCost), 0)).toBeCloseTo(total, 4);
  const parts = grouped?.Groups?.reduce((sum, group) => sum + amount(group.Metrics?.UnblendedCost), 0);
  expect(parts).toBeCloseTo(total, 4);
});

test("filters combine with And, Or and Not", async () => {
  const services = async (Filter: Expression) =>
    (await ask({ GroupBy: groups("SERVICE"), Filter }))[0]?.Groups?.map((group) => group.Keys?.[0]);
  const vpc = equals("SERVICE", "Amazon Virtual Private Cloud");
  const elb = equals("SERVICE", "Amazon Elastic Load Balancing");
  expect(await services({ Or: [vpc, elb] })).toHaveLength(2);
  expect(await services({ Not: vpc })).not.toContain("Amazon Virtual Private Cloud");
  expect(await services({ And: [vpc, elb] })).toEqual([]);
});

test("tax and credits stand apart by record type", async () => {
  const [month] = await ask({
    TimePeriod: { Start: "2026-02-01", End: "2026-03-01" },
    Granularity: "MONTHLY",
    GroupBy: groups("RECORD_TYPE"),
  });
  const of = (name: string) =>
    amount(month?.Groups?.find((group) => group.Keys?.[0] === name)?.Metrics?.UnblendedCost);
  expect(of("Usage")).toBeGreaterThan(10_000);
  expect(of("Tax")).toBeGreaterThan(0);
  expect(of("Credit")).toBeLessThan(0);
});

test("the last days are estimates, the future is empty", async () => {
  const results = await ask({ TimePeriod: { Start: "2026-03-14", End: "2026-03-20" } });
  expect(results.map((day) => day.Estimated)).toEqual([false, false, true, true, true, true]);
  expect(amount(results.at(-1)?.Total?.UnblendedCost)).toBe(0);
});

test("many groups come in pages", async () => {
  const whole = await ask({ GroupBy: groups("LINKED_ACCOUNT", "USAGE_TYPE") });
  simulator.control.costPageSize = 25;
  const paged = await ask({ GroupBy: groups("LINKED_ACCOUNT", "USAGE_TYPE") });
  simulator.control.reset();
  expect(paged.length).toBeGreaterThan(whole.length);
  expect(paged.flatMap((day) => day.Groups)).toEqual(whole.flatMap((day) => day.Groups));
});

test("a member account sees its own costs only", async () => {
  const account = accountNamed(simulator, "search-prod");
  const results = await ask({ GroupBy: groups("LINKED_ACCOUNT") }, account);
  expect(results[0]?.Groups?.map((group) => group.Keys)).toEqual([[account]]);
});

test("requests that Cost Explorer refuses are refused", async () => {
  const refuse = (input: Partial<GetCostAndUsageCommandInput>) => codeOf(ask(input));
  expect(await refuse({ GroupBy: groups("SERVICE", "REGION", "OPERATION") })).toBe("ValidationException");
  expect(await refuse({ TimePeriod: { Start: "2026-03-12", End: "2026-03-12" } })).toBe(
    "ValidationException",
  );
  expect(await refuse({ TimePeriod: { Start: "2024-01-01", End: "2024-01-02" } })).toBe(
    "ValidationException",
  );
  expect(await refuse({ Granularity: "HOURLY" })).toBe("ValidationException");
  expect(await refuse({ NextPageToken: "bm8=" })).toBe("InvalidNextTokenException");
});

test("zones and endpoints add up to the bill, day by day", async () => {
  const Filter = equals("USAGE_TYPE", "USE1-VpcEndpoint-Hours", "USE1-VpcEndpoint-Bytes");
  const sumsOf = (results: Awaited<ReturnType<typeof ask>>) =>
    results.map((day) =>
      (day.Groups ?? []).reduce((sum, { Metrics }) => sum + amount(Metrics?.UnblendedCost), 0),
    );
  const TimePeriod = { Start: "2026-03-16", End: "2026-03-19" };
  const billed = sumsOf(await ask({ TimePeriod, Filter, GroupBy: groups("USAGE_TYPE") }));
  const zones = await ask({ TimePeriod, Filter, GroupBy: groups("LINKED_ACCOUNT", "AZ") });
  const names = zones.flatMap(({ Groups }) => Groups?.map(({ Keys }) => Keys?.[1]) ?? []);
  expect(new Set(names)).toContain("us-east-1a");
  simulator.control.resourceCosts.add(MANAGEMENT_ACCOUNT);
  const { costs } = await clientsFor(simulator);
  const Metrics = ["UnblendedCost"];
  const GroupBy = groups("RESOURCE_ID", "USAGE_TYPE");
  const resources = await costs.send(
    new GetCostAndUsageWithResourcesCommand({ TimePeriod, Granularity: "DAILY", Filter, GroupBy, Metrics }),
  );
  const ids = resources.ResultsByTime?.[0]?.Groups?.map(({ Keys }) => Keys?.[0]) ?? [];
  expect(new Set(ids).size).toBeGreaterThan(50);
  expect(ids[0]).toMatch(/^arn:aws:ec2:us-east-1:\d{12}:vpc-endpoint\/vpce-[0-9a-f]+$/);
  for (const [day, usd] of billed.entries()) {
    expect(usd).toBeGreaterThan(0);
    expect(sumsOf(zones)[day]).toBeCloseTo(usd, 6);
    expect(sumsOf(resources.ResultsByTime ?? [])[day]).toBeCloseTo(usd, 6);
  }
  simulator.control.reset();
});

test("resources are for those who opted in, for two weeks, and by resource", async () => {
  const { costs } = await clientsFor(simulator);
  const refuse = (Start: string, GroupBy = groups("RESOURCE_ID")) =>
    codeOf(
      costs.send(
        new GetCostAndUsageWithResourcesCommand({
          TimePeriod: { Start, End: "2026-03-19" },
          Granularity: "DAILY",
          Filter: equals("SERVICE", "Amazon Virtual Private Cloud"),
          Metrics: ["UnblendedCost"],
          GroupBy,
        }),
      ),
    );
  expect(await refuse("2026-03-10")).toBe("DataUnavailableException");
  simulator.control.resourceCosts.add(MANAGEMENT_ACCOUNT);
  expect(await refuse("2026-03-03")).toBe("ValidationException");
  expect(await refuse("2026-03-10", groups("USAGE_TYPE"))).toBe("ValidationException");
  expect(await codeOf(ask({ GroupBy: groups("RESOURCE_ID") }))).toBe("ValidationException");
  simulator.control.reset();
});
