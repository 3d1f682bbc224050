import type { CoverageProof, Mark } from "./schema.ts";

const dayMs = 86_400_000;

/** Up to where all series are known; null where there is none. */
export function measuredTo(marks: readonly Mark[]): Date | null {
  if (marks.length === 0) return null;
  return new Date(Math.min(...marks.map(({ watermark }) => watermark.getTime())));
}

/** The series whose watermark is older than it may be; the oldest of them. */
export function lateGrain(
  marks: readonly Mark[],
  lateAfterMs: (grain: string) => number,
  now: Date,
): Mark | undefined {
  return marks
    .filter(({ grain, watermark }) => now.getTime() - watermark.getTime() > lateAfterMs(grain))
    .toSorted((a, b) => a.watermark.getTime() - b.watermark.getTime())[0];
}

/**
 * For how much of the days before `to` all series were asked for. A mark has no hole inside, so that a gap can only
 * lie before its beginning.
 */
export function coverageOf(marks: readonly Mark[], to: Date, days: number): CoverageProof {
  const from = new Date(to.getTime() - days * dayMs);
  const gaps = marks
    .filter(({ collectedFrom }) => collectedFrom > from)
    .map(({ grain, collectedFrom }) => ({ grain, from, to: collectedFrom < to ? collectedFrom : to }))
    .toSorted((a, b) => b.to.getTime() - a.to.getTime() || (a.grain < b.grain ? -1 : 1));
  const covered = to.getTime() - Math.max(from.getTime(), ...gaps.map((gap) => gap.to.getTime()));
  return { from, to, days, coveredDays: covered / dayMs, complete: gaps.length === 0, gaps };
}
