import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST } from "#app/api/v1/alerts/[id]/acknowledgements/route.ts";
import { GET } from "#app/api/v1/alerts/route.ts";
import { evaluator } from "#lib/alerts/evaluate.ts";
import { configSchema } from "#lib/config/schema.ts";
import { endpointRow, fixtureNow, insertEndpoints } from "#lib/testing/endpointRows.ts";
import { insertRows, processDatabase } from "#lib/testing/rows.ts";

const db = processDatabase();
const none = { params: Promise.resolve({}) };
const minute = (minutes: number) => new Date(fixtureNow.getTime() + minutes * 60_000);

const finding = (findingKey: string, more: object = {}) => ({
  ...{ accountId: "111111111111", findingKey, checkId: "targets-unhealthy", hop: "targets", role: "cause" },
  ...{ severity: "page", title: "Targets unhealthy", sentence: `No target answers ${findingKey}.` },
  ...{ resourceType: "target-group", resourceId: "tg-1", region: "us-east-1", vpcEndpointId: "vpce-a" },
  ...{ serviceName: "fraud-api", isVerdict: true, since: fixtureNow, lastSeenAt: fixtureNow },
  ...{ evaluatedAt: fixtureNow, contentDigest: "-" },
  ...more,
});

/** Diagnosis has been through at this minute, and alerts are evaluated right after. */
async function evaluateAt(minutes: number) {
  await db.pool.query("UPDATE evaluation SET last_success_at = $1", [minute(minutes)]);
  return evaluator.evaluate({ db, config: configSchema.parse({}), now: minute(minutes) });
}

async function get(query = "") {
  const response = await GET(new Request(`http://x/api/v1/alerts?${query}`), none);
  expect(response.status).toBe(200);
  return response.json();
}

async function acknowledge(id: string, entry: object) {
  const request = new Request(`http://x/api/v1/alerts/${id}/acknowledgements`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(entry),
  });
  const response = await POST(request, { params: Promise.resolve({ id }) });
  return { status: response.status, body: await response.json() };
}

const events = async () =>
  (await db.pool.query(`SELECT event, "by" FROM alert_event ORDER BY id`)).rows.map(({ event, by }) =>
    by ? `${event} by ${by}` : event,
  );

beforeAll(async () => {
  vi.stubEnv("LINKLEDGER_NOW", minute(3).toISOString());
  await insertEndpoints(db, [endpointRow("vpce-a")]);
  await insertRows(
    db,
    "evaluation",
    ["diagnosis", "slos"].map((name) => ({
      ...{ name, startedAt: fixtureNow, endedAt: fixtureNow, outcome: "success", asOf: fixtureNow },
      ...{ judged: 1, changed: 0, firstPassThrough: true, lastSuccessAt: fixtureNow },
    })),
  );
});
beforeEach(async () => {
  await db.pool.query("TRUNCATE finding, alert, alert_event");
  await insertRows(db, "finding", [
    finding("a"),
    finding("b", { checkId: "az-not-served", isVerdict: false }),
  ]);
});
afterAll(() => vi.unstubAllEnvs());

describe("alerts", () => {
  it("are one for an endpoint, whatever is found of it, and the same after every evaluation", async () => {
    expect(await evaluateAt(0)).toMatchObject({ judged: 1, changed: 1 });
    expect(await evaluateAt(1)).toMatchObject({ judged: 1, changed: 0 });
    const { total, items } = await get();
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      ...{ state: "firing", severity: "page", vpcEndpointId: "vpce-a", findings: 2, groupKey: "fraud-api" },
      ...{ sentence: "No target answers a.", firedAt: fixtureNow.toISOString() },
    });
    expect(await events()).toEqual(["fired"]);
  });

  it("are resolved once the findings have been over for long enough, and fire again under the same id", async () => {
    await evaluateAt(0);
    const [{ alertId }] = (await get()).items;
    await db.pool.query("UPDATE finding SET ended_at = $1", [minute(5)]);
    await evaluateAt(5);
    expect((await get("state=firing")).total).toBe(1);
    await evaluateAt(16);
    expect((await get()).total).toBe(0);
    expect((await get("state=resolved")).items[0]).toMatchObject({
      alertId,
      resolvedAt: minute(16).toISOString(),
    });
    await db.pool.query("UPDATE finding SET ended_at = NULL");
    await evaluateAt(20);
    expect((await get()).items[0]).toMatchObject({ alertId, state: "firing", resolvedAt: null });
    expect(await events()).toEqual(["fired", "resolved", "fired"]);
  });

  it("stay while diagnosis does not get through", async () => {
    await evaluateAt(0);
    await db.pool.query("UPDATE finding SET ended_at = $1", [minute(5)]);
    const config = configSchema.parse({});
    for (const at of [5, 30, 90]) await evaluator.evaluate({ db, config, now: minute(at) });
    expect((await get("state=firing")).total).toBe(1);
  });

  it("of an objective stay while nothing is known of it, and go once it is met", async () => {
    await insertRows(db, "slo", [
      {
        ...{ sloId: "m2-connect", position: 0, title: "Connects", indicator: "connect", guideId: "M2" },
        ...{ kind: "ratio", source: "probes", definition: {}, definitionDigest: "-", budgetWindow: "30d" },
        ...{
          policy: "workbook",
          state: "at-risk",
          reason: "It burns.",
          alertLevel: "page",
          evaluatedAt: fixtureNow,
        },
      },
    ]);
    await evaluateAt(0);
    expect((await get("source=slo")).items[0]).toMatchObject({ sloId: "m2-connect", severity: "page" });
    await db.pool.query("UPDATE slo SET state = 'unknown', alert_level = NULL");
    for (const at of [5, 30, 90]) await evaluateAt(at);
    expect((await get("source=slo&state=firing")).total).toBe(1);
    await db.pool.query("UPDATE slo SET state = 'met'");
    for (const at of [95, 106]) await evaluateAt(at);
    expect((await get("source=slo")).total).toBe(0);
  });

  it("are taken on by somebody, and given back, on record", async () => {
    await evaluateAt(0);
    const [{ alertId }] = (await get()).items;
    expect(await acknowledge(alertId, { by: "Ines", note: "calling them" })).toMatchObject({
      status: 200,
      body: { alertId, state: "acknowledged", by: "Ines", note: "calling them", at: minute(3).toISOString() },
    });
    await evaluateAt(4);
    expect((await get("state=acknowledged")).items[0]).toMatchObject({ acknowledgedBy: "Ines" });
    expect((await acknowledge(alertId, { by: "Ines", undo: true })).body.state).toBe("firing");
    expect(await events()).toEqual(["fired", "acknowledged by Ines", "unacknowledged by Ines"]);
  });

  it("refuse what cannot be, with the field", async () => {
    await evaluateAt(0);
    const [{ alertId }] = (await get()).items;
    expect(await acknowledge("nothing", { by: "Ines" })).toMatchObject({ status: 404 });
    expect(await acknowledge(alertId, {})).toMatchObject({ status: 400, body: { field: "by" } });
    expect(await acknowledge(alertId, { by: "Ines", undo: true })).toMatchObject({
      status: 400,
      body: { field: "undo" },
    });
    expect((await get("state=firing")).total).toBe(1);
    expect(await events()).toEqual(["fired"]);
  });
});
