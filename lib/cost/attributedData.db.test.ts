import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { endpointRow, fixtureNow, insertEndpoints } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { attributedCosts } from "./attributedData.ts";
import { addDays } from "./days.ts";
import { sumAnew } from "./estimates/months.ts";

const db = processDatabase();
const accountId = "111111111111";
const [first, days] = ["2026-08-20", 91];
const endpoints = ["vpce-1", "vpce-2", "vpce-3"];
const zones = ["", "use1-az1", "use1-az2"];

interface Day {
  vpcEndpointId: string;
  azId: string;
  day: string;
  nanoHours: number | null;
  nanoData: number | null;
  reason: string | null;
}

/** Days of three endpoints in two zones, with gaps of every kind; the same each time. */
function drawDays(): Day[] {
  let seed = 7;
  const draw = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const rows: Day[] = [];
  for (let index = 0; index < days; index++)
    for (const vpcEndpointId of endpoints)
      for (const azId of zones) {
        if (draw(4) === 0) continue;
        const reason = [null, null, null, "zone-unknown", "not-collected-yet"][draw(5)] ?? null;
        rows.push({
          ...{ vpcEndpointId, azId, day: addDays(first, index), reason },
          nanoHours: draw(20) === 0 ? null : draw(10 ** 9),
          nanoData: reason === null || draw(2) === 0 ? draw(10 ** 9) : null,
        });
      }
  return rows;
}
const stored = drawDays();
const owners: Record<string, string | null> = { "vpce-1": "core", "vpce-2": "core", "vpce-3": null };

beforeAll(async () => {
  await insertEndpoints(
    db,
    endpoints.map((id) => endpointRow(id, { accountId, owner: owners[id] ?? null, vpcId: "vpc-1" })),
  );
  await insertRows(
    db,
    "endpoint_cost",
    endpoints.map((vpcEndpointId) => ({
      ...{ accountId, vpcEndpointId, region: "us-east-1", asOf: fixtureNow, evaluatedAt: fixtureNow },
    })),
  );
  await db.pool.query(
    `CREATE TABLE endpoint_cost_day_test PARTITION OF endpoint_cost_day FOR VALUES FROM ('2026-08-01') TO ('2026-12-01')`,
  );
  const usd = (nanos: number | null) => (nanos === null ? null : (nanos / 1e9).toFixed(9));
  await insertRows(
    db,
    "endpoint_cost_day",
    stored.map(({ nanoHours, nanoData, ...row }) => ({
      ...{ ...row, accountId, region: "us-east-1", hours: 24, bytes: null },
      ...{ hoursUsd: usd(nanoHours), dataUsd: usd(nanoData), asOf: fixtureNow, evaluatedAt: fixtureNow },
    })),
  );
  await sumAnew(db.pool, { first, days });
});

const keyOf = { endpoint: "vpcEndpointId", az: "azId" } as const;

/** What the days themselves come to, by key. */
function dayByDay(groupBy: "endpoint" | "az" | "owner", from: string, to: string) {
  const own = stored.filter(({ day }) => from <= day && day < to);
  const groups = Map.groupBy(own, (row) =>
    groupBy === "owner" ? (owners[row.vpcEndpointId] ?? null) : row[keyOf[groupBy]] || null,
  );
  const rows = [...groups].map(([key, of]) => {
    const known = of.filter(({ nanoHours, nanoData }) => nanoHours !== null || nanoData !== null);
    const nanos = known.reduce((sum, one) => sum + (one.nanoHours ?? 0) + (one.nanoData ?? 0), 0);
    const lacking = of.filter(({ reason }) => reason === "not-collected-yet");
    return {
      key,
      estimated: known.length === 0 ? null : nanos / 1e9,
      unestimated: lacking.length,
    };
  });
  return rows.toSorted((a, b) => String(a.key).localeCompare(String(b.key)));
}

it("comes to what the days come to, whatever the span and however much of it are whole months", async () => {
  const at = fc.integer({ min: -5, max: days + 20 }).map((index) => addDays(first, index));
  const group = fc.constantFrom("endpoint" as const, "az" as const, "owner" as const);
  const hold = async (one: string, other: string, groupBy: "endpoint" | "az" | "owner") => {
    const [from, to] = one < other ? [one, other] : [other, addDays(one, 1)];
    const rows = await attributedCosts(groupBy, from, to);
    const told = rows.map((row) => ({
      key: row[groupBy] ?? null,
      ...{ estimated: row.estimated, unestimated: row.unestimated },
    }));
    expect(told.toSorted((a, b) => String(a.key).localeCompare(String(b.key)))).toEqual(
      dayByDay(groupBy, from, to),
    );
  };
  await hold("2026-09-01", "2026-11-19", "endpoint");
  await hold("2026-09-01", "2026-11-19", "az");
  await fc.assert(fc.asyncProperty(at, at, group, hold), { numRuns: 25 });
});
