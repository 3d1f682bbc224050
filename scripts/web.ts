// The app alone: the production build on HOST and PORT, on the database of DATABASE_URL or the embedded one.
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { openAccess, publicFiles } from "#lib/access/atStart.ts";
import { openGate } from "#lib/access/gate.ts";
import { loadConfig } from "#lib/config/data.ts";
import { migrate } from "#lib/db/migrate.ts";
import { closeDatabase, type Database, openDatabase, presetDatabase } from "#lib/db/pool.ts";
import { shareReads } from "#lib/db/sharedRead.ts";
import { readEnv } from "#lib/env.ts";
import { callerOf, readNetworks } from "#lib/web/caller.ts";
import { refuseNoRequest } from "#lib/web/clientErrors.ts";
import { openEdge } from "#lib/web/edge.ts";
import { defaultWebSettings } from "#lib/web/schema.ts";
import { checkHost, checkPort } from "./lib/checks.ts";
import { hasData } from "./lib/progress.ts";
import { explain } from "./lib/say.mjs";
import { watchCollecting } from "./lib/watch.ts";

/** For answers under way, once no new request is taken, where somebody waits at a terminal. */
const finishMs = 4_000;
/** A connection on which nothing moved for so long: whoever reads an export and stopped reading it. */
const silenceMs = 120_000;

const env = readEnv();
const config = loadConfig(env.configFile);
const access = openAccess(config?.access);
checkHost(env.host, access.signInRequired);
const settings = config?.web ?? defaultWebSettings;
await checkPort(env.host, env.port);

async function open(): Promise<Database> {
  const opened = await openDatabase({ applicationName: "linkledger web", max: 1 });
  await migrate(opened.pool, "prisma/migrations");
  return opened;
}

let db = await open();
// On its own, and nothing was ever collected: then what there is to show is the demo fleet of npm start.
if (!env.databaseUrl && !process.channel && !(await hasData(db.pool)) && !loadConfig(env.configFile)) {
  await db.close();
  process.env.LINKLEDGER_EMBEDDED_DATABASE = "demo";
  db = await open();
}
// The app's own pool opens at its first request, on the same server.
process.env.DATABASE_URL = db.url;
presetDatabase({
  applicationName: "linkledger app",
  statementTimeoutMs: settings.queryTimeoutSeconds * 1000,
});
// The counts of the shell may be so far behind: nobody sees it, and a crowd asks for them once.
shareReads(2_000);

// React and Next choose their production code by this, when they are first loaded.
Object.assign(process.env, { NODE_ENV: "production" });
const { default: next } = await import("next");
const app = next({ dev: false, hostname: env.host, port: env.port });
await app.prepare();
const proxies = readNetworks(settings.trustedProxies);
const gate = openGate(app.getRequestHandler(), {
  access: access.current,
  isFile: publicFiles("public"),
  callerOf: (request) => callerOf(request, proxies),
});
const edge = openEdge(gate, settings);
const server = createServer({ maxHeaderSize: 16 * 1024 }, edge.listener);

// A client that takes longer to ask than this holds a connection for nothing. Answers may take as long as they do.
server.headersTimeout = 10_000;
server.requestTimeout = 30_000;
server.setTimeout(silenceMs);
// Longer than load balancers keep theirs (60 s as AWS sets them up): who closes first must not be the one that is asked.
server.keepAliveTimeout = 75_000;

server.on("clientError", refuseNoRequest);

const endWatch = watchCollecting(db);
let stopping = false;

/**
 * SIGTERM of a service manager: the health check says no first, for as long as a load balancer may need to see it;
 * then nothing new is taken, and what is under way is finished. Ctrl-C and npm start, which have none, wait for nobody.
 */
async function stop(signal: NodeJS.Signals): Promise<void> {
  // A service manager tells the whole group, and our starter tells us again.
  if (stopping) return;
  stopping = true;
  edge.drain();
  const managed = signal === "SIGTERM" && !process.channel;
  if (managed) await delay(settings.drainSeconds * 1000);
  setTimeout(() => server.closeAllConnections(), managed ? settings.finishSeconds * 1000 : finishMs).unref();
  await new Promise((done) => {
    server.close(done);
    server.closeIdleConnections();
  });
  await app.close();
  await endWatch();
  await closeDatabase();
  await db.close();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(signal));
server.on("error", (error) => process.exit(explain(error)));
server.listen(env.port, env.host, () => {
  if (!process.channel) console.log(`Linkledger is open at http://${env.host}:${env.port}`);
});
