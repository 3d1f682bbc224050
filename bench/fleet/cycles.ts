// Run by `bench fleet` as a process of its own: cycles over the whole fleet, one JSON line each.
import { AwsAccess } from "#collectors/aws/session.ts";
import { collectOnce } from "#collectors/once.ts";
import type { ScopeRun } from "#collectors/runner.ts";
import { openRuntime } from "#collectors/runtime.ts";
import { configSchema } from "#lib/config/schema.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/pool.ts";
import type { CollectorName } from "#lib/runs/schema.ts";
import { inventoryCollectors } from "./inventory.ts";
import { resume } from "./resume.ts";

/** One pass over every scope of some collectors. */
export interface Cycle {
  seconds: number;
  cpuSeconds: number;
  scopes: number;
  calls: number;
  rows: number;
  changed: number;
  metricsRequested: number;
  datapoints: number;
  /** Most memory of this process so far. */
  rssMb: number;
}

const db = await openDatabase({ max: 16 });
await migrate(db.pool, "prisma/migrations");
const config = configSchema.parse({ organization: {} });
const aws = new AwsAccess();

async function cycle(collectors: readonly CollectorName[]): Promise<Cycle> {
  const runtime = await openRuntime(db, config, new AbortController().signal, aws);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const runs = await collectOnce(runtime, { only: ({ collector }) => collectors.includes(collector) });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await runtime.close();
  const failed = runs.find(({ outcome }) => outcome !== "success");
  if (failed)
    throw new Error(`${failed.scope.collector} of ${failed.scope.accountId}: ${failed.failure?.message}`);
  const sum = (of: (run: ScopeRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    scopes: runs.length,
    calls: sum(({ apiCalls }) => apiCalls),
    rows: sum(({ resources }) => resources),
    changed: sum(({ created, modified, gone }) => created + modified + gone),
    metricsRequested: sum(({ metricsRequested }) => metricsRequested),
    datapoints: sum(({ datapoints }) => datapoints),
    rssMb: process.resourceUsage().maxRSS / 1024,
  };
}

for (const what of process.argv.slice(2)) {
  if (what === "resume") {
    await resume(db);
    continue;
  }
  console.log(
    JSON.stringify(await cycle(what === "inventory" ? inventoryCollectors : [what as CollectorName])),
  );
}
await db.close();
process.exit(0);
