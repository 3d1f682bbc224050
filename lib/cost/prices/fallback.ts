import { everywhere, type PriceProduct, type PriceTier, type PriceVersion, priceProducts } from "./schema.ts";

/**
 * List prices to stand in where the Price List cannot be read, each with the day it was known to hold. What is not
 * here is not known: no region stands for another. Renew the day together with the figures.
 * https://aws.amazon.com/privatelink/pricing/ names one ladder of data tiers for all regions; the rest is by region.
 */
const gigabytesPerPetabyte = 2 ** 20;
const interfaceData: PriceTier[] = [
  { fromUnits: 0, usdPerUnit: 0.01 },
  { fromUnits: gigabytesPerPetabyte, usdPerUnit: 0.006 },
  { fromUnits: 5 * gigabytesPerPetabyte, usdPerUnit: 0.004 },
];

type Prices = Partial<Record<PriceProduct, number | PriceTier[]>>;

interface Known {
  region: string;
  /** UTC day, YYYY-MM-DD. */
  asOf: string;
  prices: Prices;
}

const endpoints = (hour: number, more: Prices = {}): Prices => ({
  "vpce-interface-hour": hour,
  "vpce-interface-gb": interfaceData,
  ...more,
});
/** The Price List's edition of September 2026. */
const list = "2026-09-17";
/** AWS's pricing pages, November 2026. */
const pages = "2026-11-01";

const known: Known[] = [
  {
    region: "us-east-1",
    asOf: list,
    prices: endpoints(0.01, {
      "vpce-gwlb-hour": 0.01,
      "vpce-gwlb-gb": 0.0035,
      "vpce-resource-hour": 0.02,
      "vpce-resource-gb": 0.01,
    }),
  },
  {
    region: "us-east-1",
    asOf: pages,
    prices: {
      "nlb-hour": 0.0225,
      "nlb-lcu-hour": 0.006,
      "gwlb-hour": 0.0125,
      "gwlb-lcu-hour": 0.004,
      "inter-az-gb": 0.01,
      "nat-gateway-hour": 0.045,
      "nat-gateway-gb": 0.045,
      "transit-gateway-hour": 0.05,
      "transit-gateway-gb": 0.02,
      "cloudwatch-metric": 0.00001,
      "logs-insights-gb": 0.005,
    },
  },
  {
    region: "ap-southeast-5",
    asOf: list,
    prices: endpoints(0.0117, {
      "vpce-gwlb-hour": 0.0117,
      "vpce-gwlb-gb": 0.0035,
      "vpce-resource-hour": 0.0234,
      "vpce-resource-gb": 0.01,
    }),
  },
  { region: "us-west-2", asOf: pages, prices: endpoints(0.01) },
  {
    region: "eu-west-1",
    asOf: pages,
    prices: endpoints(0.011, { "nat-gateway-hour": 0.048, "nat-gateway-gb": 0.048 }),
  },
  { region: "eu-central-1", asOf: pages, prices: endpoints(0.012) },
  {
    region: "ap-southeast-1",
    asOf: pages,
    prices: endpoints(0.013, { "nat-gateway-hour": 0.059, "nat-gateway-gb": 0.059 }),
  },
  {
    region: "ap-northeast-1",
    asOf: pages,
    prices: endpoints(0.014, { "nat-gateway-hour": 0.062, "nat-gateway-gb": 0.062 }),
  },
  { region: everywhere, asOf: pages, prices: { "cost-explorer-request": 0.01 } },
];

/** The fallback as versions of prices. */
export const fallbackPrices: readonly PriceVersion[] = known.flatMap(({ region, asOf, prices }) =>
  (Object.entries(prices) as [PriceProduct, number | PriceTier[]][]).map(([product, price]) => ({
    region,
    product,
    effectiveFrom: asOf,
    source: "fallback" as const,
    unit: priceProducts[product].unit,
    tiers: typeof price === "number" ? [{ fromUnits: 0, usdPerUnit: price }] : price,
  })),
);
