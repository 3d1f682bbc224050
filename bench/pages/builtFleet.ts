import { join } from "node:path";
import type pg from "pg";
import { partitionedTables } from "#collectors/partitions.ts";
import { openEmbedded } from "#lib/db/embedded.ts";
import { openPool } from "#lib/db/pool.ts";
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
  /** Makes the fleet this large: a multiple of the collected one, at least as large as before. */
  grow(endpoints: number): Promise<void>;
  close(): Promise<void>;
}

/** Collects and judges `base` from the simulator, repeats its history, and serves the app on it. */
export async function openBuiltFleet(dataDir: string): Promise<BuiltFleet> {
  await buildApp(process.execPath, { quiet: true });
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
  };
  try {
    const [simulatorPort, webPort] = [await freePort(), await freePort()];
    const simulator = start("simulator", [
      ...["simulator/main.ts", "--port", `${simulatorPort}`, "--now", now],
      ...[
        "--accounts",
        `${base.accounts}`,
        "--regions",
        `${base.regions}`,
        "--endpoints",
        `${base.endpoints}`,
      ],
    ]);
    await awaitPort(simulatorPort, 120);
    const env = {
      ...simulatorEnv(simulatorPort),
      DATABASE_URL: server.url,
      LINKLEDGER_NOW: now,
      LINKLEDGER_CONFIG: join(dataDir, "none.yaml"),
    };
    const collect = start("collect", ["collectors/main.ts", "collect", "--once"], env);
    const { code, tail } = await collect.exited;
    if (code !== 0 && code !== 3) throw new Error(`collect --once failed (exit ${code}):\n${tail}`);
    await simulator.stop(5_000);
    const at = new Date(now);
    for (const partitioned of partitionedTables) {
      const { table, per } = partitioned;
      // What is kept by the week or less is finer than an hour: days of it would not fit, and no page reads them.
      if (per === "day" || per === "week" || /reject|denial/.test(table)) continue;
      const column = /_day$|_cost$/.test(table) ? "day" : "ts";
      await lengthenHistory(pool, { table, at: column, partitioned }, historyDays, at);
    }
    await lengthenHistory(pool, { table: "billed_cost", at: "day" }, historyDays, at);
    await pool.query("VACUUM ANALYZE");

    const web = start("web", ["scripts/web.ts"], { ...env, HOST: "127.0.0.1", PORT: `${webPort}` });
    const gone = web.exited.then(({ code, tail }) => {
      throw new Error(`the app ended (exit ${code}):\n${tail}`);
    });
    gone.catch(() => {});
    await Promise.race([awaitPort(webPort, 60), gone]);
    let size = base.endpoints;
    return {
      url: `http://127.0.0.1:${webPort}`,
      pool,
      async grow(endpoints) {
        const [have, want] = [size / base.endpoints, endpoints / base.endpoints];
        const whole = Math.min(want, wholeHistoryUpTo / base.endpoints);
        if (whole > have) await multiplyFleet(pool, { copies: { from: have, to: whole - 1 } });
        const rest = Math.max(have, whole);
        if (want > rest) await multiplyFleet(pool, { copies: { from: rest, to: want - 1 }, without: fine });
        if (want > have) await pool.query("VACUUM ANALYZE");
        size = endpoints;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
