// Run by `bench metrics` as a process of its own: the metrics collector over one simulated day, stepped by the minute.

import { eachLimited } from "#collectors/aws/pages.ts";
import { AwsAccess } from "#collectors/aws/session.ts";
import { newestMinuteEnd } from "#collectors/metrics/due.ts";
import { collectOnce } from "#collectors/once.ts";
import { runScopes } from "#collectors/runner.ts";
import { openRuntime } from "#collectors/runtime.ts";
import { configSchema } from "#lib/config/schema.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/pool.ts";
import { watchEndpoint } from "#lib/polling/mutations.ts";
import { type AskedNeed, askedNeeds, type Need } from "#lib/polling/schema.ts";
import type { Scope } from "#lib/runs/mutations.ts";
import { sloSchema } from "#lib/slo/definition.ts";

/** What one simulated day asked for and how fresh it kept the traffic of endpoints. */
export interface MetricsDay {
  endpoints: number;
  measurable: number;
  zones: number;
  minutes: number;
  /** Metrics of the first pass, and of the day after it: by the simulator's count and by ours. */
  firstSight: number;
  billed: number;
  /** The simulator's count with each statistic by itself. */
  statistics: number;
  ours: number;
  datapoints: number;
  calls: number;
  runs: number;
  failedRuns: number;
  /** Endpoint-minutes by need. */
  mix: Record<AskedNeed, number>;
  /** Endpoint-minutes by need and lag in minutes. */
  lags: Record<AskedNeed, number[]>;
  /** Of the day, wall clock and CPU of the collectors' process. */
  seconds: { firstSight: number; day: number; cpu: number };
  minuteRows: number;
  rssMb: number;
}

const [minutesArgument = "1440"] = process.argv.slice(2);
const minutes = Number(minutesArgument);
const start = Date.parse("2026-11-18T00:00:00Z");
const minuteMs = 60_000;
const concurrency = 6;
/** Share of endpoints that an SLO names, and that somebody looks at in any half hour. */
const named = 0.02;
const looked = 0.01;
const longestLag = 24 * 60;

const simulatorUrl = process.env.AWS_ENDPOINT_URL as string;

type Pool = Awaited<ReturnType<typeof openDatabase>>["pool"];

interface Counted {
  requests: number;
  metrics: number;
  statistics: number;
}

async function order(command: Record<string, unknown>): Promise<Record<string, Counted>> {
  const answer = await fetch(`${simulatorUrl}/_simulator/control`, {
    method: "POST",
    body: JSON.stringify(command),
  });
  if (!answer.ok) throw new Error(`the simulator refused ${JSON.stringify(command)}: ${await answer.text()}`);
  return (await answer.json()) as never;
}

async function setClock(time: number): Promise<void> {
  process.env.LINKLEDGER_NOW = new Date(time).toISOString();
  await order({ do: "clock", now: process.env.LINKLEDGER_NOW });
}

const isMetrics = ({ collector }: Scope) => collector === "metrics";

async function main(): Promise<MetricsDay> {
  await setClock(start);
  const db = await openDatabase({ max: 16 });
  await migrate(db.pool, "prisma/migrations");
  const config = configSchema.parse({ organization: {}, regions: ["all"] });
  const runtime = await openRuntime(db, config, new AbortController().signal, new AwsAccess());
  const inventory = ["endpoints", "network", "services", "load-balancers", "accounts", "regions"];
  await collectOnce(runtime, { only: ({ collector }) => inventory.includes(collector) });

  const { rows } = await db.pool.query<{ id: string; zones: number; measurable: boolean }>(
    `SELECT vpc_endpoint_id AS id, cardinality(subnet_ids) AS zones, lower(vpc_endpoint_type) <> 'gateway' AS measurable
     FROM vpc_endpoint WHERE gone_at IS NULL ORDER BY md5(vpc_endpoint_id)`,
  );
  const measurable = rows.filter((row) => row.measurable);
  const ids = measurable.slice(0, Math.round(measurable.length * named)).map(({ id }) => id);
  config.slos.push(sloSchema.parse({ id: "connectivity", indicator: "connect", select: { endpoints: ids } }));

  await order({ do: "counters", reset: true });
  const began = performance.now();
  await collectOnce(runtime, { only: isMetrics });
  const first = await order({ do: "counters", reset: true });
  const firstSeconds = (performance.now() - began) / 1000;
  // As autovacuum does within a minute, which at this pace is hours: until then statements are planned for empty tables.
  await db.pool.query("ANALYZE");

  const result: MetricsDay = {
    endpoints: rows.length,
    measurable: measurable.length,
    zones: measurable.reduce((sum, { zones }) => sum + zones, 0),
    minutes,
    firstSight: first["monitoring:GetMetricData"]?.metrics ?? 0,
    ...{
      billed: 0,
      statistics: 0,
      ours: 0,
      datapoints: 0,
      calls: 0,
      runs: 0,
      failedRuns: 0,
      minuteRows: 0,
      rssMb: 0,
    },
    mix: { watched: 0, troubled: 0, active: 0, asleep: 0 },
    lags: { watched: [], troubled: [], active: [], asleep: [] },
    seconds: { firstSight: firstSeconds, day: 0, cpu: 0 },
  };
  const fleet = new Map<string, { need: Need; reached: number }>();
  await readFleet(db.pool, fleet);
  const midnight = performance.now();
  const cpu = process.cpuUsage();
  for (let minute = 1; minute <= minutes; minute++) {
    const now = start + minute * minuteMs;
    await setClock(now);
    if (minute % 30 === 1) {
      const from = Math.floor((minute / 30) * measurable.length * looked) % measurable.length;
      for (const { id } of measurable.slice(from, from + Math.round(measurable.length * looked)))
        await watchEndpoint(db.pool, id, new Date(now));
    }
    const due = await dueScopes(db.pool, new Date(now));
    await eachLimited(due, concurrency, async (scope) => {
      const [run] = await runScopes(runtime, [scope]);
      if (!run) return;
      result.runs++;
      if (run.outcome !== "success") result.failedRuns++;
      result.ours += run.metricsRequested;
      result.datapoints += run.datapoints;
      await readFleet(db.pool, fleet, scope);
    });
    sample(result, fleet, newestMinuteEnd(new Date(now)).getTime());
    if (minute % 60 === 0)
      process.stderr.write(
        `${minute / 60} h simulated in ${((performance.now() - midnight) / 1000).toFixed(0)} s, ${result.runs} runs, ${result.ours} metrics, ${result.datapoints} datapoints\n`,
      );
  }
  result.seconds.day = (performance.now() - midnight) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  result.seconds.cpu = (user + system) / 1e6;
  const counted = await order({ do: "counters" });
  result.billed = counted["monitoring:GetMetricData"]?.metrics ?? 0;
  result.statistics = counted["monitoring:GetMetricData"]?.statistics ?? 0;
  result.calls = counted["monitoring:GetMetricData"]?.requests ?? 0;
  const { rows: sizes } = await db.pool.query<{ rows: number }>(
    "SELECT count(*)::float8 AS rows FROM vpc_endpoint_metric_1m",
  );
  result.minuteRows = sizes[0]?.rows ?? 0;
  result.rssMb = process.resourceUsage().maxRSS / 1024;
  await runtime.close();
  await db.close();
  return result;
}

async function dueScopes(pool: Pool, now: Date): Promise<Scope[]> {
  const { rows } = await pool.query<Scope>(
    `SELECT account_id AS "accountId", region, collector, interval_seconds AS "intervalSeconds" FROM collector_scope
     WHERE collector = 'metrics' AND retired_at IS NULL AND (next_attempt_at IS NULL OR next_attempt_at <= $1)`,
    [now],
  );
  return rows;
}

/** Need and watermark of the endpoints of a scope, or of all. */
async function readFleet(
  pool: Pool,
  fleet: Map<string, { need: Need; reached: number }>,
  scope?: Scope,
): Promise<void> {
  const { rows } = await pool.query<{ id: string; need: Need; reached: Date }>({
    name: "fleet-reached",
    text: `SELECT p.resource_id AS id, p.need, w.watermark AS reached
           FROM polling_need p JOIN metric_watermark w ON w.account_id = p.account_id AND w.resource_id = p.resource_id
             AND w.namespace = 'AWS/PrivateLinkEndpoints' AND w.grain = 'endpoint' AND w.period_seconds = 60
           WHERE p.kind = 'endpoint' AND ($1::text IS NULL OR (p.account_id = $1 AND p.region = $2))`,
    values: [scope?.accountId ?? null, scope?.region ?? null],
  });
  for (const { id, need, reached } of rows) fleet.set(id, { need, reached: reached.getTime() });
}

/** Counts each endpoint under its need and its lag: newest published minute minus newest collected one. */
function sample(
  { mix, lags }: MetricsDay,
  fleet: Map<string, { need: Need; reached: number }>,
  published: number,
): void {
  for (const { need, reached } of fleet.values()) {
    if (need === "unmeasurable") continue;
    const lag = Math.min(longestLag, (published - reached) / minuteMs);
    mix[need]++;
    lags[need][lag] = (lags[need][lag] ?? 0) + 1;
  }
}

const day = await main();
for (const need of askedNeeds) day.lags[need] = Array.from(day.lags[need], (count) => count ?? 0);
console.log(JSON.stringify(day));
