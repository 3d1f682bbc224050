import { beforeAll, describe, expect, it } from "vitest";
import { endpointRow, insertEndpoints, fixtureNow as now } from "../../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../../testing/rows.ts";
import { sumAnew } from "../estimates/months.ts";
import { chargeDays, exploreCells, zoneCosts } from "./data.ts";
import { loadCostsCsv, loadCostsPage } from "./loaders.ts";
import { readExplore } from "./query.ts";

const db = processDatabase();
const [one, two] = ["111111111111", "222222222222"];
const region = "us-east-1";

beforeAll(async () => {
  await insertEndpoints(db, [
    endpointRow("vpce-1", { accountId: one, owner: "core", vpcId: "vpc-1" }),
    endpointRow("vpce-2", { accountId: two, owner: null, vpcId: "vpc-2" }),
  ]);
  const cost = (
    accountId: string,
    vpcEndpointId: string,
    day: string,
    azId: string,
    hoursUsd: number,
    bytes: number | null,
  ) => ({
    ...{
      accountId,
      vpcEndpointId,
      day,
      azId,
      region,
      hours: 24,
      hoursUsd,
      bytes,
      dataUsd: bytes === null ? null : 0.5,
    },
    ...{ reason: bytes === null ? "not-collected-yet" : null, asOf: now, evaluatedAt: now },
  });
  await db.pool.query(
    "CREATE TABLE IF NOT EXISTS endpoint_cost_day_test PARTITION OF endpoint_cost_day FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')",
  );
  await db.pool.query(
    "CREATE TABLE IF NOT EXISTS endpoint_cost_day_before PARTITION OF endpoint_cost_day FOR VALUES FROM ('2026-10-01') TO ('2026-11-01')",
  );
  await insertRows(db, "endpoint_cost_day", [
    cost(one, "vpce-1", "2026-10-30", "use1-az1", 100, 10),
    cost(one, "vpce-1", "2026-10-31", "use1-az1", 3, 10),
    cost(two, "vpce-2", "2026-10-31", "use1-az2", 4, null),
    cost(one, "vpce-1", "2026-11-01", "use1-az1", 2, 10),
    cost(one, "vpce-1", "2026-11-02", "use1-az1", 2, 0),
    cost(one, "vpce-1", "2026-11-01", "use1-az2", 2, null),
    cost(two, "vpce-2", "2026-11-01", "use1-az1", 1, 5),
  ]);
  await insertRows(db, "billed_cost", [
    {
      ...{
        accountId: one,
        day: "2026-11-01",
        service: "Amazon Virtual Private Cloud",
        region,
        estimated: false,
      },
      ...{ usageType: "USE1-VpcEndpoint-Hours", unblendedCostUsd: 5, collectedAt: now },
    },
  ]);
  await insertRows(db, "cost_reconciliation_day", [
    {
      ...{
        accountId: one,
        day: "2026-11-01",
        region,
        charge: "VpcEndpoint-Hours",
        unestimated: 0,
        flagged: true,
      },
      ...{ service: "Amazon Virtual Private Cloud", usageType: "USE1-VpcEndpoint-Hours", estimatedUsd: 4 },
      ...{ billedUsd: 5, unexplainedUsd: 1, asOf: now, evaluatedAt: now },
    },
  ]);
  await db.pool.query(`UPDATE cost_reconciliation_day SET causes = '[{"cause": "tax", "usd": 1}]'`);
  await sumAnew(db.pool, { first: "2026-10-30", days: 20 });
});

const cells = async (asked: Record<string, string>) => exploreCells(readExplore(asked, now).query);

describe("the cost explorer", () => {
  it("tells what the bill knows, with estimate and causes beside it", async () => {
    const { cells: found, causes } = await cells({ by: "account" });
    expect(found).toEqual([
      expect.objectContaining({ row: one, billed: 5, estimated: 4, unexplained: 1, flagged: true }),
    ]);
    expect(causes.get(one)).toEqual([expect.objectContaining({ cause: "tax", usd: 1 })]);
  });

  it("tells by two dimensions, from months and from days alike", async () => {
    const months = await cells({ by: "owner", columns: "az" });
    const days = await cells({ by: "owner", columns: "az", from: "2026-11-01", to: "2026-11-03" });
    const told = [
      ["core", "use1-az1", 5],
      ["core", "use1-az2", 2],
      [null, "use1-az1", 1.5],
    ];
    for (const { cells: found } of [months, days])
      expect(found.map(({ row, column, estimated }) => [row, column, estimated])).toEqual(told);
  });

  it("tells a span of whole months and days beside them as the days alone do", async () => {
    const span = { from: "2026-10-31", to: "2026-11-19" };
    const owners = await cells({ by: "owner", columns: "az", ...span });
    expect(owners.cells.map(({ row, column, estimated }) => [row, column, estimated])).toEqual([
      ["core", "use1-az1", 8.5],
      ["core", "use1-az2", 2],
      [null, "use1-az1", 1.5],
      [null, "use1-az2", 4],
    ]);
    const sums = async (asked: Record<string, string>) => {
      const { cells: found } = await cells({ ...asked, ...span });
      const byRow = Map.groupBy(found, ({ row }) => row);
      return [...byRow].map(([row, own]) => [
        row,
        own.reduce((sum, { estimated }) => sum + (estimated ?? 0), 0),
        own.reduce((sum, { unestimated }) => sum + unestimated, 0),
      ]);
    };
    // A column by day has every day read by itself.
    for (const by of ["az", "region", "endpoint", "usageType", "account", "vpc", "serviceName"])
      expect(await sums({ by, az: "use1-az2" }), by).toEqual(
        await sums({ by, az: "use1-az2", columns: "day" }),
      );
  });

  it("splits estimates by usage type as the bill writes it, and narrows by it", async () => {
    const { cells: found } = await cells({ by: "usageType", owner: "core" });
    expect(found.map(({ row, estimated }) => [row, estimated])).toEqual([
      ["USE1-VpcEndpoint-Hours", 6],
      ["USE1-VpcEndpoint-Bytes", 1],
    ]);
    const narrowed = await cells({ by: "vpc", usageType: "USE1-VpcEndpoint-Bytes" });
    expect(narrowed.cells.map(({ row, estimated }) => [row, estimated])).toEqual([
      ["vpc-1", 1],
      ["vpc-2", 0.5],
    ]);
  });

  it("knows idle hours from hours that nobody measured", async () => {
    const rows = await zoneCosts(["2026-11-01"]);
    expect(rows).toEqual([
      expect.objectContaining({ azId: "use1-az1", hours: 72, idleHours: 24, unknownHours: 0, endpoints: 2 }),
      expect.objectContaining({ azId: "use1-az2", hours: 24, idleHours: 0, unknownHours: 24 }),
    ]);
  });

  it("tells days as billed and as estimated, and estimates alone where the bill does not know", async () => {
    const billed = await chargeDays(readExplore({}, now).query);
    expect(billed).toEqual([expect.objectContaining({ day: "2026-11-01", billed: 5, estimated: 4 })]);
    const own = await chargeDays(readExplore({ az: "use1-az1" }, now).query);
    expect(own.map(({ day, billed: usd }) => [day, usd])).toContainEqual(["2026-11-02", null]);
  });

  it("has a page and a CSV of the same rows; a bad address is named", async () => {
    const page = await loadCostsPage({ by: "endpoint", az: "use1-az1" });
    expect(page.pivot.rows.map(({ key }) => key)).toEqual(["vpce-1", "vpce-2"]);
    expect(page.zones?.[0]?.cells).toHaveLength(1);
    const csv = await loadCostsCsv({ by: "endpoint", az: "use1-az1" });
    expect(csv.split("\r\n").map((line) => line.split(",")[0])).toEqual([
      "endpoint",
      "vpce-1",
      "vpce-2",
      "total",
      "",
    ]);
    await expect(loadCostsCsv({ by: "colour" })).rejects.toThrow(/expected one of/);
  });

  it("sums a month again to the same rows, and lets go of what has no day left", async () => {
    await db.pool.query("DELETE FROM endpoint_cost_day WHERE vpc_endpoint_id = 'vpce-2'");
    await sumAnew(db.pool, { first: "2026-10-30", days: 20 });
    const { rows } = await db.pool.query(
      "SELECT vpc_endpoint_id FROM endpoint_cost_month WHERE month = '2026-11-01'",
    );
    expect(rows).toHaveLength(2);
  });
});
