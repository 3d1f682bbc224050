import { describe, expect, it } from "vitest";
import { latencyBounds } from "../probes/compute.ts";
import { prepareBudgets, prepareLatency, withBurnDown } from "./reliability.ts";
import { prepareWasteKinds } from "./wasteKinds.ts";
import { prepareWeek, type WeekFacts } from "./weekly.ts";

describe("budgets by service", () => {
  const count = (key: string, bad: number | null, total: number | null) => ({
    ...{ key, name: null, endpoints: 2, measured: total === null ? 0 : 1, bad, total },
  });
  const { rows } = prepareBudgets(
    [count("calm", 0, 1000), count("spent", 3, 1000), count("unseen", null, null)],
    99.9,
  );

  it("have the least left first, and what nobody measured last, without a figure", () => {
    expect(rows.map(({ key }) => key)).toEqual(["spent", "calm", "unseen"]);
    expect(rows[0]?.left).toBeCloseTo(-2, 6);
    expect(rows[2]).toMatchObject({ left: null, attainment: null });
  });

  it("burn down day by day, a day without a count left out", () => {
    const days = [
      { key: "spent", day: "2026-11-01", bad: 0, total: 500 },
      { key: "spent", day: "2026-11-03", bad: 3, total: 500 },
    ];
    const [row] = withBurnDown(rows.slice(0, 1), days, { first: "2026-11-01", last: "2026-11-03" }, 99.9);
    expect(row?.burnDown.slice(0, 2)).toEqual([1, null]);
    expect(row?.burnDown[2]).toBeCloseTo(-2, 6);
  });
});

it("latency by week has gaps where no probe ran", () => {
  const histogram = latencyBounds.map((bound) => (bound === 0.02 ? 100 : 0));
  const rows = [{ region: "us-east-1", week: "2026-11-16", histogram }];
  const { weeks, lines } = prepareLatency(rows, "2026-11-18", 2);
  expect(weeks).toEqual(["2026-11-09", "2026-11-16"]);
  expect(lines[0]?.p95Ms[0]).toBeNull();
  expect(lines[0]?.p95Ms[1]).toBeCloseTo(19.75, 6);
});

it("waste has each kind once, and no sum for what has no price", () => {
  const idle = {
    ...{ owner: "core", accountId: "1", accountName: null, resourceType: "endpoint" as const },
    ...{ count: 2, savingUsd: 14.6, unpriced: 0 },
  };
  const none = { count: 0, usdPerMonth: null, unpriced: 0, owners: [] };
  const { lines, usdPerMonth } = prepareWasteKinds([idle], {
    gateway: { count: 1, usdPerMonth: 20, unpriced: 0, owners: [{ owner: "core", count: 1 }] },
    duplicate: none,
    missingGateway: { ...none, count: 3, unpriced: 3, owners: [{ owner: null, count: 3 }] },
  });
  expect(lines.slice(0, 2).map(({ kind, usdPerMonth: usd }) => [kind, usd])).toEqual([
    ["gateway", 20],
    ["endpoint", 14.6],
  ]);
  expect(lines.find(({ kind }) => kind === "missing-gateway")?.usdPerMonth).toBeNull();
  expect(usdPerMonth).toBeCloseTo(34.6, 9);
});

describe("prepareWeek", () => {
  const quiet: WeekFacts = {
    ...{ days: [], objectives: [], scopes: { behind: 0, all: 9, collectors: [] }, latency: [] },
    ...{ findings: { opened: 0, ended: 0 }, retired: { count: 0, usdPerMonth: null } },
  };

  it("says nothing of what it does not know", () => expect(prepareWeek(quiet)).toEqual([]));

  it("compares seven complete days with the seven before", () => {
    const days = Array.from({ length: 14 }, (_, index) => ({
      ...{ day: `2026-11-${String(index + 1).padStart(2, "0")}`, usd: index < 7 ? 100 : 110 },
      ...{ source: "billed" as const, complete: true },
    }));
    const [line] = prepareWeek({ ...quiet, days });
    expect(line?.text).toBe("Seven days to 14 Nov cost $770, $70.00 (10.0 %) more than the seven before.");
    expect(line?.href).toBe("/costs?from=2026-11-08&to=2026-11-15&by=account");
    expect(prepareWeek({ ...quiet, days: days.slice(1) })).toEqual([]);
  });
});
