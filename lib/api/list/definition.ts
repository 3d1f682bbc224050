import type { z } from "zod";
import type { EvaluatorName } from "../../evaluations/schema.ts";

/** What a column holds, which decides how it is filtered, sorted, put into a cursor and written as CSV. */
export type ColumnKind = "text" | "boolean" | "integer" | "number" | "time" | "date" | "texts" | "object";

export interface Column {
  kind: ColumnKind;
  /** SQL expression over the list's tables. `:now` stands for the current time. */
  sql: string;
  /** Names of the joins in `joins` that `sql` reads. */
  join?: string | string[];
  /** `ignoreCase`: compared without regard to case. Default true for every kind but `object`. */
  filter?: boolean | "ignoreCase";
  /** Default true for every kind but `texts` and `object`. */
  sort?: boolean;
  /** Orders in place of `sql`, over the same joins and of the same kind: words that have a rank. */
  sortSql?: string;
  /** Never null: an index has it in the same order in both directions. */
  always?: boolean;
  /** Where an index has the rows with the highest values. */
  most?: MostRows;
  /** Has few different values: what is narrowed to one of them is still much. */
  common?: boolean;
}

/** How to come by the rows with the highest values of a column without a look at the others. */
export interface MostRows {
  /** The join that has the column. */
  join: string;
  /**
   * In its place: so many rows, from the highest value on or from a row's value and the first of its key (SQL
   * expressions), by value and that field, and all that are as far as the last of them.
   */
  sql: (rows: number, from?: readonly [value: string, key: string]) => string;
  /** The condition that a row has no value, which a left join would have the planner take for rare. */
  none: string;
}

/** Where `q` is looked for: an SQL condition in which `:q` is a LIKE pattern with `%` on both sides. */
export interface SearchPlace {
  sql: string;
  join?: string | string[];
  /** For which words. Default: for all. */
  when?: (q: string) => boolean;
}

/** A list of the API: which rows, which columns, and what makes a row unique. */
export interface ListDefinition<Item extends object> {
  /** As in the path: `endpoints`. */
  name: string;
  item: z.ZodType<Item>;
  /** `FROM` item with its alias. */
  from: string;
  /** Left joins by name, each to at most one row. A join may need another: list them in order. */
  joins: Record<string, string>;
  /**
   * Some of them once more, worked out for all rows at once: in their place where rows are chosen or ordered by them,
   * which would take a look for each row.
   */
  wholeJoins?: Record<string, string>;
  columns: { [Field in keyof Item & string]: Column };
  /** Columns that together are unique and never null: the tie-break of every order. */
  key: (keyof Item & string)[];
  /** The columns of the primary key as they are stored, where `key`'s expressions differ from them. */
  identity?: string[];
  defaultSort: string;
  /** What `q` looks in. */
  search: SearchPlace[];
  /** What is to be known about that besides. */
  searchHint?: string;
  /** Filters that are not columns: parameter → value → SQL condition (undefined: no condition), `:now` as in columns. */
  choices?: Record<
    string,
    { values: Record<string, string | undefined>; default: string; description: string }
  >;
  /** Numbers that are summed up over all rows of the filters. */
  sums?: (keyof Item & string)[];
  /** The expression of a jsonb object of strings that `tag.<key>=` filters read. */
  tags?: string;
  /** The collector whose scopes say how fresh the list is; absent for what Linkledger itself writes. */
  collector?: string;
  /** The evaluator that fills the list: it holds for that evaluator's watermark. */
  evaluator?: EvaluatorName;
}

/** A list request as strings, before it is checked: parameter names are those of the API. */
export interface ListQuery {
  /** Items per page, 1 to 1000; 100 when absent. */
  limit?: number | string;
  /** `nextCursor` of the page before, of the same sort, search and filters. */
  cursor?: string;
  /** A sortable field; `-` in front for descending. Nulls come last either way. */
  sort?: string;
  /** Case-insensitive substring. */
  q?: string;
  /** Values by parameter: `accountId`, `creationTimestamp.from`, `bytes30d.min`, `tag.<key>`, `gone`. Several mean OR. */
  filter?: Record<string, string | readonly string[]>;
}

export const isFilterable = (column: Column) => column.filter ?? column.kind !== "object";
export const isSortable = (column: Column) =>
  column.sort ?? (column.kind !== "texts" && column.kind !== "object");
export const isRange = (column: Column) =>
  Boolean(isFilterable(column)) && ["integer", "number", "time", "date"].includes(column.kind);
/** Times and days have `.from` (inclusive) and `.to` (exclusive); numbers have `.min` and `.max` (both inclusive). */
export const rangeSuffixes = (column: Column): [string, string] =>
  column.kind === "time" || column.kind === "date" ? [".from", ".to"] : [".min", ".max"];
