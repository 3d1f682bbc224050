/** What of an endpoint decides whether it works, to be held against others. Null: not known. */
export interface EndpointTraits {
  vpcEndpointId: string;
  accountId: string;
  accountName: string | null;
  region: string;
  vpcId: string | null;
  serviceName: string | null;
  state: string | null;
  azIds: string[];
  securityGroupIds: string[];
  /** Inbound permissions of its security groups as EC2 lists them; null where one of them is not collected. */
  inbound: unknown[] | null;
  privateDnsEnabled: boolean | null;
  dnsRecordIpType: string | null;
  ipAddressType: string | null;
  policyDocument: string | null;
  enableDnsSupport: boolean | null;
  enableDnsHostnames: boolean | null;
  /** The verdict's kind of its path; null before it was walked. */
  verdict: string | null;
}

export const traitNames = [
  "zones",
  "security",
  "private-dns",
  "dns-options",
  "vpc-dns",
  "policy",
  "state",
] as const;
export type TraitName = (typeof traitNames)[number];

/** One trait of one endpoint. `differs` null: one of the two is not known, so nothing can be said. */
export interface ComparedTrait {
  trait: TraitName;
  text: string;
  differs: boolean | null;
}

/** An endpoint that works, held against one that is looked at. */
export interface SimilarEndpoint {
  vpcEndpointId: string;
  accountId: string;
  accountName: string | null;
  region: string;
  /** What they share: the service and the VPC, the service, or the VPC. */
  shares: "service-and-vpc" | "service" | "vpc";
  traits: ComparedTrait[];
}

/** The endpoint itself, and those like it that work. */
export interface SimilarEndpoints {
  own: ComparedTrait[];
  similar: SimilarEndpoint[];
  /** Endpoints of the same service or VPC that were looked at, whatever their verdict. */
  considered: number;
}
