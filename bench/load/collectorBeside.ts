import { getPriority, setPriority } from "node:os";
import { join } from "node:path";
import { openEmbedded } from "#lib/db/embedded.ts";
import { type Child, startChild } from "../../scripts/lib/child.ts";
import { awaitPort, freePort } from "../../scripts/lib/ports.ts";
import { simulatorEnv } from "../../scripts/lib/simulatorEnv.ts";
import { workerFlags } from "../fleet/processes.ts";

const size = ["--accounts", "100", "--regions", "3", "--endpoints", "10000"];
const behind = 10;
const now = "2026-11-18T14:05:00Z";

export interface CollectorBeside {
  /** One pass over the whole fleet, with its judgements, yielding to the app as under npm start. */
  cycle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A simulated fleet of 10,000 endpoints, collected once, in a database of its own on the same server: processor, memory
 * and Postgres are shared with the app, and what the app shows stays the same throughout.
 */
export async function openCollectorBeside(dataDir: string): Promise<CollectorBeside> {
  const server = await openEmbedded({ dataDir, database: "beside", durable: false });
  const children: Child[] = [];
  const start = (name: string, args: string[], env?: NodeJS.ProcessEnv) => {
    const child = startChild(name, { args, env, logFile: join(dataDir, `${name}.log`) });
    children.push(child);
    return child;
  };
  const port = await freePort();
  start("beside-simulator", ["simulator/main.ts", "--port", `${port}`, "--now", now, ...size]);
  await awaitPort(port, 120);
  const cycle = async () => {
    const env = {
      ...simulatorEnv(port),
      ...{ DATABASE_URL: server.url, LINKLEDGER_NOW: now, LINKLEDGER_CONFIG: join(dataDir, "none.yaml") },
    };
    const collect = start("beside-collect", [...workerFlags, "collectors/main.ts", "collect", "--once"], env);
    // As far behind the app as npm start puts it, wherever the app stands itself.
    if (collect.pid !== undefined) setPriority(collect.pid, Math.min(19, getPriority() + behind));
    const { code, tail } = await collect.exited;
    if (code !== 0 && code !== 3) throw new Error(`collect --once failed (exit ${code}):\n${tail}`);
  };
  await cycle();
  return {
    cycle,
    async close() {
      await Promise.all(children.map((child) => child.stop(5_000)));
      await server.release();
    },
  };
}
