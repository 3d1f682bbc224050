interface ProductFacts {
  /** In words for people. */
  title: string;
  /** What one unit of the price is, as the Price List calls it. `GB` is 2^30 bytes. */
  unit: "Hrs" | "GB" | "LCU-Hrs" | "Metrics" | "Requests";
  /** One price for the whole of AWS, kept under the region `global`. */
  global?: true;
}

/**
 * What AWS charges for around PrivateLink. Hours of endpoints are per availability zone.
 * `vpce-service-remote-region-hour` is the provider's charge for each other region a service is offered in.
 */
export const priceProducts = {
  "vpce-interface-hour": { title: "Interface endpoint, zone-hour", unit: "Hrs" },
  "vpce-interface-gb": { title: "Interface endpoint, data", unit: "GB" },
  "vpce-gwlb-hour": { title: "Gateway Load Balancer endpoint, zone-hour", unit: "Hrs" },
  "vpce-gwlb-gb": { title: "Gateway Load Balancer endpoint, data", unit: "GB" },
  "vpce-resource-hour": { title: "Resource endpoint, zone-hour", unit: "Hrs" },
  "vpce-resource-gb": { title: "Resource endpoint, data", unit: "GB" },
  "vpce-service-network-hour": { title: "Service-network endpoint, zone-hour", unit: "Hrs" },
  "vpce-service-remote-region-hour": { title: "Endpoint service, remote region-hour", unit: "Hrs" },
  "nlb-hour": { title: "Network Load Balancer, hour", unit: "Hrs" },
  "nlb-lcu-hour": { title: "Network Load Balancer, capacity unit-hour", unit: "LCU-Hrs" },
  "gwlb-hour": { title: "Gateway Load Balancer, hour", unit: "Hrs" },
  "gwlb-lcu-hour": { title: "Gateway Load Balancer, capacity unit-hour", unit: "LCU-Hrs" },
  "inter-az-gb": { title: "Data between availability zones, each way", unit: "GB" },
  "nat-gateway-hour": { title: "NAT gateway, hour", unit: "Hrs" },
  "nat-gateway-gb": { title: "NAT gateway, data", unit: "GB" },
  "transit-gateway-hour": { title: "Transit gateway, VPC attachment-hour", unit: "Hrs" },
  "transit-gateway-gb": { title: "Transit gateway, data", unit: "GB" },
  "cloudwatch-metric": { title: "GetMetricData, metric requested", unit: "Metrics" },
  "logs-insights-gb": { title: "Logs Insights, data scanned", unit: "GB" },
  "cost-explorer-request": { title: "Cost Explorer, request", unit: "Requests", global: true },
} as const satisfies Record<string, ProductFacts>;

export type PriceProduct = keyof typeof priceProducts;

/** Region of prices that are the same everywhere. */
export const everywhere = "global";

/** Where a price comes from: read from the Price List, or the dated table that ships with Linkledger. */
export type PriceSource = "price-list" | "fallback";

/** US dollars per unit from a quantity on, up to the next tier; quantities are per region and month. */
export interface PriceTier {
  fromUnits: number;
  usdPerUnit: number;
}

/** What a product costs in a region from a day on: its whole ladder of tiers, the first from 0. */
export interface PriceVersion {
  region: string;
  product: PriceProduct;
  /** UTC day, YYYY-MM-DD. For a fallback, the day it was known to hold. */
  effectiveFrom: string;
  source: PriceSource;
  unit: string;
  tiers: PriceTier[];
}
