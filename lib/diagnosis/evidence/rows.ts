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

interface Place {
  accountId: string;
  region: string;
  ids: Set<string>;
}

/** Distinct keys, to be asked for together. */
export class Keys {
  readonly #places = new Map<string, Place>();

  add(accountId: string, region: string, ids: Iterable<string | null | undefined>): void {
    const key = `${accountId} ${region}`;
    const place = this.#places.get(key) ?? { accountId, region, ids: new Set<string>() };
    for (const id of ids) if (id) place.ids.add(id);
    if (place.ids.size > 0) this.#places.set(key, place);
  }

  get size(): number {
    let size = 0;
    for (const { ids } of this.#places.values()) size += ids.size;
    return size;
  }

  all(): Key[] {
    return [...this.#places.values()].flatMap(({ accountId, region, ids }) =>
      [...ids].map((id) => ({ accountId, region, id })),
    );
  }

  /** As three arrays: accounts, regions, ids. */
  columns(): [string[], string[], string[]] {
    const columns: [string[], string[], string[]] = [[], [], []];
    for (const { accountId, region, ids } of this.#places.values())
      for (const id of ids) {
        columns[0].push(accountId);
        columns[1].push(region);
        columns[2].push(id);
      }
    return columns;
  }
}

/** Rows of one account and region by some ids, each id's once. */
export function rowsAt<T>(
  found: ReadonlyMap<string, readonly T[]>,
  { accountId, region }: { accountId: string; region: string },
  ids: Iterable<string | null>,
): T[] {
  const rows: T[] = [];
  for (const id of new Set(ids)) {
    const own = id === null ? undefined : found.get(keyOf(accountId, region, id));
    if (own) rows.push(...own);
  }
  return rows;
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
