/** Service quotas: AWS's defaults, and what each account has been granted beyond them. */
import { fold, hashString, unit } from "./hash.ts";

export interface QuotaSpec {
  serviceCode: string;
  code: string;
  name: string;
  /** AWS's default. */
  value: number;
  adjustable: boolean;
  /** Only the default is known: no applied value is kept, so listings of applied values leave it out. */
  defaultOnly?: true;
}

/** Names of the services whose quotas are kept. */
export const QUOTA_SERVICES: Record<string, string> = {
  vpc: "Amazon Virtual Private Cloud (Amazon VPC)",
  elasticloadbalancing: "Elastic Load Balancing (ELB)",
};

type Row = [code: string, name: string, value: number, adjustable: boolean, defaultOnly?: true];

// biome-ignore format: a table, one row per line
const VPC: Row[] = [
  ["L-29B6F2EB", "Interface VPC endpoints per VPC", 50, true],
  ["L-1B52E74A", "Gateway VPC endpoints per Region", 20, true],
  ["L-CA6CC422", "Resource VPC endpoints per VPC", 200, true],
  ["L-3B4E38D2", "Service network VPC endpoints per VPC", 50, true],
  ["L-3248932A", "Characters per VPC endpoint policy", 20_480, false, true],
  ["L-F678F1CE", "VPCs per Region", 5, true],
  ["L-407747CB", "Subnets per VPC", 200, true],
  ["L-589F43AA", "Route tables per VPC", 200, true],
  ["L-DF5E4CA3", "Network interfaces per Region", 5_000, true],
  ["L-E79EC296", "VPC security groups per Region", 2_500, true],
  ["L-0EA8095F", "Inbound or outbound rules per security group", 60, true],
  ["L-2AFB9258", "Security groups per network interface", 5, true],
];

// biome-ignore format: a table, one row per line
const LOAD_BALANCING: Row[] = [
  ["L-69A177A2", "Network Load Balancers per Region", 50, true],
  ["L-57A373D6", "Listeners per Network Load Balancer", 50, true],
  ["L-EEF1AD04", "Targets per Network Load Balancer", 3_000, true],
  ["L-B211E961", "Targets per Availability Zone per Network Load Balancer", 500, true],
  ["L-A0D0B863", "Targets per Target Group per Region", 1_000, true],
  ["L-B22855CB", "Target Groups per Region", 3_000, true],
  ["L-53DA6B97", "Application Load Balancers per Region", 50, true],
];

const quota =
  (serviceCode: string) =>
  (row: Row): QuotaSpec => {
    const [code, name, value, adjustable, defaultOnly] = row;
    return { serviceCode, code, name, value, adjustable, defaultOnly };
  };

/** Every quota, service by service. */
export const QUOTAS: readonly QuotaSpec[] = [
  ...VPC.map(quota("vpc")),
  ...LOAD_BALANCING.map(quota("elasticloadbalancing")),
];

/** One account in so many was granted more than the default. */
const RAISED_SHARE = 0.25;

/**
 * The value applied to an account in a region: the default, or two or three times as much where the account
 * asked for it. Never below the default, as AWS never lowers one.
 */
export function appliedValue(spec: QuotaSpec, accountId: string, region: string): number {
  if (!spec.adjustable) return spec.value;
  const hash = hashString(`quota/${accountId}/${region}/${spec.code}`);
  if (unit(hash) >= RAISED_SHARE) return spec.value;
  return spec.value * (unit(fold(hash, 1)) < 0.7 ? 2 : 3);
}
