/** Filters for endpoints that existed for the whole 30 days and were measured to carry nothing. */
export function silentFilter(now: Date): Record<string, string> {
  const monthAgo = new Date(now.getTime() - 30 * 86_400_000);
  return { bytes30d: "0", "creationTimestamp.to": monthAgo.toISOString() };
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
