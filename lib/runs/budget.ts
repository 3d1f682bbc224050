import type pg from "pg";
import { patiently } from "../db/patience.ts";
import { DatabaseUnavailableError } from "../errors.ts";

/** A token bucket as AWS keeps one: `size` calls at once, `perSecond` more each second. */
export interface Limit {
  size: number;
  perSecond: number;
}

/** A bucket by name: what all workers that draw on it agree on. */
export interface Bucket extends Limit {
  accountId: string;
  region: string;
  /** The API family, or the part of one that AWS counts by itself. */
  family: string;
}

/** Tokens that a process wants of one bucket. */
export interface Ask {
  bucket: Bucket;
  tokens: number;
}

/** What became of an ask: tokens are always granted, each at its time. */
export interface Grant {
  /** Milliseconds from now until the last of the tokens may be used; negative: it could have been earlier. */
  lastInMs: number;
  /** Milliseconds between one token and the next. */
  spacingMs: number;
}

/** Where buckets are kept. Every worker of a fleet has to use the same one. */
export interface Budget {
  /** Reserves tokens; grants in the order of the asks, each bucket at most once. */
  reserve(asks: Ask[]): Promise<Grant[]>;
  /** AWS said that this bucket is empty: it is taken as empty, and refilled more slowly for a while. */
  slowDown(bucket: Bucket): Promise<void>;
}

/** A throttled answer takes so much of the rate, at most once a second… */
export const slowdown = 0.75;
/** …never to less than this share… */
export const slowestShare = 0.2;
/** …and so much of the full rate comes back each second. */
export const recoveryPerSecond = 0.01;

/** How long an empty bucket takes to fill, in seconds: the burst, as time. */
export function burstSeconds({ size, perSecond }: Limit): number {
  return size / perSecond;
}

// A bucket is the moment at which it will be full again; a token moves that moment on by the time it takes to come
// back. All times are the database's, so that the clocks of the workers do not matter, and nothing is read first.
const shareSql = `LEAST(1, b.slowed_to + ${recoveryPerSecond} * extract(epoch FROM EXCLUDED.asked_at - b.slowed_at))`;
const reserveSql = {
  name: "reserve-tokens",
  text: `INSERT INTO api_bucket AS b (account_id, region, family, full_at, asked_at, slowed_at)
         SELECT a."accountId", a.region, a.family, now() + make_interval(secs => a.tokens / a."perSecond"), now(), now()
         FROM json_to_recordset($1::json) AS a("accountId" text, region text, family text, tokens float8, "perSecond" float8)
         ORDER BY 1, 2, 3
         ON CONFLICT (account_id, region, family) DO UPDATE SET
           full_at = GREATEST(b.full_at, EXCLUDED.asked_at) + (EXCLUDED.full_at - EXCLUDED.asked_at) / ${shareSql},
           asked_at = EXCLUDED.asked_at
         RETURNING account_id AS "accountId", region, family, extract(epoch FROM full_at - asked_at)::float8 AS debt,
           LEAST(1, slowed_to + ${recoveryPerSecond} * extract(epoch FROM asked_at - slowed_at))::float8 AS share`,
};
const slowSql = {
  name: "slow-bucket-down",
  text: `INSERT INTO api_bucket AS b (account_id, region, family, full_at, asked_at, slowed_to, slowed_at)
         VALUES ($1, $2, $3, now() + make_interval(secs => $4), now(), ${slowdown}, now())
         ON CONFLICT (account_id, region, family) DO UPDATE SET
           full_at = GREATEST(b.full_at, EXCLUDED.full_at), asked_at = EXCLUDED.asked_at,
           slowed_to = CASE WHEN b.slowed_to < 1 AND b.slowed_at > EXCLUDED.asked_at - interval '1 second'
             THEN b.slowed_to ELSE GREATEST(${slowestShare}, ${slowdown} * ${shareSql}) END,
           slowed_at = CASE WHEN b.slowed_to < 1 AND b.slowed_at > EXCLUDED.asked_at - interval '1 second'
             THEN b.slowed_at ELSE EXCLUDED.slowed_at END`,
};

interface Reserved {
  accountId: string;
  region: string;
  family: string;
  debt: number;
  share: number;
}

/**
 * The buckets that all workers of a fleet share, in `api_bucket`. A process that dies takes what it had reserved with
 * it: slower for a moment, never faster than AWS. The table survives no crash of Postgres; the buckets are then taken
 * as full, which by the end of a restart they are.
 */
export class SharedBudget implements Budget {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** @throws DatabaseUnavailableError when the database stays away for longer than a restart takes. */
  async reserve(asks: Ask[]): Promise<Grant[]> {
    const wanted = asks.map(({ bucket, tokens }) => ({ ...bucket, tokens }));
    // A run that waits for the database here would fail to write what it read anyway.
    const { rows } = await patiently(() =>
      this.#pool.query<Reserved>({ ...reserveSql, values: [JSON.stringify(wanted)] }),
    ).catch((error: unknown) => {
      // Without its cause: the SDK would see a broken connection in it, and ask all of this again and again.
      const { message } = error as Error;
      throw new DatabaseUnavailableError(`the buckets that the workers share cannot be reached: ${message}`);
    });
    const found = new Map(rows.map((row) => [`${row.accountId}/${row.region}/${row.family}`, row]));
    return asks.map(({ bucket }) => {
      const { debt, share } = found.get(`${bucket.accountId}/${bucket.region}/${bucket.family}`) as Reserved;
      const spacingMs = 1000 / (bucket.perSecond * share);
      return { spacingMs, lastInMs: (debt - burstSeconds(bucket)) * 1000 };
    });
  }

  async slowDown(bucket: Bucket): Promise<void> {
    const { accountId, region, family } = bucket;
    await this.#pool.query({ ...slowSql, values: [accountId, region, family, burstSeconds(bucket)] });
  }
}

/** Forgets buckets that have long been full and at their full rate. */
export async function pruneBuckets(db: Pick<pg.Pool, "query">): Promise<void> {
  await db.query(
    "DELETE FROM api_bucket WHERE full_at < now() - interval '1 day' AND slowed_at < now() - interval '1 day'",
  );
}
