import { groupings, mapTags, type OnCallQuery } from "./schema.ts";

export type AskedParams = Record<string, string | string[] | undefined>;

/** What the address of the page says; values that nobody knows are dropped, never an error. */
export function readQuery(asked: AskedParams): OnCallQuery {
  const one = (name: string) => [asked[name]].flat()[0];
  const severity = one("severity");
  return {
    by: groupings.find((known) => known === one("by")) ?? "service",
    severity: severity === "page" || severity === "ticket" ? severity : null,
    map: one("map") === "all" ? "all" : "trouble",
    tag: mapTags.find((known) => known === one("tag")) ?? null,
  };
}

/** The query as an address holds it, without what goes without saying. */
export function queryString({ by, severity, map, tag }: OnCallQuery): string {
  const parameters = new URLSearchParams({
    ...(by !== "service" && { by }),
    ...(severity && { severity }),
    ...(map !== "trouble" && { map }),
    ...(tag && { tag }),
  });
  return parameters.toString();
}

/** The page with another choice. */
export function onCallHref(query: OnCallQuery, change: Partial<OnCallQuery> = {}): string {
  const text = queryString({ ...query, ...change });
  return text ? `/on-call?${text}` : "/on-call";
}
