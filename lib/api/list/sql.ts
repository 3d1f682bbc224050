import type { Column, ColumnKind, ListDefinition } from "./definition.ts";
import type { Condition, ListPlan } from "./plan.ts";
import { columnOf } from "./plan.ts";
import type { SqlValues } from "./sqlValues.ts";

const sqlTypes: Record<ColumnKind, string> = {
  text: "text",
  boolean: "boolean",
  integer: "bigint",
  number: "numeric",
  time: "timestamptz",
  date: "date",
  texts: "text",
  object: "jsonb",
};

/** So many rows with the highest values at least: some of them are left out by filters. */
const leastMost = 1000;

/** The joins and conditions that choose the rows of a list. */
interface Selection {
  joins: Set<string>;
  where: string[];
}

const likePattern = (q: string) => `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`;

const joinNames = (join: Column["join"] = []) => (typeof join === "string" ? [join] : join);

function joinsOf(joins: Record<string, string>, names: ReadonlySet<string>): string {
  return Object.entries(joins)
    .filter(([name]) => names.has(name))
    .map(([, sql]) => sql)
    .join("\n");
}

/** A list's SQL under one way of writing values. */
export class ListSql<Item extends object> {
  readonly #def: ListDefinition<Item>;
  readonly #wholeJoins: Record<string, string>;
  readonly #put: SqlValues;
  readonly #now: Date;

  constructor(def: ListDefinition<Item>, values: SqlValues, now: Date) {
    this.#def = def;
    this.#wholeJoins = { ...def.joins, ...def.wholeJoins };
    this.#put = values;
    this.#now = now;
  }

  /** How many rows the filters leave, wherever the page is. */
  count(plan: ListPlan): string {
    const { joins, where } = this.#select(plan);
    return `SELECT count(*) AS total FROM ${this.#def.from}\n${joinsOf(this.#wholeJoins, joins)}\n${whereOf(where)}`;
  }

  /**
   * One page and one row more: the fields named, `__sort` and `__key` for the cursor. The keys of the page are
   * chosen first, with only the joins that filter and order need, so that the rest is read for the page alone.
   */
  page(plan: ListPlan, fields: readonly string[]): string {
    return this.#page(plan, this.#wholeJoins, fields);
  }

  /**
   * A page, chosen among the rows with the highest values from the cursor on alone: the same as `page` where they fill
   * it. Undefined where there is no index for that, or too few of them are likely to be what is asked for. What a search
   * finds may be anything from one row to all: a look at so few costs little beside one through the rest.
   */
  pageOfMost(plan: ListPlan, fields: readonly string[]): string | undefined {
    const { most, kind } = plan.sortColumn;
    const { sortValue, key } = plan.after ?? {};
    if (!most || !plan.descending || sortValue === null) return undefined;
    const common = plan.conditions.every(
      (one) => one.test === "choice" || ("column" in one && one.column.common),
    );
    if (!common) return undefined;
    const from =
      sortValue === undefined
        ? undefined
        : ([this.#put.put(sortValue, sqlTypes[kind]), this.#put.put(key?.[0] ?? "", "text")] as const);
    const sql = most.sql(Math.max(leastMost, 2 * plan.limit), from);
    return this.#page(plan, { ...this.#wholeJoins, [most.join]: sql }, fields);
  }

  #page(plan: ListPlan, tables: Record<string, string>, fields: readonly string[]): string {
    const { joins, where } = this.#select(plan);
    // Rows without a value are found without the join that has it.
    if (!(plan.after?.sortValue === null && plan.sortColumn.most))
      for (const join of joinNames(plan.sortColumn.join)) joins.add(join);
    const orderBy = this.#orderBy(plan);
    const sort = this.#sortSql(plan.sortColumn);
    const keys = this.#def.key.map((field) => this.#sql(columnOf(this.#def, field) as Column));
    if (plan.after) where.push(this.#after(plan, sort, keys));
    const identity = this.#def.identity ?? keys;
    const chosen = `SELECT ${identity.map((column, index) => `${column} AS k${index}`).join(", ")}
      FROM ${this.#def.from}\n${joinsOf(tables, joins)}\n${whereOf(where)}
      ORDER BY ${orderBy} LIMIT ${plan.limit + 1}`;
    const matches = identity.map((column, index) => `${column} = page.k${index}`).join(" AND ");
    // Each table more takes its time: most of what a page of few rows costs is planning how to join them.
    const read = new Set(
      [plan.sortColumn, ...[...fields, ...this.#def.key].map((field) => columnOf(this.#def, field))].flatMap(
        (column) => joinNames(column?.join),
      ),
    );
    return `SELECT ${this.#fields(fields).join(", ")}, (${sort})::text AS "__sort", ARRAY[${keys.map((key) => `(${key})::text`).join(", ")}] AS "__key"
      FROM (${chosen}) page JOIN ${this.#def.from} ON ${matches}
      ${joinsOf(this.#def.joins, read)}
      ORDER BY ${orderBy}`;
  }

  /** Rows under a condition of the caller's own, with `extra` select items. The caller adds the order. */
  rows(where: string, extra: string): string {
    return `SELECT ${this.#fields().join(", ")}, ${extra} FROM ${this.#def.from}
      ${Object.values(this.#def.joins).join("\n")} WHERE ${where}`;
  }

  /** Some fields of every row that the filters leave, in no order: what counts by value are made from. */
  some(plan: ListPlan, fields: readonly string[]): string {
    const { joins, where } = this.#select(plan);
    const items = fields.map((field) => {
      const column = columnOf(this.#def, field) as Column;
      for (const join of joinNames(column.join)) joins.add(join);
      return `${this.#sql(column)} AS "${field}"`;
    });
    return `SELECT ${items.join(", ")} FROM ${this.#def.from}\n${joinsOf(this.#wholeJoins, joins)}\n${whereOf(where)}`;
  }

  /** One row: each field's sum over the rows that the filters leave, and in how many of them it is known. */
  sums(plan: ListPlan, fields: readonly string[]): string {
    const items = fields.map(
      (field) => `json_build_object('sum', sum("${field}"), 'rows', count("${field}")) AS "${field}"`,
    );
    return `SELECT ${items.join(", ")} FROM (${this.some(plan, fields)}) AS found`;
  }

  /** Every row of the filters in the order asked for, as `cell` writes each field, then `last` in a column of that name. */
  all(plan: ListPlan, cell: (sql: string, kind: ColumnKind) => string, last: string): string {
    const { where } = this.#select(plan);
    const cells = Object.entries<Column>(this.#def.columns).map(
      ([field, { kind }]) => `${cell(`"${field}"`, kind)} AS "${field}"`,
    );
    // The rows are sorted as they are, and written out after: what is written is wider.
    return `SELECT ${cells.join(", ")}, '${last}' AS "${last}" FROM (SELECT ${this.#fields().join(", ")} FROM ${this.#def.from}
      ${Object.values(this.#wholeJoins).join("\n")}\n${whereOf(where)} ORDER BY ${this.#orderBy(plan)}) AS sorted`;
  }

  #fields(fields: readonly string[] = Object.keys(this.#def.columns)): string[] {
    return fields.map((field) => `${this.#sql(columnOf(this.#def, field) as Column)} AS "${field}"`);
  }

  #sql(column: Column): string {
    return this.#clock(column.sql);
  }

  #sortSql({ sql, sortSql }: Column): string {
    return this.#clock(sortSql ?? sql);
  }

  #clock(sql: string): string {
    if (!sql.includes(":now")) return sql;
    return sql.replaceAll(":now", this.#put.put(this.#now.toISOString(), "timestamptz"));
  }

  #select(plan: ListPlan): Selection {
    const joins = new Set<string>();
    const needs = (join: Column["join"]) => {
      for (const name of joinNames(join)) joins.add(name);
    };
    const where = plan.conditions.map((condition) => {
      if ("column" in condition) needs(condition.column.join);
      return this.#condition(condition);
    });
    if (plan.q !== undefined) {
      const pattern = this.#put.put(likePattern(plan.q), "text");
      const places = this.#def.search.filter(({ when }) => when?.(plan.q as string) ?? true);
      for (const { join } of places) needs(join);
      where.push(`(${places.map(({ sql }) => sql.replaceAll(":q", pattern)).join(" OR ")})`);
    }
    return { joins, where };
  }

  #orderBy(plan: ListPlan): string {
    const direction = plan.descending ? "DESC" : "ASC";
    const keys = this.#def.key.filter((field) => field !== plan.sortField);
    const nulls = plan.sortColumn.always ? "" : " NULLS LAST";
    return [
      // Behind a null there are nulls alone, which the index of the key has in order.
      ...(plan.after?.sortValue === null ? [] : [`${this.#sortSql(plan.sortColumn)} ${direction}${nulls}`]),
      ...keys.map((field) => this.#sql(columnOf(this.#def, field) as Column)),
    ].join(", ");
  }

  #after(plan: ListPlan, sort: string, keys: string[]): string {
    const { sortValue, key } = plan.after as NonNullable<ListPlan["after"]>;
    const places = key.map((value, index) => {
      const { kind } = columnOf(this.#def, this.#def.key[index] as string) as Column;
      return this.#put.put(value, sqlTypes[kind]);
    });
    const later = `(${keys.join(", ")}) > (${places.join(", ")})`;
    if (sortValue === null) return `(${plan.sortColumn.most?.none ?? `${sort} IS NULL`} AND ${later})`;
    const value = this.#put.put(sortValue, sqlTypes[plan.sortColumn.kind]);
    const beyond = plan.descending ? "<" : ">";
    return `(${sort} ${beyond} ${value} OR (${sort} = ${value} AND ${later}) OR ${sort} IS NULL)`;
  }

  #condition(condition: Condition): string {
    switch (condition.test) {
      case "choice":
        return this.#clock(condition.sql);
      case "tag":
        return this.#tagCondition(condition);
      case "any":
        return this.#anyCondition(condition);
      default: {
        const { column, test, value } = condition;
        return `${this.#sql(column)} ${test} ${this.#put.put(value, sqlTypes[column.kind])}`;
      }
    }
  }

  #tagCondition({ key, values, orEmpty }: Condition & { test: "tag" }): string {
    const value = `(${this.#def.tags} ->> ${this.#put.put(key, "text")})`;
    const parts = values.length > 0 ? [`${value} = ANY(${this.#put.put(values, "text[]")})`] : [];
    if (orEmpty) parts.push(`coalesce(${value}, '') = ''`);
    return `(${parts.join(" OR ")})`;
  }

  #anyCondition({ column, values, orEmpty }: Condition & { test: "any" }): string {
    const sql = this.#sql(column);
    const parts: string[] = [];
    if (values.length > 0) {
      const list = this.#put.put(values, `${sqlTypes[column.kind]}[]`);
      if (column.kind === "texts") parts.push(`${sql} && ${list}`);
      else parts.push(`${column.filter === "ignoreCase" ? `lower(${sql})` : sql} = ANY(${list})`);
    }
    if (orEmpty) parts.push(emptySql(column.kind, sql));
    return `(${parts.join(" OR ")})`;
  }
}

function emptySql(kind: ColumnKind, sql: string): string {
  if (kind === "texts") return `cardinality(${sql}) = 0`;
  return kind === "text" ? `coalesce(${sql}, '') = ''` : `${sql} IS NULL`;
}

const whereOf = (where: string[]) => (where.length > 0 ? `WHERE ${where.join("\n AND ")}` : "");
