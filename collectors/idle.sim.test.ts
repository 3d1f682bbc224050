import { describe, expect, it } from "vitest";
import { evaluator } from "#lib/idle/evaluate.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { collect, organizationConfig, testNow, testSimulator } from "./testing.ts";

const dayMs = 86_400_000;

interface Stored {
  id: string;
  state: string;
  cause: string;
  saving: number | null;
  priceDate: string | null;
  asOf: Date | null;
}

describe("which endpoints of the simulator's fleet are idle", () => {
  const simulator = testSimulator({ fleet: { accounts: 3, regions: 1, endpoints: 70 } });
  const db = testDatabase();
  const config = organizationConfig();

  const judge = async (time = testNow) => {
    await evaluator.evaluate({ db, config, now: new Date(time) });
    const { rows } = await db.pool.query<Stored>(
      `SELECT resource_id AS id, state, cause, saving_usd AS saving, price_date AS "priceDate", as_of AS "asOf"
       FROM idle_verdict WHERE resource_type = 'endpoint' ORDER BY 1`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  };

  /** What the simulator knows, and no API tells. */
  const expected = () =>
    simulator.it.fleet.plan.endpoints
      .filter(({ state, createdAt }) => state !== "deleted" && createdAt <= testNow)
      .map((endpoint) => {
        const { type, region, serviceRegion, createdAt } = endpoint;
        if (type === "Gateway" || (serviceRegion ?? region) !== region)
          return { endpoint, state: "not-measurable" };
        const from = testNow - 300_000 - 30 * dayMs;
        const bytes = simulator.it.traffic.sum(endpoint, "bytes", from / 60_000, testNow / 60_000);
        if (createdAt > testNow - 30 * dayMs) return { endpoint, state: bytes > 0 ? "active" : "too-new" };
        return { endpoint, state: bytes > 0 ? "used" : "idle" };
      });

  it("is found out from the collectors' coverage, with what they cost", async () => {
    await collect(db, config);
    const verdicts = await judge();
    const wanted = expected();
    expect(wanted.filter(({ state }) => state === "idle").length).toBeGreaterThan(5);
    const found = wanted.map(({ endpoint }) => {
      const { state = "none" } = verdicts.get(endpoint.id) ?? {};
      return [endpoint.id, state === "active" || state === "low-use" ? "used" : state];
    });
    expect(found).toEqual(
      wanted.map(({ endpoint, state }) => [endpoint.id, state === "active" ? "used" : state]),
    );
    const idle = wanted.find(({ endpoint, state }) => state === "idle" && endpoint.region === "us-east-1");
    const zones = idle?.endpoint.azIds.length ?? 0;
    expect(verdicts.get(idle?.endpoint.id ?? "")).toMatchObject({
      saving: Math.round(zones * 0.01 * 730 * 1e4) / 1e4,
      priceDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      asOf: new Date(testNow - 300_000),
    });
  });
});
