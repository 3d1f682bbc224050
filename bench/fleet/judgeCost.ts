// Run by `bench diagnosis` as a process of its own, once the fleet is there: what judging it costs this process, and what only reading the evidence does.
import { openDatabase } from "#lib/db/pool.ts";
import { evaluateDiagnosis } from "#lib/diagnosis/evaluate.ts";
import { readEndpointPage } from "#lib/diagnosis/evidence/endpointData.ts";
import { loadEvidence } from "#lib/diagnosis/evidence/load.ts";
import { Known } from "#lib/diagnosis/evidence/scopes.ts";
import { currentTime } from "#lib/env.ts";
import { everythingConfig } from "./everything.ts";

/** CPU of this process, user and system, and wall clock, in which Postgres works too; milliseconds. */
interface Cost {
  cpuMs: number;
  wallMs: number;
}

export interface JudgeCost {
  endpoints: number;
  judged: number;
  /** Rows of each kind of evidence. */
  evidence: Record<string, number>;
  /** Reading the evidence of every path, and nothing else. */
  reading: Cost;
  /** The first evaluation, which stores a walk for each endpoint. */
  first: Cost;
  /** The next one, which finds nothing new. */
  again: Cost;
  rssMb: number;
}

const pageSize = 500;

async function costOf<T>(work: () => Promise<T>): Promise<Cost & { result: T }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - start, result };
}

const config = everythingConfig();
const db = await openDatabase({ max: 16, applicationName: "linkledger:bench", statementTimeoutMs: 0 });
const now = currentTime();

let rssMb = 0;
const watching = setInterval(() => {
  rssMb = Math.max(rssMb, process.memoryUsage.rss() / 2 ** 20);
}, 50);
const reading = await costOf(readAll);
const first = await costOf(() => evaluateDiagnosis({ db, config, now }));
const again = await costOf(() => evaluateDiagnosis({ db, config, now: new Date(now.getTime() + 60_000) }));
clearInterval(watching);

async function readAll(): Promise<number> {
  const known = await Known.read(db.pool);
  let count = 0;
  let after: Parameters<typeof readEndpointPage>[1];
  for (;;) {
    const endpoints = await readEndpointPage(db.pool, after, pageSize);
    const last = endpoints.at(-1);
    if (!last) return count;
    for (const _ of await loadEvidence(db.pool, { endpoints, connections: [] }, { now, config, known }))
      count++;
    after = [last.accountId, last.region, last.vpcEndpointId];
  }
}

async function countRows(table: string): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  return rows[0]?.count ?? 0;
}

async function countMetrics(): Promise<number> {
  let rows = 0;
  for (const table of ["vpc_endpoint_metric", "vpc_endpoint_service_metric", "load_balancer_metric"])
    for (const grain of ["5m", "1d"]) rows += await countRows(`${table}_${grain}`);
  return rows;
}

const answer: JudgeCost = {
  endpoints: reading.result,
  judged: first.result.judged,
  evidence: {
    "metric rows": await countMetrics(),
    "probe results": await countRows("probe_result"),
    "days of the bill": await countRows("cost_reconciliation_day"),
    changes: await countRows("resource_change"),
    "idle verdicts": await countRows("idle_verdict"),
  },
  reading,
  first,
  again,
  rssMb: Math.round(rssMb),
};
await db.close();
// What stands in a pipe is lost where the process ends before it is read.
process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));
