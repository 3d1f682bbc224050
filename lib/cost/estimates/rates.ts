import { addDays } from "../days.ts";
import { type PriceTable, priceAt } from "../prices/compute.ts";
import type { Charge } from "./charges.ts";
import type { VolumeRow } from "./data.ts";
import { byteRates, type Volume } from "./dataRates.ts";
import { dayNumber } from "./evidence.ts";
import { toNanos } from "./money.ts";
import type { Rate, Window } from "./schema.ts";

/**
 * Prices of every region, charge and day, each worked out once. Days count from the first of the window; a region
 * without a price has none, and no other region stands in for it.
 */
export class Rates {
  readonly #table: PriceTable;
  readonly #window: Window;
  readonly #hours = new Map<string, (Rate | undefined)[]>();
  readonly #bytes = new Map<string, (Rate | undefined)[]>();
  readonly #volumes: Map<string, VolumeRow[]>;

  /** @param volumes since the first day of the window's first month. */
  constructor(table: PriceTable, window: Window, volumes: readonly VolumeRow[]) {
    this.#table = table;
    this.#window = window;
    this.#volumes = Map.groupBy(volumes, ({ payerId, region, charge }) => `${payerId} ${region} ${charge}`);
  }

  /** The price of an hour, or of another unit without tiers, by day. */
  hours({ product }: Charge, region: string): readonly (Rate | undefined)[] {
    const key = `${region} ${product}`;
    const known = this.#hours.get(key);
    if (known) return known;
    const days = Array.from({ length: this.#window.days }, (_, index) => {
      const at = new Date(`${addDays(this.#window.first, index)}T00:00:00Z`);
      const price = priceAt(this.#table, { product, region, at, orEarliest: true });
      if (!price.known) return undefined;
      const { effectiveFrom, source } = price;
      return { nanos: toNanos(price.usdPerUnit), effectiveFrom, source };
    });
    this.#hours.set(key, days);
    return days;
  }

  /** The price of a byte by day, from the tier that the paying organization has reached in the region's month. */
  bytes(charge: Charge, region: string, payerId: string): readonly (Rate | undefined)[] {
    const key = `${payerId} ${region} ${charge.charge}`;
    const known = this.#bytes.get(key);
    if (known) return known;
    const month = `${this.#window.first.slice(0, 7)}-01`;
    const skipped = dayNumber(this.#window.first) - dayNumber(month);
    const volume = volumeOf(this.#volumes.get(key) ?? [], month);
    const days = byteRates(this.#table, charge, region, volume, {
      first: month,
      days: skipped + this.#window.days,
    }).slice(skipped);
    this.#bytes.set(key, days);
    return days;
  }

  /** The price of a unit as the bill counts it: an hour, or a gigabyte. */
  unit(charge: Charge, region: string, payerId: string, day: number): Rate | undefined {
    if (!charge.inGigabytes) return this.hours(charge, region)[day];
    const rate = this.bytes(charge, region, payerId)[day];
    return rate && { ...rate, nanos: rate.nanos * 2 ** 30 };
  }
}

function volumeOf(rows: readonly VolumeRow[], first: string): Volume {
  const measuredGb: number[] = [];
  const billedGb: number[] = [];
  for (const { day, measuredGb: measured, billedGb: billed } of rows) {
    const index = dayNumber(day) - dayNumber(first);
    if (index < 0) continue;
    measuredGb[index] = measured ?? 0;
    billedGb[index] = billed ?? 0;
  }
  return { measuredGb, billedGb };
}
