import { DescribeVpcEndpointsCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { isActive } from "./fleet/incidents.ts";
import { endpointInterfaces } from "./fleet/network.ts";
import type { EndpointSpec } from "./fleet/types.ts";
import { addressHash } from "./prometheus/series.ts";
import { type Simulator, startSimulator } from "./server.ts";
import { accountNamed, clientsFor } from "./testing/clients.ts";

const NOW = Date.parse("2026-11-18T14:05:00Z");
const SECONDS = NOW / 1000;
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: NOW });
});
beforeEach(() => simulator.control.reset());
afterAll(() => simulator.close());

interface Series {
  metric: Record<string, string>;
  value: [number, string];
  values: [number, string][];
}

async function get(path: string, params: Record<string, string | number> = {}, method = "GET") {
  const form = new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)]));
  const url = `${simulator.url}/prometheus/api/v1/${path}`;
  const response = await (method === "GET" ? fetch(`${url}?${form}`) : fetch(url, { method, body: form }));
  const text = await response.text();
  return { code: response.status, text, ...(text.startsWith("{") ? JSON.parse(text) : {}) };
}

const query = async (text: string, time = SECONDS): Promise<Series[]> =>
  (await get("query", { query: text, time })).data.result;
const range = async (text: string, start: number, end: number, step = 60): Promise<Series[]> =>
  (await get("query_range", { query: text, start, end, step })).data.result;

const endpointOf = (key: string) => {
  const [name, region, rest] = key.split("/") as [string, string, string];
  const path = `${accountNamed(simulator, name)}/${region}/main/${rest}`;
  return simulator.fleet.plan.endpoints.find((one) => one.key === path) as EndpointSpec;
};

/** Share of probes that succeeded over a day, by zone. */
async function daily(endpoint: EndpointSpec, job = "privatelink") {
  const selector = `probe_success{vpc_endpoint_id="${endpoint.id}", job="${job}"}`;
  const found = await query(`avg_over_time(${selector}[1d])`);
  return new Map(found.map(({ metric, value }) => [metric.az_id, Number(value[1])]));
}

test("a healthy endpoint is probed in each of its zones, under its own name, and answers", async () => {
  const endpoint = endpointOf("checkout-prod/us-east-1/payments-api");
  const found = await query(`probe_success{vpc_endpoint_id="${endpoint.id}",job="privatelink"}`);
  expect(found.map(({ metric }) => metric.az_id).sort()).toEqual([...endpoint.azIds].sort());
  const { ec2 } = await clientsFor(simulator, endpoint.accountId);
  const described = await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpoint.id] }));
  const names = described.VpcEndpoints?.[0]?.DnsEntries?.map(({ DnsName }) => DnsName);
  for (const { metric } of found) {
    expect(names).toContain(metric.instance);
    expect(metric).toMatchObject({ account_id: endpoint.accountId, region: "us-east-1", module: "https" });
  }
  for (const share of (await daily(endpoint)).values()) expect(share).toBeGreaterThan(0.95);
  const [status] = await query(`probe_http_status_code{vpc_endpoint_id="${endpoint.id}",job="privatelink"}`);
  expect(status?.value[1]).toBe("200");
});

test("a zone's outage fails the probes of that zone, while it lasts", async () => {
  const service = simulator.fleet.services.find(
    (one) => one.name === "shipment-tracking" && one.region === "ap-northeast-1",
  );
  const incident = simulator.fleet.plan.incidents.find((one) => one.name === "zone-outage");
  const zone = incident?.target.split("@")[1];
  const endpoint = endpointOf("orders-prod/ap-northeast-1/shipment-tracking");
  expect(endpoint.serviceName).toBe(service?.serviceName);
  const start = SECONDS - 2 * 86_400;
  const found = await range(
    `probe_success{vpc_endpoint_id="${endpoint.id}",job="privatelink"}`,
    start,
    SECONDS,
    300,
  );
  expect(found).toHaveLength(3);
  let during = 0;
  for (const { metric, values } of found) {
    for (const [time, value] of values) {
      // A probe belongs to the minute before; the edges of an outage are left out.
      const state = [time - 120, time].map((at) => isActive(incident as never, at * 1000));
      if (state[0] !== state[1]) continue;
      const out = state[0] === true && metric.az_id === zone;
      if (out) during++;
      if (out) expect(value).toBe("0");
    }
    const outside = values.filter(
      ([time]) =>
        !isActive(incident as never, time * 1000) && !isActive(incident as never, (time - 120) * 1000),
    );
    expect(outside.filter(([, value]) => value === "1").length / outside.length).toBeGreaterThan(0.97);
  }
  expect(during).toBeGreaterThan(20);
});

test("probes fail where the fleet gives them reason to, and only there", async () => {
  const failing = [
    "orders-prod/us-east-1/ledger-postings", // its group blocks the port
    "support-tools-prod/us-east-1/warehouse-sql",
    "orders-prod/ap-northeast-1/payments-api", // waits for acceptance
    "ledger-prod/us-east-1/lake-export", // the listener is gone
  ];
  for (const key of failing) {
    const shares = [...(await daily(endpointOf(key))).values()];
    expect([key, shares.length > 0, Math.max(...shares)]).toEqual([key, true, 0]);
  }
  const zones = await daily(endpointOf("fraud-prod/us-east-1/feature-store"));
  expect([...zones].filter(([, share]) => share === 0).map(([azId]) => azId)).toEqual(["use1-az3"]);
  // Its health check asks the wrong port: the load balancer fails open, and calls get through.
  const open = await daily(endpointOf("payments-prod/eu-west-1/secrets-broker"));
  for (const share of open.values()) expect(share).toBeGreaterThan(0.95);
  const lost = await daily(endpointOf("identity-prod/us-east-1/kms"));
  expect([...lost].filter(([, share]) => share === 0).map(([azId]) => azId)).toEqual(["use1-az2"]);
});

test("a blocked port runs into the timeout", async () => {
  const { id } = endpointOf("orders-prod/us-east-1/ledger-postings");
  const at = (name: string) => query(`min_over_time(${name}{vpc_endpoint_id="${id}",job="privatelink"}[1h])`);
  for (const { value } of await at("probe_duration_seconds"))
    expect(Number(value[1])).toBeGreaterThanOrEqual(5);
  for (const { value } of await at("probe_dns_lookup_time_seconds"))
    expect(Number(value[1])).toBeLessThan(0.01);
});

test("the address of an answer tells a private name from a public one", async () => {
  const hashes = async (endpoint: EndpointSpec) =>
    (
      await query(
        `last_over_time(probe_ip_addr_hash{vpc_endpoint_id="${endpoint.id}",job="privatelink-dns"}[1h])`,
      )
    ).map(({ value }) => Number(value[1]));
  const own = (endpoint: EndpointSpec) =>
    endpointInterfaces(endpoint).map(({ address }) => addressHash(address));
  const fine = endpointOf("checkout-prod/us-east-1/payments-api");
  expect((await hashes(fine)).sort()).toEqual(own(fine).sort());
  const off = endpointOf("mobile-api-prod/us-east-1/secretsmanager");
  const answers = await hashes(off);
  expect(answers.length).toBeGreaterThan(0);
  for (const hash of answers) expect(own(off)).not.toContain(hash);
  // A company's own name that was never verified does not resolve at all.
  const unverified = endpointOf("orders-prod/eu-west-1/partner-edge");
  expect(await hashes(unverified)).toEqual([]);
  expect(Math.max(...(await daily(unverified, "privatelink-dns")).values())).toBe(0);
  // The published value for the letter a, read as an address of one byte.
  expect(addressHash("97")).toBe(0xe40c292c);
});

test("a range, its parts and its raw samples agree; nothing is known of the future", async () => {
  const { id } = endpointOf("checkout-prod/us-east-1/payments-api");
  const selector = `probe_duration_seconds{vpc_endpoint_id="${id}",az_id="use1-az1",job="privatelink"}`;
  const [series] = await range(selector, SECONDS - 3600, SECONDS);
  const [later] = await range(selector, SECONDS - 1800, SECONDS + 3600);
  expect(later?.values).toEqual(series?.values.filter(([time]) => time >= SECONDS - 1800));
  const [raw] = await query(`${selector}[1h]`);
  expect(raw?.values.length).toBeGreaterThan(50);
  expect(series?.values.map(([, value]) => value).slice(1)).toEqual(
    raw?.values.map(([, value]) => value).slice(-(series?.values.length ?? 0) + 1),
  );
  expect(await query(selector, SECONDS + 600)).toEqual([]);
  const again = await startSimulator({ now: NOW + 3_600_000 });
  const url = `${again.url}/prometheus/api/v1/query?${new URLSearchParams({ query: selector, time: String(SECONDS - 600) })}`;
  const [elsewhere] = (await (await fetch(url)).json()).data.result;
  await again.close();
  expect(elsewhere).toEqual((await query(selector, SECONDS - 600))[0]);
});

test("series have gaps where the exporter was restarted", async () => {
  const { id } = endpointOf("checkout-prod/us-east-1/payments-api");
  const selector = `probe_success{vpc_endpoint_id="${id}",az_id="use1-az1",job="privatelink"}`;
  const [series] = await range(selector, SECONDS - 11.5 * 86_400, SECONDS, 120);
  const times = series?.values.map(([time]) => time) ?? [];
  const gaps = times.slice(1).map((time, index) => (time - (times[index] as number)) / 60);
  expect(Math.max(...gaps)).toBeGreaterThan(20);
  expect(Math.max(...gaps)).toBeLessThan(35);
});

test("selectors, aggregation, labels and series", async () => {
  const account = accountNamed(simulator, "payments-prod");
  const all = await query(`probe_success{account_id="${account}"}`);
  const count = await query(`count by (region) (probe_success{account_id="${account}"})`);
  expect(count.reduce((sum, { value }) => sum + Number(value[1]), 0)).toBe(all.length);
  const some = await query(
    `{__name__="probe_success",account_id="${account}",region=~"us-.*|eu-.*",job!="privatelink-dns"}`,
  );
  expect(new Set(some.map(({ metric }) => metric.region))).toEqual(new Set(["us-east-1", "eu-west-1"]));
  const names = (await get("label/__name__/values")).data;
  expect(names).toEqual([
    "probe_dns_lookup_time_seconds",
    "probe_duration_seconds",
    "probe_http_status_code",
    "probe_ip_addr_hash",
    "probe_success",
  ]);
  expect((await get("labels")).data).toContain("vpc_endpoint_id");
  const { data } = await get("series", { "match[]": `probe_success{account_id="${account}"}` }, "POST");
  expect(data.length).toBeGreaterThanOrEqual(all.length);
  const probed = (await get("label/vpc_endpoint_id/values")).data as string[];
  const listed = simulator.fleet.plan.endpoints.filter((one) => one.type === "Interface");
  expect(probed.length).toBeGreaterThan(100);
  expect(probed.length).toBeLessThan(listed.length);
});

test("what Prometheus refuses is refused in its own words, and it fails as everything does", async () => {
  const bad = async (params: Record<string, string | number>, path = "query") => {
    const { code, status, errorType, error } = await get(path, params);
    expect([code, status, errorType]).toEqual([400, "error", "bad_data"]);
    return error;
  };
  expect(await bad({ query: "probe_success{" })).toContain("parse error");
  expect(await bad({ query: "rate(probe_success[5m])" })).toContain("parse error");
  expect(await bad({ query: "avg_over_time(probe_success)" })).toContain("expected type range vector");
  expect(await bad({ query: "probe_success", start: 0, end: SECONDS, step: 1 }, "query_range")).toContain(
    "11,000 points",
  );
  expect(await bad({ query: "probe_success", time: "soon" })).toContain("valid timestamp");
  expect((await get("nothing")).code).toBe(404);
  for (const [kind, code] of [
    ["throttle", 429],
    ["error", 503],
    ["html", 502],
    ["denied", 403],
  ] as const) {
    simulator.control.faults.add({ kind, service: "prometheus", times: 1 });
    expect((await get("query", { query: "probe_success" })).code).toBe(code);
  }
  simulator.control.faults.add({ kind: "cut", service: "prometheus", action: "query_range" });
  await expect(
    get("query_range", { query: "probe_success", start: SECONDS, end: SECONDS, step: 60 }),
  ).rejects.toThrow();
  expect((await get("query", { query: "probe_success{job='x'}" })).data.result).toEqual([]);
  expect(simulator.control.counters.snapshot()["prometheus:query"]?.throttled).toBe(1);
});
