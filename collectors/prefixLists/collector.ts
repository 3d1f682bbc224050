import {
  DescribeManagedPrefixListsCommand,
  GetManagedPrefixListEntriesCommand,
  type ManagedPrefixList,
  type PrefixListEntry,
} from "@aws-sdk/client-ec2";
import { type InventoryRow, tables } from "#lib/inventory/tables.ts";
import { allPages, eachLimited, inGroups } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";
import type { Collected, Collector } from "../collector.ts";
import type { Parts } from "../parts.ts";
import { idsOf, integerOf, rowsOf, stateOf, tagsOf, textOf } from "../values.ts";
import { referencedLists } from "./references.ts";

/** What EC2 gives on a page of either call, and takes as values of one filter. */
const MaxResults = 100;
/** Where something names a list, it is looked up again after this long; one without any is asked nothing at all. */
const againMs = 6 * 3_600_000;

/** Lists that rules or routes name, an account's own and AWS's alike; all others are nobody's concern. */
export const prefixLists: Collector = {
  name: "prefix-lists",
  phase: "inventory",
  after: ["network"],
  async collect({ aws, parts, db, scope, now }): Promise<Collected> {
    const ids = await referencedLists(db.pool, scope.accountId, scope.region);
    if (ids.length === 0) return { tables: [{ table: tables.prefixList, rows: [] }] };
    const lists = await parts.read("DescribeManagedPrefixLists", () => findLists(aws, ids));
    if (!lists) return {};
    const entries = new Map<string, PrefixListEntry[] | undefined>();
    await eachLimited(lists, 4, async ({ PrefixListId: id }) => {
      if (id) entries.set(id, await readEntries(aws, parts, id));
    });
    // What was cut off stays as it was; what is refused is not known any more.
    const missing = parts.failure ? undefined : null;
    const rows = rowsOf(lists, (list) => mapList(list, entries.get(list.PrefixListId ?? ""), missing));
    return { tables: [{ table: tables.prefixList, rows }], nextDueAt: new Date(now.getTime() + againMs) };
  },
};

/** By a filter: an id that is not there, or not shared any more, is left out then, where it would be an error as a parameter. */
async function findLists(aws: Aws, ids: string[]): Promise<ManagedPrefixList[]> {
  const groups = inGroups(ids, MaxResults).map((Values) =>
    allPages(async (NextToken) => {
      const Filters = [{ Name: "prefix-list-id", Values }];
      const answer = await aws.ec2(new DescribeManagedPrefixListsCommand({ Filters, MaxResults, NextToken }));
      return { items: answer.PrefixLists, next: answer.NextToken };
    }),
  );
  return (await Promise.all(groups)).flat();
}

/** Undefined where they may not be read: a list that is shared need not be readable, and says nothing of the others. */
const readEntries = (aws: Aws, parts: Parts, PrefixListId: string) =>
  parts.readIfOffered("GetManagedPrefixListEntries", () =>
    allPages(async (NextToken) => {
      const answer = await aws.ec2(
        new GetManagedPrefixListEntriesCommand({ PrefixListId, MaxResults, NextToken }),
      );
      return { items: answer.Entries, next: answer.NextToken };
    }),
  );

function mapList(
  list: ManagedPrefixList,
  entries: PrefixListEntry[] | undefined,
  missing: null | undefined,
): InventoryRow | undefined {
  if (!list.PrefixListId) return undefined;
  return {
    prefixListId: list.PrefixListId,
    prefixListName: textOf(list.PrefixListName),
    addressFamily: textOf(list.AddressFamily),
    ownerId: textOf(list.OwnerId),
    state: stateOf(list.State),
    version: integerOf(list.Version),
    entries: entries ? idsOf(entries.map(({ Cidr }) => Cidr)) : missing,
    tags: tagsOf(list.Tags),
    raw: {},
  };
}
