import { columnName, tables } from "../../inventory/tables.ts";
import type { Queryable } from "../../runs/mutations.ts";

/** Where a resource is, with its id. */
export interface Key {
  accountId: string;
  region: string;
  id: string;
}

/** Text of a key; ids are unique in AWS, but not across accounts in every fleet that is tried. */
export const keyOf = (accountId: string, region: string, id: string) => `${accountId} ${region} ${id}`;

/** Distinct keys, to be asked for together. */
export class Keys {
  readonly #keys = new Map<string, Key>();

  add(accountId: string, region: string, ids: Iterable<string | null | undefined>): void {
    for (const id of ids)
      if (id) {
        const key = keyOf(accountId, region, id);
        if (!this.#keys.has(key)) this.#keys.set(key, { accountId, region, id });
      }
  }

  get size(): number {
    return this.#keys.size;
  }

  all(): Key[] {
    return [...this.#keys.values()];
  }

  /** As three arrays: accounts, regions, ids. */
  columns(): [string[], string[], string[]] {
    const keys = this.all();
    return [
      keys.map(({ accountId }) => accountId),
      keys.map(({ region }) => region),
      keys.map(({ id }) => id),
    ];
  }
}

export type Located<T> = T & { accountId: string; region: string };
type TableName = keyof typeof tables;

interface Narrowing {
  gone?: boolean;
  more?: string;
  without?: { property: string; values: readonly string[] };
}

/**
 * Rows that exist of one table of inventory, by the account, region and one column. Rows that are gone are left out
 * unless asked for: those have `goneAt`.
 * @param by property that the ids of `keys` are values of.
 * @param more SQL select items over the row `t`.
 * @param without values of a property whose rows are left out.
 */
export async function readRows<T>(
  db: Queryable,
  name: TableName,
  by: string,
  properties: readonly string[],
  keys: Keys,
  { gone = false, more = "", without }: Narrowing = {},
): Promise<Located<T>[]> {
  if (keys.size === 0) return [];
  const columns = ["accountId", "region", ...properties].map((one) => `t.${columnName(one)} AS "${one}"`);
  if (more) columns.push(more);
  const { rows } = await db.query<Located<T> & object>(
    `SELECT ${columns.join(", ")}
     FROM unnest($1::text[], $2::text[], $3::text[]) AS k(account_id, region, id)
     JOIN ${tables[name].table} t ON t.account_id = k.account_id AND t.region = k.region AND t.${columnName(by)} = k.id
     WHERE ${gone ? "true" : "t.gone_at IS NULL"} ${without ? `AND t.${columnName(without.property)} <> ALL ($4)` : ""}`,
    without ? [...keys.columns(), without.values] : keys.columns(),
  );
  return rows;
}

/** Rows by the account, region and one property. */
export function byKey<T extends { accountId: string; region: string }>(
  rows: readonly T[],
  idOf: (row: T) => string | null,
): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row.accountId, row.region, idOf(row) ?? "");
    const own = found.get(key);
    if (own) own.push(row);
    else found.set(key, [row]);
  }
  return found;
}
