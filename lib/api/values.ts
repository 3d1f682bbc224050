import { InvalidInputError } from "../errors.ts";
import type { ColumnKind } from "./list/definition.ts";

const isoPattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const longest = 2048;

const shorten = (value: string) => (value.length > 80 ? `${value.slice(0, 80)}…` : value);

/** Throws InvalidInputError for text that Postgres cannot hold, or that nobody types. */
export function checkText(field: string, value: string): string {
  if (value.includes("\0")) throw new InvalidInputError(field, "must not hold a NUL character.");
  if (!value.isWellFormed()) throw new InvalidInputError(field, "is not well-formed Unicode.");
  if (value.length > longest)
    throw new InvalidInputError(field, `is ${value.length} characters long; at most ${longest}.`);
  return value;
}

/**
 * Reads a time from a query: ISO 8601 with `Z` or an offset, or a day, which means its midnight in UTC.
 * Throws InvalidInputError naming the field.
 */
export function parseTime(field: string, value: string): Date {
  const time = new Date(value);
  const year = time.getUTCFullYear();
  if (isoPattern.test(value) && year >= 1970 && year <= 9999 && roundTrips(value, time)) return time;
  throw new InvalidInputError(
    field,
    `"${shorten(value)}" is not a time; expected ISO 8601 with Z or an offset (an offset's + is %2B in a URL), such as 2026-11-18T14:05:00Z.`,
  );
}

// Date.parse turns 2026-02-30 into March: a day that does not exist is an error, not another day.
function roundTrips(value: string, time: Date): boolean {
  if (Number.isNaN(time.getTime())) return false;
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === value.slice(0, 10);
}

/** A day as YYYY-MM-DD. Throws InvalidInputError naming the field. */
export function parseDay(field: string, value: string): string {
  const day = new Date(`${value}T00:00:00Z`);
  const valid = dayPattern.test(value) && day.getUTCFullYear() >= 1970 && roundTrips(value, day);
  if (valid) return value;
  throw new InvalidInputError(field, `"${shorten(value)}" is not a day; expected YYYY-MM-DD.`);
}

/** A whole number between two bounds. Throws InvalidInputError naming the field. */
export function parseInteger(
  field: string,
  value: string,
  { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = {},
): number {
  const number = Number(value);
  if (/^-?\d{1,17}$/.test(value) && Number.isSafeInteger(number) && number >= min && number <= max)
    return number;
  throw new InvalidInputError(
    field,
    `"${shorten(value)}" is not allowed; expected a whole number from ${min} to ${max}.`,
  );
}

function parseNumber(field: string, value: string): number {
  const number = Number(value);
  if (/^-?\d{1,17}(\.\d{1,12})?$/.test(value) && Number.isFinite(number)) return number;
  throw new InvalidInputError(field, `"${shorten(value)}" is not a number.`);
}

function parseBoolean(field: string, value: string): boolean {
  if (value === "true") return true;
  if (value === "false") return false;
  throw new InvalidInputError(field, `"${shorten(value)}" is not allowed; expected true or false.`);
}

/** Reads one value of a filter into what Postgres is given. Throws InvalidInputError naming the field. */
export function parseValue(field: string, kind: ColumnKind, value: string): string | number | boolean {
  checkText(field, value);
  switch (kind) {
    case "boolean":
      return parseBoolean(field, value);
    case "integer":
      return parseInteger(field, value);
    case "number":
      return parseNumber(field, value);
    case "time":
      return parseTime(field, value).toISOString();
    case "date":
      return parseDay(field, value);
    default:
      return value;
  }
}

/** One of a closed set of words. Throws InvalidInputError naming the field and the words. */
export function parseChoice<Word extends string>(field: string, value: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new InvalidInputError(
    field,
    `"${shorten(value)}" is not allowed; expected one of ${words.join(", ")}.`,
  );
}
