import type pg from "pg";
import { expect, test } from "vitest";
import { cloneDatabase, testDatabase } from "../testing/database.ts";
import { sqlOfPrismaSchema } from "../testing/prismaSql.ts";

const db = testDatabase();

const columns = `
  SELECT c.relname || '.' || a.attname AS name,
         concat_ws(' ', format_type(a.atttypid, a.atttypmod),
                   CASE WHEN a.attnotnull THEN 'not null' END,
                   'default ' || regexp_replace(pg_get_expr(d.adbin, d.adrelid), '::[a-z ]+(\\[\\])?', '', 'g')) AS definition
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
    AND c.relname <> '_prisma_migrations'`;

// Primary keys and uniques are indexes too. A partitioned table's index is written "ON ONLY". An index of expressions,
// of some rows or with columns carried along cannot be described there: the migrations alone have those.
const indexes = `
  SELECT i.relname AS name, replace(pg_get_indexdef(i.oid), ' ON ONLY ', ' ON ') || CASE WHEN x.indisprimary THEN ' PRIMARY' ELSE '' END AS definition
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
  JOIN pg_class c ON c.oid = x.indrelid AND NOT c.relispartition
  WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations'
    AND x.indexprs IS NULL AND x.indpred IS NULL AND x.indnkeyatts = x.indnatts`;

const foreignKeys = `
  SELECT conrelid::regclass || '.' || conname AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0`;

// To Prisma a list is never null, yet it writes list columns without NOT NULL. Ours say it.
const listsAreNeverNull = `
  DO $$ DECLARE list record; BEGIN
    FOR list IN SELECT attrelid::regclass AS owner, attname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND attndims > 0
    LOOP EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL', list.owner, list.attname); END LOOP;
  END $$`;

async function catalog(pool: pg.Pool, query: string): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ name: string; definition: string }>(query);
  return Object.fromEntries(rows.map(({ name, definition }) => [name, definition]));
}

test("the migrations build what schema.prisma describes: columns, keys, indexes, references", async () => {
  const sql = await sqlOfPrismaSchema("prisma/schema.prisma", db.pool);
  const described = await cloneDatabase();
  try {
    await described.pool.query("DROP SCHEMA public CASCADE");
    await described.pool.query(sql);
    await described.pool.query(listsAreNeverNull);
    for (const query of [columns, indexes, foreignKeys]) {
      const wanted = await catalog(described.pool, query);
      expect(await catalog(db.pool, query)).toEqual(wanted);
      if (query !== foreignKeys) expect(Object.keys(wanted)).not.toHaveLength(0);
    }
  } finally {
    await described.close();
  }
});
