/** A token bucket as AWS keeps one: `size` calls at once, `perSecond` more each second. */
interface Bucket {
  tokens: number;
  at: number;
}

export type ApiFamily =
  | "ec2"
  | "elb"
  | "cloudwatch"
  | "organizations"
  | "cost-explorer"
  | "pricing"
  | "service-quotas"
  | "sts";

// Somewhat under AWS's own buckets, because other tools of the account draw on the same ones.
const limits: Record<ApiFamily, { size: number; perSecond: number }> = {
  ec2: { size: 90, perSecond: 18 },
  elb: { size: 36, perSecond: 9 },
  cloudwatch: { size: 40, perSecond: 40 },
  organizations: { size: 10, perSecond: 5 },
  "cost-explorer": { size: 4, perSecond: 4 },
  pricing: { size: 5, perSecond: 5 },
  "service-quotas": { size: 8, perSecond: 8 },
  sts: { size: 100, perSecond: 100 },
};
// PrivateLink calls are throttled per organization as well; by how much is not documented.
const fleetWide: Partial<Record<ApiFamily, { size: number; perSecond: number }>> = {
  ec2: { size: 1000, perSecond: 500 },
  elb: { size: 1000, perSecond: 500 },
};

/** Holds calls back so that AWS need not: a bucket per account, region and API family, and one for the fleet. */
export class Pacer {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes a token; milliseconds to wait before the call may go out (0: at once). */
  take(accountId: string, region: string, family: ApiFamily): number {
    const own = this.#draw(`${accountId}/${region}/${family}`, limits[family]);
    const shared = fleetWide[family];
    return shared ? Math.max(own, this.#draw(family, shared)) : own;
  }

  #draw(key: string, { size, perSecond }: { size: number; perSecond: number }): number {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: size, at: now };
    bucket.tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * perSecond) - 1;
    bucket.at = now;
    this.#buckets.set(key, bucket);
    return bucket.tokens >= 0 ? 0 : (-bucket.tokens / perSecond) * 1000;
  }
}
