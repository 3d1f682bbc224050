import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { LinkledgerError } from "../errors.ts";
import { dropGrantedViews, makeGrantedViews } from "./grantedViews.ts";

export interface Migration {
  /** Folder name, `<stamp>_<name>`. */
  name: string;
  file: string;
  sql: string;
  /** SHA-256 of the file in hexadecimal, as Prisma records it. */
  checksum: string;
}

/** A migration failed, was edited after it ran, or is newer than this version of Linkledger. */
export class MigrationError extends LinkledgerError {
  constructor(message: string, options?: ErrorOptions) {
    super("migration", message, options);
  }
}

// Prisma's own table, column for column, so that `prisma migrate status` reads what we write.
const createTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

// Any number, the same in all our processes: only one of them migrates a database at a time.
const advisoryLock = 7_236_145_001;

/** The migrations in `folder` in the order in which they apply. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const file = join(folder, name, "migration.sql");
      const content = readFileSync(file);
      return {
        name,
        file,
        sql: content.toString("utf8"),
        checksum: createHash("sha256").update(content).digest("hex"),
      };
    });
}

function linefeeds(migration: Migration): string {
  return createHash("sha256").update(migration.sql.replaceAll("\r\n", "\n")).digest("hex");
}

/** Which of `migrations` are still to run. Throws MigrationError where the record and the files disagree. */
export function pendingMigrations(
  migrations: Migration[],
  applied: { name: string; checksum: string; finished: boolean }[],
): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of applied) {
    const migration = known.get(name);
    if (!migration) {
      throw new MigrationError(
        `the database has the migration ${name}, which this version does not know: it was migrated by a newer Linkledger. Run that version, or restore a backup.`,
      );
    }
    if (!finished) {
      throw new MigrationError(
        `the migration ${name} was begun by another tool and not finished: settle it with "prisma migrate resolve" first`,
      );
    }
    if (checksum !== migration.checksum && checksum !== linefeeds(migration)) {
      throw new MigrationError(
        `${migration.file} was changed after it was applied to this database: put it back, and write a new migration instead`,
      );
    }
  }
  const done = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}

function lineOf(sql: string, position: string | undefined): string {
  const at = Number(position);
  return at > 0 ? `:${sql.slice(0, at).split("\n").length}` : "";
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  const started = new Date();
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name, started],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    const { message, position, detail } = error as pg.DatabaseError;
    throw new MigrationError(
      `${migration.file}${lineOf(migration.sql, position)}: ${message}${detail ? ` (${detail})` : ""}. Nothing of this migration was kept.`,
      { cause: error },
    );
  }
}

/**
 * Brings the database to the newest migration in `folder`; several processes may call it at once. Each
 * migration and its record are one transaction, so a failure leaves the one before intact.
 * Returns the names of the migrations that ran. Throws MigrationError.
 */
export async function migrate(pool: pg.Pool, folder: string): Promise<string[]> {
  const migrations = readMigrations(folder);
  const client = await pool.connect();
  try {
    await client.query("SET statement_timeout = 0");
    await client.query("SELECT pg_advisory_lock($1)", [advisoryLock]);
    await client.query(createTable);
    const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at`,
    );
    const pending = pendingMigrations(migrations, rows);
    if (pending.length > 0) await dropGrantedViews(client);
    for (const migration of pending) await apply(client, migration);
    await makeGrantedViews(client);
    return pending.map(({ name }) => name);
  } finally {
    // Ending the session also ends its lock and its settings.
    client.release(true);
  }
}
