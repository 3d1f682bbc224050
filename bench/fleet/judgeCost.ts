// Run by `bench diagnosis` as a process of its own: what judging a collected fleet costs this process, and what only reading the evidence does.
import { collectOnce } from "#collectors/once.ts";
import { openRuntime } from "#collectors/runtime.ts";
import { configSchema } from "#lib/config/schema.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/pool.ts";
import { evaluateDiagnosis } from "#lib/diagnosis/evaluate.ts";
import { readEndpointPage } from "#lib/diagnosis/evidence/endpointData.ts";
import { loadEvidence } from "#lib/diagnosis/evidence/load.ts";
import { currentTime } from "#lib/env.ts";

/** CPU of this process, user and system, and wall clock; milliseconds. */
interface Cost {
  cpuMs: number;
  wallMs: number;
}

export interface JudgeCost {
  endpoints: number;
  judged: number;
  /** Reading the evidence of every path, and nothing else. */
  reading: Cost;
  /** The first evaluation, which stores a walk for each endpoint. */
  first: Cost;
  /** The next one, which finds nothing new. */
  again: Cost;
  rssMb: number;
}

/** What a walk needs to judge by; metrics, probes and logs have benchmarks of their own, and silence is judged too. */
const collected = new Set([
  ...["accounts", "regions", "endpoints", "network", "services", "connections", "load-balancers"],
  ...["available-services", "quotas"],
]);
const pageSize = 500;

async function costOf<T>(work: () => Promise<T>): Promise<Cost & { result: T }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - start, result };
}

const config = configSchema.parse({ organization: {} });
const db = await openDatabase({ max: 16, applicationName: "linkledger:bench" });
await migrate(db.pool, "prisma/migrations");
const runtime = await openRuntime(db, config, new AbortController().signal);
await collectOnce(runtime, { only: ({ collector }) => collected.has(collector) });
await runtime.close();
await db.pool.query("ANALYZE");

const now = currentTime();
let rssMb = 0;
const watching = setInterval(() => {
  rssMb = Math.max(rssMb, process.memoryUsage().rss / 2 ** 20);
}, 50);
const reading = await costOf(readAll);
const first = await costOf(() => evaluateDiagnosis({ db, config, now }));
const again = await costOf(() => evaluateDiagnosis({ db, config, now: new Date(now.getTime() + 60_000) }));
clearInterval(watching);

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

const answer: JudgeCost = {
  endpoints: reading.result,
  judged: first.result.judged,
  reading,
  first,
  again,
  rssMb: Math.round(rssMb),
};
await db.close();
// What stands in a pipe is lost where the process ends before it is read.
process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));
