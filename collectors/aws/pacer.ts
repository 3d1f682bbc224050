import { setTimeout as delay } from "node:timers/promises";
import { log } from "#lib/log.ts";
import type { Bucket, Budget, Grant } from "#lib/runs/budget.ts";
import { leavingSlot } from "../slots.ts";
import { LocalBudget } from "./localBudget.ts";
import { chargesOf, isPrivateLink, organizationBucket, type PacedCall } from "./pace.ts";

/** A token reserved but not used goes stale: by then other workers may have used the whole bucket again. */
const freshMs = 1000;
/** A worker holds no more than a quarter of a second of a bucket's refill, and never more than this. */
const mostHeld = 32;
/** What a run of inventory takes of most buckets. */
const firstBatch = 4;
const mostLanes = 2000;
/** A run that waits longer lets another one work meanwhile: with every place taken by short waits, calls went out too slowly. */
const longWaitMs = 20;
/** Throttled answers from so many accounts within `manyMs` mean the organization's bucket, not theirs. */
const manyAccounts = 3;
const manyMs = 3000;

/** Milliseconds that only go forward, and a wait that rejects when the signal aborts. */
export interface PacerClock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<unknown>;
}
const realClock: PacerClock = {
  now: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};

interface Waiter {
  tokens: number;
  /** Called with the time, on this process's clock, at which the tokens may be used. */
  resolve(atMs: number): void;
  reject(error: unknown): void;
}

/** What this process holds of one bucket. */
interface Lane {
  bucket: Bucket;
  held: number;
  grantedAtMs: number;
  /** When the first of them may be used. */
  nextAtMs: number;
  spacingMs: number;
  /** How many to reserve at once, as far as that may be held: doubled when they were used up in time, reset when they went stale. */
  batch: number;
  slowedAtMs: number;
  waiters: Waiter[];
}

/**
 * Holds calls back so that AWS need not: takes tokens from buckets that all workers share, a few at a time, the asks
 * of all runs of this process in one round trip. Tokens of a worker that dies are lost: slower, never faster than AWS.
 */
export class Pacer {
  readonly #budget: Budget;
  readonly #clock: PacerClock;
  readonly #lanes = new Map<string, Lane>();
  readonly #asking = new Set<Lane>();
  readonly #throttledAtMs = new Map<string, number>();
  #flushing = false;

  constructor(budget: Budget = new LocalBudget(), clock: PacerClock = realClock) {
    this.#budget = budget;
    this.#clock = clock;
  }

  /** Resolves when the call may go out. Rejects with the signal's reason once it aborts. */
  async take(call: PacedCall, signal?: AbortSignal): Promise<void> {
    // One after the other: a token of the organization must not lie idle while the account's own is waited for.
    for (const { bucket, tokens } of chargesOf(call)) {
      const waitMs = (await this.#token(bucket, tokens)) - this.#clock.now();
      if (waitMs <= 0) continue;
      const sleep = () => this.#clock.sleep(waitMs, signal);
      await (waitMs > longWaitMs ? leavingSlot(sleep) : sleep());
    }
  }

  /** Waits where AWS is given time, not tokens. */
  pause(ms: number, signal?: AbortSignal): Promise<unknown> {
    return this.#clock.sleep(ms, signal);
  }

  /** Tells the pacer that AWS throttled this call: the bucket was emptier than we thought, for every worker. */
  throttled(call: PacedCall): void {
    const now = this.#clock.now();
    const [own] = chargesOf(call);
    if (own) this.#slow(own.bucket, now);
    if (!isPrivateLink(call)) return;
    this.#throttledAtMs.set(call.accountId, now);
    for (const [accountId, at] of this.#throttledAtMs)
      if (now - at > manyMs) this.#throttledAtMs.delete(accountId);
    if (this.#throttledAtMs.size >= manyAccounts) this.#slow(organizationBucket, now);
  }

  #slow(bucket: Bucket, now: number): void {
    const lane = this.#lane(bucket);
    lane.held = 0;
    if (now - lane.slowedAtMs < 1000) return;
    lane.slowedAtMs = now;
    this.#budget
      .slowDown(bucket)
      .catch((error: unknown) => log.warn({ err: error }, "a bucket could not be slowed down"));
  }

  /** The time at which `tokens` of this bucket may be used. */
  #token(bucket: Bucket, tokens: number): Promise<number> | number {
    const lane = this.#lane(bucket);
    const now = this.#clock.now();
    if (lane.held > 0 && now > Math.max(lane.grantedAtMs, lane.nextAtMs) + freshMs) {
      lane.held = 0;
      lane.batch = firstBatch;
    }
    if (lane.held >= tokens && lane.waiters.length === 0) return use(lane, tokens);
    return new Promise((resolve, reject) => {
      lane.waiters.push({ tokens, resolve, reject });
      this.#asking.add(lane);
      if (!this.#flushing) void this.#flush();
    });
  }

  #lane(bucket: Bucket): Lane {
    const key = `${bucket.accountId}/${bucket.region}/${bucket.family}`;
    let lane = this.#lanes.get(key);
    if (!lane) {
      const never = Number.NEGATIVE_INFINITY;
      lane = {
        ...{ bucket, held: 0, grantedAtMs: never, nextAtMs: 0, spacingMs: 0, slowedAtMs: never },
        ...{ batch: firstBatch, waiters: [] },
      };
      this.#lanes.set(key, lane);
      if (this.#lanes.size > mostLanes) this.#forgetIdle();
    }
    return lane;
  }

  /** Drops the lanes of places that nobody is at work on. */
  #forgetIdle(): void {
    const now = this.#clock.now();
    for (const [key, { waiters, grantedAtMs, nextAtMs, slowedAtMs }] of this.#lanes) {
      const last = Math.max(grantedAtMs, nextAtMs, slowedAtMs);
      if (waiters.length === 0 && now > last + freshMs) this.#lanes.delete(key);
    }
  }

  /** Asks for all lanes in one round trip; those that come up meanwhile go with the next one. */
  async #flush(): Promise<void> {
    this.#flushing = true;
    await Promise.resolve();
    while (this.#asking.size > 0) {
      const lanes = [...this.#asking];
      this.#asking.clear();
      const asks = lanes.map((lane) => ({
        bucket: lane.bucket,
        tokens: Math.max(Math.min(lane.batch, mostOf(lane)), sum(lane.waiters)),
      }));
      try {
        const grants = await this.#budget.reserve(asks);
        const now = this.#clock.now();
        lanes.forEach((lane, i) => {
          this.#serve(lane, asks[i]?.tokens ?? 0, grants[i] as Grant, now);
        });
      } catch (error) {
        for (const lane of lanes) for (const { reject } of lane.waiters.splice(0)) reject(error);
      }
    }
    this.#flushing = false;
  }

  #serve(lane: Lane, granted: number, { lastInMs, spacingMs }: Grant, now: number): void {
    lane.held = granted;
    lane.grantedAtMs = now;
    lane.spacingMs = spacingMs;
    lane.nextAtMs = now + lastInMs - (granted - 1) * spacingMs;
    lane.batch = Math.min(mostOf(lane), lane.batch * 2);
    // Who came while the answer was under way is served as well, as far as it reaches.
    while (lane.waiters[0] && lane.waiters[0].tokens <= lane.held) {
      const waiter = lane.waiters.shift() as Waiter;
      waiter.resolve(use(lane, waiter.tokens));
    }
    // Whoever came meanwhile has asked for more: without need of it, that would throw away what is held.
    if (lane.waiters.length > 0) this.#asking.add(lane);
    else this.#asking.delete(lane);
  }
}

function mostOf({ bucket }: Lane): number {
  return Math.max(1, Math.min(mostHeld, Math.floor(bucket.perSecond / 4)));
}

function use(lane: Lane, tokens: number): number {
  const at = lane.nextAtMs + (tokens - 1) * lane.spacingMs;
  lane.held -= tokens;
  lane.nextAtMs += tokens * lane.spacingMs;
  return at;
}

function sum(waiters: Waiter[]): number {
  return waiters.reduce((total, { tokens }) => total + tokens, 0);
}
