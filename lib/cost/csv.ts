import { type Costs, costRowSchema } from "./billedSchema.ts";

// First characters that make a spreadsheet run a cell.
const formula = /^[=+\-@\t\r\n＝＋－＠]/u;

/** Rows of costs as CSV (RFC 4180): the group's own column first, then every figure; causes as `cause=usd`, `;` between. */
export function costsCsv({ groupBy, items }: Costs): string {
  const figures = Object.keys(costRowSchema.shape).slice(
    Object.keys(costRowSchema.shape).indexOf("estimated"),
  );
  const columns = groupBy === "account" ? [groupBy, "accountName", ...figures] : [groupBy, ...figures];
  const lines = items.map((row) => columns.map((name) => cell((row as Record<string, unknown>)[name])));
  return [columns, ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = Array.isArray(value) ? value.map(part).join(";") : String(value);
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const part = (value: unknown) =>
  typeof value === "object" && value !== null && "cause" in value && "usd" in value
    ? `${value.cause}=${value.usd}`
    : String(value);
