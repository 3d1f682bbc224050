/** What the bill writes for charges that are no usage: credits, refunds, taxes, fees. */
export const noUsageType = "NoUsageType";

// The prefixes with which AWS marks the region of a usage type. us-east-1 may come without one.
const regionsByPrefix: Record<string, string> = {
  USE1: "us-east-1",
  USE2: "us-east-2",
  USW1: "us-west-1",
  USW2: "us-west-2",
  UGE1: "us-gov-east-1",
  UGW1: "us-gov-west-1",
  CAN1: "ca-central-1",
  CAN2: "ca-west-1",
  MXC1: "mx-central-1",
  SAE1: "sa-east-1",
  EU: "eu-west-1",
  EUW1: "eu-west-1",
  EUW2: "eu-west-2",
  EUW3: "eu-west-3",
  EUC1: "eu-central-1",
  EUC2: "eu-central-2",
  EUN1: "eu-north-1",
  EUS1: "eu-south-1",
  EUS2: "eu-south-2",
  AFS1: "af-south-1",
  MES1: "me-south-1",
  MEC1: "me-central-1",
  ILC1: "il-central-1",
  APE1: "ap-east-1",
  APE2: "ap-east-2",
  APN1: "ap-northeast-1",
  APN2: "ap-northeast-2",
  APN3: "ap-northeast-3",
  APS1: "ap-southeast-1",
  APS2: "ap-southeast-2",
  APS3: "ap-south-1",
  APS4: "ap-southeast-3",
  APS5: "ap-south-2",
  APS6: "ap-southeast-4",
  APS7: "ap-southeast-5",
  APS9: "ap-southeast-7",
  CNN1: "cn-north-1",
  CNW1: "cn-northwest-1",
};

/** Region of a usage type such as `EUW1-VpcEndpoint-Hours`; '' where the prefix is not known. */
export function regionOfUsageType(usageType: string): string {
  // Credits and taxes have neither a usage type nor a region.
  if (usageType === noUsageType) return "";
  const prefix = /^([A-Z]{2,3}[0-9]?)-/.exec(usageType)?.[1];
  if (prefix === undefined) return "us-east-1";
  return regionsByPrefix[prefix] ?? "";
}

/** A usage type without its region's prefix. */
export const chargeOfUsageType = (usageType: string) => usageType.replace(/^[A-Z]{2,3}[0-9]?-/, "");

/** How the bill writes a charge of a region, where it has not been seen on it yet. */
export function usageTypeOf(region: string, charge: string): string {
  const prefix = Object.entries(regionsByPrefix).find(([, name]) => name === region)?.[0];
  // Elastic Load Balancing writes us-east-1 without a prefix.
  if (!prefix || (region === "us-east-1" && !charge.startsWith("VpcEndpoint"))) return charge;
  return `${prefix}-${charge}`;
}
