import { describe, expect, it } from "vitest";
import { pivotCsv } from "./csv.ts";
import type { ChargeDay, ExploreCells } from "./data.ts";
import { spendDays, sumDays } from "./days.ts";
import { preparePivot } from "./pivot.ts";
import { exploreHref, isEstimate, monthsOf, readExplore } from "./query.ts";
import type { ExploreCell } from "./schema.ts";
import { prepareZones } from "./zones.ts";

const now = new Date("2026-11-18T14:05:00Z");

describe("readExplore", () => {
  it("is the present month by account, until something else is asked for", () => {
    const { query, month, problems } = readExplore({}, now);
    expect(query).toEqual({
      days: { first: "2026-11-01", last: "2026-11-30" },
      rows: "account",
      columns: null,
      filters: [],
    });
    expect([month, problems]).toEqual(["2026-11", []]);
  });

  it("reads what it writes", () => {
    const address = "from=2026-10-20&to=2026-11-05&by=owner&columns=az&account=111111111111";
    const { query } = readExplore(Object.fromEntries(new URLSearchParams(address)), now);
    expect(query.days).toEqual({ first: "2026-10-20", last: "2026-11-04" });
    expect(exploreHref(query)).toBe(`/costs?${address}`);
    expect(isEstimate(query)).toBe(true);
  });

  it("names what it cannot read, and shows the rest", () => {
    const { query, problems } = readExplore({ by: "colour", columns: "account", month: "2026-13" }, now);
    expect(query).toMatchObject({ rows: "account", columns: null, days: { first: "2026-11-01" } });
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(["by", "columns", "month"]);
  });

  it("knows whole months from parts of them", () => {
    expect(monthsOf({ first: "2026-10-01", last: "2026-11-30" })).toEqual(["2026-10-01", "2026-11-01"]);
    expect(monthsOf({ first: "2026-10-01", last: "2026-11-29" })).toBeNull();
  });
});

const cell = (row: string | null, column: string | null, more: Partial<ExploreCell>): ExploreCell => ({
  ...{
    row,
    column,
    estimated: null,
    billed: null,
    unexplained: null,
    unestimated: 0,
    flagged: false,
    provisional: false,
  },
  ...more,
});

describe("preparePivot", () => {
  const found: ExploreCells = {
    cells: [
      cell("1", "a", { estimated: 5, billed: 6, unexplained: 1 }),
      cell("1", "b", { estimated: 2 }),
      cell("2", "b", { billed: 3 }),
    ],
    others: { count: 4, cells: [cell(null, "a", { billed: 2, estimated: 1 })] },
    causes: new Map([["1", [{ cause: "tax", usd: 1 }]]]),
  };
  const names = new Map([["1", "one"]]);

  it("has every dollar in one row and one column, billed where the bill knows it", () => {
    const pivot = preparePivot(found, names, { twoDimensions: true, inOrder: true });
    expect(pivot.columns).toEqual(["a", "b"]);
    expect(pivot.rows.map(({ key, others, cells }) => [key, others, cells])).toEqual([
      ["1", null, [6, 2]],
      ["2", null, [null, 3]],
      [null, 4, [2, null]],
    ]);
    expect(pivot.total.cells).toEqual([8, 5]);
  });

  it("keeps what nobody knows apart from zero", () => {
    const { rows, total } = preparePivot(found, names, { twoDimensions: false, inOrder: false });
    expect(rows[1]).toMatchObject({ key: "2", billed: 3, estimated: null, unexplained: null });
    expect(total).toMatchObject({ billed: 11, estimated: 8, causes: [{ cause: "tax", usd: 1 }] });
  });

  it("is written as CSV as it stands, harmless to a spreadsheet", () => {
    const days = { first: "2026-11-01", last: "2026-11-30" };
    const odd = {
      ...found,
      cells: [cell("=1+1", "", { billed: 1.5 })],
      others: { count: 0, cells: [] },
      causes: new Map(),
    };
    const pivot = preparePivot(odd, names, { twoDimensions: false, inOrder: false });
    expect(pivotCsv({ days, rows: "service", columns: null, filters: [] }, pivot)).toBe(
      "service,estimated,billed,unexplained,causes,unestimated,provisional\r\n'=1+1,,1.5,,,0,false\r\ntotal,,1.5,,,0,false\r\n",
    );
  });
});

describe("spendDays", () => {
  const row = (day: string, more: Partial<ChargeDay>): ChargeDay => ({
    ...{ day, service: "Amazon Virtual Private Cloud", usageType: "USE1-VpcEndpoint-Hours", billed: null },
    ...{ estimated: null, provisional: false, collectedAt: now },
    ...more,
  });
  const span = { first: "2026-11-14", last: "2026-11-20" };
  const evidence = Array.from({ length: 14 }, (_, index) => ({
    ...{
      day: `2026-11-${String(index + 1).padStart(2, "0")}`,
      usd: 10,
      source: "billed" as const,
      complete: true,
    },
  }));
  const days = spendDays(
    span,
    [
      row("2026-11-14", { billed: 10, estimated: 9 }),
      row("2026-11-15", { billed: 8, provisional: true }),
      // Read an hour after its end: the bill had no time to fill it.
      row("2026-11-17", { billed: 4, estimated: 11 }),
      row("2026-11-18", { estimated: 6 }),
    ],
    "2026-11-18",
    { evidence, anomalies: [] },
  );

  it("takes the bill once it is complete, the estimate before, and nothing where nothing is known", () => {
    expect(days.map(({ state }) => state)).toEqual([
      ...["billed", "open", "missing", "estimated", "estimated", "forecast", "forecast"],
    ]);
    expect(days[3]?.groups).toEqual({ "endpoint-hours": 11 });
    expect(days[2]?.groups).toEqual({});
    expect(days[5]?.expected?.usd).toBe(10);
  });

  it("sums what is known, by where it is from", () => {
    expect(sumDays(days)).toMatchObject({ billedUsd: 18, estimatedUsd: 17, totalUsd: 35, missingDays: 1 });
    expect(sumDays(days.slice(5)).totalUsd).toBeNull();
  });
});

describe("prepareZones", () => {
  const zone = (
    azId: string,
    usd: number | null,
    hours: number,
    idleHours: number,
    unknownHours: number,
  ) => ({
    ...{ region: "us-east-1", azId, usd, endpoints: 2, hours, idleHours, unknownHours },
  });

  it("tells the idle share of measured hours only", () => {
    const [region] = prepareZones([
      zone("use1-az2", 4, 100, 20, 20),
      zone("use1-az1", 8, 100, 0, 100),
      zone("", 1, 0, 0, 0),
    ]);
    expect(region?.cells.map(({ azId, idleShare, shade }) => [azId, idleShare, shade])).toEqual([
      ["use1-az1", null, 1],
      ["use1-az2", 0.25, 0.5],
    ]);
    expect(region).toMatchObject({ usd: 12, idleShare: 0.25, nowhereUsd: 1 });
  });
});
