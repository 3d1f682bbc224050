import { defaultRange, type NamedRange, namedRanges, resolveRange } from "#lib/inventory/endpointRange.ts";

/** An address whose range, where it ends now, is written out as two times; all else in it stays. */
export function fixedLink(href: string, now: Date): string {
  const url = new URL(href);
  const named = url.searchParams.get("range");
  const range = named !== null && named in namedRanges ? (named as NamedRange) : defaultRange;
  const [from, to] = [url.searchParams.get("from"), url.searchParams.get("to")];
  const fixed = resolveRange({ range, from, to }, now);
  url.searchParams.delete("range");
  url.searchParams.set("from", fixed.from);
  url.searchParams.set("to", fixed.to);
  return url.href;
}
