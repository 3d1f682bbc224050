import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { GET } from "#app/metrics/route.ts";
import { accountRow, endpointRow, insertEndpoints, scopeRow } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { prometheusText } from "./prometheus.ts";

const db = processDatabase();

const folder = mkdtempSync(path.join(tmpdir(), "linkledger-scrape-"));
let files = 0;
function configWith(text: string): string {
  const file = path.join(folder, `${++files}.yaml`);
  writeFileSync(file, text);
  return file;
}

/** Samples by name and labels. */
async function scrape(): Promise<Map<string, number>> {
  const text = await prometheusText();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

beforeAll(async () => {
  await insertRows(db, "account", [accountRow("111111111111", "a")]);
  await insertRows(db, "collector_scope", [
    scopeRow(),
    scopeRow({ region: "eu-west-1", outcome: "failed", lastSuccessAt: null }),
    scopeRow({ region: "eu-central-1", outcome: "partial" }),
  ]);
  await insertEndpoints(db, [
    endpointRow("vpce-1"),
    endpointRow("vpce-2", { state: "AVAILABLE" }),
    endpointRow("vpce-3", { state: null }),
    endpointRow("vpce-4", { region: "eu-west-1" }),
    endpointRow("vpce-5", { goneAt: new Date("2026-11-01T00:00:00Z") }),
  ]);
  await insertRows(db, "vpc_endpoint_traffic", [
    { accountId: "111111111111", vpcEndpointId: "vpce-1", bytes30d: 5_000_000_000, updatedAt: new Date(0) },
    { accountId: "111111111111", vpcEndpointId: "vpce-2", bytes30d: 0, updatedAt: new Date(0) },
    { accountId: "111111111111", vpcEndpointId: "vpce-3", updatedAt: new Date(0) },
  ]);
  const run = {
    accountId: "111111111111",
    region: "us-east-1",
    collector: "endpoints",
    apiCalls: 4,
    costUsd: 0.25,
  };
  await insertRows(db, "collector_run", [
    {
      ...run,
      runId: "0190e0e0-0000-7000-8000-000000000001",
      startedAt: new Date("2026-11-18T10:00:00Z"),
      outcome: "success",
    },
    {
      ...run,
      runId: "0190e0e0-0000-7000-8000-000000000002",
      startedAt: new Date("2026-11-18T11:00:00Z"),
      outcome: "failed",
    },
    {
      ...run,
      runId: "0190e0e0-0000-7000-8000-000000000003",
      startedAt: new Date("2026-11-17T11:00:00Z"),
      outcome: "success",
    },
  ]);
});

describe("GET /metrics", () => {
  it("counts endpoints by account, region, type and state, and what is stale of them", async () => {
    const samples = await scrape();
    const place = 'account_id="111111111111",region="us-east-1",vpc_endpoint_type="Interface"';
    const far = 'account_id="111111111111",region="eu-west-1",vpc_endpoint_type="Interface"';
    expect(samples.get(`linkledger_endpoint_existing{${place},state="available"}`)).toBe(2);
    expect(samples.get(`linkledger_endpoint_existing{${place},state="unknown"}`)).toBe(1);
    expect(samples.get(`linkledger_endpoint_existing{${far},state="available"}`)).toBe(1);
    expect(samples.get(`linkledger_endpoint_stale{${far},state="available"}`)).toBe(1);
    expect(samples.get(`linkledger_endpoint_stale{${place},state="available"}`)).toBeUndefined();
    expect(samples.get(`linkledger_endpoint_processed_bytes_30d{${place}}`)).toBe(5_000_000_000);
    // Nothing is known of the traffic there: no sample, rather than a zero.
    expect(samples.get(`linkledger_endpoint_processed_bytes_30d{${far}}`)).toBeUndefined();
  });

  it("has series of single endpoints as far as the configuration allows, those with most traffic first", async () => {
    const of = (samples: Map<string, number>, name: string) =>
      [...samples.keys()].filter((key) => key.startsWith(`linkledger_endpoint_${name}{`));
    const all = await scrape();
    expect(of(all, "bytes_30d")).toHaveLength(2);
    expect(of(all, "last_seen_timestamp_seconds")).toHaveLength(4);
    expect(all.get("linkledger_endpoint_series_omitted")).toBe(0);
    vi.stubEnv("LINKLEDGER_CONFIG", configWith("metrics: { endpointSeries: 1 }"));
    const one = await scrape();
    const place = 'account_id="111111111111",region="us-east-1"';
    expect(of(one, "bytes_30d")).toEqual([
      `linkledger_endpoint_bytes_30d{vpc_endpoint_id="vpce-1",${place}}`,
    ]);
    expect(one.get("linkledger_endpoint_series_omitted")).toBe(3);
    vi.stubEnv("LINKLEDGER_CONFIG", configWith("metrics: { endpointSeries: 0 }"));
    const none = await scrape();
    expect([...none.keys()].filter((key) => key.includes("vpc_endpoint_id"))).toEqual([]);
    vi.unstubAllEnvs();
  });

  it("gives its connection back when the reader leaves in the middle", async () => {
    await db.pool.query(
      `INSERT INTO vpc_endpoint (account_id, region, vpc_endpoint_id, vpc_endpoint_type, first_seen_at, last_seen_at, collector)
       SELECT '222222222222', 'us-east-1', 'vpce-"many\\' || n, 'Interface', now(), now(), 'endpoints' FROM generate_series(1, 5000) n`,
    );
    const { body } = await GET(new Request("http://x/metrics"), { params: Promise.resolve({}) });
    const reader = body?.getReader();
    await reader?.read();
    await reader?.read();
    await reader?.cancel();
    const text = await prometheusText();
    expect(text).toContain('vpc_endpoint_id="vpce-\\"many\\\\1"');
    expect(db.pool.idleCount).toBe(db.pool.totalCount);
    await db.pool.query("DELETE FROM vpc_endpoint WHERE account_id = '222222222222'");
  });

  it("tells scopes by state, and what the last 24 hours of collecting took", async () => {
    const samples = await scrape();
    const scopes = (state: string) =>
      samples.get(`linkledger_collector_scopes{collector="endpoints",state="${state}"}`);
    expect([scopes("fresh"), scopes("failed"), scopes("partial")]).toEqual([1, 1, 1]);
    expect(samples.get('linkledger_collector_lag_seconds{collector="endpoints"}')).toBe(300);
    expect(samples.get('linkledger_collector_runs_1d{collector="endpoints",outcome="failed"}')).toBe(1);
    expect(samples.get('linkledger_collector_api_calls_1d{collector="endpoints"}')).toBe(8);
    expect(samples.get('linkledger_collector_cost_usd_1d{collector="endpoints"}')).toBe(0.5);
    expect(samples.get("linkledger_process_cpu_seconds_total")).toBeGreaterThan(0);
  });
});
