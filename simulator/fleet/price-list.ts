/** The public price list: the same figures the bills are made of, as products with terms. */
import { elbPrefix } from "./bills.ts";
import {
  BETWEEN_ZONES,
  COST_REQUEST,
  DATA_TIERS,
  GWLB_GIGABYTE,
  LOGS_SCANNED,
  METRIC_REQUESTED,
  NAT_PRICE,
  TRANSIT_GIGABYTE,
  TRANSIT_HOUR,
} from "./data-price.ts";
import { hex } from "./hash.ts";
import { REGIONS, type RegionInfo } from "./regions.ts";

/** One price from a quantity on, up to another. */
export interface PriceTier {
  from: number;
  to: number;
  usd: number;
}

export interface ProductSpec {
  sku: string;
  serviceCode: string;
  serviceName: string;
  family: string;
  unit: "Hrs" | "GB" | "LCU-Hrs" | "Metrics" | "Requests";
  description: string;
  /** Attributes as the price list spells them; `usagetype`, `regionCode`, `operation` among them. */
  attributes: Record<string, string>;
  tiers: PriceTier[];
}

const LOCATIONS: Record<string, string> = {
  "us-east-1": "US East (N. Virginia)",
  "eu-west-1": "EU (Ireland)",
  "ap-northeast-1": "Asia Pacific (Tokyo)",
  "ap-southeast-1": "Asia Pacific (Singapore)",
  "us-west-2": "US West (Oregon)",
  "eu-central-1": "EU (Frankfurt)",
  "us-east-2": "US East (Ohio)",
  "ap-south-1": "Asia Pacific (Mumbai)",
};

const SERVICE_NAMES: Record<string, string> = {
  AmazonVPC: "Amazon Virtual Private Cloud",
  AWSELB: "Elastic Load Balancing",
  AmazonEC2: "Amazon Elastic Compute Cloud",
  AWSDataTransfer: "AWS Data Transfer",
  AmazonCloudWatch: "AmazonCloudWatch",
  AWSCostExplorer: "AWS Cost Explorer",
};

export const PRICED_SERVICES = Object.keys(SERVICE_NAMES);

const flat = (usd: number): PriceTier[] => [{ from: 0, to: Number.POSITIVE_INFINITY, usd }];
const DATA: PriceTier[] = DATA_TIERS.map(([to, usd], index) => ({
  from: DATA_TIERS[index - 1]?.[0] ?? 0,
  to,
  usd,
}));

/** Every product of a service, region by region. */
export function productsOf(serviceCode: string): ProductSpec[] {
  const productsIn = PRODUCTS[serviceCode];
  return productsIn ? REGIONS.flatMap(productsIn) : [];
}

const PRODUCTS: Record<string, (region: RegionInfo) => ProductSpec[]> = {
  AmazonVPC: vpcProducts,
  AWSELB: balancerProducts,
  AmazonEC2: natProducts,
  AWSDataTransfer: transferProducts,
  AmazonCloudWatch: watchProducts,
  AWSCostExplorer: costExplorerProducts,
};

function vpcProducts(region: RegionInfo): ProductSpec[] {
  const { billingPrefix, endpointHour, gwlbEndpointHour, resourceHour } = region;
  const product = (
    usage: string,
    endpointType: string,
    unit: ProductSpec["unit"],
    tiers: PriceTier[],
  ): ProductSpec =>
    make(region, {
      serviceCode: "AmazonVPC",
      family: "VpcEndpoint",
      usagetype: `${billingPrefix}-VpcEndpoint-${usage}`,
      operation: "VpcEndpoint",
      unit,
      tiers,
      more: { endpointType },
    });
  return [
    product("Hours", "PrivateLink", "Hrs", flat(endpointHour)),
    product("Bytes", "PrivateLink", "GB", DATA),
    product("GWLBE-Hours", "Gateway Load Balancer Endpoint", "Hrs", flat(gwlbEndpointHour)),
    product("GWLBE-Bytes", "Gateway Load Balancer Endpoint", "GB", flat(GWLB_GIGABYTE)),
    product("Resource-Hours", "Resource", "Hrs", flat(resourceHour)),
    product("Service-Hours", "ServiceNetwork", "Hrs", flat(endpointHour)),
    ...transitProducts(region),
  ];
}

/** Attachments of VPCs, and of VPNs beside them, which share the usage type. */
function transitProducts(region: RegionInfo): ProductSpec[] {
  return ["TransitGatewayVPC", "TransitGatewayVPN"].flatMap((operation) =>
    (["Hours", "Bytes"] as const).map((usage) =>
      make(region, {
        serviceCode: "AmazonVPC",
        family: "Transit Gateway",
        usagetype: `${region.billingPrefix}-TransitGateway-${usage}`,
        operation,
        unit: usage === "Hours" ? "Hrs" : "GB",
        tiers: flat(usage === "Hours" ? TRANSIT_HOUR : TRANSIT_GIGABYTE),
        more: { group: "AWSTransitGateway" },
      }),
    ),
  );
}

function balancerProducts(region: RegionInfo): ProductSpec[] {
  const kinds = [
    ["Load Balancer-Network", "LoadBalancing:Network"],
    ["Load Balancer-Gateway", "LoadBalancing:Gateway"],
  ] as const;
  return kinds.flatMap(([family, operation]) => {
    const common = { serviceCode: "AWSELB", family, operation };
    const prefix = elbPrefix(region);
    return [
      make(region, {
        ...common,
        usagetype: `${prefix}LoadBalancerUsage`,
        unit: "Hrs",
        tiers: flat(region.nlbHour),
        more: { group: "ELB:Balancing" },
      }),
      make(region, {
        ...common,
        usagetype: `${prefix}LCUUsage`,
        unit: "LCU-Hrs",
        tiers: flat(region.nlcuHour),
        more: { group: "ELB:Balancing" },
      }),
    ];
  });
}

function natProducts(region: RegionInfo): ProductSpec[] {
  const common = {
    serviceCode: "AmazonEC2",
    family: "NAT Gateway",
    operation: "NatGateway",
    more: { group: "NGW:NatGateway" },
  };
  return (["Hours", "Bytes"] as const).map((usage) =>
    make(region, {
      ...common,
      usagetype: `${region.billingPrefix}-NatGateway-${usage}`,
      unit: usage === "Hours" ? "Hrs" : "GB",
      tiers: flat(NAT_PRICE),
    }),
  );
}

/** Between zones of a region: each byte is on the bill twice, as going out and as coming in. */
function transferProducts(region: RegionInfo): ProductSpec[] {
  const product = make(region, {
    serviceCode: "AWSDataTransfer",
    family: "Data Transfer",
    usagetype: `${elbPrefix(region)}DataTransfer-Regional-Bytes`,
    operation: "",
    unit: "GB",
    tiers: flat(BETWEEN_ZONES),
    more: { transferType: "IntraRegion", fromRegionCode: region.name, toRegionCode: region.name },
  });
  return [product];
}

function watchProducts(region: RegionInfo): ProductSpec[] {
  const prefix = elbPrefix(region);
  const common = { serviceCode: "AmazonCloudWatch", operation: "", more: {} };
  return [
    make(region, {
      ...common,
      family: "Metric",
      usagetype: `${prefix}CW:GMD-Metrics`,
      unit: "Metrics",
      tiers: flat(METRIC_REQUESTED),
    }),
    make(region, {
      ...common,
      family: "Data Payload",
      usagetype: `${region.billingPrefix}-DataScanned-Bytes`,
      unit: "GB",
      tiers: flat(LOGS_SCANNED),
    }),
  ];
}

/** Cost Explorer is asked in one place only. */
function costExplorerProducts(region: RegionInfo): ProductSpec[] {
  if (region.name !== "us-east-1") return [];
  const product = make(region, {
    serviceCode: "AWSCostExplorer",
    family: "API Request",
    usagetype: `${region.billingPrefix}-APIRequest`,
    operation: "GetCostAndUsage",
    unit: "Requests",
    tiers: flat(COST_REQUEST),
    more: {},
  });
  return [product];
}

function make(
  region: RegionInfo,
  input: Pick<ProductSpec, "serviceCode" | "family" | "unit" | "tiers"> & {
    usagetype: string;
    operation: string;
    more: Record<string, string>;
  },
): ProductSpec {
  const { serviceCode, family, unit, tiers, usagetype, operation, more } = input;
  const location = LOCATIONS[region.name] ?? region.name;
  return {
    sku: hex(`sku/${serviceCode}/${region.name}/${usagetype}/${operation}`, 16).toUpperCase(),
    serviceCode,
    serviceName: SERVICE_NAMES[serviceCode] ?? serviceCode,
    family,
    unit,
    description: `${usagetype} in ${location}`,
    attributes: {
      servicecode: serviceCode,
      servicename: SERVICE_NAMES[serviceCode] ?? serviceCode,
      location,
      locationType: "AWS Region",
      regionCode: region.name,
      usagetype,
      operation,
      ...more,
    },
    tiers,
  };
}
