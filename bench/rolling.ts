import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { Agent, request as ask, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openEmbedded } from "#lib/db/embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openPool } from "#lib/db/pool.ts";
import { ConfigurationError } from "#lib/errors.ts";
import { type Child, startChild } from "../scripts/lib/child.ts";
import { awaitPort, freePort } from "../scripts/lib/ports.ts";
import { buildApp } from "../scripts/lib/prepare.mjs";
import type { Bench } from "./schema.ts";

const addresses = [
  "/",
  "/endpoints",
  "/on-call",
  "/api/v1/endpoints?limit=10",
  "/api/v1/endpoints.csv",
  "/metrics",
];
const clients = 8;
const checkEveryMs = 500;
/** How long an old version serves the new schema, and then stands beside the new one. */
const mixedMs = 10_000;
const fillSql = `INSERT INTO vpc_endpoint (account_id, region, vpc_endpoint_id, vpc_endpoint_type, first_seen_at, last_seen_at, collector)
  SELECT '111111111111', 'eu-west-1', 'vpce-' || lpad(to_hex(n), 17, '0'), 'Interface', now(), now(), 'endpoints' FROM generate_series(1, 2000) n`;

export const bench: Bench = {
  question:
    "Does anybody notice when two processes of the app behind a load balancer are restarted one after the other, and when they come from an older version? (rolling [rounds] [--from a checkout of the older version, built])",
  async run(args) {
    const { rounds, from } = readArguments(args);
    await buildApp(process.execPath, { quiet: true });
    const dataDir = mkdtempSync(join(tmpdir(), "linkledger-rolling-"));
    const server = await openEmbedded({ dataDir, durable: false });
    const pool = openPool(server.url);
    await migrate(pool, join(from ?? ".", "prisma/migrations"));
    await pool.query(fillSql);
    const ports = [await freePort(), await freePort()];
    const running = new Map<number, Child>();
    const balancer = await openBalancer(ports);
    try {
      for (const port of ports) running.set(port, await startApp(port, server.url, dataDir, from));
      await balancer.allHealthy();
      const load = askSteadily(balancer.url);
      await delay(2_000);
      // As whoever of the new version starts first does it; both of the old one go on meanwhile.
      const migrated = from ? (await migrate(pool, "prisma/migrations")).length : 0;
      if (from) await delay(mixedMs);
      const exits: (number | null)[] = [];
      for (let round = 0; round < rounds; round++) {
        for (const port of ports) {
          const old = running.get(port)!;
          process.kill(old.pid!, "SIGTERM");
          exits.push((await old.exited).code);
          running.set(port, await startApp(port, server.url, dataDir));
          await balancer.allHealthy();
          if (from && exits.length === 1) await delay(mixedMs);
        }
      }
      const { asked, failures } = await load.stop();
      for (const failure of failures.slice(0, 10)) console.error(failure);
      return [
        ...(from
          ? [
              {
                measured: `migrations that the old version, ${migrated ? "still serving" : "of the same schema"}, did not know`,
                value: migrated,
                unit: "migrations",
              },
            ]
          : []),
        { measured: "restarts of one of two processes (SIGTERM)", value: exits.length, unit: "restarts" },
        {
          measured: "  that did not end with 0",
          value: exits.filter((code) => code !== 0).length,
          unit: "restarts",
          atMost: 0,
        },
        {
          measured: `requests of ${clients} clients without pause meanwhile`,
          value: asked,
          unit: "requests",
        },
        {
          measured: "  that failed: no answer, a cut one, or 5xx",
          value: failures.length,
          unit: "requests",
          atMost: 0,
        },
      ];
    } finally {
      balancer.close();
      await Promise.all([...running.values()].map((child) => child.stop(15_000)));
      await pool.end();
      await server.release();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

function readArguments(args: string[]): { rounds: number; from: string | undefined } {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { from: { type: "string" } },
  });
  const rounds = Number(positionals[0] ?? (values.from ? 1 : 2));
  if (!(Number.isInteger(rounds) && rounds > 0))
    throw new ConfigurationError(`"${positionals[0]}" is no number of rounds; expected 1 or more`);
  const from = values.from && resolve(values.from);
  if (from && !existsSync(join(from, ".next/BUILD_ID")))
    throw new ConfigurationError(`${from} has no built app; expected a checkout after npm run build`);
  return { rounds, from };
}

async function startApp(port: number, databaseUrl: string, dataDir: string, folder?: string): Promise<Child> {
  const child = startChild(`web-${port}`, {
    folder,
    args: ["scripts/web.ts"],
    // As a service manager starts it: without the channel to npm start, which would end it at once.
    standalone: true,
    env: {
      ...process.env,
      PORT: `${port}`,
      HOST: "127.0.0.1",
      DATABASE_URL: databaseUrl,
      LINKLEDGER_CONFIG: join(dataDir, "none.yaml"),
    },
    logFile: join(dataDir, `web-${port}.log`),
  });
  const gone = child.exited.then(({ code, tail }) => {
    throw new Error(`the app ended (exit ${code}):\n${tail}`);
  });
  gone.catch(() => {});
  await Promise.race([awaitPort(port, 60), gone]);
  return child;
}

/** As simple as a load balancer can be: in turn to whoever answers the health check, which it asks twice a second. */
async function openBalancer(ports: number[]) {
  const healthy = new Set<number>();
  const agent = new Agent({ keepAlive: true });
  const check = async (port: number) => {
    const ok = await fetch(`http://127.0.0.1:${port}/api/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) healthy.add(port);
    else healthy.delete(port);
  };
  const timer = setInterval(() => ports.forEach((port) => void check(port)), checkEveryMs);
  let turn = 0;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const up = ports.filter((port) => healthy.has(port));
    const port = up[turn++ % up.length];
    if (port === undefined) return void response.writeHead(502).end("nobody is healthy");
    const passed = ask(
      {
        agent,
        host: "127.0.0.1",
        port,
        path: request.url,
        method: request.method,
        headers: { host: request.headers.host },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, {
          "content-type": answer.headers["content-type"] ?? "",
        });
        answer.on("error", () => response.destroy());
        answer.pipe(response);
      },
    );
    passed.on("error", (error: NodeJS.ErrnoException) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end(`${port}: ${error.code}`);
    });
    passed.end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async allHealthy() {
      while (healthy.size < ports.length) await delay(50);
    },
    close() {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}

function askSteadily(url: string) {
  let stopped = false;
  let asked = 0;
  const failures: string[] = [];
  const client = async (who: number) => {
    for (let n = who; !stopped; n++) {
      const address = addresses[n % addresses.length] as string;
      asked++;
      try {
        const answer = await fetch(`${url}${address}`);
        const body = await answer.text();
        if (answer.status >= 500) failures.push(`${address} answered ${answer.status} ${body.slice(0, 100)}`);
      } catch (error) {
        failures.push(`${address}: ${(error as Error).cause ?? error}`);
      }
    }
  };
  const all = Promise.all(Array.from({ length: clients }, (_, who) => client(who)));
  return {
    async stop() {
      stopped = true;
      await all;
      return { asked, failures };
    },
  };
}
