import { beforeAll, describe, expect, it } from "vitest";
import { insertFleet } from "#lib/testing/fleetRows.ts";
import { processDatabase } from "#lib/testing/rows.ts";
import { GET } from "./costs/route.ts";

const db = processDatabase();
beforeAll(() => insertFleet(db));

async function get(query: string) {
  const response = await GET(new Request(`http://x/api/v1/costs?${query}`), { params: Promise.resolve({}) });
  return { status: response.status, body: await response.json() };
}

describe("GET /api/v1/costs", () => {
  it("answers this month by account, billed only", async () => {
    const { body } = await get("");
    expect(body).toMatchObject({
      asOf: "2026-11-18T14:00:00.000Z",
      from: "2026-11-01",
      to: "2026-11-19",
      latestDay: "2026-11-17",
      groupBy: "account",
      currency: "USD",
      items: [
        {
          account: "111111111111",
          accountName: "payments-prod",
          billed: 1.75,
          estimated: null,
          unexplained: null,
          provisional: true,
        },
      ],
    });
  });

  it.each([
    [
      "region",
      [
        { region: "us-east-1", billed: 1.25 },
        { region: null, billed: 0.5 },
      ],
    ],
    [
      "day",
      [
        { day: "2026-11-02", billed: 1.25 },
        { day: "2026-11-17", billed: 0.5 },
      ],
    ],
    [
      "usageType",
      [
        { usageType: "USE1-VpcEndpoint-Hours", billed: 1.25 },
        { usageType: "VpcEndpoint-Bytes", billed: 0.5 },
      ],
    ],
    ["endpoint", [{ endpoint: null, billed: 1.75 }]],
  ])("groups by %s", async (groupBy, rows) => {
    const { body } = await get(`groupBy=${groupBy}`);
    expect(body.total).toBe(rows.length);
    expect(body.items).toMatchObject(rows);
  });

  it("takes days, the last exclusive", async () => {
    expect((await get("from=2026-11-02&to=2026-11-03")).body.items).toMatchObject([
      { billed: 1.25, provisional: false },
    ]);
    expect((await get("from=2026-11-03T00:00:00Z&to=2026-11-17")).body.items).toEqual([]);
    expect((await get("to=2026-11-01")).body.from).toBe("2026-10-01");
  });

  it.each([
    ["groupBy=nothing", "groupBy"],
    ["groupBy=day&groupBy=az", "groupBy"],
    ["from=2026-11-31", "from"],
    ["to=now", "to"],
    ["from=2026-11-05&to=2026-11-05", "from"],
    ["from=2027-01-01", "from"],
    ["limit=5", "limit"],
  ])("%s is a 400 that names the field", async (query, field) => {
    expect(await get(query)).toMatchObject({ status: 400, body: { field } });
  });
});
