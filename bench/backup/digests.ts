import { createHash } from "node:crypto";
import type pg from "pg";

/** A digest of every row of each table, in the order of their text: the same rows give the same digest anywhere. */
export async function tableDigests(client: pg.ClientBase): Promise<Map<string, string>> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
  );
  const digests = new Map<string, string>();
  for (const { name } of tables) {
    const { rows } = await client.query<{ count: number; sum: string }>(
      // Order does not matter to a sum, and each row's hash has 64 bits of it.
      `SELECT count(*) AS count, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text AS sum FROM "${name}" t`,
    );
    digests.set(name, `${rows[0]?.count} ${rows[0]?.sum}`);
  }
  return digests;
}

/** One digest over all of them, to be printed. */
export function overall(digests: Map<string, string>): string {
  return createHash("sha256")
    .update(JSON.stringify([...digests]))
    .digest("hex")
    .slice(0, 16);
}

/** Names of the tables that differ. */
export function differences(one: Map<string, string>, other: Map<string, string>): string[] {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => one.get(name) !== other.get(name));
}
