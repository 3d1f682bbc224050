import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { backUpEmbedded } from "#lib/db/backup.ts";
import { openEmbedded } from "#lib/db/embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openPool } from "#lib/db/pool.ts";
import { freePort } from "../scripts/lib/ports.ts";
import { differences, overall, tableDigests } from "./backup/digests.ts";
import { writeSteadily } from "./backup/load.ts";
import { placeOfFleet } from "./pages/builtFleet.ts";
import type { Bench, BenchRow } from "./schema.ts";

const run = promisify(execFile);
const fillSql = `INSERT INTO vpc_endpoint (account_id, region, vpc_endpoint_id, vpc_endpoint_type, tags, first_seen_at, last_seen_at, collector)
  SELECT lpad((n % 40)::text, 12, '1'), 'eu-west-1', 'vpce-' || lpad(to_hex(n), 17, '0'), 'Interface', jsonb_build_object('Name', repeat('x', 200)), now(), now(), 'endpoints'
  FROM generate_series(1, 10000) n`;

export const bench: Bench = {
  question:
    "Is a backup that was taken while everything is being written the same as the original, when it is restored elsewhere? (backup [--fleet DIR]; the dump needs pg_dump, and a server of its version: PGBIN names their folder)",
  async run(args) {
    const { keptIn } = placeOfFleet(args);
    const folder = mkdtempSync(join(tmpdir(), "linkledger-backup-"));
    try {
      return [...(await embedded(folder, keptIn)), ...(await managed(folder))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The embedded server, copied as `npm run backup` does; the copy started beside it. */
async function embedded(folder: string, keptIn: string | undefined): Promise<BenchRow[]> {
  const dataDir = keptIn ?? join(folder, "original");
  const target = join(folder, "copy");
  const server = await openEmbedded({ dataDir });
  const pool = openPool(server.url, { statementTimeoutMs: 0 });
  if (!keptIn) await migrate(pool, "prisma/migrations").then(() => pool.query(fillSql));
  const load = writeSteadily(pool);
  let before = new Map<string, string>();
  const begun = performance.now();
  const { bytes } = await backUpEmbedded({
    dataDir,
    target,
    async onCopied() {
      // Held still for the comparison alone; all of the copying was under load.
      await load.stop();
      before = await withClient(server.url, tableDigests);
    },
  });
  const seconds = (performance.now() - begun) / 1000;
  await pool.end();
  await server.release();
  const copy = await openEmbedded({ dataDir: target });
  const after = await withClient(copy.url, tableDigests);
  await copy.release();
  return rowsOf("embedded, npm run backup", { bytes, seconds, written: load.written(), before, after });
}

/** A server of its own: pg_dump -Fc of one snapshot under load, pg_restore into another database. */
async function managed(folder: string): Promise<BenchRow[]> {
  const bin = process.env.PGBIN ?? newestBin();
  if (!bin || !existsSync(join(bin, "pg_dump"))) {
    console.error("no pg_dump and server found (PGBIN): the dump of a managed Postgres is skipped");
    return [];
  }
  const admin = await startServer(bin, join(folder, "managed"));
  try {
    const url = (name: string) => admin.url.replace(/[^/]+$/, name);
    await withClient(admin.url, async (client) => {
      await client.query("CREATE DATABASE original");
      await client.query("CREATE DATABASE restored");
    });
    const pool = openPool(url("original"), { statementTimeoutMs: 0 });
    await migrate(pool, "prisma/migrations");
    await pool.query(fillSql);
    const load = writeSteadily(pool);
    const file = join(folder, "linkledger.dump");
    const begun = performance.now();
    // The same moment for the dump and for what it is compared to.
    const before = await withClient(url("original"), async (client) => {
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
      const { rows } = await client.query<{ id: string }>("SELECT pg_export_snapshot() AS id");
      await run(join(bin, "pg_dump"), ["-Fc", `--snapshot=${rows[0]?.id}`, "-f", file, url("original")]);
      return tableDigests(client);
    });
    const seconds = (performance.now() - begun) / 1000;
    await load.stop();
    await pool.end();
    await run(join(bin, "pg_restore"), ["--no-owner", "--exit-on-error", "-d", url("restored"), file]);
    const after = await withClient(url("restored"), tableDigests);
    const restored = openPool(url("restored"));
    const pending = await migrate(restored, "prisma/migrations");
    await restored.end();
    const { stdout } = await run(join(bin, "pg_dump"), ["--version"]);
    return [
      ...rowsOf(`${stdout.trim()} -Fc, pg_restore`, {
        bytes: statSync(file).size,
        seconds,
        written: load.written(),
        before,
        after,
      }),
      {
        measured: "  migrations that the restored database still lacks",
        value: pending.length,
        unit: "",
        atMost: 0,
      },
    ];
  } finally {
    await admin.stop();
  }
}

interface Outcome {
  bytes: number;
  seconds: number;
  written: number;
  before: Map<string, string>;
  after: Map<string, string>;
}

function rowsOf(what: string, { bytes, seconds, written, before, after }: Outcome): BenchRow[] {
  const different = differences(before, after);
  console.error(`${what}: original ${overall(before)}, restored ${overall(after)} ${different.join(", ")}`);
  return [
    { measured: `${what}: size`, value: bytes / 1024 / 1024, unit: "MB" },
    { measured: "  taken in", value: seconds, unit: "s" },
    { measured: "  rows written meanwhile", value: written, unit: "rows", atLeast: 1 },
    { measured: "  tables compared", value: before.size, unit: "tables", atLeast: 40 },
    { measured: "  tables that differ", value: different.length, unit: "tables", atMost: 0 },
  ];
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: "-c timezone=UTC" });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const debianServers = "/usr/lib/postgresql";

function newestBin(): string | undefined {
  if (!existsSync(debianServers)) return undefined;
  const newest = readdirSync(debianServers)
    .toSorted((a, b) => Number(a) - Number(b))
    .at(-1);
  return newest && join(debianServers, newest, "bin");
}

/** A plain Postgres as a distribution brings it, in a folder of its own; as root it runs as the user postgres. */
async function startServer(bin: string, pgdata: string): Promise<{ url: string; stop(): Promise<void> }> {
  const root = process.getuid?.() === 0;
  const as = (program: string, args: string[]) =>
    root
      ? run(
          "setpriv",
          ["--reuid=postgres", "--regid=postgres", "--clear-groups", join(bin, program), ...args],
          { cwd: "/" },
        )
      : run(join(bin, program), args, { cwd: "/" });
  await run("mkdir", ["-p", pgdata]);
  if (root) {
    await run("chmod", ["a+x", join(pgdata, "..")]);
    await run("chown", ["postgres", pgdata]);
  }
  await as("initdb", ["-D", pgdata, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]);
  const port = await freePort();
  await as("pg_ctl", [
    "start",
    "-w",
    "-s",
    "-D",
    pgdata,
    "-l",
    join(pgdata, "log"),
    "-o",
    `-p ${port} -k '' -h 127.0.0.1`,
  ]);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => void (await as("pg_ctl", ["stop", "-D", pgdata, "-m", "fast", "-s"])),
  };
}
