import { describe, expect, it } from "vitest";
import { incidentSlo, objectiveOf, prepareBurns } from "./burns.ts";
import type { SloRow } from "./sideData.ts";
import { troubledPath } from "./testing.ts";

const slo = (sloId: string, overrides: Partial<SloRow> = {}): SloRow => ({
  ...{ sloId, title: sloId, indicator: "connect", definition: {}, objective: 99.9, policy: "workbook" },
  ...{ state: "met", reason: "", budgetLeft: 0.5, burnRate: 0, exhaustedAt: null, alertLevel: null },
  ...{ windows: [{ window: "1h", burnRate: 0 }], asOf: new Date("2026-11-18T14:00:00Z") },
  ...overrides,
});

describe("burn rates", () => {
  it("list what fires before what burns, what is unknown last, and nothing that promises nothing", () => {
    const burns = prepareBurns(
      [
        slo("calm"),
        slo("unknown", { state: "unknown", windows: [] }),
        slo("measured", { objective: null }),
        slo("fast", { windows: [{ window: "1h", burnRate: 9 }] }),
        slo("ticket", { alertLevel: "ticket" }),
        slo("page", { alertLevel: "page" }),
      ],
      4,
    );
    expect(burns.rows.map(({ sloId }) => sloId)).toEqual(["page", "ticket", "fast", "calm"]);
    expect(burns).toMatchObject({ total: 5, judged: 4, unknown: 1 });
    expect(burns.rows[2]?.windows.map(({ window, burnRate }) => [window, burnRate])).toEqual([
      ["5m", null],
      ["1h", 9],
      ["6h", null],
      ["3d", null],
    ]);
  });
});

describe("the objective of an incident", () => {
  const path = troubledPath();

  it("is the narrowest that is about its path, of the indicator of its hop", () => {
    const slos = [
      slo("fleet"),
      slo("kms", { definition: { select: { services: [path.serviceName ?? ""] } } }),
      slo("elsewhere", { definition: { select: { regions: ["eu-west-1"], accounts: [path.accountId] } } }),
      slo("names", { indicator: "dns" }),
    ];
    expect(objectiveOf(path, slos)?.sloId).toBe("kms");
    expect(objectiveOf({ ...path, hop: "private-dns" }, slos)?.sloId).toBe("names");
    expect(objectiveOf({ ...path, serviceName: null }, slos)?.sloId).toBe("fleet");
    expect(
      objectiveOf(path, [slo("tagged", { definition: { select: { tags: { team: "x" } } } })]),
    ).toBeUndefined();
  });

  it("burns by the incident's own probes, and not at all where nobody probed", () => {
    expect(incidentSlo(slo("a"), { bad: 1, total: 100 })?.burnRate).toBeCloseTo(10);
    expect(incidentSlo(slo("a"), { bad: 0, total: 0 })?.burnRate).toBeNull();
    expect(incidentSlo(slo("a", { indicator: "dns" }), { bad: 1, total: 100 })?.burnRate).toBeNull();
    expect(incidentSlo(undefined, { bad: 1, total: 100 })).toBeNull();
  });
});
