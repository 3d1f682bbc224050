import { describe, expect, it } from "vitest";
import type { HealthCount } from "./healthData.ts";
import { countsNow, mostRows, prepareHealthMap } from "./healthMap.ts";
import { troubledPath } from "./testing.ts";

const count = (accountId: string, overrides: Partial<HealthCount> = {}): HealthCount => ({
  accountId,
  accountName: accountId,
  region: "us-east-1",
  group: null,
  condition: "ok",
  endpoints: 3,
  ...overrides,
});

describe("the health map", () => {
  it("puts accounts in trouble first and sums up the others, by place and its worst", () => {
    const map = prepareHealthMap(
      [
        count("calm"),
        count("calm", { condition: "idle", endpoints: 1 }),
        count("silent", { condition: "unknown" }),
        count("broken", { region: "eu-west-1" }),
      ],
      [troubledPath({ accountId: "broken", accountName: "broken" })],
      null,
      "trouble",
    );
    expect(map.rows.map(({ accountId }) => accountId)).toEqual(["broken", "silent"]);
    expect(map.counts).toEqual({ failing: 1, degraded: 0, unknown: 3, idle: 1, partly: 0, ok: 6 });
    expect(map.total).toBe(11);
    expect(map.calm).toMatchObject({ accounts: 1, endpoints: 4 });
    expect(map.calm.places).toMatchObject([
      { region: "us-east-1", counts: { idle: 1, ok: 0 } },
      { region: "eu-west-1", counts: { idle: 0, ok: 0 } },
    ]);
  });

  it("leaves out somebody else's endpoints, which no account of ours has", () => {
    const map = prepareHealthMap([], [troubledPath({ consumerOurs: false })], null, "all");
    expect(map).toMatchObject({ total: 0, rows: [] });
  });

  it("keeps rows of one tag together, those without it last", () => {
    const rows = prepareHealthMap(
      [
        count("a", { group: null, condition: "unknown", endpoints: 9 }),
        count("b", { group: "staging", condition: "unknown", endpoints: 2 }),
        count("b", { group: "production", condition: "unknown", endpoints: 8 }),
        count("c", { group: "staging", condition: "unknown", endpoints: 7 }),
      ],
      [],
      "environment",
      "trouble",
    ).rows;
    expect(rows.map(({ accountId, group }) => `${accountId} ${group}`)).toEqual([
      "b production",
      "c staging",
      "b staging",
      "a null",
    ]);
  });

  it("draws a bounded number of rows and says how much trouble is beyond", () => {
    const names = Array.from({ length: mostRows + 60 }, (_, i) => `account-${String(i).padStart(4, "0")}`);
    const map = prepareHealthMap(
      names.map((name) => count(name, { condition: "unknown", endpoints: 2 })),
      [],
      null,
      "all",
    );
    expect(map.rows).toHaveLength(mostRows);
    expect(map.more).toEqual({ rows: 60, troubled: 120 });
    expect(map.calm.places[0]?.counts.unknown).toBe(60);
  });
});

describe("counts as they may be shown now", () => {
  const place = { accountId: "a", accountName: "a", region: "us-east-1", endpoints: 4, fresh: true };

  it("are unknown where the place does not report, whatever was judged before", () => {
    expect(countsNow([count("a"), count("b")], [], [place])).toMatchObject([
      { accountId: "a", condition: "ok" },
      { accountId: "b", condition: "unknown" },
      { accountId: "a", condition: "unknown", endpoints: 1 },
    ]);
  });

  it("count what a run has found and nobody has walked", () => {
    const walked = [troubledPath({ accountId: "a" })];
    expect(countsNow([count("a")], walked, [place])).toHaveLength(1);
    expect(countsNow([], walked, [place])[0]).toMatchObject({ condition: "unknown", endpoints: 3 });
    expect(countsNow([count("a", { endpoints: 9 })], [], [place])).toHaveLength(1);
  });
});
