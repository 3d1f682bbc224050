import { type PrefixList, prefixListsOf } from "../fleet/prefix-lists.ts";
import { AwsError } from "../protocols/errors.ts";
import type { Call, Operations } from "./context.ts";
import { listResources, pageOf } from "./ec2-paging.ts";

/** The prefix lists of the gateway services, and those that accounts keep themselves. */
export const ec2PrefixLists: Operations = {
  DescribePrefixLists: (call) =>
    listResources<PrefixList>(
      call,
      prefixLists(call).filter(({ ownerId }) => ownerId === "AWS"),
      {
        ...prefixListing,
        render: ({ id, name, cidrs }) => ({ prefixListId: id, prefixListName: name, cidrSet: cidrs }),
      },
    ),

  DescribeManagedPrefixLists: (call) =>
    listResources<PrefixList>(call, prefixLists(call), {
      ...prefixListing,
      rules: smallPages,
      render: ({ id, name, ownerId, cidrs }) => ({
        prefixListId: id,
        prefixListName: name,
        addressFamily: "IPv4",
        state: "create-complete",
        prefixListArn: `arn:aws:ec2:${call.region}:${ownerId.toLowerCase()}:prefix-list/${id}`,
        ownerId,
        // AWS's own lists have neither.
        ...(ownerId === "AWS" ? {} : { maxEntries: Math.max(10, cidrs.length), version: 1 }),
      }),
    }),

  GetManagedPrefixListEntries: (call) => {
    const id = call.params.get("PrefixListId") ?? "";
    const list = prefixLists(call).find((one) => one.id === id);
    if (!list)
      throw new AwsError("InvalidPrefixListID.NotFound", `The prefix list ID '${id}' does not exist`);
    const { items, nextToken } = pageOf(call, list.cidrs, smallPages);
    return { entrySet: items.map((cidr) => ({ cidr })), nextToken };
  },
};

const smallPages = { max: 100, min: 1, defaultSize: 100 };

const prefixLists = (call: Call) => prefixListsOf(call.fleet, call.accountId, call.region);

const prefixListing = {
  idParameter: "PrefixListId",
  idOf: (list: PrefixList) => list.id,
  filters: {
    "prefix-list-id": (list: PrefixList) => list.id,
    "prefix-list-name": (list: PrefixList) => list.name,
    "owner-id": (list: PrefixList) => list.ownerId,
  },
  set: "prefixListSet",
};
