import { AwsError, isPageTokenError } from "./errors.ts";

export interface Page<T> {
  items: T[] | undefined;
  next: string | undefined;
}

/**
 * Reads all pages of a listing. Short and empty pages go on while there is a token; a token the server no longer
 * knows restarts the listing once. Throws AwsError `malformed` when a token repeats: the listing would never end,
 * and what was read is not known to be complete.
 */
export async function allPages<T>(read: (token: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  try {
    return await readPages(read);
  } catch (error) {
    if (!isPageTokenError(error)) throw error;
    return readPages(read);
  }
}

async function readPages<T>(read: (token: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const { items, next } = await read(undefined);
  if (!next) return items ?? [];
  const all = items ? [...items] : [];
  const seen = new Set<string>();
  let token: string | undefined = next;
  while (token) {
    if (seen.has(token)) {
      throw new AwsError({
        errorClass: "malformed",
        code: "RepeatingNextToken",
        message: "the server gave the same page token twice, so the listing is not known to be complete",
      });
    }
    seen.add(token);
    const page: Page<T> = await read(token);
    for (const item of page.items ?? []) all.push(item);
    token = page.next || undefined;
  }
  return all;
}

/**
 * Runs `work` over `items`, at most `limit` at a time; results in the order of the items. Throws what one of them threw,
 * once none is at work any more.
 */
export async function eachLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let at = 0;
  const lane = async () => {
    while (at < items.length) {
      const index = at++;
      results[index] = await work(items[index] as T);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, lane));
  for (const ended of lanes) if (ended.status === "rejected") throw ended.reason;
  return results;
}

/** `items` in groups of at most `size`. */
export function inGroups<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let i = 0; i < items.length; i += size) groups.push(items.slice(i, i + size));
  return groups;
}
