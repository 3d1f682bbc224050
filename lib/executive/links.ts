/** The idle things behind a figure; what owners keep is in none of them. */
export function idleHref(filter: Record<string, string>): string {
  return `/idle?${new URLSearchParams({ state: "idle", kept: "no", ...filter })}`;
}

/** The list of endpoints behind a figure. Filters are those of the API; several values of one mean OR. */
export function endpointsHref(
  filter: Record<string, string | readonly string[] | null | undefined> = {},
): string {
  const parameters = new URLSearchParams();
  for (const [name, given] of Object.entries(filter)) {
    if (given === undefined) continue;
    for (const value of given === null ? [""] : [given].flat()) parameters.append(name, value);
  }
  const query = parameters.toString();
  return query ? `/endpoints?${query}` : "/endpoints";
}
