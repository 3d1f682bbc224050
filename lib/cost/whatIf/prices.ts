import { type PriceQuestion, type PriceTable, priceAt, tiersAt } from "../prices/compute.ts";
import { type PriceProduct, priceProducts } from "../prices/schema.ts";
import type { WhatIfPrices } from "./compute.ts";
import type { UsedPrice } from "./schema.ts";

const products = {
  endpointHour: "vpce-interface-hour",
  endpointGb: "vpce-interface-gb",
  natHour: "nat-gateway-hour",
  natGb: "nat-gateway-gb",
  interAzGb: "inter-az-gb",
  transitHour: "transit-gateway-hour",
  transitGb: "transit-gateway-gb",
} as const satisfies Record<keyof WhatIfPrices, PriceProduct>;

/** Prices of a region, each with where it is from. */
export interface RegionPrices {
  values: WhatIfPrices;
  used: Partial<Record<keyof WhatIfPrices, UsedPrice>>;
}

/**
 * What counts in a region. Data of endpoints is cheaper from tier to tier of the region's month: the tier is the one that
 * the estimate of these endpoints was made with, the first where there is none.
 * @param paidPerGb US dollars that a gigabyte of theirs was estimated at.
 */
export function regionPrices(
  table: PriceTable,
  region: string,
  at: Date,
  paidPerGb: number | null,
): RegionPrices {
  const values = {} as WhatIfPrices;
  const used: RegionPrices["used"] = {};
  for (const [name, product] of Object.entries(products) as [keyof WhatIfPrices, PriceProduct][]) {
    const question: PriceQuestion = { product, region, at, orEarliest: true };
    if (name === "endpointGb" && paidPerGb !== null)
      question.unitsBefore = tierOf(table, question, paidPerGb);
    const price = priceAt(table, question);
    values[name] = price.known ? price.usdPerUnit : null;
    if (!price.known) continue;
    const { usdPerUnit, unit, effectiveFrom, source } = price;
    used[name] = {
      product,
      title: priceProducts[product].title,
      region,
      usdPerUnit,
      unit,
      effectiveFrom,
      source,
    };
  }
  return { values, used };
}

/** Where the tier begins whose price is nearest to what was paid. */
function tierOf(table: PriceTable, question: PriceQuestion, paidPerGb: number): number {
  const distance = ({ usdPerUnit }: { usdPerUnit: number }) => Math.abs(usdPerUnit - paidPerGb);
  const [nearest] = tiersAt(table, question).toSorted((a, b) => distance(a) - distance(b));
  return nearest?.fromUnits ?? 0;
}
