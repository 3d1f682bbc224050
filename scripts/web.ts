// The app alone: the production build on HOST and PORT, on the database of DATABASE_URL or the embedded one.
import { createServer } from "node:http";
import { refuseMalformed } from "#lib/api/guard.ts";
import { confine } from "#lib/api/securityHeaders.ts";
import { loadConfig } from "#lib/config/data.ts";
import { migrate } from "#lib/db/migrate.ts";
import { closeDatabase, type Database, openDatabase } from "#lib/db/pool.ts";
import { readEnv } from "#lib/env.ts";
import { checkHost, checkPort } from "./lib/checks.ts";
import { hasData } from "./lib/progress.ts";
import { explain } from "./lib/say.mjs";

const drainMs = 4_000;

const env = readEnv();
checkHost(env.host);
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

// React and Next choose their production code by this, when they are first loaded.
Object.assign(process.env, { NODE_ENV: "production" });
const { default: next } = await import("next");
const app = next({ dev: false, hostname: env.host, port: env.port });
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer((request, response) => {
  confine(request, response);
  if (!refuseMalformed(request, response)) void handle(request, response);
});

// A client that takes longer to ask than this holds a connection for nothing. Answers may take as long as they do.
server.headersTimeout = 10_000;
server.requestTimeout = 30_000;

async function stop(): Promise<void> {
  setTimeout(() => server.closeAllConnections(), drainMs).unref();
  await new Promise((done) => {
    server.close(done);
    server.closeIdleConnections();
  });
  await app.close();
  await closeDatabase();
  await db.close();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
server.on("error", (error) => process.exit(explain(error)));
server.listen(env.port, env.host, () => {
  if (!process.channel) console.log(`Linkledger is open at http://${env.host}:${env.port}`);
});
