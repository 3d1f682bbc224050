import { AWS_SERVICES, awsServiceName, prefixListId } from "./aws-services.ts";
import type { Fleet } from "./fleet.ts";
import { awsId } from "./hash.ts";
import type { VpcSpec } from "./types.ts";

/** A managed prefix list as an account sees it. */
export interface PrefixList {
  id: string;
  name: string;
  /** An account, or AWS. */
  ownerId: string;
  cidrs: string[];
}

const IP_SERVICE_CIDRS: Record<string, string[]> = {
  s3: ["52.216.0.0/15", "54.231.0.0/16"],
  dynamodb: ["3.218.180.0/22"],
};

/** Ranges for documentation (RFC 5737): nobody in the fleet has them. */
const PARTNERS = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"];

/** Who is on a VPC's own lists: its clients, network by network, or partners that are none of them. */
type ListName = "clients" | "partners";

export const ownPrefixListId = (vpc: VpcSpec, name: ListName) => awsId("pl", `${vpc.id}/${name}`);

/** The lists of the gateway services, and those that the account keeps for its VPCs. */
export function prefixListsOf(fleet: Fleet, accountId: string, region: string): PrefixList[] {
  const aws = AWS_SERVICES.filter((service) => service.type === "Gateway").map(({ name }) => ({
    id: prefixListId(region, name),
    name: awsServiceName(region, name),
    ownerId: "AWS",
    cidrs: IP_SERVICE_CIDRS[name] ?? [],
  }));
  const own = fleet
    .vpcs(accountId, region)
    .filter(({ byPrefixLists }) => byPrefixLists)
    .flatMap((vpc) => {
      const list = (name: ListName, cidrs: string[]) => ({
        ...{ id: ownPrefixListId(vpc, name), name: `${vpc.name}-${name}`, ownerId: accountId, cidrs },
      });
      const networks = Array.from({ length: 256 }, (_, index) => `${vpc.prefix}.${index}.0/24`);
      return [list("clients", networks), list("partners", PARTNERS)];
    });
  return [...aws, ...own];
}
