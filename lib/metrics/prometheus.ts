import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { evaluationRecords } from "../evaluations/data.ts";
import type { EvaluationRecord } from "../evaluations/schema.ts";
import { type CollectorHealth, collectorHealth } from "../runs/data.ts";
import { addSlos } from "../slo/prometheus.ts";
import {
  type CollectorDay,
  collectorDays,
  type EndpointTraffic,
  endpointCounts,
  endpointTraffic,
} from "./fleetData.ts";

/** Above this many endpoints no series per endpoint is exported: the API and the CSV have them. */
const mostEndpointSeries = 2000;

// Next loads modules more than once; the watchers behind the process's own metrics are started once.
const shared = globalThis as { linkledgerProcessMetrics?: Registry };

function processMetrics(): Registry {
  if (!shared.linkledgerProcessMetrics) {
    shared.linkledgerProcessMetrics = new Registry();
    collectDefaultMetrics({ register: shared.linkledgerProcessMetrics, prefix: "linkledger_" });
  }
  return shared.linkledgerProcessMetrics;
}

/**
 * The fleet, the collectors and this process as Prometheus text. The number of series grows with accounts, regions,
 * types and states, not with endpoints. Throws what the database throws.
 */
export async function prometheusText(): Promise<{ contentType: string; text: string }> {
  const now = currentTime();
  const registry = new Registry();
  const { pool } = await database();
  const [health, days, counts, traffic, evaluations] = await Promise.all([
    collectorHealth(now),
    collectorDays(new Date(now.getTime() - 86_400_000)),
    endpointCounts(now),
    endpointTraffic(mostEndpointSeries),
    evaluationRecords(pool),
  ]);
  addCollectors(registry, health, days, now);
  addEvaluations(registry, [...evaluations.values()]);
  const labels = ["account_id", "region", "vpc_endpoint_type", "state"];
  const endpoints = gauge(registry, "linkledger_endpoint_count", "Endpoints that exist.", labels);
  const stale = gauge(
    registry,
    "linkledger_endpoint_stale_count",
    "Endpoints that exist but that no complete run has confirmed lately.",
    labels,
  );
  const bytes = gauge(
    registry,
    "linkledger_endpoint_processed_bytes_30d",
    "Bytes processed in the last 30 days, as far as measured.",
    labels.slice(0, 3),
  );
  for (const one of counts) {
    const { accountId, region, vpcEndpointType, state } = one;
    const place = { account_id: accountId, region, vpc_endpoint_type: vpcEndpointType };
    endpoints.inc({ ...place, state }, one.endpoints);
    if (one.stale > 0) stale.inc({ ...place, state }, one.stale);
    if (one.bytes30d !== null) bytes.inc(place, one.bytes30d);
  }
  addTraffic(registry, traffic);
  await addSlos(registry);
  return {
    contentType: registry.contentType,
    text: await Registry.merge([registry, processMetrics()]).metrics(),
  };
}

function gauge(registry: Registry, name: string, help: string, labelNames: string[]): Gauge {
  return new Gauge({ name, help, labelNames, registers: [registry] });
}

function addTraffic(registry: Registry, traffic: EndpointTraffic[]): void {
  const labels = ["vpc_endpoint_id", "account_id", "region"];
  const bytes = gauge(
    registry,
    "linkledger_endpoint_bytes_30d",
    `Bytes per endpoint in the last 30 days; only while the fleet has at most ${mostEndpointSeries} endpoints with traffic known.`,
    labels,
  );
  const last = gauge(
    registry,
    "linkledger_endpoint_last_traffic_timestamp_seconds",
    "When an endpoint last had traffic, under the same condition.",
    labels,
  );
  for (const { vpcEndpointId, accountId, region, bytes30d, lastTrafficAt } of traffic) {
    const place = { vpc_endpoint_id: vpcEndpointId, account_id: accountId, region };
    if (bytes30d !== null) bytes.set(place, bytes30d);
    if (lastTrafficAt) last.set(place, lastTrafficAt.getTime() / 1000);
  }
}

function addEvaluations(registry: Registry, evaluations: EvaluationRecord[]): void {
  const by = ["evaluation"];
  const last = gauge(
    registry,
    "linkledger_evaluation_last_success_timestamp_seconds",
    "When verdicts were last given.",
    by,
  );
  const asOf = gauge(
    registry,
    "linkledger_evaluation_as_of_timestamp_seconds",
    "The data's watermark that they hold for.",
    by,
  );
  const failed = gauge(registry, "linkledger_evaluation_failed", "1 when the last evaluation failed.", by);
  for (const { name: evaluation, ...one } of evaluations) {
    if (one.lastSuccessAt) last.set({ evaluation }, one.lastSuccessAt.getTime() / 1000);
    if (one.asOf) asOf.set({ evaluation }, one.asOf.getTime() / 1000);
    failed.set({ evaluation }, one.outcome === "failed" ? 1 : 0);
  }
}

function addCollectors(registry: Registry, health: CollectorHealth[], days: CollectorDay[], now: Date): void {
  const by = ["collector"];
  const scopes = gauge(registry, "linkledger_collector_scopes", "Scopes by state of their last run.", [
    "collector",
    "state",
  ]);
  const newest = gauge(
    registry,
    "linkledger_collector_last_success_timestamp_seconds",
    "The newest complete success of any scope.",
    by,
  );
  const lag = gauge(registry, "linkledger_collector_lag_seconds", "Seconds since then.", by);
  for (const one of health) {
    const { collector } = one;
    scopes.set({ collector, state: "fresh" }, one.fresh);
    scopes.set({ collector, state: "overdue" }, one.overdue);
    scopes.set({ collector, state: "failed" }, one.failing - one.partial);
    scopes.set({ collector, state: "partial" }, one.partial);
    scopes.set({ collector, state: "skipped" }, one.skipped);
    scopes.set({ collector, state: "waiting" }, one.waiting);
    if (!one.lastSuccessAt) continue;
    newest.set({ collector }, one.lastSuccessAt.getTime() / 1000);
    lag.set({ collector }, (now.getTime() - one.lastSuccessAt.getTime()) / 1000);
  }
  const runs = gauge(registry, "linkledger_collector_runs_1d", "Runs that began in the last 24 hours.", [
    "collector",
    "outcome",
  ]);
  const calls = gauge(registry, "linkledger_collector_api_calls_1d", "AWS calls in the last 24 hours.", by);
  const throttled = gauge(registry, "linkledger_collector_throttled_calls_1d", "Of these, throttled.", by);
  const metrics = gauge(
    registry,
    "linkledger_collector_metrics_requested_1d",
    "CloudWatch metrics asked for.",
    by,
  );
  const cost = gauge(
    registry,
    "linkledger_collector_cost_usd_1d",
    "What AWS charges for that, US dollars.",
    by,
  );
  for (const { collector, outcome, ...day } of days) {
    runs.inc({ collector, outcome: outcome ?? "running" }, day.runs);
    calls.inc({ collector }, day.apiCalls);
    throttled.inc({ collector }, day.throttledCalls);
    metrics.inc({ collector }, day.metricsRequested);
    cost.inc({ collector }, day.costUsd);
  }
}
