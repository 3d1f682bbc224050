import type { ListQuery } from "../api/list/definition.ts";
import { planList } from "../api/list/plan.ts";
import { ListSql } from "../api/list/sql.ts";
import { SqlParameters } from "../api/list/sqlValues.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { endpointList } from "./endpointList.ts";
import {
  type EndpointFacets,
  type FacetField,
  type FacetValue,
  facetFields,
  facetValueLimit,
} from "./endpointTableSchema.ts";
import { serviceTitles } from "./serviceTitles.ts";

interface FacetRow extends FacetValue {
  facet: FacetField;
}

/** The values of the fields to filter by, with counts. Throws InvalidQueryError for bad input. */
export async function endpointFacets(query: ListQuery = {}): Promise<EndpointFacets> {
  const filter = query.filter ?? {};
  const filtered = facetFields.filter((field) => [filter[field] ?? []].flat().length > 0);
  const others = facetFields.filter((field) => !filtered.includes(field));
  const found = await Promise.all([
    countValues({ ...query, filter }, others),
    ...filtered.map((field) => {
      const { [field]: _own, ...rest } = filter;
      return countValues({ ...query, filter: rest }, [field]);
    }),
  ]);
  const facets = Object.fromEntries(
    facetFields.map((field) => [field, [] as FacetValue[]]),
  ) as EndpointFacets;
  for (const { facet, ...value } of found.flat()) facets[facet].push(value);
  const titles = await serviceTitles(facets.serviceName.map(({ value }) => value));
  for (const option of facets.serviceName) option.name = titles.get(option.value) ?? null;
  return facets;
}

/** Counts the values of some fields in one pass over the rows that the query leaves. */
async function countValues(query: ListQuery, fields: readonly FacetField[]): Promise<FacetRow[]> {
  if (fields.length === 0) return [];
  const { pool } = await database();
  const parameters = new SqlParameters();
  const { cursor: _cursor, sort: _sort, limit: _limit, ...filters } = query;
  const plan = planList(endpointList, filters);
  const matching = new ListSql(endpointList, parameters, currentTime()).some(plan, [
    ...fields,
    "accountName",
  ]);
  const counts = fields.map(
    (
      field,
    ) => `(SELECT '${field}' AS facet, ${valueSql(field)} AS value, ${nameSql(field)} AS name, count(*) AS count
      FROM matching ${field === "azIds" ? `CROSS JOIN unnest("azIds") AS az` : ""}
      GROUP BY 2 ORDER BY 4 DESC, 2 LIMIT ${facetValueLimit})`,
  );
  const { rows } = await pool.query<FacetRow>(
    `WITH matching AS MATERIALIZED (${matching})\n${counts.join("\nUNION ALL\n")}`,
    parameters.values,
  );
  return rows;
}

function valueSql(field: FacetField): string {
  if (field === "azIds") return "az";
  if (field === "stale") return `"stale"::text`;
  // These two are compared without regard to case, so spellings of one state are one value.
  if (field === "state" || field === "vpcEndpointType") return `coalesce(lower("${field}"), '')`;
  return `coalesce("${field}", '')`;
}

function nameSql(field: FacetField): string {
  if (field === "accountId") return `min("accountName")`;
  if (field === "state" || field === "vpcEndpointType") return `min("${field}")`;
  return "NULL::text";
}
