import { expect, it } from "vitest";
import type { AnsweredUnit } from "./answered.ts";
import { type Known, type KnownUnits, keyOf } from "./known.ts";
import type { Watermark } from "./mutations.ts";
import { type Asked, Remembered } from "./remembered.ts";

const region = "us-east-1";
const since = new Date("2026-11-18T10:00:00Z");
const before = Date.parse("2026-11-18T11:00:00Z");
const minutes = (count: number) => new Date(before + count * 60_000);

function unit(resourceId: string, to = minutes(5), more: Partial<AnsweredUnit> = {}): AnsweredUnit {
  const ranges = [{ resolution: "1m" as const, from: before, to: to.getTime(), series: [] }];
  const common = { namespace: "AWS/PrivateLinkEndpoints", grain: "endpoint", collectedFrom: { "1m": since } };
  return { ...common, resourceId, ranges, to, span: undefined, ...more };
}

const known: Known = {
  marks: { "1m": { watermark: before, collectedFrom: since.getTime() } },
  ...{ newest: before, published: false, lastDatapoint: undefined, tail: undefined },
};

const asked = (accountId: string, units: AnsweredUnit[]): Asked => ({
  ...{ scope: { accountId, region }, units, keys: units.map(keyOf) },
});

function keep(remembered: Remembered, accountId: string, units: AnsweredUnit[]): void {
  const stored: KnownUnits = new Map(units.map((one) => [keyOf(one), known]));
  const marks = units.map(({ namespace, resourceId, grain, to }): Watermark[] => [
    ...[{ namespace, resourceId, grain, periodSeconds: 60, watermark: to, collectedFrom: since }].map(
      (mark) => ({
        ...mark,
        firstDatapointAt: null,
        lastDatapointAt: null,
      }),
    ),
  ]);
  remembered.keep(asked(accountId, units), stored, marks);
}

const recalled = (remembered: Remembered, accountId: string, units: AnsweredUnit[]) =>
  remembered.recall(asked(accountId, units))?.get(keyOf(units[0] as AnsweredUnit))?.newest;

it("recalls how far units are known after what was stored", () => {
  const remembered = new Remembered();
  keep(remembered, "1", [unit("a"), unit("b")]);
  expect(recalled(remembered, "1", [unit("a", minutes(10))])).toBe(+minutes(5));
  expect(recalled(remembered, "2", [unit("a", minutes(10))])).toBeUndefined();
});

it("recalls nothing where one unit of several is not remembered", () => {
  const remembered = new Remembered();
  keep(remembered, "1", [unit("a")]);
  expect(recalled(remembered, "1", [unit("a"), unit("b")])).toBeUndefined();
});

it("remembers only what is asked for again within minutes", () => {
  const remembered = new Remembered();
  keep(remembered, "1", [unit("a"), unit("b", minutes(15))]);
  expect(remembered.size).toBe(1);
  keep(remembered, "1", [unit("a", minutes(20))]);
  expect(remembered.size).toBe(0);
});

it("leaves to the database what is collected from another time, by wider buckets, or of a silent endpoint's subnets", () => {
  const remembered = new Remembered();
  const subnets = unit("a", minutes(5), { grain: "subnet" });
  keep(remembered, "1", [unit("a"), subnets]);
  const hours = [{ resolution: "1h" as const, from: before, to: before, series: [] }];
  expect(
    recalled(remembered, "1", [unit("a", minutes(10), { collectedFrom: { "1m": minutes(0) } })]),
  ).toBeUndefined();
  expect(recalled(remembered, "1", [unit("a", minutes(10), { ranges: hours })])).toBeUndefined();
  expect(recalled(remembered, "1", [subnets])).toBeUndefined();
  keep(remembered, "1", [unit("a", minutes(10), { span: { first: minutes(0), last: minutes(4) } })]);
  expect(recalled(remembered, "1", [subnets])).toBe(+minutes(5));
});

it("forgets the scopes that were stored longest ago when there are too many units", () => {
  const remembered = new Remembered(4);
  for (const account of ["1", "2"]) keep(remembered, account, [unit("a"), unit("b")]);
  keep(remembered, "1", [unit("a")]);
  keep(remembered, "3", [unit("a")]);
  expect(remembered.size).toBe(3);
  expect(["1", "2", "3"].map((account) => recalled(remembered, account, [unit("a")]) !== undefined)).toEqual([
    true,
    false,
    true,
  ]);
  keep(
    remembered,
    "4",
    ["a", "b", "c", "d", "e"].map((id) => unit(id)),
  );
  expect(remembered.size).toBe(0);
});

it("gives out what stays as it is while more is stored", () => {
  const remembered = new Remembered();
  keep(remembered, "1", [unit("a")]);
  const first = remembered.recall(asked("1", [unit("a")]));
  keep(remembered, "1", [unit("a", minutes(10))]);
  remembered.forget({ accountId: "1", region });
  expect(first?.get(keyOf(unit("a")))?.newest).toBe(+minutes(5));
  expect(remembered.size).toBe(0);
});
