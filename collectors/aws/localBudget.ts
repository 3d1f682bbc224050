import {
  type Ask,
  type Bucket,
  type Budget,
  burstSeconds,
  type Grant,
  recoveryPerSecond,
  slowdown,
  slowestShare,
} from "#lib/runs/budget.ts";

interface Level {
  /** When the bucket would be full again if nobody asked any more. */
  fullAtMs: number;
  slowedTo: number;
  slowedAtMs: number;
}

/**
 * Buckets of a single process, for tools and tests that have no database. The arithmetic is that of
 * `lib/runs/budget.ts`: a bucket is the moment at which it will be full again, and a token moves that moment on.
 */
export class LocalBudget implements Budget {
  readonly #levels = new Map<string, Level>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  async reserve(asks: Ask[]): Promise<Grant[]> {
    const now = this.#now();
    return asks.map(({ bucket, tokens }) => {
      const level = this.#level(bucket);
      const spacingMs = 1000 / (bucket.perSecond * shareOf(level, now));
      level.fullAtMs = Math.max(level.fullAtMs, now) + tokens * spacingMs;
      return { spacingMs, lastInMs: level.fullAtMs - now - burstSeconds(bucket) * 1000 };
    });
  }

  async slowDown(bucket: Bucket): Promise<void> {
    const now = this.#now();
    const level = this.#level(bucket);
    level.fullAtMs = Math.max(level.fullAtMs, now + burstSeconds(bucket) * 1000);
    if (level.slowedTo < 1 && now - level.slowedAtMs < 1000) return;
    level.slowedTo = Math.max(slowestShare, shareOf(level, now) * slowdown);
    level.slowedAtMs = now;
  }

  #level({ accountId, region, family }: Bucket): Level {
    const key = `${accountId}/${region}/${family}`;
    let level = this.#levels.get(key);
    if (!level) {
      level = { fullAtMs: Number.NEGATIVE_INFINITY, slowedTo: 1, slowedAtMs: 0 };
      this.#levels.set(key, level);
    }
    return level;
  }
}

function shareOf({ slowedTo, slowedAtMs }: Level, now: number): number {
  return Math.min(1, slowedTo + ((now - slowedAtMs) / 1000) * recoveryPerSecond);
}
