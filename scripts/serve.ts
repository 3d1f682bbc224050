// What `npm start` runs once Node, packages and Prisma client are there: database, fleet, collectors, app.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { loadConfig } from "#lib/config/data.ts";
import { processAlive } from "#lib/db/fileLock.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/pool.ts";
import { readEnv } from "#lib/env.ts";
import { parseProgress } from "#lib/runs/progress.ts";
import { checkDataDir, checkHost, checkPort, freeBytes, lastRun, noteRun, StartError } from "./lib/checks.ts";
import { type Child, type ChildOptions, startChild } from "./lib/child.ts";
import { collectorFlags } from "./lib/collectorFlags.mjs";
import { awaitPort, freePort } from "./lib/ports.ts";
import { buildApp } from "./lib/prepare.mjs";
import { createReporter, hasData } from "./lib/progress.ts";
import { bold, dim, explain, say } from "./lib/say.mjs";
import { simulatorEnv } from "./lib/simulatorEnv.ts";

const stopGraceMs = 6_000;
/** A worker that ran this long was not started wrongly. */
const steadyMs = 60_000;
const restartMs = 5_000;
const fullDiskBytes = 16 * 1024 * 1024;

const { values: options } = parseArgs({ options: { aws: { type: "boolean", default: false } } });

const children: Child[] = [];
let release = async () => {};
let stopping = false;

async function stop(exitCode: number): Promise<never> {
  if (!stopping) {
    stopping = true;
    // The simulator last: collectors that are winding down may still be asking it.
    const [simulators, others] = [true, false].map((yes) =>
      children.filter((c) => (c.name === "simulator") === yes),
    );
    await Promise.all((others ?? []).map((child) => child.stop(stopGraceMs)));
    await Promise.all((simulators ?? []).map((child) => child.stop(1_000)));
    await release().catch(() => {});
    process.exit(exitCode);
  }
  return new Promise(() => {});
}

function logPath(dataDir: string, name: string): string {
  return join(dataDir, "logs", `${name}.log`);
}

/** Why one of our programs ended: the full disk where it is that, its own last words otherwise. */
function unexpectedEnd(name: string, dataDir: string, code: number | null, tail: string): string {
  if (freeBytes(dataDir) < fullDiskBytes) {
    return `the disk of ${dataDir} (LINKLEDGER_DATA_DIR) is full, and the ${name} ended: make room and start again`;
  }
  // Lines of JSON are for the log; people get what was written for them.
  const words = tail.split("\n").filter((line) => line !== "" && !/^[{ ]|"level":\d/.test(line));
  return [...words.slice(-8), `The ${name} ended (exit ${code}); its log: ${logPath(dataDir, name)}`].join(
    "\n",
  );
}

/** Runs a program of ours for as long as we run; its unexpected end is ours, told with its last words. */
function supervise(name: string, dataDir: string, args: string[], more: Partial<ChildOptions> = {}): Child {
  const child = startChild(name, { args, logFile: logPath(dataDir, name), ...more });
  const begun = Date.now();
  // Whoever waits for the build, or for a page, goes before the history.
  if (name !== "web") child.yieldToOthers();
  children.push(child);
  void child.exited.then(async ({ code, tail }) => {
    children.splice(children.indexOf(child), 1);
    if (stopping) return;
    if (name === "worker" && Date.now() - begun > steadyMs) {
      // The pages stay up without collectors, and say how old they are; collectors come back by themselves.
      say(`The collectors ended (exit ${code}) and begin again; their log: ${logPath(dataDir, name)}`);
      await delay(restartMs);
      if (!stopping) supervise(name, dataDir, args, more);
      return;
    }
    explain(new StartError(unexpectedEnd(name, dataDir, code, tail)));
    void stop(1);
  });
  return child;
}

async function startSimulator(dataDir: string): Promise<number> {
  const port = await freePort();
  const simulator = supervise("simulator", dataDir, ["simulator/main.ts", "--port", String(port)]);
  await Promise.race([awaitPort(port, 60), simulator.exited]);
  return port;
}

async function serve(): Promise<void> {
  const env = readEnv();
  const config = loadConfig(env.configFile);
  checkHost(env.host, config?.access.signIn !== undefined);
  checkDataDir(env.dataDir);
  const last = lastRun(env.dataDir);
  const killed = last !== undefined && last.port === env.port && !processAlive(last.pid);
  await checkPort(env.host, env.port, killed ? 10 : 0);
  noteRun(env.dataDir, env.port);

  // Whoever points the AWS SDK at a server has said where their fleet is.
  const demo = config === undefined && !options.aws && env.awsEndpointUrl === undefined;
  // Read by every program that we start.
  if (demo) process.env.LINKLEDGER_EMBEDDED_DATABASE = "demo";
  const db = await openDatabase({ applicationName: "linkledger start", max: 2 });
  release = db.close;
  const applied = await migrate(db.pool, "prisma/migrations");
  if (applied.length > 0) say(dim(`Database ready, ${applied.length} migrations applied`));

  // Beside the first collection, and only now that nothing else is in the way of starting.
  const built = buildApp(process.execPath);
  built.catch(() => {});

  if (demo) {
    say(`No fleet is configured (no ${env.configFile}): showing the demo fleet of the built-in simulator.`);
  }
  const workerEnv = demo ? simulatorEnv(await startSimulator(env.dataDir)) : process.env;
  const reporter = createReporter();
  supervise(
    "worker",
    env.dataDir,
    [...collectorFlags, "collectors/main.ts", "worker", ...(options.aws ? ["--aws"] : [])],
    {
      env: workerEnv,
      onLine(line: string) {
        const progress = parseProgress(line);
        if (progress) reporter.report(progress);
        else if (line.trim() !== "") say(line);
      },
    },
  );

  const [seen] = await Promise.all([hasData(db.pool), built]);
  const web = supervise("web", env.dataDir, ["scripts/web.ts"], { env: process.env });
  await Promise.race([awaitPort(env.port, 60, env.host), web.exited]);
  if (!seen) await reporter.inventoryDone;
  if (stopping) return;
  const host = env.host.includes(":") && !env.host.startsWith("[") ? `[${env.host}]` : env.host;
  say(
    `\n${bold("Linkledger")} is open at ${bold(`http://${host}:${env.port}`)}  ${dim("(Ctrl-C ends it)")}\n`,
  );
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
if (!existsSync("package.json")) process.chdir(new URL("..", import.meta.url).pathname);
serve().catch(async (error: unknown) => {
  if (!stopping) await stop(explain(error));
});
