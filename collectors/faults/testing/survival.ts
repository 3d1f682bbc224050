import { expect } from "vitest";
import type { Database } from "#lib/db/pool.ts";

/** What an undisturbed run knew after a cycle, as far as a disturbed one may never fall behind it. */
export interface Known {
  /** Keys of living rows, by table. */
  live: Map<string, Set<string>>;
  bytes30d: Map<string, string | null>;
}

interface EntityTable {
  table: string;
  key: string;
}

/** Tables whose rows can be gone, each with the text of its key. */
async function entityTables(db: Database): Promise<EntityTable[]> {
  const { rows } = await db.pool.query<EntityTable>(
    `SELECT c.relname AS table, 'concat_ws(''|'', ' || string_agg(quote_ident(k.attname), ', ' ORDER BY k.attnum) || ')' AS key
     FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY (i.indkey)
     WHERE c.relnamespace = 'public'::regnamespace
       AND EXISTS (SELECT FROM pg_attribute g WHERE g.attrelid = c.oid AND g.attname = 'gone_at')
       AND EXISTS (SELECT FROM pg_attribute g WHERE g.attrelid = c.oid AND g.attname = 'last_seen_at')
     GROUP BY 1 ORDER BY 1`,
  );
  return rows;
}

export async function readKnown(db: Database): Promise<Known> {
  const live = new Map<string, Set<string>>();
  for (const { table, key } of await entityTables(db)) {
    const { rows } = await db.pool.query<{ id: string }>(
      `SELECT ${key} AS id FROM ${table} WHERE gone_at IS NULL`,
    );
    live.set(table, new Set(rows.map(({ id }) => id)));
  }
  return { live, bytes30d: await readTraffic(db) };
}

/**
 * Checks, between two steps of a disturbed run, that no failure took anything away or made anything up.
 * @param before what was known after the cycle before; undefined in the first.
 * @param after what an undisturbed run knows at the end of this cycle.
 */
export async function expectNothingLost(
  db: Database,
  before: Known | undefined,
  after: Known,
  trueNow: Date,
): Promise<void> {
  for (const { table, key } of await entityTables(db)) {
    const { rows } = await db.pool.query<{ id: string; gone: boolean }>(
      `SELECT ${key} AS id, gone_at IS NOT NULL AS gone FROM ${table}`,
    );
    const stored = new Map(rows.map(({ id, gone }) => [id, gone]));
    const stays = [...(after.live.get(table) ?? [])].filter((id) => before?.live.get(table)?.has(id) ?? true);
    expect(
      stays.filter((id) => stored.get(id) === true),
      `${table}: gone though it exists`,
    ).toEqual([]);
    if (before)
      expect(
        stays.filter((id) => !stored.has(id)),
        `${table}: lost`,
      ).toEqual([]);
    const { rows: odd } = await db.pool.query(
      `SELECT ${key} AS id FROM ${table} WHERE last_seen_at < first_seen_at OR first_seen_at > $1 OR last_seen_at > $1
         OR gone_at > $1 LIMIT 3`,
      [trueNow],
    );
    expect(odd, `${table}: times out of order`).toEqual([]);
  }
  await expectNothingMadeUp(db, before, after, trueNow);
}

async function expectNothingMadeUp(
  db: Database,
  before: Known | undefined,
  after: Known,
  trueNow: Date,
): Promise<void> {
  // An endpoint that was removed is measured further until the inventory notices; an undisturbed run notices at once.
  const stays = new Set([...(after.live.get("vpc_endpoint") ?? [])].map((key) => key.split("|").at(-1)));
  const wrong = [...(await readTraffic(db))].filter(
    ([id, bytes]) =>
      stays.has(id) &&
      bytes !== null &&
      bytes !== before?.bytes30d.get(id) &&
      bytes !== after.bytes30d.get(id),
  );
  expect(wrong, "bytes of 30 days that no complete run would say").toEqual([]);
  const { rows: ahead } = await db.pool.query(
    `SELECT resource_id, watermark FROM metric_watermark WHERE watermark > $1
     UNION ALL SELECT collector, watermark FROM collector_scope WHERE watermark > $1 LIMIT 3`,
    [trueNow],
  );
  expect(ahead, "watermarks ahead of the data").toEqual([]);
}

async function readTraffic(db: Database): Promise<Known["bytes30d"]> {
  const { rows } = await db.pool.query<{ id: string; bytes: string | null }>(
    `SELECT vpc_endpoint_id AS id, bytes_30d::text AS bytes FROM vpc_endpoint_traffic`,
  );
  return new Map(rows.map(({ id, bytes }) => [id, bytes]));
}
