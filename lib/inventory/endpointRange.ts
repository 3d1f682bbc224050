/** Ranges of time that the charts offer, in seconds. 63 days is how long CloudWatch keeps 5-minute values. */
export const namedRanges = {
  "3h": 10_800,
  "24h": 86_400,
  "7d": 604_800,
  "30d": 2_592_000,
  "63d": 5_443_200,
} as const;
export type NamedRange = keyof typeof namedRanges;
export const rangeNames = Object.keys(namedRanges) as NamedRange[];
export const defaultRange: NamedRange = "24h";

/** A range as the address has it: `from` and `to` outweigh the name. */
export interface RangeState {
  range: NamedRange;
  from: string | null;
  to: string | null;
}

/** Start and end to ask for: ISO 8601. A named range ends now, to the minute, so that asking twice asks the same. */
export function resolveRange({ range, from, to }: RangeState, now: Date): { from: string; to: string } {
  const minute = 60_000;
  const end = to ?? new Date(Math.ceil(now.getTime() / minute) * minute).toISOString();
  if (from !== null) return { from, to: end };
  const start = Date.parse(end) - namedRanges[range] * 1000;
  // An end that is no time is refused where it is read, with the field named.
  return { from: Number.isNaN(start) ? end : new Date(start).toISOString(), to: end };
}
