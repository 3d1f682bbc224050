import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#lib/db/pool.ts";
import type { Simulator } from "#simulator/server.ts";
import { openDatabaseProxy } from "./testing/databaseProxy.ts";
import { disturbed, isDue, pass, type Reference, takesPart, undisturbed } from "./testing/passes.ts";
import { startCollectors } from "./testing/process.ts";
import { Random } from "./testing/random.ts";
import { patienceMs, seeds } from "./testing/seeds.ts";

let reference: Reference;

beforeAll(async () => {
  reference = await undisturbed();
}, patienceMs);
afterAll(() => reference?.first.close());

describe("kill -9", () => {
  /** Kills a process of collectors at its n-th call to AWS. False where it was through before. */
  async function killAtCall(db: Database, { control }: Simulator, call: number): Promise<boolean> {
    const { child, ended } = startCollectors(db.url);
    let calls = 0;
    control.onCall = () => {
      if (++calls === call) child.kill("SIGKILL");
    };
    await ended;
    control.onCall = undefined;
    return calls >= call;
  }

  /** Kills one just before or just after its n-th statement of this text reaches the database. */
  async function killAtStatement(db: Database, text: string, nth: number, before: boolean): Promise<boolean> {
    let seen = 0;
    const proxy = await openDatabaseProxy(db.url, text, () => {
      if (++seen < nth) return true;
      child.kill("SIGKILL");
      return !before && seen === nth;
    });
    const { child, ended } = startCollectors(proxy.url);
    await ended;
    await proxy.close();
    return seen >= nth;
  }

  it.each(seeds)(
    "at any moment loses and doubles nothing (seed %i)",
    { timeout: patienceMs },
    async (seed) => {
      const random = new Random(seed);
      let struck = 0;
      await disturbed(reference, seed, async ({ db, simulator }, todo, attempt) => {
        // A killed process's sessions take a moment to end, and its scopes are held as long: those come later.
        if (attempt > 0) return pass(db, (scope) => isDue(todo, scope));
        const how = random.between(0, 3);
        const text = how === 1 ? "COPY " : "COMMIT";
        const killed =
          how === 0
            ? await killAtCall(db, simulator, random.between(1, 250))
            : await killAtStatement(db, text, random.between(1, 30), random.next() < 0.5);
        if (killed) struck++;
      });
      expect(struck).toBeGreaterThan(0);
    },
  );
});

describe("two workers with the same scopes", () => {
  it.each(seeds)("leave what one would (seed %i)", { timeout: patienceMs }, async (seed) => {
    const random = new Random(seed);
    let struck = 0;
    await disturbed(reference, seed + 1, async ({ db, simulator }, todo, attempt) => {
      // Now and then they lose their locks, as with a session that breaks, and truly work on the same.
      const breakAt =
        attempt === 0 ? new Set(Array.from({ length: 5 }, () => random.between(1, 250))) : new Set();
      let calls = 0;
      simulator.control.onCall = async () => {
        if (!breakAt.has(++calls)) return;
        const { rowCount } = await db.pool.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'linkledger:locks' AND datname = current_database()",
        );
        struck += rowCount ?? 0;
      };
      await Promise.all(
        Array.from({ length: attempt === 0 ? 2 : 1 }, () =>
          pass(db, (scope) => takesPart(todo, scope, attempt === 0)),
        ),
      );
      simulator.control.onCall = undefined;
    });
    expect(struck).toBeGreaterThan(0);
  });
});
