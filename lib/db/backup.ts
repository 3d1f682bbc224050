import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import pg from "pg";
import { LinkledgerError } from "../errors.ts";
import { openEmbedded } from "./embedded.ts";
import { type Place, settlePlace } from "./embeddedPlace.ts";

/** The backup could not be made; nothing usable is left of it. */
export class BackupError extends LinkledgerError {
  constructor(message: string, options?: ErrorOptions) {
    super("backup", message, options);
  }
}

export interface BackupOptions {
  /** LINKLEDGER_DATA_DIR of the server to back up. It may be running, and written to. */
  dataDir: string;
  /** A folder that does not exist or is empty; it becomes a data folder that Linkledger starts from. */
  target: string;
  /** Called when every file is copied, before the backup's end: what is committed after it is not in the backup. */
  onCopied?: () => Promise<void>;
}

// What a server makes anew when it starts, or what the backup brings by itself.
const leftOut = new Set(["postmaster.pid", "postmaster.opts", "backup_label", "tablespace_map"]);
const emptied = new Set([
  "pg_wal",
  "pg_replslot",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
]);

/**
 * Copies the embedded Postgres while it runs, by its own protocol for that (pg_backup_start, the files, pg_backup_stop,
 * the log that was written meanwhile): the copy holds all that was committed by its end, of all databases of the server.
 * Its password goes with it. Throws BackupError.
 */
export async function backUpEmbedded({
  dataDir,
  target,
  onCopied,
}: BackupOptions): Promise<{ bytes: number }> {
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new BackupError(`${target} is not empty: name a folder that does not exist`);
  }
  const source = settlePlace(dataDir);
  const server = await openEmbedded({ dataDir });
  const client = new pg.Client({
    connectionString: server.url.replace(/[^/]+$/, "postgres"),
    application_name: "linkledger backup",
  });
  mkdirSync(target, { recursive: true, mode: 0o700 });
  try {
    await client.connect();
    await client.query("SET statement_timeout = 0");
    // Keeps the log of the meantime until it is copied; it goes with this session.
    await client.query("SELECT pg_create_physical_replication_slot($1, true, true)", [
      `linkledger_backup_${process.pid}`,
    ]);
    await client.query("SELECT pg_backup_start('linkledger', true)");
    const copy = settlePlace(target);
    let bytes = await copyFolder(source.pgdata, copy.pgdata, copy, true);
    await onCopied?.();
    const { rows } = await client.query<{ labelfile: string }>("SELECT labelfile FROM pg_backup_stop(false)");
    writeOwned(join(copy.pgdata, "backup_label"), rows[0]?.labelfile ?? "", copy);
    bytes += await copyFolder(join(source.pgdata, "pg_wal"), join(copy.pgdata, "pg_wal"), copy, false);
    writeFileSync(join(dirname(copy.pgdata), "password"), source.password, { mode: 0o600 });
    return { bytes };
  } catch (error) {
    rmSync(target, { recursive: true, force: true });
    throw new BackupError(`the backup failed: ${(error as Error).message}`, { cause: error });
  } finally {
    await client.end().catch(() => {});
    await server.release();
  }
}

/** Copies a folder that changes meanwhile: what is gone when its turn comes is in the log, which is copied last. */
async function copyFolder(from: string, to: string, place: Place, top: boolean): Promise<number> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  own(to, place);
  let bytes = 0;
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (top && leftOut.has(entry.name)) continue;
    if (entry.isDirectory()) {
      if (!(top && emptied.has(entry.name))) bytes += await copyFolder(source, target, place, false);
      else await mkdir(target, { mode: 0o700 }).then(() => own(target, place));
    } else if (entry.isFile()) {
      bytes += await copyOne(source, target, place);
    }
  }
  return bytes;
}

async function copyOne(source: string, target: string, place: Place): Promise<number> {
  try {
    await copyFile(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
  own(target, place);
  return statSync(target).size;
}

function own(path: string, { user: { uid, gid } }: Place): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

function writeOwned(path: string, text: string, place: Place): void {
  writeFileSync(path, text, { mode: 0o600 });
  own(path, place);
}
