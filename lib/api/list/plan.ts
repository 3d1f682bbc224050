import { InvalidInputError } from "../../errors.ts";
import { type FieldError, InvalidQueryError } from "../problem.ts";
import { checkText, parseInteger, parseValue } from "../values.ts";
import { type CursorPosition, decodeCursor, queryFingerprint } from "./cursor.ts";
import {
  type Column,
  isFilterable,
  isRange,
  isSortable,
  type ListDefinition,
  type ListQuery,
  rangeSuffixes,
} from "./definition.ts";
import type { SqlValue } from "./sqlValues.ts";

export const defaultLimit = 100;
export const maxLimit = 1000;
const maxValues = 1000;

/** One parameter of a filter; its values are alternatives. */
export type Condition =
  | { test: "any"; column: Column; values: (string | number | boolean)[]; orEmpty: boolean }
  | { test: ">=" | "<" | "<="; column: Column; value: SqlValue }
  | { test: "tag"; key: string; values: string[]; orEmpty: boolean }
  | { test: "choice"; sql: string };

/** A checked list request. */
export interface ListPlan {
  limit: number;
  sortField: string;
  sortColumn: Column;
  descending: boolean;
  q: string | undefined;
  conditions: Condition[];
  /** Same list, sort, search and filters give the same fingerprint. */
  fingerprint: string;
  after: CursorPosition | undefined;
}

/** Checks a list request. Throws InvalidQueryError that names every bad parameter. */
export function planList<Item extends object>(def: ListDefinition<Item>, query: ListQuery): ListPlan {
  const errors: FieldError[] = [];
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      errors.push({ field: error.field, message: error.message });
      return otherwise;
    }
  };
  const limit = attempt(() => readLimit(query.limit), defaultLimit);
  const sort = attempt(() => readSort(def, query.sort), { field: def.key[0] as string, descending: false });
  const q = attempt(() => (query.q ? checkText("q", query.q) : undefined), undefined);
  const filter = { ...choiceDefaults(def), ...query.filter };
  const conditions: Condition[] = [];
  for (const [parameter, given] of Object.entries(filter)) {
    const condition = attempt(() => readCondition(def, parameter, [given].flat()), undefined);
    if (condition) conditions.push(condition);
  }
  const fingerprint = queryFingerprint([def.name, sort, q ?? "", canonical(filter)]);
  const { cursor } = query;
  const after = attempt(() => (cursor ? readCursor(def, cursor, fingerprint) : undefined), undefined);
  const [first, ...more] = errors;
  if (first) throw new InvalidQueryError([first, ...more]);
  const sortColumn = columnOf(def, sort.field) as Column;
  return {
    limit,
    sortField: sort.field,
    sortColumn,
    descending: sort.descending,
    q,
    conditions,
    fingerprint,
    after,
  };
}

/** The column of a field; undefined for names that are no field, `__proto__` among them. */
export function columnOf<Item extends object>(def: ListDefinition<Item>, field: string): Column | undefined {
  return Object.hasOwn(def.columns, field) ? def.columns[field as keyof Item & string] : undefined;
}

function choiceDefaults<Item extends object>(def: ListDefinition<Item>) {
  return Object.fromEntries(
    Object.entries(def.choices ?? {}).map(([name, choice]) => [name, choice.default]),
  );
}

function canonical(filter: Record<string, string | readonly string[]>) {
  return Object.entries(filter)
    .map(([parameter, values]) => [parameter, [values].flat().toSorted()] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function readLimit(limit: number | string | undefined): number {
  if (limit === undefined) return defaultLimit;
  return parseInteger("limit", String(limit), { min: 1, max: maxLimit });
}

function readSort<Item extends object>(def: ListDefinition<Item>, sort = def.defaultSort) {
  const descending = sort.startsWith("-");
  const field = descending ? sort.slice(1) : sort;
  const column = columnOf(def, field);
  if (column && isSortable(column)) return { field, descending };
  const fields = Object.entries<Column>(def.columns)
    .filter(([, candidate]) => isSortable(candidate))
    .map(([name]) => name);
  throw new InvalidInputError(
    "sort",
    `"${field.slice(0, 80)}" is no field to sort by; expected one of ${fields.join(", ")}, with - in front for descending.`,
  );
}

function readCursor<Item extends object>(def: ListDefinition<Item>, cursor: string, fingerprint: string) {
  const position = decodeCursor(cursor, fingerprint);
  if (position.key.length === def.key.length) return position;
  throw new InvalidInputError("cursor", "is not a cursor of this list; leave it out for the first page.");
}

function readCondition<Item extends object>(
  def: ListDefinition<Item>,
  parameter: string,
  values: readonly string[],
): Condition | undefined {
  if (values.length === 0) return undefined;
  if (values.length > maxValues)
    throw new InvalidInputError(parameter, `has ${values.length} values; at most ${maxValues}.`);
  const choice = def.choices && Object.hasOwn(def.choices, parameter) ? def.choices[parameter] : undefined;
  if (choice) return readChoice(parameter, choice.values, single(parameter, values));
  if (def.tags && parameter.startsWith("tag.") && parameter.length > 4) {
    const given = values.filter((value) => value !== "").map((value) => checkText(parameter, value));
    const key = checkText(parameter, parameter.slice(4));
    return { test: "tag", key, values: given, orEmpty: given.length < values.length };
  }
  return readColumnCondition(def, parameter, values);
}

function readColumnCondition<Item extends object>(
  def: ListDefinition<Item>,
  parameter: string,
  values: readonly string[],
): Condition {
  const column = columnOf(def, parameter);
  if (column && isFilterable(column)) {
    const given = values.filter((value) => value !== "");
    const lower = column.filter === "ignoreCase";
    const parsed = given.map((value) =>
      parseValue(parameter, column.kind, lower ? value.toLowerCase() : value),
    );
    return { test: "any", column, values: parsed, orEmpty: given.length < values.length };
  }
  const dot = parameter.lastIndexOf(".");
  const ranged = dot > 0 ? columnOf(def, parameter.slice(0, dot)) : undefined;
  if (ranged && isRange(ranged)) {
    const [from, to] = rangeSuffixes(ranged);
    const suffix = parameter.slice(dot);
    if (suffix === from || suffix === to) {
      const value = parseValue(parameter, ranged.kind, single(parameter, values));
      const below = to === ".to" ? "<" : "<=";
      return { test: suffix === from ? ">=" : below, column: ranged, value };
    }
  }
  throw new InvalidInputError(parameter.slice(0, 80), "is no parameter of this list.");
}

function single(parameter: string, values: readonly string[]): string {
  if (values.length === 1) return values[0] as string;
  throw new InvalidInputError(parameter, "is given more than once.");
}

function readChoice(parameter: string, words: Record<string, string | undefined>, value: string) {
  if (!Object.hasOwn(words, value)) {
    throw new InvalidInputError(
      parameter,
      `"${value.slice(0, 80)}" is not allowed; expected one of ${Object.keys(words).join(", ")}.`,
    );
  }
  const sql = words[value];
  return sql === undefined ? undefined : ({ test: "choice", sql } as const);
}
