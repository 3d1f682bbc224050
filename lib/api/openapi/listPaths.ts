import { type Column, isFilterable, isRange, isSortable, rangeSuffixes } from "../list/definition.ts";
import { listPageSchema } from "../list/page.ts";
import { defaultLimit, maxLimit } from "../list/plan.ts";
import { exampleCsv } from "./example.ts";
import {
  type AnyList,
  type Json,
  type Operation,
  pathParameter,
  problemsOfOne,
  queryParameter,
  text,
} from "./part.ts";
import { idOf } from "./schemas.ts";

const pages = new Map<AnyList, ReturnType<typeof listPageSchema>>();

/** The envelope of a list, with the name that it has in the document. */
export function pageOf(def: AnyList) {
  const known = pages.get(def);
  if (known) return known;
  const page = listPageSchema(def.item, def.sums).meta({ id: `${idOf(def.item)}Page` });
  pages.set(def, page);
  return page;
}

export const snapshotId = pathParameter("id", "Of the snapshot.", "0199d3a4-7b1c-7e21-9c55-3f0a6d2b8e11");
export const limitParameter = queryParameter("limit", {
  type: "integer",
  minimum: 1,
  maximum: maxLimit,
  default: defaultLimit,
});

/** The page and the CSV of a list, by path. */
export function listPaths(def: AnyList): Record<string, { get: Operation }> {
  const filters = [
    ...choiceParameters(def),
    ...Object.entries<Column>(def.columns).flatMap(columnParameters),
  ];
  if (def.tags) filters.push(tagParameter);
  const search = ["Case-insensitive substring.", ...(def.searchHint ? [def.searchHint] : [])].join(" ");
  const order = [queryParameter("q", text, search), sortParameter(def)];
  const cursor = queryParameter(
    "cursor",
    text,
    "nextCursor of the page before, with the same sort, q and filters.",
  );
  const within = def.name.includes("{id}") ? [snapshotId] : [];
  const problems = within.length > 0 ? problemsOfOne : undefined;
  const name = def.name.split("/").at(-1);
  return {
    [`/api/v1/${def.name}`]: {
      get: {
        summary: `One page of ${name}`,
        parameters: [...within, limitParameter, cursor, ...order, ...filters],
        answer: pageOf(def),
        problems,
      },
    },
    [`/api/v1/${def.name}.csv`]: {
      get: {
        summary: `All ${name} of the same filters as CSV, streamed`,
        description: "limit and cursor have no effect.",
        parameters: [...within, ...order, ...filters],
        answer: { type: "text/csv", example: exampleCsv(def) },
        problems,
      },
    },
  };
}

function sortParameter(def: AnyList): Json {
  const fields = Object.entries<Column>(def.columns)
    .filter(([, column]) => isSortable(column))
    .flatMap(([field]) => [field, `-${field}`]);
  return queryParameter(
    "sort",
    { type: "string", enum: fields, default: def.defaultSort },
    "A field, with - in front for descending. Nulls come last either way.",
  );
}

function choiceParameters(def: AnyList): Json[] {
  return Object.entries(def.choices ?? {}).map(([name, choice]) =>
    queryParameter(
      name,
      { type: "string", enum: Object.keys(choice.values), default: choice.default },
      choice.description,
    ),
  );
}

const valueSchemas: Record<Column["kind"], Json> = {
  text,
  texts: text,
  object: text,
  boolean: { type: "string", enum: ["true", "false", ""] },
  integer: { type: "string", pattern: "^(-?\\d+)?$" },
  number: { type: "string", pattern: "^(-?\\d+(\\.\\d+)?)?$" },
  time: text,
  date: text,
};

function columnParameters([field, column]: [string, Column]): Json[] {
  if (!isFilterable(column)) return [];
  const cased = column.filter === "ignoreCase" ? " Case does not matter." : "";
  const description = `Repeat for OR. Empty finds what has no value.${cased}`;
  const any = {
    ...queryParameter(field, { type: "array", items: valueSchemas[column.kind] }, description),
    style: "form",
    explode: true,
  };
  if (!isRange(column)) return [any];
  const [from, to] = rangeSuffixes(column);
  const upper = to === ".to" ? "Exclusive upper bound." : "Inclusive upper bound.";
  return [
    any,
    queryParameter(`${field}${from}`, text, "Inclusive lower bound."),
    queryParameter(`${field}${to}`, text, upper),
  ];
}

const tagParameter = {
  name: "tag",
  in: "query",
  required: false,
  description: "tag.<key>=<value>: rows with that tag. Repeat for OR; an empty value finds rows without it.",
  // Serialized as tag.<key>=value, once per key.
  schema: { type: "object", additionalProperties: text, propertyNames: { pattern: "^tag\\..+" } },
  style: "form",
  explode: true,
};
