import { type PriceTable, priceAt } from "../cost/prices/compute.ts";
import type { PriceProduct } from "../cost/prices/schema.ts";
import type { Saving } from "./schema.ts";

/** Hours of a month in estimates, as AWS's own examples count it. */
export const hoursPerMonth = 730;

/** Nothing is to be saved, or it is not known how much; the note says which. */
export function noSaving(note: string | null): Saving {
  return { savingUsd: null, priceUsd: null, units: null, priceDate: null, priceSource: null, note };
}

const endpointHours: Record<string, PriceProduct> = {
  interface: "vpce-interface-hour",
  gatewayloadbalancer: "vpce-gwlb-hour",
  resource: "vpce-resource-hour",
  servicenetwork: "vpce-service-network-hour",
};

/** The price by which hours of an endpoint of a type are billed; undefined where none is known. */
export const endpointHourOf = (type: string): PriceProduct | undefined => endpointHours[type.toLowerCase()];

/**
 * What `units` of something billed by the hour cost in a month, at the price of `at`; one that is only known from a
 * later day on is taken and said to be.
 */
export function monthlySaving(
  prices: PriceTable,
  { product, region, units, at }: { product: PriceProduct; region: string; units: number; at: Date },
): Saving {
  const price = priceAt(prices, { product, region, at, orEarliest: true });
  if (!price.known) return { ...noSaving(price.reason), units };
  const { usdPerUnit, effectiveFrom, source, assumed } = price;
  return {
    // To the hundredth of a cent: what is stored is what is compared.
    savingUsd: Math.round(units * usdPerUnit * hoursPerMonth * 1e4) / 1e4,
    priceUsd: usdPerUnit,
    units,
    priceDate: effectiveFrom,
    priceSource: source,
    note: assumed ? `the price is known from ${effectiveFrom} on` : null,
  };
}
