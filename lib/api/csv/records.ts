import { formulaLeads } from "./cells.ts";

const leads = new Set(formulaLeads);

/** One record of CSV by the rules of `csvCell`, for rows that no query makes: RFC 4180, CRLF, formulas behind an apostrophe. */
export function csvRecord(values: readonly (string | number | null)[]): string {
  return `${values.map(cellOf).join(",")}\r\n`;
}

function cellOf(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = leads.has(value.codePointAt(0) ?? -1) ? `'${value}` : value;
  // As COPY does: an empty text is told from what is missing.
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
