import fc from "fast-check";
import { expect, it } from "vitest";
import type { Budget } from "#lib/runs/budget.ts";
import { Throttle } from "#simulator/control/throttle.ts";
import { LocalBudget } from "./localBudget.ts";
import type { ApiFamily, PacedCall } from "./pace.ts";
import { Pacer, type PacerClock } from "./pacer.ts";

/** Time that passes only while everybody sleeps. */
class FakeClock implements PacerClock {
  #now = 0;
  #sleepers: { until: number; wake(): void }[] = [];
  now = () => this.#now;
  sleep = (ms: number) =>
    new Promise<void>((wake) => {
      this.#sleepers.push({ until: this.#now + ms, wake });
    });

  async run(work: Promise<unknown>[]): Promise<void> {
    let done = false;
    const all = Promise.all(work).finally(() => {
      done = true;
    });
    while (!done) {
      for (let i = 0; i < 50; i++) await Promise.resolve();
      this.#sleepers.sort((a, b) => a.until - b.until);
      const next = this.#sleepers.shift();
      if (next) this.#now = Math.max(this.#now, next.until);
      next?.wake();
    }
    await all;
  }
}

const services = { ec2: "ec2", elb: "elasticloadbalancing" } as Record<ApiFamily, string>;
const call = (family: ApiFamily, command: string, accountId = "1"): PacedCall => ({
  ...{ accountId, region: "us-east-1", family, command: `${command}Command`, input: {} },
});

/** How AWS would see the call. */
function admitted(
  throttle: Throttle,
  { family, accountId, region, command }: PacedCall,
  now: number,
): boolean {
  const action = command.replace("Command", "");
  return throttle.admit({ service: services[family] ?? "", action, accountId, region, bounded: true }, now);
}

it("several workers on the same buckets are never throttled, whoever calls when", async () => {
  const calls = fc.record({
    worker: fc.nat(2),
    call: fc.constantFrom(
      ...["DescribeTargetHealth", "DescribeTags", "DescribeListeners"].map((name) => call("elb", name)),
      call("ec2", "DescribeSubnets"),
      ...["1", "2", "3", "4", "5"].map((account) => call("ec2", "DescribeVpcEndpoints", account)),
    ),
    pauseMs: fc.constantFrom(...new Array(30).fill(0), 30, 400, 3000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(calls, { minLength: 100, maxLength: 700 }), async (plan) => {
      const clock = new FakeClock();
      const budget = new LocalBudget(clock.now);
      const workers = [0, 1, 2].map(() => new Pacer(budget, clock));
      const throttle = new Throttle();
      throttle.enabled = true;
      let throttled = 0;
      const lanes = [0, 1, 2].flatMap((worker) => {
        const own = plan.filter((step) => step.worker === worker);
        return [0, 1, 2, 3].map(async (lane) => {
          for (const { call, pauseMs } of own.filter((_, i) => i % 4 === lane)) {
            if (pauseMs > 0) await clock.sleep(pauseMs);
            await workers[worker]?.take(call);
            if (!admitted(throttle, call, clock.now())) throttled++;
          }
        });
      });
      await clock.run(lanes);
      expect(throttled).toBe(0);
    }),
    { numRuns: 30 },
  );
});

it("a lone worker uses what AWS gives: nine tenths of the refill, and the burst at once", async () => {
  const clock = new FakeClock();
  const pacer = new Pacer(new LocalBudget(clock.now), clock);
  const times: number[] = [];
  const lane = async () => {
    for (let i = 0; i < 50; i++) {
      await pacer.take(call("elb", "DescribeTags"));
      times.push(clock.now());
    }
  };
  await clock.run([lane(), lane(), lane(), lane()]);
  expect(times.filter((at) => at === 0)).toHaveLength(36);
  expect(times.at(-1)).toBeCloseTo(((200 - 36) / 9) * 1000, 0);
});

it("reserves no tokens for a call that the reservation under way has served", async () => {
  const local = new LocalBudget(() => 0);
  let [reserved, used, underWay] = [0, 0, false];
  const budget: Budget = {
    async reserve(asks) {
      for (const { tokens } of asks) reserved += tokens;
      underWay = true;
      await new Promise(setImmediate);
      underWay = false;
      return local.reserve(asks);
    },
    slowDown: async () => {},
  };
  const pacer = new Pacer(budget, { now: () => 0, sleep: async () => {} });
  const take = () => {
    used++;
    return pacer.take(call("ec2", "DescribeSubnets"));
  };
  for (let i = 0; i < 100; i++) {
    const taken = [take()];
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    if (underWay) taken.push(take());
    await Promise.all(taken);
    while (underWay) await new Promise(setImmediate);
  }
  // No more than one reservation is left over in the end.
  expect(reserved - used).toBeLessThan(4);
});

it("a throttled call empties the bucket and slows it for all workers; the rate comes back", async () => {
  const clock = new FakeClock();
  const budget = new LocalBudget(clock.now);
  const [here, there] = [new Pacer(budget, clock), new Pacer(budget, clock)];
  const tags = call("elb", "DescribeTags");
  const spacingOf = async (pacer: Pacer) => {
    await pacer.take(tags);
    const start = clock.now();
    for (let i = 0; i < 4; i++) await pacer.take(tags);
    return (clock.now() - start) / 4;
  };
  await clock.run([
    (async () => {
      here.throttled(tags);
      const slowed = await spacingOf(there);
      expect(slowed).toBeGreaterThan(1000 / 9 / 0.8);
      await clock.sleep(60_000);
      expect(await spacingOf(there)).toBe(0);
    })(),
  ]);
});

it("takes many throttled accounts for the organization's bucket, one for its own", async () => {
  const slowed: string[] = [];
  const local = new LocalBudget(() => 0);
  const budget: Budget = {
    reserve: (asks) => local.reserve(asks),
    slowDown: async ({ accountId }) => void slowed.push(accountId),
  };
  const pacer = new Pacer(budget, { now: () => 0, sleep: async () => {} });
  for (let i = 0; i < 5; i++) pacer.throttled(call("ec2", "DescribeVpcEndpoints", "1"));
  expect(slowed).toEqual(["1"]);
  pacer.throttled(call("ec2", "DescribeVpcEndpoints", "2"));
  pacer.throttled(call("ec2", "DescribeVpcEndpoints", "3"));
  expect(slowed).toEqual(["1", "2", "3", "organization"]);
});

it("a stopped run waits no longer", async () => {
  const pacer = new Pacer();
  const stop = new AbortController();
  const calls = Array.from({ length: 60 }, () =>
    pacer.take(call("cost-explorer", "GetCostAndUsage"), stop.signal),
  );
  stop.abort();
  const ended = await Promise.allSettled(calls);
  expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
});
