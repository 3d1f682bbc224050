import pg from "pg";

export type SqlValue = string | number | boolean | readonly (string | number | boolean)[];

/** Puts values into SQL text: as parameters of a query, or as literals where SQL takes no parameters (COPY). */
export interface SqlValues {
  /** The SQL that stands for the value, cast to `type`. */
  put(value: SqlValue, type: string): string;
}

/** Collects parameters for `pool.query(text, values)`. */
export class SqlParameters implements SqlValues {
  readonly values: unknown[] = [];
  put(value: SqlValue, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

const literal = (value: string | number | boolean) => pg.escapeLiteral(String(value));

/** Writes values into the text, escaped by pg's own rules. */
export const sqlLiterals: SqlValues = {
  put(value, type) {
    if (typeof value !== "object") return `${literal(value)}::${type}`;
    return `ARRAY[${value.map(literal).join(",")}]::${type}`;
  },
};
