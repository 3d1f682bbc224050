/** Where one is in a list is no part of a view of it. */
export const isKept = (parameter: string) => parameter !== "cursor" && parameter !== "limit";

/** Two queries that show the same, whatever the order of their parameters. */
export function sameQuery(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

function canonical(query: string): string {
  const kept = [...new URLSearchParams(query)].filter(([name]) => isKept(name));
  return JSON.stringify(
    kept.toSorted(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0)),
  );
}
