import type { FacetField, FacetValue } from "#lib/inventory/endpointTableSchema.ts";
import type { FilterField } from "./tableState.ts";
import { shortServiceName, spelled } from "./words.ts";

/** What a filter is called. */
export const filterTitles: Record<FilterField, string> = {
  accountId: "Account",
  region: "Region",
  vpcEndpointType: "Type",
  state: "State",
  serviceName: "Service",
  owner: "Owner",
  environment: "Environment",
  application: "Application",
  azIds: "AZ ID",
  stale: "Freshness",
  vpcId: "VPC",
  subnetIds: "Subnet",
  securityGroupIds: "Security group",
  vpcEndpointId: "Endpoint",
  bytes30d: "Traffic in 30 days",
  "creationTimestamp.to": "Created before",
};

/** A value of a filter as people read it. An empty value stands for endpoints that have none. */
export function filterValueLabel(field: FilterField, value: string, name?: string | null): string {
  if (field === "stale") return value === "true" ? "stale" : "fresh";
  if (value === "") return `no ${filterTitles[field].toLowerCase()}`;
  if (field === "bytes30d" && value === "0") return "none";
  if (field === "creationTimestamp.to") return value.slice(0, 10);
  if (field === "accountId") return name ?? value;
  if (field === "serviceName") return name ?? shortServiceName(value);
  if (field === "state" || field === "vpcEndpointType") return spelled(value) ?? value;
  return value;
}

/** The values of a facet that a search finds, in their order; chosen ones that no row has any more stay, with 0. */
export function facetOptions(
  field: FacetField,
  found: readonly FacetValue[],
  chosen: readonly string[],
  search: string,
): FacetValue[] {
  const lost = chosen.filter((value) => !found.some((option) => sameValue(field, option.value, value)));
  const all = [...found, ...lost.map((value) => ({ value, name: null, count: 0 }))];
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return all;
  return all.filter((option) =>
    `${option.value} ${filterValueLabel(field, option.value, option.name)}`.toLowerCase().includes(wanted),
  );
}

/** States and types are compared without regard to case, as the server does. */
export function sameValue(field: FilterField, a: string, b: string): boolean {
  const ignoreCase = field === "state" || field === "vpcEndpointType";
  return ignoreCase ? a.toLowerCase() === b.toLowerCase() : a === b;
}

/** The chosen values with one of them added, or taken out. */
export function toggled(field: FilterField, chosen: readonly string[], value: string): string[] {
  const without = chosen.filter((other) => !sameValue(field, other, value));
  return without.length < chosen.length ? without : [...chosen, value];
}

/** Which endpoints are listed at all. */
export const goneWords = { false: "existing", true: "gone", any: "existing and gone" } as const;
export const goneChoices = ["false", "true", "any"] as const;
