// Run by `bench diagnosis` as a process of its own: collects the simulator's fleet, judges what is evidence to the diagnosis, and copies it all.
import { collectOnce } from "#collectors/once.ts";
import { openRuntime } from "#collectors/runtime.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/pool.ts";
import { currentTime } from "#lib/env.ts";
import { evaluators } from "#lib/evaluations/registry.ts";
import { everythingConfig } from "./everything.ts";
import { multiplyFleet } from "./multiply.ts";

/** Tables that no check reads, and what is finer than they read it. */
const unread =
  /_(1m|1h)$|^(collector_run|endpoint_cost|billed_|load_balancer_cost|slo_|sli_|audit_|what_if|idle_tr)/;
/** How often the fleet that was collected is there in the end. */
const copies = Number(process.argv[2]);

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

await db.close();
// What stands in a pipe is lost where the process ends before it is read.
process.stdout.write("built\n", () => process.exit(0));
