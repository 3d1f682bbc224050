import type { Exclusion, NoDataPolicy, Sample } from "./schema.ts";

/** Events of a span of time. */
export interface Count {
  bad: number;
  total: number;
}

/** Sums of samples up to each moment, so that any window costs two searches. */
export class Counts {
  readonly #times: number[];
  readonly #bad: number[] = [0];
  readonly #total: number[] = [0];

  /** @param samples in any order; of two with one time the later in the list counts. */
  constructor(samples: Iterable<Sample>) {
    const unique = new Map<number, Sample>();
    for (const sample of samples) unique.set(sample.time, sample);
    const sorted = [...unique.values()].sort((a, b) => a.time - b.time);
    this.#times = sorted.map(({ time }) => time);
    for (const [i, { bad, total }] of sorted.entries()) {
      this.#bad.push((this.#bad[i] as number) + bad);
      this.#total.push((this.#total[i] as number) + total);
    }
  }

  /** Sum of the buckets that start in [from, to). */
  between(from: number, to: number): Count {
    const a = this.#firstFrom(from);
    const b = Math.max(a, this.#firstFrom(to));
    return {
      bad: (this.#bad[b] as number) - (this.#bad[a] as number),
      total: (this.#total[b] as number) - (this.#total[a] as number),
    };
  }

  #firstFrom(time: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Samples as they count: those of excluded spans left out, and buckets of [from, to) without a sample filled in as the
 * policy says. `ignore` adds nothing.
 */
export function countable(
  samples: readonly Sample[],
  exclusions: readonly Exclusion[],
  noData: NoDataPolicy,
  span: { from: number; to: number; stepSeconds: number },
): Sample[] {
  const excluded = (time: number) => exclusions.some(({ from, to }) => time >= from && time < to);
  const kept = samples.filter(({ time }) => !excluded(time));
  if (noData === "ignore") return kept;
  const known = new Set(kept.map(({ time }) => time));
  const step = span.stepSeconds * 1000;
  for (let time = Math.ceil(span.from / step) * step; time < span.to; time += step) {
    if (!known.has(time) && !excluded(time)) kept.push({ time, bad: noData === "bad" ? 1 : 0, total: 1 });
  }
  return kept;
}
