import { describe, expect, it } from "vitest";
import { chargeFor, newVersions, priceAt, priceTable } from "./compute.ts";
import { fallbackOrigins, fallbackPrices } from "./fallback.ts";
import type { PriceVersion } from "./schema.ts";

const at = new Date("2026-11-18T14:05:00Z");
const petabyte = 1_048_576;

function version(more: Partial<PriceVersion> = {}, ...tiers: [number, number][]): PriceVersion {
  return {
    region: "us-east-1",
    product: "vpce-interface-gb",
    effectiveFrom: "2026-10-01",
    source: "price-list",
    unit: "GB",
    tiers: (tiers.length > 0 ? tiers : [[0, 0.01] as const]).map(([fromUnits, usdPerUnit]) => ({
      fromUnits,
      usdPerUnit,
    })),
    ...more,
  };
}
const data = version({}, [0, 0.01], [petabyte, 0.006], [5 * petabyte, 0.004]);
const question = { product: "vpce-interface-gb", region: "us-east-1", at } as const;

describe("priceAt", () => {
  it.each([
    [0, 0.01],
    [1_000_000, 0.01],
    [petabyte - 1, 0.01],
    [petabyte, 0.006],
    [5 * petabyte - 0.5, 0.006],
    [5 * petabyte, 0.004],
    [50 * petabyte, 0.004],
  ])("after %d GB the next one costs %d", (unitsBefore, usdPerUnit) => {
    expect(priceAt(priceTable([data]), { ...question, unitsBefore })).toEqual({
      known: true,
      usdPerUnit,
      unit: "GB",
      effectiveFrom: "2026-10-01",
      source: "price-list",
      assumed: false,
    });
  });

  it("takes the price of the day, from its first moment on", () => {
    const table = priceTable([data, version({ effectiveFrom: "2026-11-18" }, [0, 0.02])]);
    const on = (time: string) => priceAt(table, { ...question, at: new Date(time) });
    expect(on("2026-11-17T23:59:59.999Z")).toMatchObject({ usdPerUnit: 0.01, effectiveFrom: "2026-10-01" });
    expect(on("2026-11-18T00:00:00Z")).toMatchObject({ usdPerUnit: 0.02, effectiveFrom: "2026-11-18" });
  });

  it("never answers with the price of another region or product", () => {
    const table = priceTable([data]);
    expect(priceAt(table, { ...question, region: "eu-south-2" })).toEqual({
      known: false,
      reason: "no price of vpce-interface-gb is known for eu-south-2",
    });
    expect(priceAt(table, { ...question, product: "vpce-gwlb-gb" }).known).toBe(false);
  });

  it("does not know what was charged before the first price, unless asked to assume it", () => {
    const table = priceTable([data]);
    const before = { ...question, at: new Date("2026-09-30T23:00:00Z") };
    expect(priceAt(table, before)).toEqual({
      known: false,
      reason: "the price of vpce-interface-gb in us-east-1 is known from 2026-10-01 on only",
    });
    expect(priceAt(table, { ...before, orEarliest: true })).toMatchObject({
      usdPerUnit: 0.01,
      effectiveFrom: "2026-10-01",
      assumed: true,
    });
  });

  it("prefers what the list said to a fallback of a later day, and a fallback to nothing", () => {
    const fallback = version({ source: "fallback", effectiveFrom: "2026-11-01" }, [0, 0.05]);
    expect(priceAt(priceTable([data, fallback]), question)).toMatchObject({ source: "price-list" });
    const late = version({ effectiveFrom: "2026-12-01" });
    expect(priceAt(priceTable([late, fallback]), question)).toMatchObject({
      source: "fallback",
      usdPerUnit: 0.05,
    });
  });

  it("has one price everywhere for what is asked in one place", () => {
    const table = priceTable(fallbackPrices);
    const asked = { product: "cost-explorer-request", region: "eu-west-1", at } as const;
    expect(priceAt(table, asked)).toMatchObject({ usdPerUnit: 0.01 });
  });

  it("takes a ladder without its first tier for no price", () => {
    expect(priceAt(priceTable([version({}, [petabyte, 0.006])]), question).known).toBe(false);
  });
});

describe("chargeFor", () => {
  const table = priceTable([data]);
  const usd = (units: number, unitsBefore = 0) => {
    const answer = chargeFor(table, { ...question, unitsBefore }, units);
    return answer.known ? answer.usd : answer.reason;
  };

  it("adds up the tiers that the units lie in", () => {
    expect(usd(petabyte)).toBeCloseTo(petabyte * 0.01, 6);
    expect(usd(7_000_000)).toBeCloseTo(
      petabyte * 0.01 + 4 * petabyte * 0.006 + (7_000_000 - 5 * petabyte) * 0.004,
      6,
    );
    expect(usd(0)).toBe(0);
  });

  it("goes on where the region's month is: parts cost what the whole does", () => {
    const first = usd(600_000) as number;
    const second = usd(900_000, 600_000) as number;
    expect(first + second).toBeCloseTo(usd(1_500_000) as number, 6);
    expect(usd(2, petabyte - 1)).toBeCloseTo(0.016, 9);
  });

  it("does not price a quantity that nobody measured", () => {
    expect(usd(Number.NaN)).toBe("the quantity is not known");
    expect(usd(-1)).toBe("the quantity is not known");
  });
});

describe("newVersions", () => {
  const today = "2026-11-18";
  const none: PriceVersion[] = [];

  it("keeps a price once, whatever day the list puts on it", () => {
    expect(newVersions(none, [data], none, today)).toEqual([data]);
    expect(newVersions([data], [{ ...data, effectiveFrom: "2026-11-01" }], none, today)).toEqual([]);
  });

  it("keeps a changed price beside the old one, from the day the list says", () => {
    const dearer = version({ effectiveFrom: "2026-11-01" }, [0, 0.02]);
    expect(newVersions([data], [dearer], none, today)).toEqual([dearer]);
  });

  it("dates a change that the list does not date by the day it was seen, and waits rather than overwrite", () => {
    const corrected = version({}, [0, 0.02]);
    expect(newVersions([data], [corrected], none, today)).toEqual([{ ...corrected, effectiveFrom: today }]);
    const seen = version({ effectiveFrom: today }, [0, 0.03]);
    expect(newVersions([data, seen], [corrected], none, today)).toEqual([]);
  });

  it("sees a tier that moved or went", () => {
    const moved = version({}, [0, 0.01], [2 * petabyte, 0.006], [5 * petabyte, 0.004]);
    expect(newVersions([data], [moved], none, today)).toHaveLength(1);
    expect(newVersions([data], [version({}, [0, 0.01])], none, today)).toHaveLength(1);
  });

  it("falls back only where the list has never named a price, and once for each date", () => {
    const fallback = version({ source: "fallback", effectiveFrom: "2026-11-01" });
    const other = { ...fallback, region: "eu-west-1" };
    expect(newVersions(none, [data], [fallback, other], today)).toEqual([data, other]);
    expect(newVersions([data], none, [fallback], today)).toEqual([]);
    expect(newVersions([other], none, [other], today)).toEqual([]);
    const renewed = { ...other, effectiveFrom: "2027-02-01" };
    expect(newVersions([other], none, [renewed], today)).toEqual([renewed]);
  });
});

it("the fallback has a day and an origin, begins at 0, rises, and names each price once", () => {
  for (const { effectiveFrom, tiers } of fallbackPrices) {
    expect(effectiveFrom).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(tiers[0]?.fromUnits).toBe(0);
    expect(tiers.map(({ fromUnits }) => fromUnits)).toEqual(
      tiers.map(({ fromUnits }) => fromUnits).toSorted((a, b) => a - b),
    );
  }
  const keys = fallbackPrices.map(({ region, product }) => `${region} ${product}`);
  for (const key of keys)
    expect(fallbackOrigins.get(key)).toMatch(/^https:\/\/aws\.amazon\.com\/|^[A-Z0-9]+-\w/);
  expect(new Set(keys).size).toBe(keys.length);
});
