import { addDays } from "../days.ts";
import { chargeFor, type PriceTable } from "../prices/compute.ts";
import type { Charge } from "./charges.ts";
import { nanosPerUsd } from "./money.ts";
import type { Rate, Window } from "./schema.ts";

const bytesPerGb = 2 ** 30;

/** Gigabytes that a paying organization moved in a region under one charge, by day from the first of a month on. */
export interface Volume {
  /** As measured by us; may lack what is not measurable or not ours. */
  measuredGb: readonly number[];
  /** As the bill has it so far; may lack the last days. */
  billedGb: readonly number[];
}

/**
 * What a byte costs on each day: the tier depends on how far the whole region's month has come across the paying
 * organization, for which each day counts with the larger of what was measured and what was billed. On the day that
 * crosses a tier, all share one average price.
 * @param volume from the first day of the window's first month on.
 */
export function byteRates(
  table: PriceTable,
  { product }: Charge,
  region: string,
  volume: Volume,
  days: Window,
): (Rate | undefined)[] {
  let month = "";
  let before = 0;
  return Array.from({ length: days.days }, (_, index) => {
    const day = addDays(days.first, index);
    if (day.slice(0, 7) !== month) {
      month = day.slice(0, 7);
      before = 0;
    }
    const gb = Math.max(volume.measuredGb[index] ?? 0, volume.billedGb[index] ?? 0);
    // The end of a day: a price that changes within it is not known to.
    const question = {
      product,
      region,
      at: new Date(`${day}T00:00:00Z`),
      unitsBefore: before,
      orEarliest: true,
    };
    // A day without any data has the price that its first byte would have.
    const units = gb > 0 ? gb : 1 / bytesPerGb;
    const charge = chargeFor(table, question, units);
    before += gb;
    if (!charge.known) return undefined;
    const { effectiveFrom, source } = charge;
    return { nanos: (charge.usd * nanosPerUsd) / (units * bytesPerGb), effectiveFrom, source };
  });
}
