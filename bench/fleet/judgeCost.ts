// Run by `bench diagnosis` as a process of its own: what judging a large fleet costs this process, and what only reading the evidence does.
import { collectOnce } from "#collectors/once.ts";
import { openRuntime } from "#collectors/runtime.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/pool.ts";
import { evaluateDiagnosis } from "#lib/diagnosis/evaluate.ts";
import { readEndpointPage } from "#lib/diagnosis/evidence/endpointData.ts";
import { loadEvidence } from "#lib/diagnosis/evidence/load.ts";
import { currentTime } from "#lib/env.ts";
import { evaluators } from "#lib/evaluations/registry.ts";
import { everythingConfig } from "./everything.ts";
import { multiplyFleet } from "./multiply.ts";

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
/** Tables that no check reads, and what is finer than they read it. */
const unread =
  /_(1m|1h)$|^(collector_run|endpoint_cost|billed_|load_balancer_cost|slo_|sli_|audit_|what_if|idle_tr)/;
/** How often the fleet that was collected is there in the end. */
const copies = Number(process.argv[2]);

async function costOf<T>(work: () => Promise<T>): Promise<Cost & { result: T }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - start, result };
}

const config = everythingConfig();
const signal = new AbortController().signal;
const db = await openDatabase({ max: 16, applicationName: "linkledger:bench", statementTimeoutMs: 0 });
await migrate(db.pool, "prisma/migrations");
const runtime = await openRuntime(db, config, signal);
await collectOnce(runtime);
await runtime.close();
const now = currentTime();
// What others judged is evidence too: idleness, the days' cost, when quotas run out, which objectives there are.
for (const { name, evaluate } of evaluators)
  if (name !== "diagnosis" && name !== "alerts") await evaluate({ db, config, now, signal });
await forgetWhatIsNotRead();
if (copies > 1) await multiplyFleet(db.pool, { copies: { from: 1, to: copies - 1 }, without: unread });
await db.pool.query("VACUUM ANALYZE");

let rssMb = 0;
const watching = setInterval(() => {
  rssMb = Math.max(rssMb, process.memoryUsage().rss / 2 ** 20);
}, 50);
const reading = await costOf(readAll);
const first = await costOf(() => evaluateDiagnosis({ db, config, now }));
const again = await costOf(() => evaluateDiagnosis({ db, config, now: new Date(now.getTime() + 60_000) }));
clearInterval(watching);

/** History that no check reads would only take the time to copy it: an hour, a fortnight of days, and some margin are left. */
async function forgetWhatIsNotRead(): Promise<void> {
  const forget = (table: string, before: string) =>
    db.pool.query(`DELETE FROM ${table} WHERE ts < $1::timestamptz - $2::interval`, [now, before]);
  for (const table of ["vpc_endpoint_metric", "vpc_endpoint_service_metric", "load_balancer_metric"]) {
    await forget(`${table}_5m`, "75 minutes");
    await forget(`${table}_1d`, "17 days");
  }
  await forget("probe_result", "25 minutes");
  await forget("probe_result_5m", "35 minutes");
}

async function readAll(): Promise<number> {
  let count = 0;
  let after: Parameters<typeof readEndpointPage>[1];
  for (;;) {
    const endpoints = await readEndpointPage(db.pool, after, pageSize);
    const last = endpoints.at(-1);
    if (!last) return count;
    for (const _ of await loadEvidence(db.pool, { endpoints, connections: [] }, { now, config })) count++;
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
