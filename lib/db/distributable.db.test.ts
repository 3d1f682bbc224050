import { expect, test } from "vitest";
import { testDatabase } from "../testing/database.ts";

// What a cluster that distributes tables by account_id (Citus) demands of them; docs/scaling.md has the steps.
const db = testDatabase();

/** Small tables that every node of a cluster holds a copy of. */
const everywhere = [
  "access_event",
  "access_session",
  "access_token",
  "alert_message",
  "alert_receiver",
  "alert_silence",
  "audit_attestation",
  "audit_snapshot",
  "evaluation",
  "price",
  "probe_region_day",
  "saved_view",
  "saved_view_start",
  "slo",
  "slo_bucket",
  "slo_day",
];

async function names(sql: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string }>(sql, values);
  return rows.map(({ name }) => name);
}

test("every table holds account_id, but the small ones that are copied to every node", async () => {
  const without = await names(
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> '_prisma_migrations'
       AND NOT EXISTS (SELECT FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attname = 'account_id' AND a.attnotnull AND NOT a.attisdropped)
     ORDER BY 1`,
  );
  expect(without).toEqual(everywhere);
});

test("a key or unique index without account_id would have to be checked on all nodes: there is none", async () => {
  const unique = await names(
    `SELECT x.indexrelid::regclass::text AS name FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
     WHERE c.relnamespace = 'public'::regnamespace AND x.indisunique
       AND c.relname <> '_prisma_migrations' AND c.relname <> ALL ($1)`,
    [everywhere],
  );
  expect(unique).not.toHaveLength(0);
  const acrossNodes = await names(
    `SELECT x.indexrelid::regclass::text AS name FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
     WHERE c.relnamespace = 'public'::regnamespace AND x.indisunique
       AND c.relname <> '_prisma_migrations' AND c.relname <> ALL ($1)
       AND NOT EXISTS (SELECT FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attname = 'account_id' AND a.attnum = ANY (x.indkey))`,
    [everywhere],
  );
  expect(acrossNodes).toEqual([]);
});

test("references between tables are none, and triggers only those that keep evidence as it was written", async () => {
  expect(
    await names(
      "SELECT conname AS name FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace",
    ),
  ).toEqual([]);
  expect(
    await names(
      `SELECT t.tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
       WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal ORDER BY 1`,
    ),
  ).toEqual(
    [
      "access_event_append_only",
      "audit_attestation_frozen",
      ...["connection", "coverage", "endpoint", "finding", "service"].flatMap((table) => [
        `audit_${table}_frozen`,
        `audit_${table}_sealed`,
      ]),
      "audit_snapshot_frozen",
      "resource_change_append_only",
    ].toSorted(),
  );
});
