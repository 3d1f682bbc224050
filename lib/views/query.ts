import { alertList } from "../alerts/list.ts";
import type { ListDefinition } from "../api/list/definition.ts";
import { planList } from "../api/list/plan.ts";
import { readListQuery } from "../api/parameters.ts";
import { type FieldError, InvalidQueryError } from "../api/problem.ts";
import { auditList } from "../audits/lists.ts";
import { findingList } from "../diagnosis/findingList.ts";
import { InvalidInputError } from "../errors.ts";
import { idleList } from "../idle/list.ts";
import { connectionList } from "../inventory/connectionList.ts";
import { endpointList } from "../inventory/endpointList.ts";
import { loadBalancerList } from "../inventory/loadBalancerList.ts";
import { serviceList } from "../inventory/serviceList.ts";
import { quotaList } from "../quotas/quotaList.ts";
import { sloList } from "../slo/sloList.ts";
import { isKept } from "./compare.ts";
import type { ViewList } from "./schema.ts";

const definitions = {
  "/endpoints": endpointList,
  "/connections": connectionList,
  "/services": serviceList,
  "/load-balancers": loadBalancerList,
  "/alerts": alertList,
  "/findings": findingList,
  "/idle": idleList,
  "/slos": sloList,
  "/quotas": quotaList,
  "/audits": auditList,
} as unknown as Record<ViewList, ListDefinition<Record<string, unknown>>>;

// Of the page, not of its list: which columns it shows.
const ofPage = new Set(["columns"]);

/**
 * The query of a view as it is kept: filters, order and columns, '' where a default is taken away. Throws
 * InvalidQueryError naming `query` and the parameter that its list does not know or cannot read.
 */
export function checkViewQuery(list: ViewList, query: string): string {
  const kept = [...new URLSearchParams(query)].filter(([name]) => isKept(name));
  const asked = kept.filter(([name, value]) => value !== "" && !ofPage.has(name));
  try {
    planList(definitions[list], readListQuery(new URLSearchParams(asked)));
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const errors = error instanceof InvalidQueryError ? error.errors : [error];
    const [first, ...rest] = errors.map(
      ({ field, message }): FieldError => ({ field: `query.${field}`, message }),
    );
    throw first ? new InvalidQueryError([first, ...rest]) : error;
  }
  return new URLSearchParams(kept).toString();
}
