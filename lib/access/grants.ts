/**
 * What of the fleet somebody may see: everything (null), or what is in one of these accounts or belongs to one of
 * these owners. Owners are compared without regard to case.
 */
export type Grant = { readonly accounts: readonly string[]; readonly owners: readonly string[] } | null;

const sorted = (values: Iterable<string>) => [...new Set(values)].toSorted();

/** The same grant written in one way only. */
export function normalGrant(grant: Grant): Grant {
  return (
    grant && { accounts: sorted(grant.accounts), owners: sorted(grant.owners.map((o) => o.toLowerCase())) }
  );
}

/** What several grants allow together. */
export function unionOf(grants: readonly Grant[]): Grant {
  if (grants.includes(null)) return null;
  return normalGrant({
    accounts: grants.flatMap((grant) => grant?.accounts ?? []),
    owners: grants.flatMap((grant) => grant?.owners ?? []),
  });
}

/** Whether `inner` allows nothing that `outer` does not. An account's grant says nothing of its owners' other accounts. */
export function isWithin(inner: Grant, outer: Grant): boolean {
  if (outer === null) return true;
  if (inner === null) return false;
  const [a, b] = [normalGrant(inner), normalGrant(outer)];
  return (
    a !== null &&
    b !== null &&
    a.accounts.every((account) => b.accounts.includes(account)) &&
    a.owners.every((owner) => b.owners.includes(owner))
  );
}

/** One text for one grant; '' for everything. What is kept for several people is kept under it. */
export function grantKey(grant: Grant): string {
  const normal = normalGrant(grant);
  return normal === null ? "" : JSON.stringify([normal.accounts, normal.owners]);
}

/** A grant in words. */
export function grantWords(grant: Grant): string {
  if (grant === null) return "the whole fleet";
  const list = (what: string, values: readonly string[]) =>
    values.length === 0
      ? []
      : [
          `${what}${values.length === 1 ? "" : "s"} ${values.slice(0, 5).join(", ")}${values.length > 5 ? ` and ${values.length - 5} more` : ""}`,
        ];
  const parts = [...list("account", grant.accounts), ...list("owner", grant.owners)];
  return parts.join(" and ") || "nothing";
}
