const dayMs = 86_400_000;
const daysBefore = 14;
/** Fewer days are no custom. */
const fewestDays = 7;
/** Below this nobody's leak is worth a question to CloudWatch. */
const leastBytes = 100 * 1024 ** 2;

/** Bytes by UTC day; null for a day that was not collected. */
export interface DailyBytes {
  /** 00:00 UTC of the first. */
  from: Date;
  bytes: readonly (number | null)[];
}

/** What went through on the last whole day, against what is usual; null where not known. */
export interface LastDay {
  bytes: number | null;
  /** Median of the 14 days before, at least 7 of them known. */
  usual: number | null;
}

/** 00:00 UTC of the last day that is over. */
export const lastWholeDay = (now: Date) => new Date(Math.floor(now.getTime() / dayMs) * dayMs - dayMs);

export function lastDayOf({ from, bytes }: DailyBytes, now: Date): LastDay {
  const index = Math.round((lastWholeDay(now).getTime() - from.getTime()) / dayMs);
  if (index < 0) return { bytes: null, usual: null };
  const known = bytes.slice(Math.max(0, index - daysBefore), index).filter((one) => one !== null);
  return { bytes: bytes[index] ?? null, usual: known.length < fewestDays ? null : medianOf(known) };
}

/**
 * Whether an endpoint lost more than half of what it usually carries: its clients may have found another way. `unknown`
 * where the last day has not been collected, `new` where nothing is usual yet.
 */
export function lostTraffic(traffic: DailyBytes, now: Date): "lost" | "kept" | "new" | "unknown" {
  const { bytes, usual } = lastDayOf(traffic, now);
  if (usual === null) return "new";
  if (usual < leastBytes) return "kept";
  if (bytes === null) return "unknown";
  return bytes < usual / 2 ? "lost" : "kept";
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
