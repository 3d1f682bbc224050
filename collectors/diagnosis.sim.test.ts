import { beforeAll, describe, expect, it, vi } from "vitest";
import { evaluateDiagnosis } from "#lib/diagnosis/evaluate.ts";
import { testDatabase } from "#lib/testing/database.ts";
import { collect, organizationConfig, testNow, testSimulator } from "./testing.ts";

const minute = 60_000;
const simulator = testSimulator({ fleet: { accounts: 4, regions: 2, endpoints: 60 } });
const db = testDatabase();
const judge = (now = testNow) => evaluateDiagnosis({ db, config: organizationConfig(), now: new Date(now) });

async function rowsOf<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
  return (await db.pool.query<T>(sql, values)).rows;
}

const verdicts = () =>
  rowsOf<{ id: string; verdict: string; checkId: string | null }>(
    `SELECT vpc_endpoint_id AS id, verdict, check_id AS "checkId" FROM endpoint_diagnosis ORDER BY 1`,
  );
const openFindings = () =>
  rowsOf<{ key: string; since: Date; stale: boolean; severity: string }>(
    `SELECT finding_key AS key, since, stale, severity FROM finding
     WHERE ended_at IS NULL AND check_id <> 'telemetry-gap' ORDER BY 1`,
  );

beforeAll(async () => {
  vi.stubEnv("LINKLEDGER_NOW", new Date(testNow).toISOString());
  await collect(db);
  await judge();
});

describe("a collected fleet", () => {
  it("has a walked path for each endpoint, and for each connection from outside", async () => {
    const { endpoints, services } = simulator.it.fleet.plan;
    const living = endpoints.filter(({ state, createdAt }) => state !== "deleted" && createdAt <= testNow);
    const outside = services.flatMap(({ outsideConsumers }) => outsideConsumers);
    const expected = [...living.map(({ id }) => id), ...outside.map(({ vpcEndpointId }) => vpcEndpointId)];
    expect((await verdicts()).map(({ id }) => id)).toEqual(expected.toSorted());
  });

  it("breaks where the fleet is broken, and nowhere else", async () => {
    const broken = simulator.it.fleet.plan.endpoints.flatMap(({ id, state }) =>
      state === "rejected" || state === "pendingAcceptance" ? [{ id, state }] : [],
    );
    expect(broken).not.toHaveLength(0);
    const wanted = broken.map(({ id, state }) => ({
      ...{ id, verdict: "broken" },
      checkId: state === "rejected" ? "endpoint-rejected" : "endpoint-pending-acceptance",
    }));
    const found = (await verdicts()).filter(({ verdict }) => verdict === "broken");
    expect(found).toEqual(wanted.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  });

  it("is judged the same again, and nothing but the time of evaluation moves", async () => {
    const [before, findings] = [await verdicts(), await openFindings()];
    expect((await judge(testNow + minute)).changed).toBe(0);
    expect([await verdicts(), await openFindings()]).toEqual([before, findings]);
  });

  it("keeps its findings open and stale while nobody can tell, and never passes them", async () => {
    const before = await openFindings();
    await judge(testNow + 6 * 60 * minute);
    const after = await openFindings();
    expect(after.map(({ key, since }) => [key, since])).toEqual(before.map(({ key, since }) => [key, since]));
    expect(new Set(after.map(({ stale }) => stale))).toEqual(new Set([true]));
    expect(new Set((await verdicts()).map(({ verdict }) => verdict))).toEqual(new Set(["not-known"]));
    await judge();
    expect(await openFindings()).toEqual(before);
  });
});
