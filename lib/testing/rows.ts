import { afterAll, beforeAll } from "vitest";
import { closeGranted } from "../db/granted.ts";
import type { Database } from "../db/pool.ts";
import { testDatabase } from "./database.ts";

/** A test database that is also the process's own, so that handlers and loaders under test use it. */
export function processDatabase(): Database {
  const db = testDatabase();
  const shared = globalThis as { linkledgerDatabase?: Promise<Database> };
  beforeAll(() => {
    shared.linkledgerDatabase = Promise.resolve(db);
  });
  afterAll(async () => {
    shared.linkledgerDatabase = undefined;
    await closeGranted(db);
  });
  return db;
}

const columnName = (field: string) =>
  field
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .replace("bytes30d", "bytes_30d")
    .replace("by_az30d", "by_az_30d");

/** Inserts rows given by their Prisma field names; objects and arrays of objects become JSON. */
export async function insertRows(
  db: Database,
  table: string,
  rows: Record<string, unknown>[],
): Promise<void> {
  for (const row of rows) {
    const fields = Object.keys(row);
    const values = Object.values(row).map((value) => (isJson(value) ? JSON.stringify(value) : value));
    await db.pool.query(
      `INSERT INTO ${table} (${fields.map(columnName).join(", ")}) VALUES (${fields.map((_, index) => `$${index + 1}`).join(", ")})`,
      values,
    );
  }
}

function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => typeof item === "object");
  return typeof value === "object" && value !== null && !(value instanceof Date || value instanceof Buffer);
}
