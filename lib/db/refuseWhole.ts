import type pg from "pg";
import { LinkledgerError } from "../errors.ts";

/** SQL on a limited connection that goes past the views of its grant. */
class PastGrantError extends LinkledgerError {
  constructor() {
    super(
      "past-grant",
      "a statement for a part of the fleet names tables of the whole of it, and was not sent",
    );
  }
}

// What is quoted as a value or said in a comment names nothing: E'…', '…', $tag$…$tag$, -- and /* */.
const unnamed =
  /\be'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'|\$([a-z_]\w*)?\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\//gi;
const past = /(?<![\w$"])(?:"public"|public)\s*\.|\bsearch_path\b/i;

/** Whether SQL names the schema of the whole fleet, or changes where names without one are looked up. */
export const goesPastGrant = (sql: string): boolean => past.test(sql.replaceAll(unnamed, "''"));

type Query = (statement: unknown, ...rest: unknown[]) => unknown;

function textOf(statement: unknown): string {
  if (typeof statement === "string") return statement;
  const { text } = (statement ?? {}) as { text?: unknown };
  return typeof text === "string" ? text : "";
}

/**
 * Makes a connection of limited grants refuse such statements, whoever wrote them and however they were put together.
 * Statements are remembered, so that each is read once.
 */
export function refuseWhole(client: pg.PoolClient): void {
  const query = client.query.bind(client) as Query;
  const fine = new Set<string>();
  client.query = ((statement: unknown, ...rest: unknown[]) => {
    const text = textOf(statement);
    if (!fine.has(text)) {
      if (goesPastGrant(text)) throw new PastGrantError();
      if (fine.size < mostRemembered && text.length < longestRemembered) fine.add(text);
    }
    return query(statement, ...rest);
  }) as typeof client.query;
}

const mostRemembered = 500;
const longestRemembered = 20_000;
