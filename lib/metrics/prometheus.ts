import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { evaluationRecords } from "../evaluations/data.ts";
import type { EvaluationRecord } from "../evaluations/schema.ts";
import { type CollectorHealth, collectorHealth } from "../runs/data.ts";
import { addSlos, type SloFigures, sloFigures } from "../slo/prometheus.ts";
import { endpointFamilies, endpointLabels, endpointSeries, mostEndpointSeries } from "./endpointSeries.ts";
import { type CollectorDay, collectorDays, type EndpointCount, endpointCounts } from "./fleetData.ts";

// Next loads modules more than once; the watchers behind the process's own metrics are started once.
const shared = globalThis as { linkledgerProcessMetrics?: Registry };

function processMetrics(): Registry {
  if (!shared.linkledgerProcessMetrics) {
    shared.linkledgerProcessMetrics = new Registry();
    collectDefaultMetrics({ register: shared.linkledgerProcessMetrics, prefix: "linkledger_" });
    // Sums of gauges that are there, under names that Prometheus keeps for counters.
    for (const name of ["handles", "requests", "resources"])
      shared.linkledgerProcessMetrics.removeSingleMetric(`linkledger_nodejs_active_${name}_total`);
  }
  return shared.linkledgerProcessMetrics;
}

export const prometheusContentType = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * The fleet, the collectors and this process as Prometheus text, piece by piece. The first piece is everything whose
 * size does not depend on how many endpoints there are, but on accounts, regions, types and states; then come series
 * of single endpoints, as many as the configuration allows. Throws what the database throws, before the first piece.
 */
export async function* prometheusPieces(): AsyncGenerator<Uint8Array> {
  const now = currentTime();
  const most = mostEndpointSeries();
  const { pool } = await database();
  const [health, days, counts, evaluations, slos] = await Promise.all([
    collectorHealth(now),
    collectorDays(new Date(now.getTime() - 86_400_000)),
    endpointCounts(now),
    evaluationRecords(pool),
    sloFigures(),
  ]);
  const registry = registryOf(health, days, [...evaluations.values()], counts, slos, now, most);
  yield Buffer.from(await registry.metrics());
  yield Buffer.from(await processMetrics().metrics());
  yield* endpointSeries(pool, most);
}

function registryOf(
  health: CollectorHealth[],
  days: CollectorDay[],
  evaluations: EvaluationRecord[],
  counts: EndpointCount[],
  slos: SloFigures[],
  now: Date,
  most: number,
): Registry {
  const registry = new Registry();
  addCollectors(registry, health, days, now);
  addEvaluations(registry, evaluations);
  addCounts(registry, counts, most);
  addSlos(registry, slos);
  return registry;
}

/** Every metric that /metrics may have, with its labels. */
export function offeredSeries(): Map<string, readonly string[]> {
  const registries = [registryOf([], [], [], [], [], new Date(0), 0), processMetrics()];
  const metrics = registries.flatMap(
    (registry) => registry.getMetricsAsArray() as unknown as { name: string; labelNames?: string[] }[],
  );
  const offered = new Map<string, readonly string[]>(
    endpointFamilies.map(({ name }) => [name, endpointLabels]),
  );
  for (const { name, labelNames = [] } of metrics) offered.set(name, labelNames);
  return offered;
}

/** All of it in one text: for fleets that are known to be small. */
export async function prometheusText(): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of prometheusPieces()) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

function addCounts(registry: Registry, counts: EndpointCount[], most: number): void {
  const labels = ["account_id", "region", "vpc_endpoint_type", "state"];
  const endpoints = gauge(registry, "linkledger_endpoint_existing", "Endpoints that exist.", labels);
  const stale = gauge(
    registry,
    "linkledger_endpoint_stale",
    "Endpoints that exist but that no complete run has confirmed lately.",
    labels,
  );
  const bytes = gauge(
    registry,
    "linkledger_endpoint_processed_bytes_30d",
    "Bytes processed in the last 30 days, as far as measured.",
    labels.slice(0, 3),
  );
  let total = 0;
  for (const one of counts) {
    const { accountId, region, vpcEndpointType, state } = one;
    const place = { account_id: accountId, region, vpc_endpoint_type: vpcEndpointType };
    endpoints.inc({ ...place, state }, one.endpoints);
    if (one.stale > 0) stale.inc({ ...place, state }, one.stale);
    if (one.bytes30d !== null) bytes.inc(place, one.bytes30d);
    total += one.endpoints;
  }
  gauge(
    registry,
    "linkledger_endpoint_series_omitted",
    "Endpoints that exist and have no series of their own here: metrics.endpointSeries is the bound.",
    [],
  ).set(Math.max(0, total - most));
}

function gauge(registry: Registry, name: string, help: string, labelNames: string[]): Gauge {
  return new Gauge({ name, help, labelNames, registers: [registry] });
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
