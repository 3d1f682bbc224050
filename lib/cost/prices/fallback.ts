import { everywhere, type PriceProduct, type PriceTier, type PriceVersion, priceProducts } from "./schema.ts";

/**
 * List prices to stand in where the Price List cannot be read, each with the day it was known to hold and where it was
 * read. What is not here is not known, and stays so: no region stands for another, and no figure is here that no list
 * or page of AWS, or a record of its usage type, bears out. Renew the day together with the figures.
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
  /** Where it was read: a page of AWS, or the usage type of the Price List. */
  from: string;
  prices: Prices;
}

/** The Price List's edition of September 2026, and AWS's pages of November 2026. */
const [list, pages] = ["2026-09-17", "2026-11-01"];

const privateLinkPage = "https://aws.amazon.com/privatelink/pricing/";
// One ladder of data tiers for all regions, as the page says; the hour is by region.
const endpointHours = (region: string, asOf: string, hour: number, from: string): Known[] => [
  { region, asOf, from, prices: { "vpce-interface-hour": hour } },
  { region, asOf, from: privateLinkPage, prices: { "vpce-interface-gb": interfaceData } },
];
const natGateways = (region: string, usd: number, from: string): Known => ({
  ...{ region, asOf: pages, from },
  prices: { "nat-gateway-hour": usd, "nat-gateway-gb": usd },
});

const known: Known[] = [
  ...endpointHours("us-east-1", list, 0.01, "USE1-VpcEndpoint-Hours"),
  {
    ...{
      region: "us-east-1",
      asOf: list,
      from: "USE1-VpcEndpoint-GWLBE-Hours, -GWLBE-Bytes, -Resource-Hours",
    },
    prices: { "vpce-gwlb-hour": 0.01, "vpce-gwlb-gb": 0.0035, "vpce-resource-hour": 0.02 },
  },
  natGateways("us-east-1", 0.045, "https://aws.amazon.com/vpc/pricing/"),
  {
    ...{ region: "us-east-1", asOf: pages, from: "https://aws.amazon.com/elasticloadbalancing/pricing/" },
    prices: { "nlb-hour": 0.0225, "nlb-lcu-hour": 0.006, "gwlb-hour": 0.0125, "gwlb-lcu-hour": 0.004 },
  },
  {
    ...{ region: "us-east-1", asOf: pages, from: "https://aws.amazon.com/ec2/pricing/on-demand/" },
    prices: { "inter-az-gb": 0.01 },
  },
  {
    ...{ region: "us-east-1", asOf: pages, from: "https://aws.amazon.com/transit-gateway/pricing/" },
    prices: { "transit-gateway-hour": 0.05, "transit-gateway-gb": 0.02 },
  },
  {
    ...{ region: "us-east-1", asOf: pages, from: "https://aws.amazon.com/cloudwatch/pricing/" },
    prices: { "cloudwatch-metric": 0.00001, "logs-insights-gb": 0.005 },
  },
  ...endpointHours("us-west-2", pages, 0.01, "USW2-VpcEndpoint-Hours"),
  ...endpointHours("eu-west-1", pages, 0.011, "EU-VpcEndpoint-Hours"),
  natGateways("eu-west-1", 0.048, "EU-NatGateway-Hours, -Bytes"),
  ...endpointHours("eu-central-1", pages, 0.012, "EUC1-VpcEndpoint-Hours"),
  ...endpointHours("ap-southeast-1", pages, 0.013, "APS1-VpcEndpoint-Hours"),
  natGateways("ap-southeast-1", 0.059, "APS1-NatGateway-Hours, -Bytes"),
  ...endpointHours("ap-northeast-1", pages, 0.014, "APN1-VpcEndpoint-Hours"),
  natGateways("ap-northeast-1", 0.062, "APN1-NatGateway-Hours, -Bytes"),
  {
    ...{ region: everywhere, asOf: pages, from: "https://aws.amazon.com/aws-cost-management/pricing/" },
    prices: { "cost-explorer-request": 0.01 },
  },
];

/** Where each price of the fallback was read, by region and product. */
export const fallbackOrigins: ReadonlyMap<string, string> = new Map(
  known.flatMap(({ region, from, prices }) =>
    Object.keys(prices).map((product) => [`${region} ${product}`, from] as const),
  ),
);

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
