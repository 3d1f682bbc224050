import { dayOf } from "../days.ts";
import {
  everywhere,
  type PriceProduct,
  type PriceSource,
  type PriceTier,
  type PriceVersion,
  priceProducts,
} from "./schema.ts";

/** Versions of prices by region and product, ready to be asked. */
export type PriceTable = ReadonlyMap<string, readonly PriceVersion[]>;

/** Prices by region and product. A ladder that does not begin at 0 is no price and is left out. */
export function priceTable(versions: readonly PriceVersion[]): PriceTable {
  const whole = versions.filter(({ tiers }) => tiers[0]?.fromUnits === 0);
  return Map.groupBy(whole, ({ region, product }) => keyOf(region, product));
}

export interface PriceQuestion {
  product: PriceProduct;
  region: string;
  at: Date;
  /** Units that the region's month has had before: decides the tier. */
  unitsBefore?: number;
  /**
   * For a time before every known price, answers with the earliest one (`assumed`) instead of not at all. Whoever
   * shows such a figure has to say so.
   */
  orEarliest?: boolean;
}

/** A price with where it comes from. */
interface KnownPrice {
  known: true;
  unit: string;
  effectiveFrom: string;
  source: PriceSource;
  /** True when the price is only known from a later day on. */
  assumed: boolean;
}

interface UnknownPrice {
  known: false;
  reason: string;
}

/**
 * What the next unit costs, US dollars. At exactly a tier's boundary the next unit is the first of the dearer or
 * cheaper tier. Unknown where no price of this very region is known: another region's is never taken.
 */
export function priceAt(
  table: PriceTable,
  question: PriceQuestion,
): (KnownPrice & { usdPerUnit: number }) | UnknownPrice {
  const version = versionAt(table, question);
  if (!("tiers" in version)) return version;
  const { tiers } = version;
  const tier = tiers.findLast(({ fromUnits }) => fromUnits <= (question.unitsBefore ?? 0));
  // The first tier begins at 0, and no quantity is below it.
  return { ...provenance(version, question), usdPerUnit: (tier ?? (tiers[0] as PriceTier)).usdPerUnit };
}

/** The whole ladder in effect at a time; empty where no price of this very region is known. */
export function tiersAt(table: PriceTable, question: PriceQuestion): readonly PriceTier[] {
  const version = versionAt(table, question);
  return "tiers" in version ? version.tiers : [];
}

/**
 * What some units cost, US dollars, tier by tier from `unitsBefore` on. Gigabytes are of 2^30 bytes, and the Price
 * List's tiers count in them: its petabyte ends at 1,048,576 GB.
 */
export function chargeFor(
  table: PriceTable,
  question: PriceQuestion,
  units: number,
): (KnownPrice & { usd: number }) | UnknownPrice {
  if (!(units >= 0)) return { known: false, reason: "the quantity is not known" };
  const version = versionAt(table, question);
  if (!("tiers" in version)) return version;
  const from = question.unitsBefore ?? 0;
  const usd = version.tiers.reduce((sum, { fromUnits, usdPerUnit }, index) => {
    const end = version.tiers[index + 1]?.fromUnits ?? Number.POSITIVE_INFINITY;
    return sum + Math.max(0, Math.min(from + units, end) - Math.max(from, fromUnits)) * usdPerUnit;
  }, 0);
  return { ...provenance(version, question), usd };
}

/**
 * The version in effect at a time: the latest of the Price List, else the latest fallback. What the list said
 * outranks a fallback of whatever date.
 */
function versionAt(table: PriceTable, question: PriceQuestion): PriceVersion | UnknownPrice {
  const { product, orEarliest } = question;
  const region = regionOf(product, question.region);
  const versions = table.get(keyOf(region, product)) ?? [];
  const day = dayOf(question.at);
  for (const source of ["price-list", "fallback"] as const) {
    const latest = newestOf(
      versions.filter((version) => version.source === source && version.effectiveFrom <= day),
    );
    if (latest) return latest;
  }
  const earliest = versions.toSorted(byDay)[0];
  if (!earliest) return { known: false, reason: `no price of ${product} is known for ${region}` };
  if (orEarliest) return earliest;
  return {
    known: false,
    reason: `the price of ${product} in ${region} is known from ${earliest.effectiveFrom} on only`,
  };
}

function provenance({ unit, effectiveFrom, source }: PriceVersion, { at }: PriceQuestion): KnownPrice {
  return { known: true, unit, effectiveFrom, source, assumed: effectiveFrom > dayOf(at) };
}

/**
 * What of the prices just read, and of the fallback, is new and has to be kept beside what is known already. A
 * price that is the same as the one in effect is not new, whatever day the list puts on it; one that differs
 * applies from the list's day, or from today where the list does not say a later day than the price before.
 * A fallback counts only where the list has never named a price.
 */
export function newVersions(
  known: readonly PriceVersion[],
  listed: readonly PriceVersion[],
  fallback: readonly PriceVersion[],
  today: string,
): PriceVersion[] {
  const table = Map.groupBy(known, ({ region, product }) => keyOf(region, product));
  const added: PriceVersion[] = [];
  for (const version of listed) {
    const before = table.get(keyOf(version.region, version.product)) ?? [];
    const last = newestOf(before.filter(({ source }) => source === "price-list"));
    if (!last) added.push(version);
    else if (!samePrice(last, version)) {
      const effectiveFrom = version.effectiveFrom > last.effectiveFrom ? version.effectiveFrom : today;
      // A second change within a day waits for tomorrow: what is kept is never overwritten.
      if (effectiveFrom > last.effectiveFrom) added.push({ ...version, effectiveFrom });
    }
  }
  const priced = new Set(
    [...listed, ...known.filter(({ source }) => source === "price-list")].map(versionKey),
  );
  for (const version of fallback) {
    if (priced.has(versionKey(version))) continue;
    const stored = table.get(versionKey(version)) ?? [];
    if (!stored.some((one) => one.source === "fallback" && one.effectiveFrom === version.effectiveFrom))
      added.push(version);
  }
  return added;
}

function samePrice(a: PriceVersion, b: PriceVersion): boolean {
  return (
    a.unit === b.unit &&
    a.tiers.length === b.tiers.length &&
    a.tiers.every(
      (tier, index) =>
        tier.fromUnits === b.tiers[index]?.fromUnits && tier.usdPerUnit === b.tiers[index]?.usdPerUnit,
    )
  );
}

function regionOf(product: PriceProduct, region: string): string {
  return "global" in priceProducts[product] ? everywhere : region;
}

const keyOf = (region: string, product: PriceProduct) => `${region} ${product}`;
const versionKey = ({ region, product }: PriceVersion) => keyOf(region, product);
const byDay = (a: PriceVersion, b: PriceVersion) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1);
const newestOf = (versions: readonly PriceVersion[]) => versions.toSorted(byDay).at(-1);
