import { AWS_SERVICES, awsServiceName, prefixListId } from "../fleet/aws-services.ts";
import type { Call, Operations } from "./context.ts";
import { listResources } from "./ec2-paging.ts";

const IP_SERVICE_CIDRS: Record<string, string[]> = {
  s3: ["52.216.0.0/15", "54.231.0.0/16"],
  dynamodb: ["3.218.180.0/22"],
};

/** The prefix lists of the gateway services. */
export const ec2PrefixLists: Operations = {
  DescribePrefixLists: (call) =>
    listResources<PrefixList>(call, prefixLists(call), {
      ...prefixListing,
      render: ({ id, name, cidrs }) => ({ prefixListId: id, prefixListName: name, cidrSet: cidrs }),
    }),

  DescribeManagedPrefixLists: (call) =>
    listResources<PrefixList>(call, prefixLists(call), {
      ...prefixListing,
      rules: { max: 100, min: 1 },
      render: ({ id, name }) => ({
        prefixListId: id,
        prefixListName: name,
        addressFamily: "IPv4",
        state: "create-complete",
        prefixListArn: `arn:aws:ec2:${call.region}:aws:prefix-list/${id}`,
        ownerId: "AWS",
      }),
    }),
};

interface PrefixList {
  id: string;
  name: string;
  cidrs: string[];
}

function prefixLists(call: Call): PrefixList[] {
  return AWS_SERVICES.filter((service) => service.type === "Gateway").map(({ name }) => ({
    id: prefixListId(call.region, name),
    name: awsServiceName(call.region, name),
    cidrs: IP_SERVICE_CIDRS[name] ?? [],
  }));
}

const prefixListing = {
  idParameter: "PrefixListId",
  idOf: (list: PrefixList) => list.id,
  filters: {
    "prefix-list-id": (list: PrefixList) => list.id,
    "prefix-list-name": (list: PrefixList) => list.name,
  },
  set: "prefixListSet",
};
