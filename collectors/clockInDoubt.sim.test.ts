import { expect, test, vi } from "vitest";
import type { Scope } from "#lib/runs/mutations.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { openHandler } from "./aws/handler.ts";
import { Pacer } from "./aws/pacer.ts";
import { AwsAccess } from "./aws/session.ts";
import { hurriedRetries } from "./faults/testing/retries.ts";
import { collectOnce } from "./once.ts";
import { runScopes } from "./runner.ts";
import { openRuntime } from "./runtime.ts";
import { organizationConfig, testNow, testSimulator } from "./testing.ts";

const simulator = testSimulator({ fleet: { accounts: 1, regions: 1, endpoints: 4 } });
const db = testDatabase();
const days = 86_400_000;

test("a run whose clock nobody can vouch for writes nothing and stays due, until an answer says what time it is", async () => {
  // The machine's clock, which can be set, and not one that is fixed.
  vi.stubEnv("LINKLEDGER_NOW", "");
  vi.useFakeTimers({ toFake: ["Date"], now: testNow });
  const aws = new AwsAccess(openHandler(), new Pacer(), hurriedRetries);
  const runtime = await openRuntime(db, organizationConfig(), new AbortController().signal, aws);
  try {
    const inventory = ["accounts", "regions", "endpoints"];
    const before = await collectOnce(runtime, { only: ({ collector }) => inventory.includes(collector) });
    expect(before.map(({ outcome }) => outcome)).toEqual(["success", "success", "success"]);
    const scope = before.find((run) => run.scope.collector === "endpoints")?.scope as Scope;
    const stored = async () => {
      const of = (table: string) => db.pool.query(`SELECT * FROM ${table} ORDER BY 1, 2, 3`);
      return [(await of("collector_scope")).rows, (await of("vpc_endpoint")).rows];
    };
    const known = await stored();
    expect(await aws.settleClock()).toBe(true);

    vi.setSystemTime(testNow + 2 * days);
    const refusing = simulator.it.control.faults.add({ kind: "error", service: "sts" });
    expect(await aws.settleClock()).toBe(false);
    const [doubted] = await runScopes(runtime, [scope]);
    expect(doubted).toMatchObject({
      outcome: "failed",
      failure: { errorClass: "interrupted", code: "ClockInDoubt" },
      apiCalls: 0,
    });
    expect(await stored()).toEqual(known);

    simulator.it.control.faults.remove(refusing);
    const [settled] = await runScopes(runtime, [scope]);
    expect(settled?.outcome).toBe("success");
    const { rows } = await db.pool.query<{ at: Date }>(
      "SELECT last_success_at AS at FROM collector_scope WHERE collector = 'endpoints'",
    );
    expect(Math.abs((rows[0]?.at.getTime() ?? 0) - testNow)).toBeLessThan(60_000);
  } finally {
    await runtime.close();
    vi.useRealTimers();
  }
});
