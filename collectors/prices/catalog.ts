import type { Filter } from "@aws-sdk/client-pricing";
import type { PriceProduct } from "#lib/cost/prices/schema.ts";

/** One question to the Price List, for all regions at once. */
export interface Listing {
  /** Names the part of the run. */
  part: string;
  serviceCode: string;
  filter: Required<Pick<Filter, "Type" | "Field" | "Value">>;
}

const usage = (Value: string) => ({ Type: "CONTAINS", Field: "usagetype", Value }) as const;
const family = (Value: string) => ({ Type: "TERM_MATCH", Field: "productFamily", Value }) as const;

/** What is asked: some 1,000 products in all, at no charge. */
export const listings: readonly Listing[] = [
  { part: "endpoints", serviceCode: "AmazonVPC", filter: usage("VpcEndpoint-") },
  { part: "transit gateways", serviceCode: "AmazonVPC", filter: usage("TransitGateway-") },
  { part: "load balancers", serviceCode: "AWSELB", filter: family("Load Balancer-Network") },
  { part: "gateway load balancers", serviceCode: "AWSELB", filter: family("Load Balancer-Gateway") },
  { part: "NAT gateways", serviceCode: "AmazonEC2", filter: family("NAT Gateway") },
  {
    part: "data between zones",
    serviceCode: "AWSDataTransfer",
    filter: usage("DataTransfer-Regional-Bytes"),
  },
  { part: "GetMetricData", serviceCode: "AmazonCloudWatch", filter: usage("CW:GMD-Metrics") },
  { part: "Logs Insights", serviceCode: "AmazonCloudWatch", filter: usage("DataScanned-Bytes") },
  { part: "Cost Explorer", serviceCode: "AWSCostExplorer", filter: usage("APIRequest") },
];

/** Attributes of a product of the Price List, those that decide. */
export type Attributes = Partial<Record<string, string>>;

interface Rule {
  product: PriceProduct;
  /** The usage type without its region prefix. */
  usage: RegExp;
  where?: (attributes: Attributes) => boolean;
}

// An endpoint hour and a service's remote-region hour share a usage type; the list tells them apart.
const ofServiceNetwork = ({ endpointType = "" }: Attributes) => /service.?network/i.test(endpointType);
// Attachments of VPNs, peers and Direct Connect share the usage type.
const ofVpcAttachment = ({ operation }: Attributes) => operation === "TransitGatewayVPC";
const ofNetworkBalancer = ({ operation }: Attributes) => operation === "LoadBalancing:Network";
const ofGatewayBalancer = ({ operation }: Attributes) => operation === "LoadBalancing:Gateway";

const rules: Record<string, Rule[]> = {
  AmazonVPC: [
    { product: "vpce-interface-hour", usage: /^VpcEndpoint-Hours$/ },
    { product: "vpce-interface-gb", usage: /^VpcEndpoint-Bytes$/ },
    { product: "vpce-gwlb-hour", usage: /^VpcEndpoint-GWLBE-Hours$/ },
    { product: "vpce-gwlb-gb", usage: /^VpcEndpoint-GWLBE-Bytes$/ },
    { product: "vpce-resource-hour", usage: /^VpcEndpoint-Resource-Hours$/ },
    { product: "vpce-resource-gb", usage: /^VpcEndpoint-Resource-Bytes$/ },
    { product: "vpce-service-network-hour", usage: /^VpcEndpoint-Service-Hours$/, where: ofServiceNetwork },
    { product: "vpce-service-remote-region-hour", usage: /^VpcEndpoint-Service-Hours$/ },
    { product: "transit-gateway-hour", usage: /^TransitGateway-Hours$/, where: ofVpcAttachment },
    { product: "transit-gateway-gb", usage: /^TransitGateway-Bytes$/, where: ofVpcAttachment },
  ],
  // Outposts, trust stores and reserved capacity share the family under longer usage types.
  AWSELB: [
    { product: "nlb-hour", usage: /^LoadBalancerUsage$/, where: ofNetworkBalancer },
    { product: "nlb-lcu-hour", usage: /^LCUUsage$/, where: ofNetworkBalancer },
    { product: "gwlb-hour", usage: /^LoadBalancerUsage$/, where: ofGatewayBalancer },
    { product: "gwlb-lcu-hour", usage: /^LCUUsage$/, where: ofGatewayBalancer },
  ],
  AmazonEC2: [
    { product: "nat-gateway-hour", usage: /^NatGateway-Hours$/ },
    { product: "nat-gateway-gb", usage: /^NatGateway-Bytes$/ },
  ],
  AWSDataTransfer: [
    {
      product: "inter-az-gb",
      usage: /^DataTransfer-Regional-Bytes$/,
      where: ({ transferType }) => transferType === "IntraRegion",
    },
  ],
  AmazonCloudWatch: [
    { product: "cloudwatch-metric", usage: /^CW:GMD-Metrics$/ },
    { product: "logs-insights-gb", usage: /^DataScanned-Bytes$/ },
  ],
  AWSCostExplorer: [{ product: "cost-explorer-request", usage: /^APIRequest$/ }],
};

/** Which of our products this one of the Price List is; undefined for one we do not count with. */
export function productOf(serviceCode: string, attributes: Attributes): PriceProduct | undefined {
  // `USE1-`, `EU-`, `APN1-`, or none at all in us-east-1.
  const usageType = attributes.usagetype?.replace(/^[A-Z]{2,3}[0-9]?-/, "") ?? "";
  return rules[serviceCode]?.find((rule) => rule.usage.test(usageType) && (rule.where?.(attributes) ?? true))
    ?.product;
}
