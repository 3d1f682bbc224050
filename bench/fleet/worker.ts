// Run by `bench fleet`: a worker as `npm run worker` runs it, with a given number of scopes at the same time.
import { openRuntime } from "#collectors/runtime.ts";
import { runWorker } from "#collectors/worker.ts";
import { configSchema } from "#lib/config/schema.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/pool.ts";

const db = await openDatabase({ max: 16, applicationName: "linkledger:collectors" });
await migrate(db.pool, "prisma/migrations");
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
const runtime = await openRuntime(db, configSchema.parse({ organization: {} }), stop.signal);
// What judging costs is asked by `bench diagnosis`; here it would only blur how collecting scales.
runtime.evaluators = [];
await runWorker(runtime, Number(process.argv[2]));
await runtime.close();
await db.close();
process.exit(0);
