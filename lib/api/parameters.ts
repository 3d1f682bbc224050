import { InvalidInputError } from "../errors.ts";
import type { ListQuery } from "./list/definition.ts";

const single = new Set(["limit", "cursor", "sort", "q"]);

/** The query string of a list. Throws InvalidInputError naming a parameter that may be given once only. */
export function readListQuery(parameters: URLSearchParams): ListQuery {
  const query: Record<string, string> = {};
  const filter = new Map<string, string[]>();
  for (const [name, value] of parameters) {
    if (!single.has(name)) {
      filter.set(name, [...(filter.get(name) ?? []), value]);
    } else if (name in query) {
      throw new InvalidInputError(name, "is given more than once.");
    } else {
      query[name] = value;
    }
  }
  return { ...query, filter: Object.fromEntries(filter) };
}

/**
 * The query string of an answer that takes only the parameters named, each at most once.
 * Throws InvalidInputError naming a parameter that is unknown or repeated.
 */
export function readParameters<Name extends string>(
  parameters: URLSearchParams,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const [given, value] of parameters) {
    const name = names.find((known) => known === given);
    if (name === undefined) {
      const allowed = names.length > 0 ? `expected ${names.join(", ")}` : "there are none here";
      throw new InvalidInputError(given.slice(0, 80), `is no parameter of this address; ${allowed}.`);
    }
    if (name in found) throw new InvalidInputError(name, "is given more than once.");
    found[name] = value;
  }
  return found;
}
