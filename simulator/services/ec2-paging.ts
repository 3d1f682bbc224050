import { AwsError } from "../protocols/errors.ts";
import { type PageRules, paginate } from "../protocols/paging.ts";
import { matchesFilter } from "../protocols/query.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call } from "./context.ts";

/** Reads one attribute of a resource for a filter. */
type FilterReader<T> = (resource: T) => string | readonly string[] | undefined;
type FilterReaders<T> = Record<string, FilterReader<T>>;

interface Listing<T> {
  /** Member that lists wanted ids, such as `VpcEndpointId`. */
  idParameter: string;
  idOf: (resource: T) => string;
  /** Error for an id that does not exist; unknown ids are left out when absent. */
  notFound?: { code: string; message: (id: string) => string };
  filters: FilterReaders<T>;
  tagsOf?: (resource: T) => Record<string, string>;
  render: (resource: T) => WireObject;
  /** Wire name of the list in the answer. */
  set: string;
  rules?: Partial<PageRules>;
  /** Takes entries off a page that has a successor, as AWS sometimes does. */
  trim?: (size: number, offset: number) => number;
}

/** Answers an EC2 Describe call: ids, filters, then one page. */
export function listResources<T>(call: Call, resources: readonly T[], listing: Listing<T>): WireObject {
  const wanted = selectById(call, resources, listing);
  const found = filterResources(call, wanted, listing);
  const page = pageOf(call, found, listing.rules, listing.trim);
  return { [listing.set]: page.items.map(listing.render), nextToken: page.nextToken };
}

/** One page by the bounds of EC2 (5 to 1,000 a page), or everything in plain mode. */
export function pageOf<T>(
  call: Call,
  items: readonly T[],
  rules: Partial<PageRules> = {},
  trim?: (size: number, offset: number) => number,
): { items: readonly T[]; nextToken: string | undefined } {
  if (call.plain) return { items, nextToken: undefined };
  const request = { maxResults: call.params.get("MaxResults"), nextToken: call.params.get("NextToken") };
  const all = {
    action: `${call.action}/${call.accountId}/${call.region}`,
    defaultSize: 1000,
    min: 5,
    max: 1000,
  };
  return paginate(items, request, { ...all, ...rules }, trim);
}

function selectById<T>(call: Call, resources: readonly T[], listing: Listing<T>): readonly T[] {
  const ids = call.params.list(listing.idParameter);
  if (ids.length === 0) return resources;
  const byId = new Map(resources.map((resource) => [listing.idOf(resource), resource]));
  const missing = ids.find((id) => !byId.has(id));
  if (missing !== undefined && listing.notFound)
    throw new AwsError(listing.notFound.code, listing.notFound.message(missing));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Applies `Filter.N`; `tag:<key>` and `tag-key` work wherever there are tags. */
export function filterResources<T>(
  call: Call,
  resources: readonly T[],
  listing: Pick<Listing<T>, "filters" | "tagsOf">,
): readonly T[] {
  let found = resources;
  for (const filter of call.params.filters()) {
    const reader = readerFor(filter.name, listing);
    found = found.filter((resource) => matchesFilter(filter, reader(resource)));
  }
  return found;
}

function readerFor<T>(name: string, listing: Pick<Listing<T>, "filters" | "tagsOf">): FilterReader<T> {
  const { filters, tagsOf } = listing;
  if (Object.hasOwn(filters, name)) return filters[name] as FilterReader<T>;
  if (tagsOf && name === "tag-key") return (resource) => Object.keys(tagsOf(resource));
  if (tagsOf && name.startsWith("tag:")) return (resource) => tagsOf(resource)[name.slice(4)];
  throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
}

/** Tags as EC2 writes them. */
export function tagSet(tags: Record<string, string>): WireObject[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
