// Run by `bench collect --throttle aws` as a process of its own: one first pass over the inventory, paced or not.
import { openHandler } from "#collectors/aws/clients.ts";
import type { PacedCall } from "#collectors/aws/pace.ts";
import { Pacer } from "#collectors/aws/pacer.ts";
import { eachLimited } from "#collectors/aws/pages.ts";
import { AwsAccess } from "#collectors/aws/session.ts";
import { collectOnce } from "#collectors/once.ts";
import { openRuntime } from "#collectors/runtime.ts";
import { configSchema } from "#lib/config/schema.ts";
import { migrate } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/pool.ts";
import { type Budget, SharedBudget } from "#lib/runs/budget.ts";
import {
  AWS_LIMITS,
  bucketsOf,
  type LimitName,
  Throttle,
  type ThrottledCall,
} from "#simulator/control/throttle.ts";
import { inventoryCollectors } from "./inventory.ts";

export interface ThrottledCycle {
  seconds: number;
  cpuSeconds: number;
  /** Calls sent, repeated ones included. */
  calls: number;
  throttled: number;
  failedScopes: number;
  /** Seconds that AWS's buckets allow for the calls that were needed, whatever the machine: that of the slowest. */
  boundSeconds: number;
  slowest: string;
}

export interface ThrottledPass extends ThrottledCycle {
  endpoints: number;
  /** The same worker's next cycle, in which nothing has changed. */
  again: ThrottledCycle;
  /** The same calls once more, answered by AWS's buckets alone: no SDK, no network, no rows. */
  bare: { seconds: number; throttled: number };
}

const services: Partial<Record<PacedCall["family"], string>> = {
  ec2: "ec2",
  elb: "elasticloadbalancing",
  organizations: "organizations",
};

function asSeenByAws({ family, command, accountId, region }: PacedCall): ThrottledCall {
  const action = command.replace(/Command$/, "");
  return { service: services[family] ?? family, action, accountId, region, bounded: true };
}

/** How well the pacing alone uses what the buckets give: full buckets, and every call waits for nothing but its turn. */
async function bareCalls(calls: PacedCall[], budget: Budget): Promise<ThrottledPass["bare"]> {
  const pacer = new Pacer(budget);
  const aws = new Throttle();
  aws.enabled = true;
  let throttled = 0;
  const start = performance.now();
  await eachLimited(calls, 400, async (call) => {
    await pacer.take(call);
    if (!aws.admit(asSeenByAws(call))) throttled++;
  });
  return { seconds: (performance.now() - start) / 1000, throttled };
}

/** Counts what goes to which of AWS's buckets; throttled calls are repeated, so the needed ones are the others. */
class CountingPacer extends Pacer {
  calls = 0;
  throttledCalls = 0;
  readonly taken: PacedCall[] = [];
  readonly needed = new Map<string, { limit: LimitName; calls: number }>();

  reset(): void {
    this.calls = 0;
    this.throttledCalls = 0;
    this.needed.clear();
  }

  override async take(call: PacedCall, signal?: AbortSignal): Promise<void> {
    await super.take(call, signal);
    this.calls++;
    this.taken.push({ ...call, input: {} });
    this.#count(call, 1);
  }

  override throttled(call: PacedCall): void {
    super.throttled(call);
    this.throttledCalls++;
    this.#count(call, -1);
  }

  #count(call: PacedCall, calls: number): void {
    for (const [limit, key] of bucketsOf(asSeenByAws(call))) {
      const bucket = this.needed.get(key) ?? { limit, calls: 0 };
      bucket.calls += calls;
      this.needed.set(key, bucket);
    }
  }

  bound(): { seconds: number; slowest: string } {
    let longest = { seconds: 0, slowest: "none" };
    for (const [key, { limit, calls }] of this.needed) {
      const { capacity, refillPerSecond } = AWS_LIMITS[limit];
      const seconds = Math.max(0, calls - capacity) / refillPerSecond;
      if (seconds > longest.seconds) longest = { seconds, slowest: `${key}, ${calls} calls` };
    }
    return longest;
  }
}

/** Grants everything at once: what the machine alone can do. */
const unlimited: Budget = {
  reserve: async (asks) => asks.map(() => ({ lastInMs: 0, spacingMs: 0 })),
  slowDown: async () => {},
};

async function main(paced: boolean): Promise<ThrottledPass> {
  const db = await openDatabase({ max: 16 });
  await migrate(db.pool, "prisma/migrations");
  const config = configSchema.parse({ organization: {} });
  const pacer = new CountingPacer(paced ? new SharedBudget(db.pool) : unlimited);
  const aws = new AwsAccess(openHandler(), pacer);
  const runtime = await openRuntime(db, config, new AbortController().signal, aws);
  const cycle = async (): Promise<ThrottledCycle> => {
    pacer.reset();
    const cpu = process.cpuUsage();
    const start = performance.now();
    const runs = await collectOnce(runtime, {
      only: ({ collector }) => inventoryCollectors.includes(collector),
    });
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const { seconds: boundSeconds, slowest } = pacer.bound();
    return {
      ...{ seconds, boundSeconds, slowest, calls: pacer.calls, throttled: pacer.throttledCalls },
      cpuSeconds: (user + system) / 1e6,
      failedScopes: runs.filter(({ outcome }) => outcome === "failed" || outcome === "partial").length,
    };
  };
  const first = await cycle();
  const taken = [...pacer.taken];
  const again = await cycle();
  const { rows } = await db.pool.query<{ endpoints: number }>(
    "SELECT count(*)::int AS endpoints FROM vpc_endpoint WHERE gone_at IS NULL",
  );
  await runtime.close();
  await db.pool.query("TRUNCATE api_bucket");
  const bare = paced ? await bareCalls(taken, new SharedBudget(db.pool)) : { seconds: 0, throttled: 0 };
  await db.close();
  return { ...first, again, bare, endpoints: rows[0]?.endpoints ?? 0 };
}

console.log(JSON.stringify(await main(process.argv[2] === "paced")));
