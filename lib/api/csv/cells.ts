import type { ColumnKind } from "../list/definition.ts";

// First characters that make a spreadsheet run a cell: = + - @, tab, CR, LF, and the full-width = + - @.
export const formulaLeads = [0x3d, 0x2b, 0x2d, 0x40, 0x09, 0x0d, 0x0a, 0xff1d, 0xff0b, 0xff0d, 0xff20];

const neutral = (sql: string, first = sql) =>
  `CASE WHEN ascii(${first}) IN (${formulaLeads.join(",")}) THEN '''' || (${sql}) ELSE ${sql} END`;

/**
 * SQL of a CSV cell: times as ISO 8601 UTC, arrays joined with `;`, objects as JSON, and text that a spreadsheet
 * would run behind an apostrophe. Numbers stay numbers, negative ones too.
 */
export function csvCell(sql: string, kind: ColumnKind): string {
  switch (kind) {
    case "text":
      return neutral(sql);
    case "texts":
      return neutral(`array_to_string(${sql}, ';')`, `(${sql})[1]`);
    case "time":
      // Half the price of to_char, which is most of what a row costs. The microsecond more makes JSON write all six
      // digits, of which the first three are the milliseconds that are stored.
      return `substr(to_json(timezone('UTC', ${sql}) + interval '1 microsecond')::text, 2, 23) || 'Z'`;
    case "boolean":
      return `(${sql})::text`;
    case "object":
      return `(${sql})::text`;
    default:
      return sql;
  }
}
