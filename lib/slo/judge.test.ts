import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defined, sloSchema } from "./definition.ts";
import { indicatorNames, indicators } from "./indicators.ts";
import { judgeSlo, type SloEvidence } from "./judge.ts";
import type { Sample } from "./schema.ts";

const minute = 60_000;
const day = 1440 * minute;
const to = Date.parse("2026-11-18T14:00:00Z");
const slo = (more: object = {}) => defined(sloSchema.parse({ id: "a", indicator: "connect", ...more }));
/** A sample each 5 minutes for so long, up to `until`. */
const samples = (hours: number, of: (minutesAgo: number) => Omit<Sample, "time">, until = to): Sample[] =>
  Array.from({ length: hours * 12 }, (_, i) => ({ time: until - (i + 1) * 5 * minute, ...of((i + 1) * 5) }));
const evidence = (list: readonly Sample[], more: Partial<SloEvidence> = {}): SloEvidence => ({
  ...{
    samples: list,
    watermark: to,
    countedFrom: to - 40 * day,
    sourceReason: null,
    sourceCoverage: 1,
    alerts: [],
  },
  ...more,
});
const good = () => ({ bad: 0, total: 1000 });

describe("the state of an objective", () => {
  it.each([
    ["met", slo(), samples(96, good)],
    // 18 of 1000 for an hour: 36 times too fast, and 0.75 % of a budget of 4 days used in each hour.
    ["at-risk", slo(), samples(96, (ago) => ({ bad: ago <= 60 ? 18 : 0, total: 1000 }))],
    ["breached", slo(), samples(96, () => ({ bad: 1, total: 1000 }))],
    ["unknown", slo(), []],
    ["unknown", slo({ minimumTotal: 2_000_000 }), samples(96, good)],
    ["measured", slo({ indicator: "cost-per-gb" }), [{ time: to - day, bad: 0, total: 1 }]],
  ])("%s", (state, definition, list) => {
    const verdict = judgeSlo(definition, evidence(list), to + minute);
    expect(verdict.state).toBe(state);
    expect(verdict.reason).not.toBe("");
    if (state === "unknown") expect(verdict.left).toBeNull();
  });

  it("says which rule fires, how bad it is, and since when", () => {
    const burning = samples(96, (ago) => ({ bad: ago <= 60 ? 18 : 0, total: 1000 }));
    const first = judgeSlo(slo(), evidence(burning), to);
    expect(first).toMatchObject({ alertLevel: "page" });
    expect(first.reason).toMatch(/% of the error budget is left; it burns 14\.4× over 1 h and 5 min\.$/);
    const since = "2026-11-18T13:20:00.000Z";
    const before = first.alerts.map((alert) => ({ ...alert, since }));
    expect(judgeSlo(slo(), evidence(burning, { alerts: before }), to).alerts.map((one) => one.since)).toEqual(
      first.alerts.map(() => since),
    );
    const over = judgeSlo(slo(), evidence(samples(96, good), { alerts: before }), to);
    expect(over.alerts[0]).toMatchObject({ state: "quiet", since: new Date(to).toISOString() });
  });
});

describe("data that stopped", () => {
  it("leaves the objective unknown, with the moment, whatever the budget was", () => {
    const stopped = judgeSlo(slo(), evidence(samples(96, good, to - 120 * minute)), to);
    expect(stopped).toMatchObject({ state: "unknown", alertLevel: null });
    expect(stopped.reason).toMatch(/^Nothing was counted since 2026-11-18T12:00:00\.000Z/);
    const behind = judgeSlo(slo(), evidence(samples(96, good)), to + 3 * 60 * minute);
    expect(behind.reason).toMatch(/^Data ends at 2026-11-18T14:00:00\.000Z/);
    expect(behind.alerts.every((one) => one.state === "unknown")).toBe(true);
  });

  it("is not missed while there is maintenance", () => {
    const maintenance = [{ from: "2026-11-18T12:00:00Z", to: "2026-11-18T14:00:00Z", reason: "move" }];
    const quiet = judgeSlo(slo({ maintenance }), evidence(samples(96, good, to - 120 * minute)), to);
    expect(quiet).toMatchObject({ state: "met", excludedSeconds: 7200 });
  });

  it("is expected of what seldom happens", () => {
    const creations = samples(1, good, to - 5 * day);
    expect(judgeSlo(slo({ indicator: "provisioning" }), evidence(creations), to).state).toBe("met");
  });

  it("says why the source is behind, and what quiet means where it is not", () => {
    const provisioning = slo({ indicator: "provisioning" });
    expect(judgeSlo(provisioning, evidence([]), to).reason).toMatch(/^Nobody asked for an endpoint/);
    const denied = evidence([], { sourceReason: "2 of 8 accounts and regions are not read completely." });
    expect(judgeSlo(provisioning, denied, to).reason).toMatch(/^CloudTrail was not read.*2 of 8/);
    const never = evidence([], { watermark: null, countedFrom: null });
    expect(judgeSlo(provisioning, never, to).reason).toBe(indicators.provisioning.missing);
  });
});

it("fills slices without data since counting began, as the policy says, and counts them as covered never", () => {
  const latency = (noData: string) => slo({ indicator: "latency", noData, window: "1d" });
  const some = samples(24, () => ({ bad: 0, total: 1 })).filter((_, i) => i % 2 === 0);
  const countedFrom = to - 12 * 60 * minute;
  const totals = ["ignore", "good", "bad"].map((policy) => {
    const { total, spent, coverage } = judgeSlo(latency(policy), evidence(some, { countedFrom }), to);
    return [total, spent, coverage];
  });
  expect(totals).toEqual([
    [144, 0, 0.5],
    [216, 0, 0.5],
    [216, 72, 0.5],
  ]);
});

it("a calendar month begins anew", () => {
  const monthly = slo({ window: "month" });
  const list = samples(24 * 20, (ago) => ({ bad: ago > 18 * 1440 ? 1000 : 0, total: 1000 }));
  const { left, spent, windows } = judgeSlo(monthly, evidence(list), to);
  expect([left, spent]).toEqual([1, 0]);
  expect(windows.at(-1)).toMatchObject({ window: "month", seconds: (17 * 24 + 14) * 3600 });
});

describe("any evidence", () => {
  const anySamples = fc.uniqueArray(
    fc
      .record({
        back: fc.integer({ min: 1, max: 40 * 288 }),
        total: fc.integer({ min: 0, max: 1e9 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ back, total, share }) => ({
        time: to - back * 5 * minute,
        total,
        bad: Math.floor(total * share),
      })),
    { selector: ({ time }) => time, maxLength: 200 },
  );
  const anySlo = fc
    .record({
      indicator: fc.constantFrom(...indicatorNames.filter((name) => name !== "cost-per-gb")),
      objective: fc.integer({ min: 10_000, max: 999_999 }).map((n) => n / 10_000),
      window: fc.constantFrom("1d", "30d", "90d", "month", "quarter"),
      policy: fc.constantFrom("guide", "workbook"),
      minimumTotal: fc.constantFrom(0, 1, 1000),
    })
    .map(slo);

  it("gives figures that are numbers or null, never NaN or infinite", () => {
    fc.assert(
      fc.property(anySlo, anySamples, fc.boolean(), (definition, list, known) => {
        const verdict = judgeSlo(
          definition,
          evidence(list, known ? {} : { watermark: null, countedFrom: null }),
          to,
        );
        const walk = (value: unknown): void => {
          if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
          else if (value && typeof value === "object") Object.values(value).forEach(walk);
        };
        walk(verdict);
        expect(["met", "at-risk", "breached", "unknown"]).toContain(verdict.state);
      }),
    );
  });

  it("gives the same verdict in any order", () => {
    fc.assert(
      fc.property(
        anySlo,
        anySamples,
        fc.infiniteStream(fc.double({ noNaN: true })),
        (definition, list, random) => {
          const shuffled = list
            .map((sample) => ({ sample, key: random.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ sample }) => sample);
          expect(judgeSlo(definition, evidence(shuffled), to)).toEqual(
            judgeSlo(definition, evidence(list), to),
          );
        },
      ),
    );
  });

  it("spends a budget that adds up, over the window and over its days", () => {
    fc.assert(
      fc.property(anySamples, fc.integer({ min: 900_000, max: 999_999 }), (list, n) => {
        const definition = slo({ objective: n / 10_000, minimumTotal: 0 });
        const { allowed, left, spent, total, days } = judgeSlo(definition, evidence(list), to);
        if (allowed === null || left === null) return;
        expect(left * allowed + spent).toBeCloseTo(allowed, 3);
        const from = to - 30 * day;
        const whole = days.filter((one) => Date.parse(`${one.day}T00:00:00Z`) >= from);
        const first = list.filter(({ time }) => time >= from && time < Math.ceil(from / day) * day);
        const sum = (values: { bad: number; total: number }[]) =>
          values.reduce((all, one) => [all[0] + one.bad, all[1] + one.total] as [number, number], [0, 0] as [
            number,
            number,
          ]);
        const [[bad, all], [firstBad, firstTotal]] = [sum(whole), sum(first)];
        expect([bad + firstBad, all + firstTotal]).toEqual([spent, total]);
      }),
    );
  });
});
