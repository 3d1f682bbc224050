import type { SignInConfig } from "../config/access.ts";
import type { Entitlement } from "./principal.ts";

/** What the groups of somebody allow, as the configuration says now. Empty: nothing. */
export function entitlementsOf(
  groups: readonly string[],
  config: Pick<SignInConfig, "groups">,
): Entitlement[] {
  return config.groups.flatMap(({ group, role, accounts, owners }) => {
    if (!groups.includes(group)) return [];
    const whole = accounts === undefined && owners === undefined;
    return [{ role, grant: whole ? null : { accounts: accounts ?? [], owners: owners ?? [] } }];
  });
}

const mostGroups = 500;

/**
 * The groups that a claim names: a list of strings, or one. A claim's name with points is looked up as it is, then as a
 * path (`realm_access.roles`).
 */
export function groupsOf(claims: Record<string, unknown>, claim: string): string[] {
  let found: unknown = claims[claim];
  if (found === undefined)
    found = claim
      .split(".")
      .reduce<unknown>(
        (value, key) =>
          typeof value === "object" && value !== null && Object.hasOwn(value, key)
            ? (value as Record<string, unknown>)[key]
            : undefined,
        claims,
      );
  const list = Array.isArray(found) ? found : [found];
  return [...new Set(list.filter((group) => typeof group === "string"))].slice(0, mostGroups);
}
