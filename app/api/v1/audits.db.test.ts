import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { parseCsv } from "#lib/testing/csv.ts";
import { endpointRow, insertEndpoints } from "#lib/testing/endpointRows.ts";
import { insertFleet } from "#lib/testing/fleetRows.ts";
import { insertRows, processDatabase } from "#lib/testing/rows.ts";
import { POST as attest, GET as attestations } from "./audits/[id]/attestations/route.ts";
import { GET as diff } from "./audits/[id]/diff/route.ts";
import { GET as diffCsv } from "./audits/[id]/diff.csv/route.ts";
import { GET as endpointsCsv } from "./audits/[id]/endpoints.csv/route.ts";
import { GET as one } from "./audits/[id]/route.ts";
import { GET as statement } from "./audits/[id]/statement.json/route.ts";
import { GET as list, POST as make } from "./audits/route.ts";

const db = processDatabase();
const json = { "content-type": "application/json" };
const none = { params: Promise.resolve({}) } as { params: Promise<Record<string, never>> };

// Answers are held against what the OpenAPI document says of their address.
const below = new Map<unknown, string>([
  [attest, "/attestations"],
  [attestations, "/attestations"],
  [diff, "/diff"],
  [diffCsv, "/diff.csv"],
  [endpointsCsv, "/endpoints.csv"],
  [statement, "/statement.json"],
]);

async function post(
  route: typeof make,
  body: unknown,
  headers: Record<string, string> = json,
  context = none,
) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const { id } = await context.params;
  const address = `http://x/api/v1/audits${id ? `/${id}${below.get(route) ?? ""}` : ""}`;
  return route(new Request(address, { method: "POST", body: text, headers }), context);
}
const get = (route: typeof one, id: string, query = "") =>
  route(new Request(`http://x/api/v1/audits/${id}${below.get(route) ?? ""}${query}`), {
    params: Promise.resolve({ id }),
  });
const read = async (response: Promise<Response>) => (await response).json();

const accountId = "111111111111";
let runs = 0;
const ran = (startedAt: string) =>
  ["endpoints", "services", "connections"].map((collector) => ({
    accountId,
    runId: `0190e0e0-0000-7000-8000-0000000009${String(runs++).padStart(2, "0")}`,
    region: "us-east-1",
    collector,
    startedAt: new Date(startedAt),
    outcome: "success",
  }));

let older = "";
let newer = "";
beforeAll(async () => {
  vi.stubEnv("LINKLEDGER_NOW", "2026-11-18T14:05:00Z");
  await insertFleet(db);
  // Of verdicts, those alone that are compared here.
  await db.pool.query("DELETE FROM idle_transition");
  await db.pool.query("DELETE FROM idle_verdict");
  await db.pool.query("DELETE FROM finding WHERE finding_key <> 'endpoint-rejected vpce-1'");
  await db.pool.query("UPDATE finding SET since = '2026-10-20', ended_at = NULL, stale = false");
  await db.pool.query("UPDATE vpc_endpoint SET first_seen_at = '2026-09-01', owner = '=core'");
  await insertRows(db, "collector_run", [...ran("2026-11-18T04:00:00Z")]);
  await db.pool.query(
    `INSERT INTO scope_quarter SELECT '111111111111', 'us-east-1', c, '2026Q3', repeat('c', 92), '2026-11-18'
     FROM unnest(ARRAY['endpoints', 'services', 'connections']) c`,
  );
  await insertEndpoints(db, [
    endpointRow("vpce-0new", {
      creationTimestamp: new Date("2026-10-20T00:00:00Z"),
      firstSeenAt: new Date("2026-10-20T00:00:00Z"),
    }),
    endpointRow("vpce-0gone", {
      firstSeenAt: new Date("2026-09-01T00:00:00Z"),
      goneAt: new Date("2026-10-20T00:00:00Z"),
    }),
    endpointRow("vpce-blind", { region: "eu-west-1", firstSeenAt: new Date("2026-09-01T00:00:00Z") }),
  ]);
  await insertRows(db, "resource_change", [
    {
      accountId,
      observedAt: new Date("2026-10-20T00:00:00Z"),
      region: "us-east-1",
      resourceType: "vpc-endpoint",
      resourceId: "vpce-1",
      change: "modified",
      field: "state",
      before: JSON.stringify("pending"),
      after: JSON.stringify("available"),
      collector: "endpoints",
      runId: "0190e0e0-0000-7000-8000-000000000001",
    },
  ]);
  ({ snapshotId: older } = await read(post(make, { quarter: "2026Q3", by: "Ada" })));
  ({ snapshotId: newer } = await read(post(make, { quarter: "2026Q4" })));
});

describe("POST /api/v1/audits", () => {
  it("freezes a quarter and answers with it", async () => {
    const { items, total, asOf } = await read(list(new Request("http://x/api/v1/audits?sort=asOf"), none));
    expect([total, asOf]).toEqual([2, "2026-11-18T14:05:00.000Z"]);
    expect(items).toMatchObject([
      { quarter: "2026Q3", final: true, madeBy: "Ada", endpoints: 3 },
      { quarter: "2026Q4", final: false, madeBy: "API", endpoints: 3 },
    ]);
  });

  it.each([
    [{}, 400, "quarter"],
    [{ quarter: "2026Q9" }, 400, "quarter"],
    [{ quarter: "2027Q1" }, 400, "quarter"],
    [{ quarter: "2020Q1" }, 400, "quarter"],
    [{ quarter: 3 }, 400, "quarter"],
    [{ quarter: "2026Q4", by: " " }, 400, "by"],
    [{ quarter: "2026Q4", more: 1 }, 400, "more"],
    [[], 400, "body"],
    ["{", 400, "body"],
    ["x".repeat(70_000), 413, undefined],
  ])("refuses %j", async (body, status, field) => {
    const response = await post(make, body);
    const problem = await response.json();
    expect([response.status, problem.field]).toEqual([status, field]);
  });

  it("takes nothing from pages of others, nor what their forms can send", async () => {
    const headers: [Record<string, string>, number][] = [
      [{ "content-type": "text/plain" }, 415],
      [{ ...json, "sec-fetch-site": "cross-site" }, 403],
      [{ ...json, origin: "http://evil.example" }, 403],
      [{ ...json, origin: "null" }, 403],
    ];
    for (const [given, status] of headers)
      expect((await post(make, { quarter: "2026Q4" }, given)).status).toBe(status);
    expect((await post(make, { quarter: "nonsense" }, { ...json, origin: "http://x" })).status).toBe(400);
  });
});

describe("an audit", () => {
  it("can be checked: its hash is that of the statement, which names those of the tables", async () => {
    const detail = await read(get(one, older));
    const text = await (await get(statement, older)).text();
    const sha256 = (value: string) => createHash("sha256").update(value).digest("hex");
    expect(sha256(text)).toBe(detail.sha256);
    const csv = await (await get(endpointsCsv, older)).text();
    expect(sha256(csv)).toBe(JSON.parse(text).files[0].sha256);
    expect(detail).toMatchObject({
      previousId: null,
      owners: [
        { owner: "", endpoints: 2 },
        { owner: "=core", endpoints: 1 },
      ],
    });
    expect(detail.method.endpoints.bytes).toContain("CloudWatch");
    expect(detail.thresholds.idle).toEqual({ days: 30, lowUseBytesPerDay: 1_048_576 });
  });

  it("is not there: 404", async () => {
    for (const id of ["x", "0190e0e0-0000-7000-8000-000000000000", "%00"])
      for (const route of [one, statement, diff, endpointsCsv])
        expect((await get(route, id)).status).toBe(404);
  });
});

describe("the difference", () => {
  it("is to the quarter before unless another is named", async () => {
    const answer = await read(get(diff, newer));
    expect(answer).toMatchObject({ with: older, withAsOf: "2026-10-01T00:00:00.000Z", total: 5 });
    const items = answer.items.map(({ id, change }: { id: string; change: string }) => `${id} ${change}`);
    expect(items).toEqual([
      "vpce-blind unknown",
      "vpce-0gone gone",
      "vpce-0new new",
      "vpce-1 state",
      "endpoint-rejected vpce-1 opened",
    ]);
    expect(await read(get(diff, older))).toMatchObject({ with: null, total: 0, items: [] });
    expect(await read(get(diff, newer, `?with=${newer}&change=new&change=gone`))).toMatchObject({ total: 0 });
    const back = await read(get(diff, older, `?with=${newer}&change=new`));
    expect(back.items).toMatchObject([{ id: "vpce-0gone", change: "new" }]);
  });

  it("comes in pages that together are all of it", async () => {
    const all = (await read(get(diff, newer))).items;
    const paged: unknown[] = [];
    let cursor = "";
    do {
      const page = await read(get(diff, newer, `?limit=1${cursor && `&cursor=${cursor}`}`));
      expect(page.total).toBe(all.length);
      paged.push(...page.items);
      cursor = page.nextCursor ?? "";
    } while (cursor);
    expect(paged).toEqual(all);
  });

  it("is a CSV too, with formulas neutralised", async () => {
    const [header, ...rows] = parseCsv(await (await get(diffCsv, newer)).text());
    expect(header?.slice(0, 5)).toEqual(["subject", "accountId", "region", "id", "change"]);
    expect(rows).toHaveLength(5);
    expect(rows[3]).toEqual([
      "endpoint",
      accountId,
      "us-east-1",
      "vpce-1",
      "state",
      "pending",
      "available",
      "'=core",
      "",
      "",
    ]);
  });

  it.each([
    ["?with=x", "with"],
    ["?with=a&with=b", "with"],
    ["?change=x", "change"],
    ["?subject=x", "subject"],
    ["?limit=0", "limit"],
    ["?cursor=x", "cursor"],
    ["?sort=id", "sort"],
    ["?x=1", "x"],
  ])("refuses %s", async (query, field) => {
    const response = await get(diff, newer, query);
    expect([response.status, (await response.json()).field]).toEqual([400, field]);
  });
});

describe("an attestation", () => {
  const entry = async (more: Record<string, unknown>) => {
    const { sha256 } = await read(get(one, older));
    return post(attest as unknown as typeof make, { owner: "=core", name: "Ada", sha256, ...more }, json, {
      params: Promise.resolve({ id: older }),
    } as unknown as typeof none);
  };

  it("is on record with its name, time and remark, about exactly that hash", async () => {
    const made = await entry({ remark: "all ours" });
    expect(made.status).toBe(201);
    const { sha256 } = await read(get(one, older));
    const wanted = {
      owner: "=core",
      name: "Ada",
      remark: "all ours",
      sha256,
      attestedAt: "2026-11-18T14:05:00.000Z",
    };
    expect(await made.json()).toMatchObject(wanted);
    expect((await read(get(attestations, older))).items).toMatchObject([wanted]);
    expect((await read(get(attestations, newer))).items).toEqual([]);
    expect((await read(get(one, older))).owners).toContainEqual({
      owner: "=core",
      endpoints: 1,
      services: 0,
      attestations: 1,
    });
  });

  it.each([
    [{ sha256: "0".repeat(64) }, "sha256"],
    [{ owner: "nobody" }, "owner"],
    [{ name: "" }, "name"],
    [{ remark: 1 }, "remark"],
    [{ time: "2020-01-01" }, "time"],
  ])("refuses %j", async (more, field) => {
    const response = await entry(more);
    expect([response.status, (await response.json()).field]).toEqual([400, field]);
  });
});
