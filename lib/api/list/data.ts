import { database } from "../../db/pool.ts";
import { currentTime } from "../../env.ts";
import { InvalidInputError } from "../../errors.ts";
import { evaluationRecords } from "../../evaluations/data.ts";
import type { EvaluatorName } from "../../evaluations/schema.ts";
import { currentFreshness, currentHealth } from "../../runs/data.ts";
import { freshSql } from "../../runs/freshSql.ts";
import { encodeCursor } from "./cursor.ts";
import type { ListDefinition, ListQuery } from "./definition.ts";
import type { Coverage, ListPage, ListSum } from "./page.ts";
import { planList } from "./plan.ts";
import { ListSql } from "./sql.ts";
import { SqlParameters } from "./sqlValues.ts";

/** Reads one page. Throws InvalidQueryError for bad input, DatabaseUnavailableError or pg's errors otherwise. */
export async function readList<Item extends object>(
  def: ListDefinition<Item>,
  query: ListQuery = {},
): Promise<ListPage<Item>> {
  const page = await readFields(def, query, fieldsOf(def), { everyPage: true });
  return { ...page, total: page.total ?? 0, items: page.items as Item[] };
}

const fieldsOf = <Item extends object>(def: ListDefinition<Item>) =>
  Object.keys(def.columns) as (keyof Item & string)[];

/** A page of some fields alone. `total` is null where it was not counted. */
export type FieldsPage<Item, Field extends keyof Item> = Omit<ListPage<Pick<Item, Field>>, "total"> & {
  total: number | null;
};

/**
 * Reads one page of some fields alone: what they do not need is not read. Unless it is to be said on `everyPage`, the
 * total is counted with the first one alone. Throws as `readList` does.
 */
export async function readFields<Item extends object, Field extends keyof Item & string>(
  def: ListDefinition<Item>,
  query: ListQuery,
  fields: readonly Field[],
  { everyPage = false } = {},
): Promise<FieldsPage<Item, Field>> {
  const plan = planList(def, query);
  const now = currentTime();
  const { pool } = await database();
  const run = async <Row extends object>(write: (sql: ListSql<Item>) => string | undefined) => {
    const parameters = new SqlParameters();
    const text = write(new ListSql(def, parameters, now));
    return text === undefined ? [] : (await pool.query<Row>(text, parameters.values)).rows;
  };
  type PageRow = Record<string, unknown> & { __sort: string | null; __key: string[] };
  const count = async () => (await run<{ total: number }>((sql) => sql.count(plan)))[0]?.total ?? 0;
  const readPage = async () => {
    const most = await run<PageRow>((sql) => sql.pageOfMost(plan, fields));
    return most.length > plan.limit ? most : run<PageRow>((sql) => sql.page(plan, fields));
  };
  const paged = readPage().catch((error: unknown) => {
    throw plan.after && isDataException(error) ? damagedCursor(error) : error;
  });
  const [freshness, total, rows, sums] = await Promise.all([
    readFreshness(def.collector, now, undefined, def.evaluator),
    // A search goes through all rows for either: what fits on the first page needs no second one to be counted.
    plan.after && !everyPage
      ? null
      : plan.q === undefined || plan.after
        ? count()
        : paged.then((found) => (found.length > plan.limit ? count() : found.length)),
    paged,
    def.sums && run<Record<string, ListSum>>((sql) => sql.sums(plan, def.sums ?? [])),
  ]);
  const page = rows.slice(0, plan.limit);
  const last = rows.length > plan.limit ? page.at(-1) : undefined;
  const nextCursor = last
    ? encodeCursor(plan.fingerprint, { sortValue: last.__sort, key: last.__key })
    : null;
  return {
    ...freshness,
    total,
    ...(sums && { sums: sums[0] ?? {} }),
    items: page.map((row) => itemOf(def, row, fields)),
    nextCursor,
  };
}

/** A row of the database as JSON has it: times as ISO 8601, days as they are. */
export function toItem<Item extends object>(def: ListDefinition<Item>, row: Record<string, unknown>): Item {
  return itemOf(def, row, fieldsOf(def)) as Item;
}

function itemOf<Item extends object, Field extends keyof Item & string>(
  def: ListDefinition<Item>,
  row: Record<string, unknown>,
  fields: readonly Field[],
): Pick<Item, Field> {
  const item: Record<string, unknown> = {};
  for (const field of fields) {
    const value = row[field] ?? null;
    item[field] = def.columns[field].kind === "time" && value instanceof Date ? value.toISOString() : value;
  }
  return item as Pick<Item, Field>;
}

/**
 * How fresh the rows of a collector are, over the scopes that the configuration asks for, or in one scope.
 * Without a collector: over all scopes, as of now, because Linkledger's own records are never behind. What an evaluator
 * judged is as of the watermark of its last success; null before the first.
 */
export async function readFreshness(
  collector: string | undefined,
  now: Date,
  scope?: { accountId: string; region: string },
  evaluator?: EvaluatorName,
): Promise<{ asOf: string | null; coverage: Coverage }> {
  const { pool } = await database();
  const [{ asOf, ...coverage }, evaluations] = await Promise.all([
    scope
      ? scopeFreshness(collector, now, scope)
      : collector === undefined
        ? wholeFreshness(now)
        : currentFreshness(collector),
    evaluator && evaluationRecords(pool),
  ]);
  const judgedAsOf = evaluator && evaluations ? evaluations.get(evaluator)?.asOf : asOf;
  return { asOf: judgedAsOf?.toISOString() ?? null, coverage };
}

type ScopesFreshness = Awaited<ReturnType<typeof currentFreshness>>;

async function wholeFreshness(now: Date): Promise<ScopesFreshness> {
  const health = await currentHealth();
  const sum = (of: "scopes" | "fresh") => health.reduce((total, one) => total + one[of], 0);
  return { asOf: health[0]?.countedAt ?? now, scopes: sum("scopes"), fresh: sum("fresh") };
}

async function scopeFreshness(
  collector: string | undefined,
  now: Date,
  { accountId, region }: { accountId: string; region: string },
): Promise<ScopesFreshness> {
  const { pool } = await database();
  const { rows } = await pool.query<ScopesFreshness>(
    `SELECT max(last_success_at) AS "asOf", count(*) FILTER (WHERE retired_at IS NULL) AS scopes,
       count(*) FILTER (WHERE retired_at IS NULL AND ${freshSql("s", "$2::timestamptz")}) AS fresh
     FROM collector_scope s
     WHERE ($1::text IS NULL OR collector = $1) AND account_id = $3 AND region = $4`,
    [collector ?? null, now, accountId, region],
  );
  const [row] = rows;
  return {
    asOf: collector === undefined ? now : (row?.asOf ?? null),
    scopes: row?.scopes ?? 0,
    fresh: row?.fresh ?? 0,
  };
}

// Class 22, "data exception": with a well-formed query only a forged cursor can hold a value of the wrong type.
function isDataException(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith("22");
}

function damagedCursor(cause: unknown): InvalidInputError {
  return new InvalidInputError("cursor", "is not a cursor of this list; leave it out for the first page.", {
    cause,
  });
}
