import type { PrefixListFacts, RouteTableFacts, SecurityGroupFacts } from "../factsSchema.ts";
import { keyOf, type Located } from "./rows.ts";
import type { Scopes } from "./scopes.ts";

/** Ids of the prefix lists that rules of a group name. */
export const listsInRules = ({
  ipPermissions,
  ipPermissionsEgress,
}: Pick<SecurityGroupFacts, "ipPermissions" | "ipPermissionsEgress">): string[] =>
  [...ipPermissions, ...ipPermissionsEgress].flatMap(({ PrefixListIds = [] }) =>
    PrefixListIds.flatMap(({ PrefixListId }) => PrefixListId ?? []),
  );

/** Ids of the prefix lists that routes lead to, but for those of gateway endpoints: these are the service itself. */
export const listsInRoutes = ({ routes }: Pick<RouteTableFacts, "routes">): string[] =>
  routes.flatMap(({ DestinationPrefixListId: id, GatewayId: gateway }) =>
    typeof id === "string" && !(typeof gateway === "string" && gateway.startsWith("vpce-")) ? [id] : [],
  );

/** Lists as the accounts see them that name them; another account's only where they are fresh. */
export function prefixListsOf(
  place: { accountId: string; region: string },
  groups: readonly Located<SecurityGroupFacts>[],
  routeTables: readonly RouteTableFacts[],
  known: ReadonlyMap<string, PrefixListFacts[]>,
  scopes: Scopes,
): PrefixListFacts[] {
  const found = new Map<string, PrefixListFacts>();
  const add = (accountId: string, region: string, ids: readonly string[]) => {
    for (const id of ids) {
      const list = known.get(keyOf(accountId, region, id))?.[0];
      if (list && !found.has(id)) found.set(id, list);
    }
  };
  for (const table of routeTables) add(place.accountId, place.region, listsInRoutes(table));
  for (const group of groups) {
    const { accountId, region } = group;
    const isOwn = accountId === place.accountId && region === place.region;
    const ids = listsInRules(group);
    if (ids.length > 0 && (isOwn || scopes.trouble("prefix-lists", accountId, region) === null))
      add(accountId, region, ids);
  }
  return [...found.values()];
}
