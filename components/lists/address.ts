/** The parameters of an address, in order; a name may come more than once. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/**
 * The address of a list under other parameters: '' drops one and says so (a default would come back otherwise).
 * Whatever is changed, the list begins anew.
 */
export function listHref(path: string, parameters: Parameters, change: Record<string, string> = {}): string {
  const next = new URLSearchParams(
    parameters.filter(([name]) => name !== "cursor" && !(name in change)).map((one) => [...one]),
  );
  for (const [name, value] of Object.entries(change)) next.set(name, value);
  const text = next.toString();
  return text ? `${path}?${text}` : path;
}

/** The first value of a parameter; '' where it is not given. */
export function parameterOf(parameters: Parameters, name: string): string {
  return parameters.find(([given]) => given === name)?.[1] ?? "";
}

/** How a click on a column's head sorts: by it, and the other way when it does already. */
export function nextSort(current: string, field: string, descendingFirst: boolean): string {
  const [first, second] = descendingFirst ? [`-${field}`, field] : [field, `-${field}`];
  return current === first ? second : first;
}
