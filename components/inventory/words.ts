import type { Service } from "#lib/inventory/serviceList.ts";

/** What people call a service: its Name tag, its application or its private DNS name; null where it has none of them. */
export const serviceTitle = ({
  tags,
  application,
  privateDnsName,
}: Pick<Service, "tags" | "application" | "privateDnsName">): string | null =>
  tags.Name || application || privateDnsName;

/** Zones of one region: `az1 az2 az4`; local zones keep their name. */
export const zonesInShort = (azIds: readonly string[]) =>
  azIds.length === 0 ? "none stated" : azIds.map(zoneInShort).join(" ");

export const zoneInShort = (azId: string) => /-(az\d+)$/.exec(azId)?.[1] ?? azId;
