import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type EmbeddedPostgres, openEmbedded } from "./embedded.ts";
import { processAlive } from "./fileLock.ts";

let dataDir: string;
let others: ChildProcess[];

// A process of its own that opens the server, says so, and lets go of it when its standard input ends.
const user = `
  const { openEmbedded } = await import(process.argv[1]);
  const server = await openEmbedded({ dataDir: process.argv[2], durable: false });
  console.log(server.joined ? "joined" : "started");
  process.stdin.resume().on("end", () => server.release());
`;

async function otherProcess(): Promise<{ child: ChildProcess; said: string }> {
  const module = new URL("./embedded.ts", import.meta.url).href;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", user, module, dataDir], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  others.push(child);
  const [chunk] = await once(child.stdout!, "data");
  return { child, said: String(chunk).trim() };
}

function serverPid(): number {
  return Number(readFileSync(join(dataDir, "postgres", "data", "postmaster.pid"), "utf8").split("\n")[0]);
}

async function query(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function gone(pid: number): Promise<void> {
  await expect.poll(() => processAlive(pid), { timeout: 20_000 }).toBe(false);
}

// One folder for all tests, initialised once; each test begins with the server stopped.
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "linkledger-embedded-"));
});

beforeEach(() => {
  others = [];
});

afterEach(async () => {
  for (const child of others) child.kill("SIGKILL");
  // Whatever a test left running is joined and, as nobody else uses it, stopped.
  await (await openEmbedded({ dataDir, durable: false })).release();
});

afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

test("the server keeps its rows from one start to the next, and stops with its last user", async () => {
  const first = await openEmbedded({ dataDir, durable: false });
  expect(first.joined).toBe(false);
  await query(first, "CREATE TABLE kept AS SELECT 42 AS answer");
  const pid = serverPid();
  await first.release();
  await gone(pid);

  const second = await openEmbedded({ dataDir, durable: false });
  expect(await query(second, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  await second.release();
});

test("several processes share one server; it outlives the one that started it", async () => {
  const { child, said } = await otherProcess();
  expect(said).toBe("started");
  const mine = await openEmbedded({ dataDir, durable: false });
  expect(mine.joined).toBe(true);
  const pid = serverPid();

  child.stdin!.end();
  await once(child, "exit");
  expect(await query(mine, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await mine.release();
  await gone(pid);
});

test("processes that begin at the same moment start it once", async () => {
  const all = await Promise.all([otherProcess(), otherProcess(), otherProcess()]);
  expect(all.map(({ said }) => said).sort()).toEqual(["joined", "joined", "started"]);
});

test("a server orphaned by a killed process is joined, and stopped at the end", async () => {
  const { child } = await otherProcess();
  const pid = serverPid();
  child.kill("SIGKILL");
  await once(child, "exit");
  const next = await openEmbedded({ dataDir, durable: false });
  expect(next.joined).toBe(true);
  expect(serverPid()).toBe(pid);
  await next.release();
  await gone(pid);
});

test("after everything was killed, the server too, the next start recovers what was committed", async () => {
  const before = await openEmbedded({ dataDir, durable: true });
  await query(before, "CREATE TABLE recovered AS SELECT 42 AS answer");
  const { child } = await otherProcess();
  const pid = serverPid();
  child.kill("SIGKILL");
  process.kill(pid, "SIGKILL");
  await gone(pid);

  const next = await openEmbedded({ dataDir, durable: true });
  expect(next.joined).toBe(false);
  expect(await query(next, "SELECT answer FROM recovered")).toEqual([{ answer: 42 }]);
  await next.release();
});

test("a stale pid file whose number another process has meanwhile does not stop the start", async () => {
  await (await openEmbedded({ dataDir, durable: false })).release();
  // What a killed container leaves: the file says "running" and names a process that is something else now.
  writeFileSync(
    join(dataDir, "postgres", "data", "postmaster.pid"),
    `${process.pid}\n/nowhere\n0\n5432\n\n\n\nready\n`,
  );
  const next = await openEmbedded({ dataDir, durable: false });
  expect(next.joined).toBe(false);
  await next.release();
});

test("a lock file left by a killed process does not hold up the next", async () => {
  const { child } = await otherProcess();
  child.kill("SIGKILL");
  await once(child, "exit");
  writeFileSync(join(dataDir, "postgres.lock"), String(child.pid));
  const next = await openEmbedded({ dataDir, durable: false });
  await next.release();
  expect(next.joined).toBe(true);
});

test("rows written by another major version are refused with what to do", async () => {
  await (await openEmbedded({ dataDir, durable: false })).release();
  const version = join(dataDir, "postgres", "data", "PG_VERSION");
  const ours = readFileSync(version, "utf8");
  writeFileSync(version, "9\n");
  await expect(openEmbedded({ dataDir, durable: false })).rejects.toThrow(
    /written by Postgres 9.*brings Postgres \d+/,
  );
  writeFileSync(version, ours);
});
