import pg from "pg";

const { builtins } = pg.types;
const int8Array = 1016;
const numericArray = 1231;
const dateArray = 1182;

// The types of pg know single values only, not the arrays that its parsers handle all the same.
const parserOf = pg.types.getTypeParser as (oid: number) => (text: string) => (string | null)[];
const textArray = parserOf(1009);
const numbers = (text: string) => textArray(text).map((item) => (item === null ? null : Number(item)));

/**
 * How column values arrive in JavaScript:
 * - `bigint` → number. Exact up to 2^53 (9 PB as bytes); a larger sum is rounded to 16 digits, not refused.
 * - `numeric` → number. Our money columns have at most 14 digits, which a double holds exactly to the cent.
 * - `timestamptz` → Date. `timestamp` is read as UTC (no column of ours has it).
 * - `date` → "YYYY-MM-DD": a day has no time zone, and a Date at local midnight would shift it.
 */
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, Number],
  [builtins.NUMERIC, Number],
  [builtins.DATE, (text) => text],
  [builtins.TIMESTAMP, (text) => new Date(`${text.replace(" ", "T")}Z`)],
  [int8Array, numbers],
  [numericArray, numbers],
  [dateArray, (text) => textArray(text)],
]);

/** The `types` option of pg pools, clients and single queries. */
export const columnTypes = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    return (format !== "binary" && parsers.get(oid)) || pg.types.getTypeParser(oid, format as "text");
  },
} as pg.CustomTypesConfig;
