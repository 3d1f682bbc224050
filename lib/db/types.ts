import pg from "pg";

const { builtins } = pg.types;
const int4Array = 1007;
const int8Array = 1016;
const float8Array = 1022;
const numericArray = 1231;
const dateArray = 1182;

// The types of pg know single values only, not the arrays that its parsers handle all the same.
const parserOf = pg.types.getTypeParser as (oid: number) => (text: string) => (string | null)[];
const arrayText = 1009;
const anyTextArray = parserOf(arrayText);
const anyTime = pg.types.getTypeParser(builtins.TIMESTAMPTZ) as (text: string) => Date;

/** Ids and zones, as most arrays are, need no parser: nothing in them is quoted, nested or null. */
function textArray(text: string): (string | null)[] {
  if (text === "{}") return [];
  if (text.charCodeAt(0) !== openBrace || /["\\]|.\{|NULL/i.test(text)) return anyTextArray(text);
  return text.slice(1, -1).split(",");
}
const openBrace = 0x7b;

/** `2026-11-18 14:05:00.123+00`, as sessions in UTC say it: read digit by digit, which costs a third of a parser. */
function time(text: string): Date {
  // Four digits of a year, UTC, and no more than thousandths: all else is somebody else's to read.
  const usual = text[4] === "-" && text[10] === " " && text.endsWith("+00") && text.length <= 26;
  if (!usual) return anyTime(text);
  const two = (at: number) => (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;
  const year = two(0) * 100 + two(2);
  // Years of two digits would be taken for those of the last century.
  if (year < 100) return anyTime(text);
  let ms = 0;
  for (let at = 20, unit = 100; at < text.length - 3; at++, unit /= 10)
    ms += (text.charCodeAt(at) - zero) * unit;
  return new Date(Date.UTC(year, two(5) - 1, two(8), two(11), two(14), two(17), ms));
}
const zero = 0x30;

const numberOf = (item: unknown): unknown =>
  item === null ? null : Array.isArray(item) ? item.map(numberOf) : Number(item);
const numbers = (text: string) => textArray(text).map(numberOf);

/**
 * How column values arrive in JavaScript:
 * - `bigint` → number. Exact up to 2^53 (9 PB as bytes); a larger sum is rounded to 16 digits, not refused.
 * - `numeric` → number. Our money columns have at most 14 digits, which a double holds exactly to the cent.
 * - `timestamptz` → Date, `text[]` → string[]. `timestamp` is read as UTC (no column of ours has it).
 * - `date` → "YYYY-MM-DD": a day has no time zone, and a Date at local midnight would shift it.
 */
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, Number],
  [builtins.NUMERIC, Number],
  [builtins.DATE, (text) => text],
  [builtins.TIMESTAMPTZ, time],
  [arrayText, textArray],
  [builtins.TIMESTAMP, (text) => new Date(`${text.replace(" ", "T")}Z`)],
  [int4Array, numbers],
  [int8Array, numbers],
  [float8Array, numbers],
  [numericArray, numbers],
  [dateArray, (text) => textArray(text)],
]);

/** The `types` option of pg pools, clients and single queries. */
export const columnTypes = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    return (format !== "binary" && parsers.get(oid)) || pg.types.getTypeParser(oid, format as "text");
  },
} as pg.CustomTypesConfig;
