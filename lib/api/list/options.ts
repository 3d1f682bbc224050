import { database } from "../../db/pool.ts";
import { sharedReads } from "../../db/sharedRead.ts";
import { currentTime } from "../../env.ts";
import type { ListDefinition } from "./definition.ts";
import { planList } from "./plan.ts";
import { ListSql } from "./sql.ts";
import { SqlParameters } from "./sqlValues.ts";

/** A value that a list can be narrowed to. */
export interface ListOption {
  value: string;
  label: string;
}

const mostOptions = 500;

/** A value that is new is offered this late at most; the list itself has its rows at once. */
const optionsBehind = sharedReads<Record<string, ListOption[]>>({ behindMs: 300_000, renewMs: 60_000 });

/**
 * The values that some fields of a list have, whatever it is narrowed to: what its filters offer, the most frequent
 * first. A field is named with the one that people call its values by, or null. Words that are compared without regard
 * to case are offered once, in small letters.
 */
export function listOptions<Item extends object, Field extends keyof Item & string>(
  def: ListDefinition<Item>,
  fields: Record<Field, (keyof Item & string) | null>,
): Promise<Record<Field, ListOption[]>> {
  return optionsBehind(`${def.name} ${JSON.stringify(fields)}`, () => readOptions(def, fields));
}

async function readOptions<Item extends object, Field extends keyof Item & string>(
  def: ListDefinition<Item>,
  fields: Record<Field, (keyof Item & string) | null>,
): Promise<Record<Field, ListOption[]>> {
  const { pool } = await database();
  const parameters = new SqlParameters();
  const asked = Object.entries(fields) as [Field, (keyof Item & string) | null][];
  const columns = new Set(asked.flatMap(([field, label]) => (label ? [field, label] : [field])));
  const matching = new ListSql(def, parameters, currentTime()).some(planList(def, {}), [...columns]);
  const values = asked.map(([field, label]) => {
    const { kind, filter } = def.columns[field];
    const from = kind === "texts" ? `matching CROSS JOIN unnest("${field}") AS one` : "matching";
    const text = kind === "texts" ? "one" : `"${field}"::text`;
    const value = filter === "ignoreCase" ? `lower(${text})` : text;
    return `(SELECT '${field}' AS field, ${value} AS value, ${label ? `min("${label}")` : "NULL::text"} AS label
      FROM ${from} WHERE ${text} <> '' GROUP BY 2 ORDER BY count(*) DESC, 2 LIMIT ${mostOptions})`;
  });
  const { rows } = await pool.query<{ field: Field; value: string; label: string | null }>(
    `WITH matching AS MATERIALIZED (${matching})\n${values.join("\nUNION ALL\n")}`,
    parameters.values,
  );
  const options = Object.fromEntries(asked.map(([field]) => [field, []])) as unknown as Record<
    Field,
    ListOption[]
  >;
  for (const { field, value, label } of rows) options[field].push({ value, label: label ?? value });
  return options;
}
