// Before all browser tests: the simulator, a database of its own, everything collected once, the built app.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openPool } from "#lib/db/pool.ts";
import { openMigratedDatabase } from "#lib/testing/postgres.ts";
import { multiplyFleet } from "../bench/fleet/multiply.ts";
import type { Child } from "../scripts/lib/child.ts";
import { freePort } from "../scripts/lib/ports.ts";
import { simulatorEnv } from "../scripts/lib/simulatorEnv.ts";
import { logs, ready, startLogged, startWeb } from "./web.ts";

/** The moment that simulator, collectors and app take for now. */
const now = "2026-11-18T14:05:00Z";
/** A day on, with nothing collected in between. */
const dayLater = "2026-11-19T16:05:00Z";
/** So many times the collected fleet, itself included: more than ten thousand endpoints. */
const timesLarger = 15;
/** All tables but those that the list of endpoints reads: to enlarge the others would take most of a minute. */
const notOfEndpoints =
  /^(?!(account|vpc_endpoint|vpc_endpoint_(traffic|service)|endpoint_(cost|diagnosis)|idle_verdict)$)/;
/** Two receivers of alerts at one address, which a spec may open. */
const receivers = (port: number) => `outbound: { allow: ["127.0.0.1:${port}"] }
alerts:
  receivers:
    - { name: takes, type: webhook, url: "http://127.0.0.1:${port}/takes", secret: { file: ${join(logs, "secret")} } }
    - { name: refuses, type: webhook, url: "http://127.0.0.1:${port}/refuses", secret: { file: ${join(logs, "secret")} } }
`;

/** Starts what the specs look at; returns what ends it. The address is in LINKLEDGER_E2E_URL. */
export default async function setup(): Promise<() => Promise<void>> {
  const children: Child[] = [];
  const database = await openMigratedDatabase("e2e");
  const databases = [database];
  const teardown = async () => {
    await Promise.all(children.map((child) => child.stop(6_000)));
    for (const { close } of databases) await close();
  };
  /** The environment of what looks at a fleet, once all of it is collected. */
  const collected = async (url: string, fleet: string[] = [], name = "") => {
    const port = await freePort();
    const args = ["simulator/main.ts", "--port", String(port), "--now", now, ...fleet];
    const simulator = startLogged(`simulator${name}`, args);
    children.push(simulator);
    await ready(simulator, port);
    const env = {
      ...simulatorEnv(port),
      DATABASE_URL: url,
      LINKLEDGER_NOW: now,
      LINKLEDGER_CONFIG: join(logs, "none.yaml"),
    };
    const collecting = startLogged(`collect${name}`, ["collectors/main.ts", "collect", "--once"], env);
    children.push(collecting);
    const { code, tail } = await collecting.exited;
    // 3: some scopes failed, which the demo fleet has on purpose.
    if (code !== 0 && code !== 3) throw new Error(`collect --once failed (exit ${code}):\n${tail}`);
    return env;
  };
  try {
    const hostileDatabase = await openMigratedDatabase("hostile");
    databases.push(hostileDatabase);
    // The small fleet takes what the large one leaves of the processor in its first half minute.
    const [env, hostile] = await Promise.all([
      collected(database.url),
      collected(
        hostileDatabase.url,
        ["--accounts", "2", "--regions", "1", "--endpoints", "12", "--hostile"],
        "-hostile",
      ),
    ]);

    const largeUrl = await database.copy("e2e_large");
    const enlarge = async () => {
      const pool = openPool(largeUrl, { statementTimeoutMs: 0 });
      await multiplyFleet(pool, { copies: { from: 1, to: timesLarger - 1 }, without: notOfEndpoints });
      await pool.query("ANALYZE");
      await pool.end();
    };
    const receiverPort = await freePort();
    const file = join(logs, "web.yaml");
    writeFileSync(file, receivers(receiverPort));
    writeFileSync(join(logs, "secret"), "a-secret-of-tests-that-is-long-enough\n");
    process.env.LINKLEDGER_E2E_RECEIVER = String(receiverPort);
    const serve = async (name: string, changed: Partial<NodeJS.ProcessEnv> = {}) => {
      const port = await freePort();
      const web = startWeb(name, port, { ...env, LINKLEDGER_CONFIG: file, ...changed });
      children.push(web);
      await ready(web, port);
      return `http://127.0.0.1:${port}`;
    };
    [
      process.env.LINKLEDGER_E2E_URL,
      process.env.LINKLEDGER_E2E_DAY_LATER,
      process.env.LINKLEDGER_E2E_LARGE,
      process.env.LINKLEDGER_E2E_HOSTILE,
    ] = await Promise.all([
      serve("web"),
      serve("web-later", { LINKLEDGER_NOW: dayLater }),
      serve("web-large", { DATABASE_URL: largeUrl }),
      serve("web-hostile", hostile),
      enlarge(),
    ]);
    process.env.LINKLEDGER_E2E_DATABASE = database.url;
    process.env.LINKLEDGER_E2E_NOW = now;
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}
