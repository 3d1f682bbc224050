import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { resetClock } from "#lib/testing/clock.ts";
import type { FaultKind } from "#simulator/control/faults.ts";
import type { Simulator } from "#simulator/server.ts";
import { collectOnce } from "../once.ts";
import {
  disturbed,
  openHurriedRuntime,
  pass,
  type Reference,
  takesPart,
  undisturbed,
} from "./testing/passes.ts";
import { Random } from "./testing/random.ts";
import { patienceMs, seeds } from "./testing/seeds.ts";

let reference: Reference;

beforeAll(async () => {
  reference = await undisturbed();
}, patienceMs);
afterAll(() => reference?.first.close());

/** What AWS, or the way to it, may do to the calls of one pass; all of it has to strike in each run. */
const scenarios: Record<
  string,
  { kinds: readonly FaultKind[]; bring: (simulator: Simulator, random: Random) => void }
> = {
  "5 % of calls failing, answered with a page or cut off": {
    kinds: ["error", "html", "cut"],
    bring: ({ control }, random) => {
      for (const kind of ["error", "html", "cut"] as const) control.faults.add({ kind, rate: 0.05 });
      // A server that is down for a while: more than retries get over.
      control.faults.add({ kind: "error", rate: 0.7, after: random.between(1, 200), times: 60 });
    },
  },
  "30 % of calls throttled": {
    kinds: ["throttle"],
    bring: ({ control }) => {
      control.faults.add({ kind: "throttle", rate: 0.3 });
    },
  },
  "page tokens that expire": {
    kinds: ["token"],
    bring: ({ control }) => {
      control.faults.add({ kind: "token", rate: 0.3 });
    },
  },
  "accounts that turn denied and back": {
    kinds: ["denied"],
    bring: ({ control, fleet }, random) => {
      for (const { id: accountId } of fleet.plan.accounts) {
        const [after, times] = [random.between(1, 60), random.between(1, 12)];
        control.faults.add({ kind: "denied", accountId, after, times });
      }
      control.faults.add({ kind: "denied", action: "AssumeRole", rate: 0.2 });
    },
  },
};

const passesWithFaults = 3;

const shifted = Object.entries(scenarios).map(([name, of], shift) => ({ name, ...of, shift }));

describe.each(shifted)("$name", ({ kinds, bring, shift }) => {
  it.each(seeds)("changes nothing in the end (seed %i)", { timeout: patienceMs }, async (seed) => {
    const random = new Random(seed);
    const met = new Set<FaultKind>();
    await disturbed(reference, seed + shift, async ({ db, simulator }, todo, attempt) => {
      simulator.control.faults.clear();
      simulator.control.faults.seed = random.between(1, 1e9);
      if (attempt < passesWithFaults) bring(simulator, random);
      // What has succeeded is asked again now and then, as it would be when its next turn comes.
      const again = random.next() < 0.3;
      await pass(db, (scope) => takesPart(todo, scope, attempt === 0 || again));
      for (const kind of simulator.control.faults.struck.keys()) met.add(kind);
    });
    expect([...met].sort()).toEqual(kinds.toSorted());
  });
});

describe("a clock that jumps while it collects", () => {
  afterEach(() => {
    resetClock();
    vi.useRealTimers();
  });

  const hour = 3_600_000;
  const jumps = [-hour, 0, 48 * hour, -30 * 24 * hour, 4000 * 24 * hour];

  it.each(seeds)(
    "a clock that jumps while it collects dates nothing wrongly (seed %i)",
    { timeout: patienceMs },
    async (seed) => {
      const random = new Random(seed);
      vi.useFakeTimers({ toFake: ["Date"] });
      // One process all the way, as a worker is: what it has learnt of one wrong clock meets the next one.
      let runtime: Awaited<ReturnType<typeof openHurriedRuntime>> | undefined;
      let jumped = 0;
      await disturbed(
        reference,
        seed + 1,
        async ({ db, simulator, cycle }, todo, attempt) => {
          vi.stubEnv("LINKLEDGER_NOW", "");
          const jump = () => vi.setSystemTime(cycle.at + (attempt < 3 ? random.pick(jumps) : 0));
          jump();
          runtime ??= await openHurriedRuntime(db);
          const jumpAt = new Set(Array.from({ length: 3 }, () => random.between(1, 250)));
          let calls = 0;
          simulator.control.onCall = () => {
            if (!jumpAt.has(++calls)) return;
            const before = Date.now();
            jump();
            if (Math.abs(Date.now() - before) >= hour) jumped++;
          };
          await collectOnce(runtime, { only: (scope) => takesPart(todo, scope, attempt === 0) });
          simulator.control.onCall = undefined;
        },
        () => runtime?.close(),
      );
      expect(jumped).toBeGreaterThan(0);
    },
  );
});
