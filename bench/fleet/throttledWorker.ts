// Run by `bench collect --throttle aws`: a worker as `npm run worker` runs it, over the inventory alone, paced or not.
// On SIGUSR2 it tells, in a line of JSON, what it has asked of AWS since the last time.
import { openHandler } from "#collectors/aws/handler.ts";
import { AwsAccess } from "#collectors/aws/session.ts";
import { openRuntime } from "#collectors/runtime.ts";
import { runWorker } from "#collectors/worker.ts";
import { configSchema } from "#lib/config/schema.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/pool.ts";
import { type Budget, SharedBudget } from "#lib/runs/budget.ts";
import { CountingPacer } from "./countingPacer.ts";
import { inventoryCollectors } from "./inventory.ts";

/** Grants everything at once: what the machine alone can do. */
const unlimited: Budget = {
  reserve: async (asks) => asks.map(() => ({ lastInMs: 0, spacingMs: 0 })),
  slowDown: async () => {},
};

const db = await openDatabase({ max: 10, applicationName: "linkledger:collectors" });
await migrate(db.pool, "prisma/migrations");
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
const pacer = new CountingPacer(process.argv[2] === "paced" ? new SharedBudget(db.pool) : unlimited);
const runtime = await openRuntime(
  db,
  configSchema.parse({ organization: {} }),
  stop.signal,
  new AwsAccess(openHandler(), pacer),
);
// What else there is to collect, and judging it, are other questions.
runtime.evaluators = [];
const { fleet } = runtime;
const scopes = fleet.scopes.bind(fleet);
fleet.scopes = async () =>
  (await scopes()).filter(({ collector }) => inventoryCollectors.includes(collector));
process.on("SIGUSR2", () => console.log(JSON.stringify(pacer.tell())));
pacer.tell();
console.log("ready");
await runWorker(runtime);
await runtime.close();
await db.close();
process.exit(0);
