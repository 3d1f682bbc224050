import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type Metric,
  type MetricDataQuery,
  paginateGetMetricData,
  paginateListMetrics,
} from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Simulator, startSimulator } from "./server.ts";
import { accountNamed, clientsFor, codeOf } from "./testing/clients.ts";

// A Wednesday, seven minutes past the hour.
const NOW = Date.parse("2026-03-18T15:07:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Many calls on a machine that may be busy: the limit is for what hangs.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
let payments: CloudWatchClient;
beforeAll(async () => {
  simulator = await startSimulator({ now: NOW });
  payments = (await clientsFor(simulator, accountNamed(simulator, "payments-prod"))).cloudwatch;
});
afterAll(() => simulator.close());

async function listMetrics(client: CloudWatchClient, Namespace: string, more = {}): Promise<Metric[]> {
  const metrics: Metric[] = [];
  for await (const page of paginateListMetrics({ client }, { Namespace, ...more }))
    metrics.push(...(page.Metrics ?? []));
  return metrics;
}

interface Read {
  from: number;
  to: number;
  period: number;
  stat?: string;
}

/** Values by time (ms), oldest first. */
async function read(client: CloudWatchClient, metric: Metric, { from, to, period, stat = "Sum" }: Read) {
  const query: MetricDataQuery = { Id: "m", MetricStat: { Metric: metric, Period: period, Stat: stat } };
  const points = new Map<number, number>();
  const input = { MetricDataQueries: [query], StartTime: new Date(from), EndTime: new Date(to) };
  for await (const page of paginateGetMetricData({ client }, { ...input, ScanBy: "TimestampAscending" })) {
    const [result] = page.MetricDataResults ?? [];
    for (const [index, time] of (result?.Timestamps ?? []).entries())
      points.set(time.getTime(), result?.Values?.[index] as number);
  }
  return points;
}

const sum = (points: Map<number, number>) => [...points.values()].reduce((total, value) => total + value, 0);
const endpointGrain = (metrics: Metric[]) => metrics.filter((metric) => metric.Dimensions?.length === 4);
const dimension = (metric: Metric, name: string) =>
  metric.Dimensions?.find((one) => one.Name === name)?.Value;

test("an hour is the sum of its minutes, and an endpoint the sum of its subnets", async () => {
  const metrics = await listMetrics(payments, "AWS/PrivateLinkEndpoints");
  const day = { from: Date.parse("2026-03-16T00:00:00Z"), to: Date.parse("2026-03-17T00:00:00Z") };
  for (const name of ["BytesProcessed", "NewConnections", "RstPacketsReceived"]) {
    for (const metric of endpointGrain(metrics).filter((one) => one.MetricName === name)) {
      const daily = sum(await read(payments, metric, { ...day, period: 86_400 }));
      const hourly = sum(await read(payments, metric, { ...day, period: 3600 }));
      const minutely = sum(await read(payments, metric, { ...day, period: 60 }));
      expect([hourly, minutely]).toEqual([daily, daily]);
      const id = dimension(metric, "VPC Endpoint Id");
      const subnets = metrics.filter(
        (one) =>
          one.MetricName === name && one.Dimensions?.length === 5 && dimension(one, "VPC Endpoint Id") === id,
      );
      let parts = 0;
      for (const subnet of subnets) parts += sum(await read(payments, subnet, { ...day, period: 3600 }));
      expect(parts).toBe(daily);
    }
  }
});

test("connections average over an hour as over its minutes", async () => {
  const metrics = endpointGrain(await listMetrics(payments, "AWS/PrivateLinkEndpoints"));
  // An ordinary hour, and one in which a storm begins.
  const hours = ["2026-03-17T18:00:00Z", "2026-03-17T13:00:00Z", "2026-03-18T13:00:00Z"].map((time) => ({
    from: Date.parse(time),
    to: Date.parse(time) + HOUR,
  }));
  const active = metrics.filter((one) => one.MetricName === "ActiveConnections");
  for (const [metric, hour] of active.flatMap((one) => hours.map((hour) => [one, hour] as const))) {
    const minutes = await read(payments, metric, { ...hour, period: 60, stat: "Average" });
    const [mean] = (await read(payments, metric, { ...hour, period: 3600, stat: "Average" })).values();
    const [max] = (await read(payments, metric, { ...hour, period: 3600, stat: "Maximum" })).values();
    const peaks = await read(payments, metric, { ...hour, period: 60, stat: "Maximum" });
    expect(mean).toBeCloseTo(sum(minutes) / minutes.size, 6);
    expect(max).toBe(Math.max(...peaks.values()));
  }
});

test("data stops five minutes ago, newest first unless asked, end excluded", async () => {
  const [metric] = endpointGrain(await listMetrics(payments, "AWS/PrivateLinkEndpoints"));
  const MetricDataQueries = [{ Id: "a", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" } }];
  const EndTime = new Date(NOW);
  const newest = await payments.send(
    new GetMetricDataCommand({ MetricDataQueries, StartTime: new Date(NOW - HOUR), EndTime }),
  );
  const times = newest.MetricDataResults?.[0]?.Timestamps?.map((time) => time.getTime()) ?? [];
  expect(times).toEqual([...times].sort((a, b) => b - a));
  expect(times[0]).toBeLessThan(NOW - 5 * MINUTE);
  const points = await read(payments, metric as Metric, {
    from: NOW - HOUR,
    to: NOW - 30 * MINUTE,
    period: 60,
  });
  expect(Math.max(...points.keys())).toBeLessThan(NOW - 30 * MINUTE);
});

test("minutes are kept 15 days, five minutes 63, hours 455", async () => {
  const old = simulator.fleet
    .allEndpoints(accountNamed(simulator, "payments-prod"), "us-east-1")
    .find((one) => one.createdAt < NOW - 500 * DAY && simulator.traffic.lanesOf(one).length > 0);
  const metric = endpointGrain(await listMetrics(payments, "AWS/PrivateLinkEndpoints")).find(
    (one) => dimension(one, "VPC Endpoint Id") === old?.id,
  ) as Metric;
  const oldest = async (period: number) => {
    const points = await read(payments, metric, { from: NOW - 600 * DAY, to: NOW, period });
    return (NOW - Math.min(...points.keys())) / DAY;
  };
  expect(await oldest(60)).toBeCloseTo(15, 0);
  expect(await oldest(300)).toBeCloseTo(63, 0);
  expect(await oldest(3600)).toBeCloseTo(455, 0);
});

test("silence is not published: idle endpoints, gateway endpoints, cross-region consumers", async () => {
  const { cloudwatch } = await clientsFor(simulator, accountNamed(simulator, "legacy-erp-prod"), "eu-west-1");
  const endpoints = simulator.fleet.allEndpoints(accountNamed(simulator, "legacy-erp-prod"), "eu-west-1");
  const idle = endpoints.find((one) => one.key.endsWith("main/ssm"));
  const gateway = endpoints.find((one) => one.type === "Gateway");
  const listed = await listMetrics(cloudwatch, "AWS/PrivateLinkEndpoints");
  expect(listed.length).toBeGreaterThan(0);
  for (const silent of [idle, gateway])
    expect(listed.some((metric) => dimension(metric, "VPC Endpoint Id") === silent?.id)).toBe(false);
  const metric: Metric = {
    Namespace: "AWS/PrivateLinkEndpoints",
    MetricName: "BytesProcessed",
    Dimensions: [
      { Name: "VPC Id", Value: idle?.vpc.id },
      { Name: "VPC Endpoint Id", Value: idle?.id },
      { Name: "Endpoint Type", Value: "Interface" },
      { Name: "Service Name", Value: idle?.serviceName },
    ],
  };
  const points = await read(cloudwatch, metric, { from: NOW - 450 * DAY, to: NOW, period: 86_400 });
  expect(points.size).toBeGreaterThan(30);
  expect(Math.max(...points.keys())).toBeLessThan(Date.parse("2025-03-14T00:00:00Z"));
  const ireland = await clientsFor(simulator, accountNamed(simulator, "ml-platform-prod"), "eu-west-1");
  const across = (await listMetrics(ireland.cloudwatch, "AWS/PrivateLinkEndpoints")).filter((one) =>
    dimension(one, "Service Name")?.includes(".us-east-1."),
  );
  expect(across).toEqual([]);
});

test("nightly endpoints have gaps by day", async () => {
  const { cloudwatch } = await clientsFor(simulator, accountNamed(simulator, "security-audit"), "eu-west-1");
  const metrics = endpointGrain(await listMetrics(cloudwatch, "AWS/PrivateLinkEndpoints"));
  const nightly = metrics.find(
    (one) => one.MetricName === "BytesProcessed" && dimension(one, "Service Name")?.endsWith(".monitoring"),
  );
  const points = await read(cloudwatch, nightly as Metric, { from: NOW - DAY, to: NOW, period: 3600 });
  expect([...points.keys()].map((time) => new Date(time).getUTCHours())).toEqual([1, 2, 3]);
});

test("an incident shows: resets in the storm are many times those outside it", async () => {
  const metrics = endpointGrain(
    await listMetrics(
      (await clientsFor(simulator, accountNamed(simulator, "checkout-prod"))).cloudwatch,
      "AWS/PrivateLinkEndpoints",
    ),
  );
  const service = simulator.fleet.services.find(
    (one) => one.name === "payments-api" && one.region === "us-east-1",
  );
  const resets = metrics.find(
    (one) =>
      one.MetricName === "RstPacketsReceived" && dimension(one, "Service Name") === service?.serviceName,
  ) as Metric;
  const { cloudwatch } = await clientsFor(simulator, accountNamed(simulator, "checkout-prod"));
  const storm = simulator.fleet.plan.incidents.find((one) => one.target === service?.id);
  const { everyMinutes, offsetMinutes, lastsMinutes } = storm as NonNullable<typeof storm>;
  const last = Math.floor((NOW / MINUTE - 60 - offsetMinutes) / everyMinutes) * everyMinutes + offsetMinutes;
  const start = last * MINUTE;
  const during = await read(cloudwatch, resets, {
    from: start,
    to: start + lastsMinutes * MINUTE,
    period: 60,
  });
  const before = await read(cloudwatch, resets, {
    from: start - lastsMinutes * MINUTE,
    to: start,
    period: 60,
  });
  expect(sum(during)).toBeGreaterThan(10 * Math.max(1, sum(before)));
});

test("the provider's service sees what its consumers send", async () => {
  const { cloudwatch } = await clientsFor(simulator, accountNamed(simulator, "payments-prod"));
  const day = {
    from: Date.parse("2026-03-16T00:00:00Z"),
    to: Date.parse("2026-03-17T00:00:00Z"),
    period: 3600,
  };
  const metrics = (await listMetrics(cloudwatch, "AWS/PrivateLinkServices")).filter(
    (one) => one.MetricName === "BytesProcessed",
  );
  const service = simulator.fleet.services.find(
    (one) => one.name === "card-vault" && one.region === "us-east-1",
  );
  const mine = metrics.filter((one) => dimension(one, "Service Id") === service?.id);
  const total = mine.find((one) => one.Dimensions?.length === 1) as Metric;
  const by = (name: string) => mine.filter((one) => one.Dimensions?.length === 2 && dimension(one, name));
  const whole = sum(await read(cloudwatch, total, day));
  expect(whole).toBeGreaterThan(0);
  for (const split of ["Az", "VPC Endpoint Id", "Load Balancer Arn"]) {
    let parts = 0;
    for (const metric of by(split)) parts += sum(await read(cloudwatch, metric, day));
    expect(parts).toBe(whole);
  }
  const consumer = by("VPC Endpoint Id")[0] as Metric;
  const endpoint = simulator.fleet.endpointById(dimension(consumer, "VPC Endpoint Id") as string);
  const theirs = (await clientsFor(simulator, endpoint?.accountId)).cloudwatch;
  const sent = endpointGrain(await listMetrics(theirs, "AWS/PrivateLinkEndpoints")).find(
    (one) => one.MetricName === "BytesProcessed" && dimension(one, "VPC Endpoint Id") === endpoint?.id,
  );
  expect(sum(await read(theirs, sent as Metric, day))).toBe(sum(await read(cloudwatch, consumer, day)));
});

test("host counts of a load balancer follow its scheduled outage", async () => {
  const provider = accountNamed(simulator, "logistics-prod");
  const { cloudwatch } = await clientsFor(simulator, provider, "ap-northeast-1");
  const hosts = (await listMetrics(cloudwatch, "AWS/NetworkELB")).find(
    (one) =>
      one.MetricName === "UnHealthyHostCount" &&
      one.Dimensions?.length === 2 &&
      dimension(one, "LoadBalancer")?.startsWith("net/shipment-tracking/"),
  );
  const points = await read(cloudwatch, hosts as Metric, {
    from: NOW - 2 * DAY,
    to: NOW,
    period: 300,
    stat: "Maximum",
  });
  expect(new Set(points.values())).toContain(0);
  expect(Math.max(...points.values())).toBeGreaterThan(0);
});

test("a long answer comes in pages that add up", async () => {
  const metrics = endpointGrain(await listMetrics(payments, "AWS/PrivateLinkEndpoints")).slice(0, 12);
  const input = {
    MetricDataQueries: metrics.map((metric, index) => ({
      Id: `m${index}`,
      MetricStat: { Metric: metric, Period: 3600, Stat: "Sum" },
    })),
    StartTime: new Date(NOW - 14 * DAY),
    EndTime: new Date(NOW),
  };
  const whole = await payments.send(new GetMetricDataCommand(input));
  expect(whole.NextToken).toBeUndefined();
  const pieces = new Map<string, number[]>();
  let pages = 0;
  for await (const page of paginateGetMetricData({ client: payments }, { ...input, MaxDatapoints: 500 })) {
    pages++;
    let points = 0;
    for (const result of page.MetricDataResults ?? []) {
      const id = result.Id as string;
      pieces.set(id, [...(pieces.get(id) ?? []), ...(result.Values ?? [])]);
      points += result.Values?.length ?? 0;
    }
    expect(points).toBeLessThanOrEqual(500);
  }
  expect(pages).toBeGreaterThan(5);
  for (const result of whole.MetricDataResults ?? []) {
    expect(result.StatusCode).toBe("Complete");
    expect(pieces.get(result.Id as string)).toEqual(result.Values);
  }
});

test("limits and bad queries are refused as CloudWatch does", async () => {
  const [metric] = await listMetrics(payments, "AWS/PrivateLinkEndpoints");
  const ask = (queries: MetricDataQuery[], from = NOW - HOUR) =>
    payments.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(from),
        EndTime: new Date(NOW),
      }),
    );
  const query = (Id: string, Period = 60) => ({ Id, MetricStat: { Metric: metric, Period, Stat: "Sum" } });
  const many = Array.from({ length: 501 }, (_, index) => query(`m${index}`));
  expect(await codeOf(ask(many))).toBe("ValidationException");
  expect((await ask(many.slice(0, 500))).MetricDataResults).toHaveLength(500);
  expect(await codeOf(ask([query("a"), query("a")]))).toBe("ValidationException");
  expect(await codeOf(ask([query("Upper")]))).toBe("ValidationException");
  expect(await codeOf(ask([query("a", 90)]))).toBe("ValidationException");
  expect(await codeOf(ask([query("a")], NOW + HOUR))).toBe("ValidationException");
  const unknown = { Namespace: "AWS/PrivateLinkEndpoints", MetricName: "BytesProcessed", Dimensions: [] };
  const empty = await ask([{ Id: "a", MetricStat: { Metric: unknown, Period: 60, Stat: "Sum" } }]);
  expect(empty.MetricDataResults?.[0]).toMatchObject({ Values: [], StatusCode: "Complete" });
});

test("ListMetrics filters by name, dimension and recent activity", async () => {
  const named = await listMetrics(payments, "AWS/PrivateLinkEndpoints", { MetricName: "BytesProcessed" });
  expect(new Set(named.map((metric) => metric.MetricName))).toEqual(new Set(["BytesProcessed"]));
  const id = dimension(named[0] as Metric, "VPC Endpoint Id");
  const Dimensions = [{ Name: "VPC Endpoint Id", Value: id }, { Name: "Subnet Id" }];
  const subnets = await listMetrics(payments, "AWS/PrivateLinkEndpoints", {
    MetricName: "BytesProcessed",
    Dimensions,
  });
  expect(subnets).toHaveLength(3);
  const { cloudwatch } = await clientsFor(simulator, accountNamed(simulator, "security-audit"), "eu-west-1");
  const all = await listMetrics(cloudwatch, "AWS/PrivateLinkEndpoints");
  const recent = await listMetrics(cloudwatch, "AWS/PrivateLinkEndpoints", { RecentlyActive: "PT3H" });
  expect(recent.length).toBeLessThan(all.length);
});

test("series can be told to come with their subnet only", async () => {
  simulator.control.subnetGrainOnly = true;
  const metrics = await listMetrics(payments, "AWS/PrivateLinkEndpoints");
  simulator.control.reset();
  expect(metrics.length).toBeGreaterThan(0);
  expect(endpointGrain(metrics)).toEqual([]);
});

test("a zone without targets carries attempts that are all reset, the other zones go on", async () => {
  const { cloudwatch } = await clientsFor(simulator, accountNamed(simulator, "search-prod"));
  const endpoint = simulator.fleet
    .allEndpoints(accountNamed(simulator, "search-prod"), "us-east-1")
    .find((one) => one.key.endsWith("/feature-store"));
  const metrics = (await listMetrics(cloudwatch, "AWS/PrivateLinkEndpoints")).filter(
    (one) => dimension(one, "VPC Endpoint Id") === endpoint?.id && one.Dimensions?.length === 5,
  );
  const total = async (name: string) => {
    const parts = [];
    for (const metric of metrics.filter((one) => one.MetricName === name))
      parts.push(sum(await read(cloudwatch, metric, { from: NOW - DAY, to: NOW, period: 3600 })));
    return parts;
  };
  const [bytes, connections, resets] = [
    await total("BytesProcessed"),
    await total("NewConnections"),
    await total("RstPacketsReceived"),
  ];
  expect(bytes[2]).toBeLessThan(0.01 * (bytes[0] as number));
  expect(resets[2]).toBe(connections[2]);
  expect(resets[0]).toBeLessThan(0.01 * (connections[0] as number));
});
