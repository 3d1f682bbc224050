import { spawn } from "node:child_process";
import {
  chownSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { ServerUser } from "./embeddedBinaries.ts";
import type { Place } from "./embeddedPlace.ts";
import { processAlive } from "./fileLock.ts";

const holdName = "linkledger:hold";
const maxLogBytes = 20 * 1024 * 1024;

function serverSettings(durable: boolean): Record<string, string> {
  return {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "160",
    shared_buffers: "256MB",
    work_mem: "16MB",
    maintenance_work_mem: "128MB",
    effective_cache_size: "1GB",
    max_wal_size: "512MB",
    checkpoint_completion_target: "0.9",
    random_page_cost: "1.1",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_messages: "warning",
    ...(durable
      ? {}
      : { fsync: "off", synchronous_commit: "off", full_page_writes: "off", shared_buffers: "128MB" }),
  };
}

function run(program: string, args: string[], user: ServerUser, input?: string): Promise<void> {
  return new Promise((done, fail) => {
    // Own process group: Ctrl-C in the terminal must reach us, not a server that others may still use.
    const child = spawn(program, args, {
      ...user,
      cwd: "/",
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", fail);
    child.on("exit", (code) =>
      code === 0 ? done() : fail(new Error(output.trim() || `${program} exited with ${code}`)),
    );
    // It may end without reading; how it ended is told by its exit.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
  });
}

/** Makes the files of a new server. Throws with what initdb says. */
export async function initialise(place: Place): Promise<void> {
  const unfinished = `${place.pgdata}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const passwordFile = `${unfinished}.password`;
  writeFileSync(passwordFile, `${place.password}\n`, { mode: 0o600 });
  if (place.user.uid !== undefined && place.user.gid !== undefined) {
    chownSync(passwordFile, place.user.uid, place.user.gid);
  }
  try {
    // A builtin locale sorts the same on every machine, whatever its C library.
    const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
    const login = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
    await run(
      place.binaries.initdb,
      [`--pgdata=${unfinished}`, "--no-instructions", ...locale, ...login],
      place.user,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  // Renamed only when complete: an initialisation that was killed leaves nothing that looks like a database.
  renameSync(unfinished, place.pgdata);
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** What the server itself wrote when it started: its process and its port. */
function running(place: Place): { pid: number; port: number } | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(place.pgdata, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

function isPostgres(pid: number): boolean {
  if (!processAlive(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres");
  } catch {
    return process.platform !== "linux";
  }
}

/** The connection string of one database, password included. */
export function connectionUrl(place: Place, port: number, database: string): string {
  return `postgresql://postgres:${place.password}@127.0.0.1:${port}/${database}`;
}

/** A connection that counts as a user of the server for as long as it is open. */
export async function connect(place: Place, port: number, database: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: connectionUrl(place, port, database),
    application_name: holdName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Connects to a server that an earlier process left running; undefined when there is none to join. */
export async function joinRunning(place: Place): Promise<number | undefined> {
  for (let attempt = 0; ; attempt++) {
    const server = running(place);
    if (!server) return undefined;
    if (!isPostgres(server.pid)) {
      // Left by a hard kill. Removed by us because Postgres would trust a number that another process reused.
      rmSync(join(place.pgdata, "postmaster.pid"), { force: true });
      return undefined;
    }
    try {
      const client = await connect(place, server.port, "postgres");
      const { rows } = await client.query<{ folder: string }>(
        "SELECT current_setting('data_directory') AS folder",
      );
      await client.end();
      if (rows[0]?.folder === place.pgdata) return server.port;
    } catch {
      // Starting, recovering, or shutting down: look again.
    }
    if (attempt >= 150) {
      await run(
        place.binaries.pgCtl,
        ["stop", "-D", place.pgdata, "-m", "immediate", "-t", "20"],
        place.user,
      );
      return undefined;
    }
    await delay(200);
  }
}

/** The held connection alone must not keep a finished process running. */
export function keepsProcessAlive(client: pg.Client, yes: boolean): void {
  // Both methods exist in pg and are missing from its types.
  const held = client as pg.Client & { ref(): void; unref(): void };
  if (yes) held.ref();
  else held.unref();
}

function logTail(place: Place): string {
  try {
    return readFileSync(place.log, "utf8").trimEnd().split("\n").slice(-8).join("\n");
  } catch {
    return "";
  }
}

/** Starts the server on a free port, or on the given one, and returns it. Throws with the end of its own log. */
export async function startServer(place: Place, durable: boolean, fixedPort?: number): Promise<number> {
  if (existsSync(place.log) && statSync(place.log).size > maxLogBytes) truncateSync(place.log);
  const settings = Object.entries(serverSettings(durable)).map(([name, value]) => `-c ${name}='${value}'`);
  for (let attempt = 1; ; attempt++) {
    const port = fixedPort ?? (await freePort());
    const options = [`-p ${port}`, ...settings].join(" ");
    const args = ["start", "-w", "-t", "90", "-s", "-D", place.pgdata, "-l", place.log, "-o", options];
    try {
      await run(place.binaries.pgCtl, args, place.user);
      return port;
    } catch (error) {
      const tail = logTail(place);
      // The port was taken meanwhile, or processes of a killed server have not all noticed yet.
      if (attempt < 10 && /could not bind|Address already in use|shared memory block/.test(tail)) {
        await delay(300);
        continue;
      }
      throw new Error(`embedded Postgres did not start: ${(error as Error).message}\n${tail}`, {
        cause: error,
      });
    }
  }
}

/** Throws where the files are of another major version than the programs. */
export function checkVersion(place: Place): void {
  const data = readFileSync(join(place.pgdata, "PG_VERSION"), "utf8").trim();
  const share = join(place.binaries.postgres, "..", "..", "share", "postgresql", "postgres.bki");
  const program = /^# PostgreSQL (\d+)/.exec(readFileSync(share, "utf8").slice(0, 200))?.[1];
  if (program && data !== program) {
    throw new Error(
      `${place.pgdata} was written by Postgres ${data} and this version brings Postgres ${program}: move the folder away to begin anew, or upgrade it with pg_upgrade`,
    );
  }
}

/** Stops it: `fast` lets it write down what it has in memory, `immediate` is as good as a crash. */
export function stopServer(place: Place, mode: "fast" | "immediate"): Promise<void> {
  return run(place.binaries.pgCtl, ["stop", "-D", place.pgdata, "-m", mode, "-t", "30", "-s"], place.user);
}

/** How many sessions hold the server besides the one that asks. Throws when it lets nobody in. */
async function otherUsers(place: Place, port: number): Promise<number> {
  const client = await connect(place, port, "postgres");
  try {
    const { rows } = await client.query<{ others: number }>(
      "SELECT count(*)::int AS others FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()",
      [holdName],
    );
    return rows[0]?.others ?? 0;
  } finally {
    await client.end();
  }
}

/** Stops the server unless somebody else holds it. */
export async function stopIfLast(place: Place): Promise<void> {
  const server = running(place);
  if (!server || !isPostgres(server.pid)) return;
  try {
    if ((await otherUsers(place, server.port)) === 0) await stopServer(place, "fast");
  } catch {
    // It lets nobody in: out of disk, most likely. Then it serves nobody either.
    await stopServer(place, "immediate");
  }
}
