import type { PacedCall } from "#collectors/aws/pace.ts";
import { Pacer } from "#collectors/aws/pacer.ts";
import {
  AWS_LIMITS,
  type BucketLimits,
  bucketsOf,
  type LimitName,
  type ThrottledCall,
} from "#simulator/control/throttle.ts";

/** What a worker asked of AWS since it was last asked to tell. */
export interface Asked {
  cpuSeconds: number;
  /** Calls sent, repeated ones included. */
  calls: number;
  throttled: number;
  /** Calls that were needed, by AWS's bucket: a throttled one is repeated, so the needed ones are the others. */
  needed: { key: string; limit: LimitName; calls: number }[];
  taken: PacedCall[];
}

const services: Partial<Record<PacedCall["family"], string>> = {
  ec2: "ec2",
  elb: "elasticloadbalancing",
  organizations: "organizations",
};

export function asSeenByAws({ family, command, accountId, region }: PacedCall): ThrottledCall {
  const action = command.replace(/Command$/, "");
  return { service: services[family] ?? family, action, accountId, region, bounded: true };
}

/** A pacer that keeps what it was asked for. */
export class CountingPacer extends Pacer {
  #throttled: PacedCall[] = [];
  #taken: PacedCall[] = [];
  #cpu = process.cpuUsage();

  override async take(call: PacedCall, signal?: AbortSignal): Promise<void> {
    await super.take(call, signal);
    const { accountId, region, family, command } = call;
    this.#taken.push({ accountId, region, family, command, input: {} });
  }

  override throttled(call: PacedCall): void {
    super.throttled(call);
    this.#throttled.push(call);
  }

  /** Tells what was asked, and begins anew. */
  tell(): Asked {
    const { user, system } = process.cpuUsage(this.#cpu);
    const needed = new Map<string, Asked["needed"][number]>();
    const count = (call: PacedCall, calls: number) => {
      for (const [limit, key] of bucketsOf(asSeenByAws(call))) {
        const bucket = needed.get(key) ?? { key, limit, calls: 0 };
        bucket.calls += calls;
        needed.set(key, bucket);
      }
    };
    for (const call of this.#taken) count(call, 1);
    for (const call of this.#throttled) count(call, -1);
    const told = {
      cpuSeconds: (user + system) / 1e6,
      calls: this.#taken.length,
      throttled: this.#throttled.length,
      needed: [...needed.values()],
      taken: this.#taken,
    };
    [this.#taken, this.#throttled, this.#cpu] = [[], [], process.cpuUsage()];
    return told;
  }
}

/** Seconds that AWS's buckets, full at first, take for these calls, whatever the machine: those of the slowest. */
export function boundOf(needed: Asked["needed"]): { seconds: number; slowest: string } {
  const together = new Map<string, { limit: LimitName; calls: number }>();
  for (const { key, limit, calls } of needed)
    together.set(key, { limit, calls: (together.get(key)?.calls ?? 0) + calls });
  let longest = { seconds: 0, slowest: "none" };
  for (const [key, { limit, calls }] of together) {
    const { capacity, refillPerSecond }: BucketLimits = AWS_LIMITS[limit];
    const seconds = Math.max(0, calls - capacity) / refillPerSecond;
    if (seconds > longest.seconds) longest = { seconds, slowest: `${key}, ${calls} calls` };
  }
  return longest;
}
