import type { CollectorName } from "../runs/schema.ts";

/** What a quota is counted against. */
export type QuotaPer = "region" | "vpc" | "service" | "target-group";

interface QuotaFacts {
  /** Service Quotas' own code; undefined where AWS documents a quota that Service Quotas may not list. */
  code?: string;
  /** Finds it in the listing by name where there is no code. */
  named?: RegExp;
  /** AWS's name for it. */
  name: string;
  serviceCode: "vpc" | "elasticloadbalancing";
  per: QuotaPer;
  /** The collectors whose rows the use is counted from. */
  from: readonly CollectorName[];
  /** AWS's documented default where Service Quotas names none; left out where none is documented. */
  documented?: number;
}

/**
 * The quotas that PrivateLink runs into.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html
 */
const quotas = {
  "interface-endpoints": {
    code: "L-29B6F2EB",
    name: "Interface VPC endpoints per VPC",
    serviceCode: "vpc",
    per: "vpc",
    from: ["endpoints"],
  },
  "resource-endpoints": {
    code: "L-CA6CC422",
    name: "Resource VPC endpoints per VPC",
    serviceCode: "vpc",
    per: "vpc",
    from: ["endpoints"],
  },
  "service-network-endpoints": {
    code: "L-3B4E38D2",
    name: "Service network VPC endpoints per VPC",
    serviceCode: "vpc",
    per: "vpc",
    from: ["endpoints"],
  },
  "gateway-endpoints": {
    code: "L-1B52E74A",
    name: "Gateway VPC endpoints per Region",
    serviceCode: "vpc",
    per: "region",
    from: ["endpoints"],
  },
  "policy-characters": {
    code: "L-3248932A",
    name: "Characters per VPC endpoint policy",
    serviceCode: "vpc",
    per: "region",
    from: ["endpoints"],
  },
  "service-principals": {
    named: /principals.*endpoint service/i,
    name: "Allowed principals per VPC endpoint service",
    serviceCode: "vpc",
    per: "service",
    from: ["services"],
    documented: 50,
  },
  "endpoint-services": {
    named: /VPC endpoint services per (region|account)/i,
    name: "VPC endpoint services per Region",
    serviceCode: "vpc",
    per: "region",
    from: ["services"],
  },
  "network-load-balancers": {
    code: "L-69A177A2",
    name: "Network Load Balancers per Region",
    serviceCode: "elasticloadbalancing",
    per: "region",
    from: ["load-balancers"],
  },
  "target-group-targets": {
    code: "L-A0D0B863",
    name: "Targets per Target Group per Region",
    serviceCode: "elasticloadbalancing",
    per: "target-group",
    from: ["load-balancers"],
  },
} as const satisfies Record<string, QuotaFacts>;

export type QuotaName = keyof typeof quotas;
export const quotaNames = Object.keys(quotas) as QuotaName[];
/** One quota's facts, with what only some have as optional. */
export const quotaFacts: Readonly<Record<QuotaName, QuotaFacts>> = quotas;

/** A limit as Service Quotas tells it. */
export interface ListedQuota {
  code: string;
  name: string | null;
  value: number | null;
  adjustable: boolean | null;
  /** `applied` to this account, or AWS's `default` where no applied value is kept. */
  source: "applied" | "default";
}

/** How much of a quota one resource uses; '' is the region as a whole. */
export interface QuotaUse {
  quota: QuotaName;
  resourceId: string;
  /** Null where the rows do not tell: there is no policy to measure. */
  used: number | null;
  /** Which resource it is that uses most, where one stands for all. */
  largest?: string;
}
