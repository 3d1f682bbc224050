import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import type { ListQuery } from "#lib/api/list/definition.ts";
import { facetFields } from "#lib/inventory/endpointTableSchema.ts";

const values = parseAsNativeArrayOf(parseAsString).withDefault([]);

/** Fields that a link may filter by beside those with counts; they show as chips. */
const linkedFields = [
  "vpcId",
  "subnetIds",
  "securityGroupIds",
  "vpcEndpointId",
  "bytes30d",
  "creationTimestamp.to",
] as const;
export const filterFields = [...facetFields, ...linkedFields];
export type FilterField = (typeof filterFields)[number];

/** Everything that the table's address says, under the names that the API and the CSV take. */
export const tableParsers = {
  q: parseAsString.withDefault(""),
  sort: parseAsString.withDefault("-bytes30d"),
  gone: parseAsStringLiteral(["false", "true", "any"] as const).withDefault("false"),
  columns: parseAsArrayOf(parseAsString),
  ...(Object.fromEntries(filterFields.map((field) => [field, values])) as Record<FilterField, typeof values>),
};
export type TableState = inferParserType<typeof tableParsers>;

export const loadTableState = createLoader(tableParsers);

/** The address of the table under some state; what is left out is at its default. */
const serialize = createSerializer(tableParsers);
export const endpointsHref = (state: Partial<TableState>) => serialize("/endpoints", state);

/** The state as a list request. */
export function toListQuery(state: TableState): ListQuery {
  const filter: Record<string, string | readonly string[]> = { gone: state.gone };
  for (const field of filterFields) if (state[field].length > 0) filter[field] = state[field];
  return { sort: state.sort, ...(state.q && { q: state.q }), filter };
}

/** The same request as a query string, for the API and the CSV. */
export function toQueryString(state: TableState): string {
  const { sort, q, filter = {} } = toListQuery(state);
  const parameters = new URLSearchParams();
  if (q) parameters.set("q", String(q));
  if (sort) parameters.set("sort", sort);
  for (const [name, given] of Object.entries(filter)) {
    for (const value of [given].flat()) parameters.append(name, value);
  }
  return parameters.toString();
}

/** How many filters narrow the table, the search included. */
export function activeFilterCount(state: TableState): number {
  const chosen = filterFields.reduce((count, field) => count + state[field].length, 0);
  return chosen + (state.q ? 1 : 0) + (state.gone === "false" ? 0 : 1);
}

/** Every filter back at its default; order and columns stay. */
export const noFilters = {
  q: null,
  gone: null,
  ...(Object.fromEntries(filterFields.map((field) => [field, null])) as Record<FilterField, null>),
};
