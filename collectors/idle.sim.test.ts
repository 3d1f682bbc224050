import { describe, expect, it } from "vitest";
import { evaluator } from "#lib/idle/evaluate.ts";
import { testDatabase } from "#lib/testing/database.ts";
import type { EndpointSpec } from "#simulator/fleet/types.ts";
import { collect, organizationConfig, testNow, testSimulator } from "./testing.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Stored {
  id: string;
  accountId: string;
  state: string;
  cause: string;
  saving: number | null;
  priceDate: string | null;
  asOf: Date | null;
}

describe("which endpoints of the simulator's fleet are idle", () => {
  const simulator = testSimulator({ fleet: { accounts: 3, regions: 1, endpoints: 70, skew: 0.3 } });
  const db = testDatabase();
  const config = organizationConfig();
  const needed = new Set(["accounts", "regions", "endpoints", "network", "metrics"]);

  const judge = async (time = testNow) => {
    const result = await evaluator.evaluate({ db, config, now: new Date(time) });
    const { rows } = await db.pool.query<Stored>(
      `SELECT resource_id AS id, account_id AS "accountId", state, cause, saving_usd AS saving,
         price_date AS "priceDate", as_of AS "asOf"
       FROM idle_verdict WHERE resource_type = 'endpoint' ORDER BY 1`,
    );
    return { ...result, verdicts: new Map(rows.map((row) => [row.id, row])) };
  };
  const look = async (time: number) => {
    simulator.at(time);
    await collect(db, config, ({ collector }) => needed.has(collector));
    return judge(time);
  };

  const endpoints = () => simulator.it.fleet.plan.endpoints.filter(({ state }) => state !== "deleted");
  /** What the simulator knows, and no API tells. */
  const truth = (endpoint: EndpointSpec, now: number): string => {
    const { type, region, serviceRegion, createdAt } = endpoint;
    if (type === "Gateway" || (serviceRegion ?? region) !== region) return "not-measurable";
    const watermark = now - 300_000;
    const bytes = simulator.it.traffic.sum(
      endpoint,
      "bytes",
      (watermark - 30 * dayMs) / 60_000,
      watermark / 60_000,
    );
    if (bytes > 0) return "used";
    return createdAt > now - 30 * dayMs ? "too-new" : "idle";
  };
  const used = (state = "none") => (state === "active" || state === "low-use" ? "used" : state);
  const accounts = () => [...new Set(endpoints().map(({ accountId }) => accountId))];
  const transitions = async () => {
    const { rows } = await db.pool.query<{ id: string; from: string; to: string; change: string | null }>(
      `SELECT resource_id AS id, from_state AS "from", to_state AS "to", change FROM idle_transition
       WHERE resource_type = 'endpoint' ORDER BY idle_transition.id`,
    );
    return rows;
  };

  it("is found out from the collectors' coverage; where CloudWatch denies it, nothing is", async () => {
    const [, denied = ""] = accounts();
    simulator.it.control.deny(denied, "monitoring:GetMetricData");
    const { verdicts, asOf } = await look(testNow);
    expect(asOf).toEqual(new Date(testNow - 300_000));
    const wanted = new Map(endpoints().map((endpoint) => [endpoint.id, truth(endpoint, testNow)]));
    const ours = endpoints().filter(({ accountId }) => accountId !== denied);
    expect(ours.map(({ id }) => [id, used(verdicts.get(id)?.state)])).toEqual(
      ours.map(({ id }) => [id, wanted.get(id)]),
    );
    const theirs = endpoints().filter(({ accountId }) => accountId === denied);
    expect(new Set(theirs.map(({ id }) => verdicts.get(id)?.cause))).toEqual(
      new Set(["metrics-denied", "not-published"]),
    );
    const idle = ours.filter(({ id }) => wanted.get(id) === "idle");
    expect(idle.length).toBeGreaterThan(1);
    for (const { id, azIds } of idle) {
      expect(verdicts.get(id)).toMatchObject({
        saving: Math.round(azIds.length * 0.01 * 730 * 1e4) / 1e4,
        priceDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        asOf: new Date(testNow - 300_000),
      });
    }
    const again = await judge();
    expect([again.judged > 0, again.changed, again.verdicts]).toEqual([true, 0, verdicts]);
    expect(await transitions()).toEqual([]);
  });

  it("puts on record what wakes up, and takes a failure for no change of it", async () => {
    const before = (await judge()).verdicts;
    const idle = endpoints().filter(({ id }) => before.get(id)?.state === "idle");
    const [waking, sleeping] = idle;
    if (!waking?.traffic || !sleeping) throw new Error("the fleet has too few idle endpoints");
    simulator.it.control.modifyEndpoint(waking.id, {
      traffic: { ...waking.traffic, idleSince: undefined, bytesPerDay: 1e9 },
    });
    const added = simulator.it.control.addEndpoint({
      name: "just-made",
      vpcId: sleeping.vpc.id,
      serviceName: "com.amazonaws.us-east-1.sns",
      bytesPerDay: 0,
    });
    const later = testNow + 3 * hourMs;
    const { verdicts } = await look(later);
    expect(used(verdicts.get(waking.id)?.state)).toBe("used");
    expect(verdicts.get(added.id)).toMatchObject({ state: "too-new", saving: null });
    expect([...verdicts.values()].filter(({ cause }) => cause === "metrics-denied")).toEqual([]);

    simulator.it.control.deny(sleeping.accountId, "monitoring:GetMetricData");
    const failing = (await look(later + 2 * hourMs)).verdicts;
    const ours = [...failing.values()].filter(({ accountId }) => accountId === sleeping.accountId);
    expect(ours.filter(({ state }) => state === "idle" || state === "active")).toEqual([]);
    simulator.it.control.reset();
    const mended = (await look(later + 4 * hourMs)).verdicts;
    expect(mended.get(sleeping.id)?.state).toBe("idle");

    const changes = await transitions();
    expect(changes.filter(({ id }) => id === waking.id)[0]).toMatchObject({
      from: "idle",
      change: "woke-up",
    });
    expect(changes.filter(({ id }) => id === sleeping.id)).toEqual([
      { id: sleeping.id, from: "idle", to: "unknown", change: null },
      { id: sleeping.id, from: "unknown", to: "idle", change: null },
    ]);
  });
});
