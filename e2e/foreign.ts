// What of the rest of the fleet appears where somebody sees a part of it.
import type pg from "pg";
import { pageAddresses } from "../bench/pages/addresses.ts";

interface Answer {
  status: number;
  text: string;
}

/** Ids that AWS makes, and accounts. */
const ids = /\b(?:vpce-svc|vpce|vpc|subnet|eni|nat|sg|rtb|fl)-[0-9a-f]{8,}\b|\b\d{12}\b/g;
const perRoute = 3;

/**
 * Reads every page, with addresses within the part and outside of it, and once more each as data (RSC). `read` counts
 * the pages that were shown; `leaks` says which of them names what. `sums` are amounts over the whole fleet, as written.
 */
export async function foreignTraces(
  pool: pg.Pool,
  accounts: readonly string[],
  sums: readonly string[],
  open: (path: string, rsc: boolean) => Promise<Answer>,
): Promise<{ read: number; leaks: string[] }> {
  const foreign = await foreignMarks(pool, accounts);
  const leaks: string[] = [];
  let read = 0;
  for (const { route, addresses } of await pageAddresses(pool)) {
    for (const [index, address] of [...new Set(addresses)].slice(0, perRoute).entries())
      for (const rsc of index === 0 ? [false, true] : [false]) {
        const { status, text } = await open(address, rsc);
        if (status >= 500) leaks.push(`${address}: ${status}`);
        if (status === 200) read++;
        // Whoever asks for an address has its ids from elsewhere.
        const asked = new Set(decodeURIComponent(address).match(ids));
        const found = (text.match(ids) ?? []).find((id) => foreign.ids.has(id) && !asked.has(id));
        const named = [...foreign.words, ...sums].find(
          (word) => text.includes(word) && !address.includes(word),
        );
        if (found ?? named) leaks.push(`${route} ${address}${rsc ? " (RSC)" : ""}: ${found ?? named}`);
      }
  }
  return { read, leaks };
}

/** Ids and names of the rest, less what AWS itself says in rows of the part, such as who is connected to it. */
async function foreignMarks(pool: pg.Pool, accounts: readonly string[]) {
  const tables = await pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name IN ('raw', 'account_id')
     GROUP BY 1 HAVING count(*) = 2 ORDER BY 1`,
  );
  const known = new Set<string>();
  const theirs = new Set<string>();
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<{ own: boolean; text: string }>(
      `SELECT account_id = ANY ($1) AS own, to_jsonb(t)::text AS text FROM "${name}" t`,
      [accounts],
    );
    for (const { own, text } of rows) for (const id of text.match(ids) ?? []) (own ? known : theirs).add(id);
  }
  const names = await pool.query<{ name: string }>(
    "SELECT DISTINCT name FROM account WHERE account_id <> ALL ($1) AND length(name) > 6",
    [accounts],
  );
  const own = await pool.query<{ name: string }>("SELECT name FROM account WHERE account_id = ANY ($1)", [
    accounts,
  ]);
  return {
    ids: new Set([...theirs].filter((id) => !known.has(id))),
    words: names.rows
      .map(({ name }) => name)
      .filter((name) => !own.rows.some((one) => one.name.includes(name) || name.includes(one.name))),
  };
}
