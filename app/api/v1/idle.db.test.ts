import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST } from "#app/api/v1/idle/[id]/decisions/route.ts";
import { GET } from "#app/api/v1/idle/route.ts";
import { GET as csv } from "#app/api/v1/idle.csv/route.ts";
import { GET as decisionsPage, POST as postMany } from "#app/api/v1/idle-decisions/route.ts";
import { billedResourceTable } from "#lib/cost/mutations.ts";
import { ensurePartitions } from "#lib/db/partitions.ts";
import { followRetirements } from "#lib/idle/decisionMutations.ts";
import { endpointRow, fixtureNow, insertEndpoints } from "#lib/testing/endpointRows.ts";
import { insertRows, processDatabase } from "#lib/testing/rows.ts";

const db = processDatabase();
const none = { params: Promise.resolve({}) };
const place = { accountId: "111111111111", region: "us-east-1", resourceType: "endpoint" };
const judged = {
  cause: "no-traffic",
  reason: "-",
  since: fixtureNow,
  asOf: fixtureNow,
  evaluatedAt: fixtureNow,
};
const dayMs = 86_400_000;

function clock(days: number) {
  vi.stubEnv("LINKLEDGER_NOW", new Date(fixtureNow.getTime() + days * dayMs).toISOString());
}

beforeAll(async () => {
  await insertRows(db, "evaluation", [
    {
      ...{ name: "idle", startedAt: fixtureNow, endedAt: fixtureNow, outcome: "success", asOf: fixtureNow },
      ...{ judged: 4, changed: 0, firstPassThrough: true },
    },
  ]);
  await insertEndpoints(
    db,
    ["vpce-a", "vpce-b", "vpce-c"].map((id) => endpointRow(id)),
  );
  await insertRows(db, "idle_verdict", [
    {
      ...place,
      ...judged,
      resourceId: "vpce-a",
      state: "idle",
      savingUsd: 21.9,
      priceUsd: 0.01,
      priceDate: "2026-11-01",
    },
    { ...place, ...judged, resourceId: "vpce-b", state: "idle", savingUsd: 7.3, owner: "core" },
    { ...place, ...judged, resourceId: "vpce-c", state: "unknown", cause: "metrics-denied" },
    {
      ...place,
      ...judged,
      resourceType: "endpoint-az",
      resourceId: "vpce-b",
      subnetId: "subnet-9",
      azId: "use1-az3",
      state: "idle",
    },
  ]);
});
beforeEach(async () => {
  clock(0);
  await db.pool.query("TRUNCATE idle_decision");
});
afterAll(() => vi.unstubAllEnvs());

const get = async (query = "") => {
  const response = await GET(new Request(`http://x/api/v1/idle?${query}`), none);
  return { status: response.status, body: await response.json() };
};
const ids = async (query: string) =>
  (await get(query)).body.items.map((item: { resourceId: string }) => item.resourceId);
const post = async (id: string, body: unknown, headers: Record<string, string> = {}) => {
  const request = new Request(`http://x/api/v1/idle/${id}/decisions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const response = await POST(request, { params: Promise.resolve({ id }) });
  return { status: response.status, body: await response.json() };
};
const keep = { decision: "keep", reason: "month-end runs", by: "ana", keepUntil: "2026-12-01" };

describe("GET /api/v1/idle", () => {
  it("lists what saves most first, as of the evaluation's watermark", async () => {
    const { body } = await get();
    expect(body).toMatchObject({ asOf: fixtureNow.toISOString(), total: 4, nextCursor: null });
    expect(body.items[0]).toMatchObject({
      resourceId: "vpce-a",
      savingUsd: 21.9,
      priceDate: "2026-11-01",
      decision: null,
    });
    expect(await ids("sort=-savingUsd&resourceType=endpoint")).toEqual(["vpce-a", "vpce-b", "vpce-c"]);
  });

  it("sums up what the filters leave, on every page", async () => {
    expect((await get("state=idle&limit=1")).body).toMatchObject({
      total: 3,
      sums: { savingUsd: { sum: 29.2, rows: 2 } },
    });
    expect((await get("state=unknown")).body.sums).toEqual({ savingUsd: { sum: null, rows: 0 } });
    await post("vpce-a", keep);
    expect((await get("state=idle&decision=")).body.sums).toEqual({ savingUsd: { sum: 7.3, rows: 1 } });
  });

  it.each([
    ["state=idle&resourceType=endpoint", ["vpce-a", "vpce-b"]],
    ["state=unknown", ["vpce-c"]],
    ["resourceType=endpoint-az", ["vpce-b"]],
    ["owner=core", ["vpce-b"]],
    ["savingUsd.min=10", ["vpce-a"]],
    ["accountId=222222222222", []],
    ["q=vpce-c", ["vpce-c"]],
  ])("filters by %s", async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
    const text = await (await csv(new Request(`http://x/api/v1/idle.csv?${query}`), none)).text();
    expect(text.trim().split("\r\n")).toHaveLength(expected.length + 1);
  });
});

describe("POST /api/v1/idle/{id}/decisions", () => {
  it("keeps until a day; then it comes back by itself", async () => {
    const { status, body } = await post("vpce-a", keep);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ decision: "keep", state: "idle", savingUsd: 21.9 }),
    ]);
    expect(await ids("decision=keep")).toEqual(["vpce-a"]);
    expect(await ids("decision=&state=idle&resourceType=endpoint")).toEqual(["vpce-b"]);
    clock(12);
    expect(await ids("decision=keep")).toEqual(["vpce-a"]);
    clock(13);
    expect(await ids("decision=keep")).toEqual([]);
    const [item] = (await get("q=vpce-a")).body.items;
    expect(item).toMatchObject({ decision: null, decisionReason: "month-end runs", decidedBy: "ana" });
  });

  it("takes a decision back, and leaves both on record", async () => {
    await post("vpce-a", keep);
    expect((await post("vpce-a", { decision: "undo", reason: "not needed", by: "ben" })).status).toBe(200);
    expect(await ids("decision=keep")).toEqual([]);
    const response = await decisionsPage(new Request("http://x/api/v1/idle-decisions?sort=decisionId"), none);
    const { items } = await response.json();
    expect(items.map(({ decision, decidedBy }: Record<string, string>) => [decision, decidedBy])).toEqual([
      ["keep", "ana"],
      ["undo", "ben"],
    ]);
  });

  it("decides about one zone apart from its endpoint", async () => {
    await post("vpce-b", { decision: "retire", reason: "no client there", by: "ana", subnetId: "subnet-9" });
    expect(await ids("decision=retire")).toEqual(["vpce-b"]);
    expect(await ids("decision=retire&resourceType=endpoint")).toEqual([]);
  });

  it.each([
    ["vpce-a", { ...keep, keepUntil: undefined }, 400, "keepUntil"],
    ["vpce-a", { ...keep, keepUntil: "2026-11-18" }, 400, "keepUntil"],
    ["vpce-a", { ...keep, keepUntil: "soon" }, 400, "keepUntil"],
    ["vpce-a", { ...keep, keepUntil: "2030-01-01" }, 400, "keepUntil"],
    ["vpce-a", { ...keep, decision: "retire" }, 400, "keepUntil"],
    ["vpce-a", { ...keep, decision: "delete" }, 400, "decision"],
    ["vpce-a", { ...keep, reason: "  " }, 400, "reason"],
    ["vpce-a", { ...keep, by: undefined }, 400, "by"],
    ["vpce-a", { ...keep, colour: "blue" }, 400, "colour"],
    ["vpce-a", { decision: "undo", reason: "-", by: "ana" }, 400, "decision"],
    ["vpce-a", { decision: "retired", reason: "-", by: "ana" }, 400, "decision"],
    ["vpce-a", "{", 400, "body"],
    ["vpce-z", keep, 404, undefined],
    ["vpce-a", { ...keep, subnetId: "subnet-9" }, 404, undefined],
  ])("refuses %s %j", async (id, body, status, field) => {
    const answer = await post(id, body);
    expect([answer.status, answer.body.field]).toEqual([status, field]);
    expect((await db.pool.query("SELECT FROM idle_decision")).rowCount).toBe(0);
  });

  it("takes nothing from another site's page", async () => {
    expect((await post("vpce-a", keep, { "content-type": "text/plain" })).status).toBe(415);
    expect((await post("vpce-a", keep, { origin: "https://elsewhere.example" })).status).toBe(403);
    expect((await post("vpce-a", keep, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  });
});

describe("POST /api/v1/idle-decisions", () => {
  const many = async (items: unknown, more: Record<string, unknown> = keep) => {
    const request = new Request("http://x/api/v1/idle-decisions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...more, items }),
    });
    const response = await postMany(request, none);
    return { status: response.status, body: await response.json() };
  };
  const recorded = async () => (await db.pool.query("SELECT FROM idle_decision")).rowCount;
  const [a, b] = [{ resourceId: "vpce-a" }, { resourceId: "vpce-b" }];

  it("decides the same about each, a zone of an endpoint among them", async () => {
    const retire = { decision: "retire", reason: "nobody uses them", by: "ana" };
    const { status, body } = await many([a, b, { resourceId: "vpce-b", subnetId: "subnet-9" }], retire);
    expect([status, body.detail]).toEqual([201, undefined]);
    expect(
      body.items.map((one: Record<string, unknown>) => [one.resourceId, one.subnetId, one.savingUsd]),
    ).toEqual([
      ["vpce-a", "", 21.9],
      ["vpce-b", "", 7.3],
      ["vpce-b", "subnet-9", null],
    ]);
    expect(await ids("decision=retire")).toHaveLength(3);
    expect((await many([a, b], { decision: "undo", reason: "no", by: "ana" })).status).toBe(201);
    expect(await ids("decision=retire&resourceType=endpoint")).toEqual([]);
  });

  it("decides about none where one is refused, and names each that is", async () => {
    const { status, body } = await many([a, { resourceId: "vpce-z" }, b], {
      ...{ decision: "retired", reason: "done", by: "ana" },
    });
    expect([status, body.errors.map(({ field }: { field: string }) => field)]).toEqual([
      400,
      ["items[0]", "items[1]", "items[2]"],
    ]);
    expect(body.errors[1].message).toContain("vpce-z is not judged");
    expect((await many([a, { resourceId: "vpce-z" }])).body.field).toBe("items[1]");
    expect(await recorded()).toBe(0);
  });

  it.each([
    [[a, b], { ...keep, keepUntil: "2026-11-01" }, ["keepUntil"]],
    [[], keep, ["items"]],
    [Array.from({ length: 501 }, () => a), keep, ["items"]],
    [[{ resourceId: "" }], keep, ["items[0].resourceId"]],
    ["vpce-a", keep, ["items"]],
  ])("names what is wrong for all of them once", async (items, entry, fields) => {
    const { status, body } = await many(items, entry);
    expect([status, body.errors.map(({ field }: { field: string }) => field)]).toEqual([400, fields]);
    expect(await recorded()).toBe(0);
  });
});

describe("a retirement", () => {
  const gone = (at: Date | null) =>
    db.pool.query("UPDATE vpc_endpoint SET gone_at = $1 WHERE vpc_endpoint_id = 'vpce-a'", [at]);
  const last = async () =>
    (
      await db.pool.query(
        "SELECT decision, saving_usd AS saving, verified_by AS by, decided_by AS who FROM idle_decision ORDER BY id DESC LIMIT 1",
      )
    ).rows[0];
  const bill = (day: string, resourceId: string) =>
    insertRows(db, "billed_resource_cost", [
      {
        ...{
          accountId: place.accountId,
          day,
          service: "Amazon Virtual Private Cloud",
          usageType: "USE1-VpcEndpoint-Hours",
        },
        ...{
          resourceId,
          region: place.region,
          unblendedCostUsd: 0.72,
          estimated: false,
          collectedAt: fixtureNow,
        },
      },
    ]);

  it("is realized once the endpoint is gone, and then once more by the bill; it ends when it returns", async () => {
    await ensurePartitions(db.pool, billedResourceTable, fixtureNow, fixtureNow);
    await post("vpce-a", { decision: "retire", reason: "nobody uses it", by: "ana" });
    expect(await followRetirements(db.pool, fixtureNow)).toBe(0);
    await gone(new Date("2026-11-18T10:00:00Z"));
    expect(await followRetirements(db.pool, fixtureNow)).toBe(1);
    expect(await last()).toEqual({ decision: "retired", saving: 21.9, by: "absence", who: "Linkledger" });
    await bill("2026-11-17", "vpce-a");
    await bill("2026-11-18", "vpce-b");
    expect(await followRetirements(db.pool, fixtureNow)).toBe(0);
    await bill("2026-11-19", "vpce-b");
    expect(await followRetirements(db.pool, fixtureNow)).toBe(1);
    expect(await last()).toMatchObject({ decision: "retired", saving: 21.9, by: "bill" });
    expect(await followRetirements(db.pool, fixtureNow)).toBe(0);
    await gone(null);
    expect(await followRetirements(db.pool, fixtureNow)).toBe(1);
    expect(await last()).toMatchObject({ decision: "undo" });
  });
});
