import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { endpointRow, insertEndpoints, fixtureNow as now } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { attributedCosts } from "./attributedData.ts";
import { addDays } from "./days.ts";
import { markUnsummed } from "./estimates/marks.ts";
import { sumAnew, sumMonths } from "./estimates/months.ts";
import { chargeDays, exploreCells } from "./explore/data.ts";
import { readExplore } from "./explore/query.ts";
import { usageTypeOf } from "./usageTypes.ts";

const db = processDatabase();
const [first, days] = ["2026-08-20", 91];
const window = { first, days };
const [one, two] = ["111111111111", "222222222222"];
const endpoints = [
  ["vpce-1", one, { owner: "core", vpcId: "vpc-1", vpcEndpointType: "Interface" }],
  ["vpce-2", one, { owner: "core", vpcId: "vpc-2", vpcEndpointType: "GatewayLoadBalancer" }],
  ["vpce-3", one, { owner: null, vpcId: "vpc-1", vpcEndpointType: "Interface", serviceName: null }],
  ["vpce-4", two, { owner: "edge", vpcId: null, vpcEndpointType: "Interface" }],
] as const;
const zones = ["", "use1-az1", "use1-az2"];

let seed = 11;
const draw = (below: number) => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
};

/** A day of a zone of an endpoint, with a gap of any kind. */
function drawnRow(accountId: string, vpcEndpointId: string, azId: string, day: string) {
  const reason = [null, null, null, "zone-unknown", "not-collected-yet"][draw(5)] ?? null;
  const usd = (nanos: number) => (nanos / 1e9).toFixed(9);
  return {
    ...{ accountId, vpcEndpointId, azId, day, reason, region: "us-east-1", hours: 24, bytes: null },
    hoursUsd: draw(6) === 0 ? null : usd(draw(10 ** 9)),
    dataUsd: reason === null || draw(3) === 0 ? usd(draw(3) === 0 ? 0 : draw(10 ** 9)) : null,
    ...{ asOf: now, evaluatedAt: now },
  };
}

beforeAll(async () => {
  await insertEndpoints(
    db,
    endpoints.map(([id, accountId, belongs]) => endpointRow(id, { accountId, ...belongs })),
  );
  await db.pool.query(
    "CREATE TABLE endpoint_cost_day_test PARTITION OF endpoint_cost_day FOR VALUES FROM ('2026-08-01') TO ('2026-12-01')",
  );
  const rows = Array.from({ length: days }, (_, index) => addDays(first, index)).flatMap((day) =>
    endpoints.flatMap(([id, accountId]) =>
      zones.flatMap((azId) => (draw(3) === 0 ? [] : [drawnRow(accountId, id, azId, day)])),
    ),
  );
  await insertRows(db, "endpoint_cost_day", rows);
  await sumAnew(db.pool, window);
});

interface FineRow {
  endpoint: string;
  serviceName: string | null;
  account: string;
  owner: string | null;
  vpc: string | null;
  az: string | null;
  day: string;
  type: string;
  hoursUsd: number | null;
  dataUsd: number | null;
  reason: string | null;
}

const fineRows = async () =>
  (
    await db.pool.query<FineRow>(
      `SELECT d.vpc_endpoint_id AS endpoint, e.service_name AS "serviceName", d.account_id AS account, e.owner, e.vpc_id AS vpc, nullif(d.az_id, '') AS az, d.day,
         e.vpc_endpoint_type AS type, d.hours_usd AS "hoursUsd", d.data_usd AS "dataUsd", d.reason
       FROM endpoint_cost_day d LEFT JOIN vpc_endpoint e USING (account_id, region, vpc_endpoint_id)`,
    )
  ).rows;

type Told = "endpoint" | "serviceName" | "account" | "owner" | "vpc" | "az" | "day" | "usageType" | "region";

/** What a row is under a dimension, with what of it: by usage type hours and data are two. */
function partsOf(row: FineRow, dimensions: readonly Told[]) {
  const lacking = row.reason !== null && row.reason !== "zone-unknown" ? 1 : 0;
  if (!dimensions.includes("usageType")) {
    const known = row.hoursUsd !== null || row.dataUsd !== null;
    return [{ row, usageType: "", usd: known ? (row.hoursUsd ?? 0) + (row.dataUsd ?? 0) : null, lacking }];
  }
  const gateway = row.type === "GatewayLoadBalancer" ? "GWLBE-" : "";
  const named = (part: string) => usageTypeOf("us-east-1", `VpcEndpoint-${gateway}${part}`);
  return [
    { row, usageType: named("Hours"), usd: row.hoursUsd, lacking: 0 },
    { row, usageType: named("Bytes"), usd: row.dataUsd, lacking },
  ];
}

type Part = ReturnType<typeof partsOf>[number];

function keyOf({ row, usageType }: Part, dimension: Told | undefined): string | null {
  if (dimension === undefined) return null;
  if (dimension === "usageType") return usageType;
  return dimension === "region" ? "us-east-1" : row[dimension];
}

const figuresOf = (parts: readonly Part[]) => {
  const known = parts.flatMap(({ usd }) => (usd === null ? [] : [usd]));
  return {
    estimated: known.length === 0 ? null : Math.round(known.reduce((sum, usd) => sum + usd, 0) * 1e9),
    unestimated: parts.reduce((sum, { lacking }) => sum + lacking, 0),
  };
};
const nanos = (usd: number | null) => (usd === null ? null : Math.round(usd * 1e9));

interface Asked {
  from: string;
  to: string;
  by: Told;
  columns?: Told;
  filters: Partial<Record<Told, string>>;
}

/** The explorer says of a span what its days say, cell by cell: amounts to the billionth, gaps, and what is not known. */
async function holds(rows: readonly FineRow[], { from, to, by, columns, filters }: Asked): Promise<void> {
  const dimensions = [by, ...(columns ? [columns] : []), ...(Object.keys(filters) as Told[])];
  const parts = rows
    .filter(({ day }) => from <= day && day < to)
    .flatMap((row) => partsOf(row, dimensions))
    .filter((part) =>
      Object.entries(filters).every(([name, value]) => (keyOf(part, name as Told) ?? "") === value),
    );
  const groups = Map.groupBy(parts, (part) => `${keyOf(part, by)}|${keyOf(part, columns)}`);
  const expected = new Map([...groups].map(([cell, of]) => [cell, figuresOf(of)]));
  const asked = { from, to, by, ...(columns && { columns }), ...filters } as Record<string, string>;
  const { cells } = await exploreCells(readExplore(asked, now).query);
  const told = cells.map(({ row, column, estimated, unestimated }) => [
    `${row}|${column}`,
    { estimated: nanos(estimated), unestimated },
  ]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
}

// One that the bill does not know makes it an estimate.
const only: readonly Told[] = ["owner", "az", "vpc", "endpoint", "serviceName"];
const dimension = fc.constantFrom<Told>(
  "account",
  "owner",
  "vpc",
  "az",
  "day",
  "usageType",
  "region",
  "endpoint",
  "serviceName",
);
const filterValues: Record<Told, readonly string[]> = {
  endpoint: ["vpce-1", "vpce-4"],
  serviceName: ["com.amazonaws.us-east-1.sqs", ""],
  account: [one, two],
  owner: ["core", "edge", "", "nobody"],
  vpc: ["vpc-1", "vpc-2", ""],
  az: ["use1-az1", "use1-az2"],
  day: ["2026-09-01", "2026-10-13", "2026-11-18"],
  usageType: ["USE1-VpcEndpoint-Hours", "USE1-VpcEndpoint-Bytes", "USE1-VpcEndpoint-GWLBE-Hours"],
  region: ["us-east-1", "eu-west-1"],
};
const asked: fc.Arbitrary<Asked> = fc
  .record({
    from: fc.integer({ min: -40, max: days + 5 }).map((index) => addDays(first, index)),
    length: fc.integer({ min: 1, max: 120 }),
    by: dimension,
    columns: fc.option(dimension, { nil: undefined }),
    filter: fc.array(dimension, { maxLength: 2 }),
    pick: fc.nat(10),
  })
  .map(({ from, length, by, columns, filter, pick }) => ({
    ...{ from, to: addDays(from, length), by, ...(columns !== by && columns && { columns }) },
    filters: Object.fromEntries(
      filter.map((name) => [name, filterValues[name][pick % filterValues[name].length]!]),
    ),
  }))
  .filter(({ by, columns, filters }) =>
    [by, columns, ...Object.keys(filters)].some((name) => only.includes(name as Told)),
  );

const holdsAlways = async (numRuns: number) => {
  const rows = await fineRows();
  await fc.assert(
    fc.asyncProperty(asked, (one) => holds(rows, one)),
    { numRuns },
  );
};

const state = async () =>
  (
    await db.pool.query(
      `SELECT 'group' AS of, account_id, owner, az_id, vpc_id, month, xmin::text FROM endpoint_group_cost_month
       UNION ALL SELECT 'endpoint', account_id, vpc_endpoint_id, owner, vpc_id, month, xmin::text FROM endpoint_cost_running_month
       UNION ALL SELECT 'zone', account_id, vpc_endpoint_id, az_id, '', month, xmin::text FROM endpoint_cost_month
       ORDER BY 1, 2, 3, 4, 5, 6, 7`,
    )
  ).rows;

describe("sums by group", () => {
  it("come to what the days come to, for any span, split and filter", () => holdsAlways(150));

  it("are told by the API to the billionth, and by day for the chart", async () => {
    const rows = await fineRows();
    for (const [from, to] of [
      ["2026-09-05", "2026-10-11"],
      ["2026-10-01", "2026-11-01"],
      ["2026-11-03", "2026-11-10"],
    ] as const) {
      const own = rows.filter(({ day }) => from <= day && day < to);
      for (const groupBy of ["az", "owner", "vpc", "endpoint", "serviceName"] as const) {
        const told = await attributedCosts(groupBy, from, to);
        const groups = Map.groupBy(
          own.flatMap((row) => partsOf(row, [groupBy])),
          (part) => keyOf(part, groupBy),
        );
        expect(
          new Map(
            told.map((row) => [
              row[groupBy] ?? null,
              { estimated: nanos(row.estimated), unestimated: row.unestimated },
            ]),
          ),
        ).toEqual(new Map([...groups].map(([key, of]) => [key, figuresOf(of)])));
      }
      const chart = await chargeDays(readExplore({ from, to, owner: "core" }, now).query);
      const parts = own.filter(({ owner }) => owner === "core").flatMap((row) => partsOf(row, ["usageType"]));
      const groups = Map.groupBy(parts, ({ row, usageType }) => `${row.day} ${usageType}`);
      expect(new Map(chart.map((row) => [`${row.day} ${row.usageType}`, nanos(row.estimated)]))).toEqual(
        new Map([...groups].map(([key, of]) => [key, figuresOf(of).estimated])),
      );
    }
  });

  it("are not touched where they say the same", async () => {
    const before = await state();
    await sumMonths(db.pool, window);
    expect(await state()).toEqual(before);
    await sumAnew(db.pool, window);
    expect(await state()).toEqual(before);
  });

  it("follow days that are stored late, and endpoints that go; other months are not touched", async () => {
    const before = await state();
    await db.pool.query(
      "DELETE FROM endpoint_cost_day WHERE vpc_endpoint_id = 'vpce-1' AND day IN ('2026-10-07', '2026-10-28')",
    );
    await insertRows(
      db,
      "endpoint_cost_day",
      ["2026-10-07", "2026-10-28"].map((day) => drawnRow(one, "vpce-1", "use1-az2", day)),
    );
    await markUnsummed(db.pool, new Map([[one, new Set(["2026-10-07", "2026-10-28"])]]));
    await db.pool.query(
      "DELETE FROM endpoint_cost_day WHERE vpc_endpoint_id = 'vpce-4' AND day >= '2026-10-20'",
    );
    const gone = Array.from({ length: 30 }, (_, index) => addDays("2026-10-20", index));
    await markUnsummed(db.pool, new Map([[two, new Set(gone)]]));
    await sumMonths(db.pool, { first: "2026-10-15", days: 35 });
    const after = await state();
    const of = (rows: { month: string }[], months: string[]) =>
      rows.filter(({ month }) => months.includes(month));
    expect(of(after, ["2026-08-01", "2026-09-01"])).toEqual(of(before, ["2026-08-01", "2026-09-01"]));
    expect(after.filter(({ account_id, month }) => account_id === two && month === "2026-11-01")).toEqual([]);
    await holdsAlways(60);
    const { rows } = await db.pool.query("SELECT * FROM endpoint_cost_unsummed");
    expect(rows).toEqual([]);
  });

  it("follow an owner that changes, in the months that the window touches and not before", async () => {
    await db.pool.query("UPDATE vpc_endpoint SET owner = 'edge' WHERE vpc_endpoint_id = 'vpce-2'");
    await sumMonths(db.pool, { first: "2026-10-15", days: 35 });
    const rows = await fineRows();
    for (const by of ["owner", "vpc", "usageType", "endpoint"] as const)
      await holds(rows, { from: "2026-10-01", to: "2026-11-19", by, filters: { owner: "edge" } });
    const september = { from: "2026-09-01", to: "2026-09-20", by: "owner" as const, filters: {} };
    await expect(holds(rows, september)).rejects.toThrow();
    const stayed = rows.map((row) => (row.vpc === "vpc-2" ? { ...row, owner: "core" } : row));
    await holds(stayed, september);
    await sumAnew(db.pool, window);
    await holdsAlways(40);
  });
});
