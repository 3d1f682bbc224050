import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cloneDatabase } from "../testing/database.ts";
import { MigrationError, migrate, readMigrations } from "./migrate.ts";
import type { Database } from "./pool.ts";

const ours = "prisma/migrations";
let db: Database;
let folder: string;

function add(name: string, sql: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

async function tables(): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

async function recorded(): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string }>(
    'SELECT migration_name AS name FROM "_prisma_migrations" ORDER BY 1',
  );
  return rows.map(({ name }) => name);
}

/** Back to a database without any table of ours. */
async function empty(): Promise<void> {
  await db.pool.query("DROP SCHEMA public CASCADE");
  await db.pool.query("CREATE SCHEMA public");
}

beforeEach(async () => {
  db = await cloneDatabase();
  folder = mkdtempSync(join(tmpdir(), "migrations-"));
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await db.close();
});

test("an empty database gets every migration, and a second run does nothing", async () => {
  await empty();
  const names = readMigrations(ours).map(({ name }) => name);
  expect(await migrate(db.pool, ours)).toEqual(names);
  expect(await recorded()).toEqual(names);
  expect(await migrate(db.pool, ours)).toEqual([]);
});

test("a database of the previous version, rows in it, gets only what is new", async () => {
  await empty();
  const [newest, ...older] = readMigrations(ours).reverse();
  for (const { name } of older) cpSync(join(ours, name), join(folder, name), { recursive: true });
  await migrate(db.pool, folder);
  await db.pool.query(
    `INSERT INTO collector_scope (account_id, region, collector, interval_seconds) VALUES ('111122223333', 'eu-west-1', 'x', 60)`,
  );
  expect(await migrate(db.pool, ours)).toEqual([newest!.name]);
  const { rows } = await db.pool.query("SELECT account_id FROM collector_scope");
  expect(rows).toEqual([{ account_id: "111122223333" }]);
});

test("a migration that fails half-way leaves nothing, and names its file, line and reason", async () => {
  cpSync(ours, folder, { recursive: true });
  const before = await tables();
  add(
    "29990101000000_breaks",
    "CREATE TABLE half (id INT);\nINSERT INTO half VALUES (1);\nSELECT nonsense FROM half;\n",
  );
  const failure = await migrate(db.pool, folder).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MigrationError);
  expect((failure as Error).message).toContain(join("29990101000000_breaks", "migration.sql:3"));
  expect((failure as Error).message).toContain('column "nonsense" does not exist');
  expect(await tables()).toEqual(before);
  expect(await recorded()).not.toContain("29990101000000_breaks");
});

test("migrations before the one that fails are kept, and it applies once it is mended", async () => {
  cpSync(ours, folder, { recursive: true });
  add("29990101000000_good", "CREATE TABLE good (id INT);");
  add("29990102000000_later", "CREATE TABLE later (id INT, id INT);");
  await expect(migrate(db.pool, folder)).rejects.toThrow(/29990102000000_later/);
  expect(await tables()).toContain("good");
  rmSync(join(folder, "29990102000000_later"), { recursive: true });
  add("29990102000000_later", "CREATE TABLE later (id INT);");
  expect(await migrate(db.pool, folder)).toEqual(["29990102000000_later"]);
});

test("a migration edited after it ran is refused", async () => {
  cpSync(ours, folder, { recursive: true });
  const first = readMigrations(folder)[0]!;
  writeFileSync(first.file, `${first.sql}\n-- edited\n`);
  await expect(migrate(db.pool, folder)).rejects.toThrow(/was changed after it was applied/);
});

test("the same migration checked out with Windows line ends is accepted", async () => {
  cpSync(ours, folder, { recursive: true });
  const first = readMigrations(folder)[0]!;
  writeFileSync(first.file, first.sql.replaceAll("\n", "\r\n"));
  expect(await migrate(db.pool, folder)).toEqual([]);
});

test("a database migrated by a newer version is refused", async () => {
  cpSync(ours, folder, { recursive: true });
  add("29990101000000_newer", "CREATE TABLE newer (id INT);");
  await migrate(db.pool, folder);
  await expect(migrate(db.pool, ours)).rejects.toThrow(/29990101000000_newer.*newer Linkledger/);
});

test("several processes may migrate at once: each migration runs once", async () => {
  await empty();
  const runs = await Promise.all([migrate(db.pool, ours), migrate(db.pool, ours), migrate(db.pool, ours)]);
  expect(runs.flat().sort()).toEqual(readMigrations(ours).map(({ name }) => name));
});
