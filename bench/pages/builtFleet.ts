import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type pg from "pg";
import { partitionedTables } from "#collectors/partitions.ts";
import { dayOf } from "#lib/cost/days.ts";
import { sumAnew } from "#lib/cost/estimates/months.ts";
import { runningTables } from "#lib/cost/estimates/running.ts";
import { openEmbedded } from "#lib/db/embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openPool } from "#lib/db/pool.ts";
import { ConfigurationError } from "#lib/errors.ts";
import { type Child, startChild } from "../../scripts/lib/child.ts";
import { awaitPort, freePort } from "../../scripts/lib/ports.ts";
import { buildApp } from "../../scripts/lib/prepare.mjs";
import { simulatorEnv } from "../../scripts/lib/simulatorEnv.ts";
import { lengthenHistory, multiplyFleet } from "../fleet/multiply.ts";

/** The fleet that is really collected and judged; larger ones are copies of it under other ids. */
export const base = { accounts: 10, regions: 3, endpoints: 1000 };
const historyDays = 90;
/** The moment that simulator, collectors and app take for now. */
const now = "2026-11-18T14:05:00Z";
/** Rows of hours for more endpoints than these say nothing new: a page draws one endpoint's. */
const wholeHistoryUpTo = 10_000;
const fine = /_(1m|5m|1h)$|^probe_result$/;

/** The production build on a fleet of any size, in a database of its own. */
export interface BuiltFleet {
  url: string;
  pool: pg.Pool;
  /** Process of the app. */
  webPid: number;
  /** The app once more, with a configuration (YAML) of its own; it ends with the fleet. Returns its address. */
  serve(config: string): Promise<string>;
  /** Makes the fleet this large: a multiple of the collected one, at least as large as before. */
  grow(endpoints: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Takes `--fleet DIR` out of a benchmark's arguments: where its fleet is kept for the next run, which then begins at
 * once. Without it the fleet is made anew and goes with the run. With a % in it `pages` keeps a fleet of each size, so
 * that all can be measured right after each other.
 */
export function placeOfFleet(args: string[]): { rest: string[]; keptIn?: string } {
  const at = args.indexOf("--fleet");
  if (at < 0) return { rest: args };
  const dir = args[at + 1];
  if (!dir) throw new ConfigurationError("--fleet expects a folder, as in --fleet .data/bench");
  return { rest: args.toSpliced(at, 2), keptIn: resolve(dir) };
}

/** Collects and judges `base` from the simulator, repeats its history, and serves the app on it. */
export async function openBuiltFleet(keptIn?: string): Promise<BuiltFleet> {
  await buildApp(process.execPath, { quiet: true });
  const dataDir = keptIn ?? mkdtempSync(join(tmpdir(), "linkledger-bench-"));
  // Says how many endpoints a kept fleet has; it is missing while one is being made or made larger.
  const marker = join(dataDir, "endpoints");
  const kept = existsSync(marker) ? Number(readFileSync(marker, "utf8")) : undefined;
  if (keptIn && kept === undefined && existsSync(keptIn)) {
    throw new ConfigurationError(
      `${keptIn} holds no finished fleet; remove it, or name a folder that does not exist`,
    );
  }
  const server = await openEmbedded({ dataDir, durable: false });
  const pool = openPool(server.url, { statementTimeoutMs: 0 });
  const children: Child[] = [];
  const start = (name: string, args: string[], env?: NodeJS.ProcessEnv) => {
    const child = startChild(name, { args, env, logFile: join(dataDir, `${name}.log`) });
    children.push(child);
    return child;
  };
  const close = async () => {
    await Promise.all(children.map((child) => child.stop(5_000)));
    await pool.end();
    await server.release();
    if (!keptIn) rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const [simulatorPort, webPort] = [await freePort(), await freePort()];
    const env = {
      ...simulatorEnv(simulatorPort),
      DATABASE_URL: server.url,
      LINKLEDGER_NOW: now,
      LINKLEDGER_CONFIG: join(dataDir, "none.yaml"),
    };
    if (kept === undefined) await collectBase(start, pool, env, simulatorPort);
    else await migrate(pool, "prisma/migrations");
    const keep = (endpoints: number) => writeFileSync(marker, String(endpoints));
    if (kept === undefined) keep(base.endpoints);

    const serve = async (name: string, more: Record<string, string>, port: number) => {
      const web = start(name, ["scripts/web.ts"], { ...env, ...more, HOST: "127.0.0.1", PORT: `${port}` });
      const gone = web.exited.then(({ code, tail }) => {
        throw new Error(`the app ended (exit ${code}):\n${tail}`);
      });
      gone.catch(() => {});
      await Promise.race([awaitPort(port, 60), gone]);
      return web;
    };
    const web = await serve("web", {}, webPort);
    let others = 0;
    let size = kept ?? base.endpoints;
    return {
      url: `http://127.0.0.1:${webPort}`,
      pool,
      webPid: web.pid ?? 0,
      async serve(config) {
        const name = `web-${++others}`;
        const file = join(dataDir, `${name}.yaml`);
        writeFileSync(file, config);
        const port = await freePort();
        await serve(name, { LINKLEDGER_CONFIG: file }, port);
        return `http://127.0.0.1:${port}`;
      },
      async grow(endpoints) {
        const [have, want] = [size / base.endpoints, endpoints / base.endpoints];
        if (want === have) return;
        if (want < have)
          throw new ConfigurationError(
            `the kept fleet has ${size} endpoints already; expected at least as many`,
          );
        rmSync(marker, { force: true });
        const whole = Math.min(want, wholeHistoryUpTo / base.endpoints);
        if (whole > have) await multiplyFleet(pool, { copies: { from: have, to: whole - 1 } });
        const rest = Math.max(have, whole);
        if (want > rest) await multiplyFleet(pool, { copies: { from: rest, to: want - 1 }, without: fine });
        await pool.query("VACUUM ANALYZE");
        size = endpoints;
        keep(size);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Start = (name: string, args: string[], env?: NodeJS.ProcessEnv) => Child;

/** Collects and judges `base` from a simulator and repeats its history. */
async function collectBase(
  start: Start,
  pool: pg.Pool,
  env: NodeJS.ProcessEnv,
  simulatorPort: number,
): Promise<void> {
  const simulator = start("simulator", [
    ...["simulator/main.ts", "--port", `${simulatorPort}`, "--now", now],
    ...["--accounts", `${base.accounts}`, "--regions", `${base.regions}`, "--endpoints", `${base.endpoints}`],
  ]);
  await awaitPort(simulatorPort, 120);
  const collect = start("collect", ["collectors/main.ts", "collect", "--once"], env);
  const { code, tail } = await collect.exited;
  if (code !== 0 && code !== 3) throw new Error(`collect --once failed (exit ${code}):\n${tail}`);
  await simulator.stop(5_000);
  const at = new Date(now);
  for (const partitioned of partitionedTables) {
    const { table, per } = partitioned;
    // What is kept by the week or less is finer than an hour: days of it would not fit, and no page reads them.
    if (per === "day" || per === "week" || /reject|denial/.test(table)) continue;
    // Sums of days are made of the lengthened days, below.
    if (runningTables.some((one) => one.table === table)) continue;
    const column = /_day$|_cost$/.test(table) ? "day" : "ts";
    await lengthenHistory(pool, { table, at: column, partitioned }, historyDays, at);
  }
  await lengthenHistory(pool, { table: "billed_cost", at: "day" }, historyDays, at);
  await sumAnew(pool, {
    first: dayOf(new Date(at.getTime() - historyDays * 86_400_000)),
    days: historyDays,
  });
  await pool.query("VACUUM ANALYZE");
}
