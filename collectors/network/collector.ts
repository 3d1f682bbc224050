import { zonedTables } from "#lib/inventory/zones.ts";
import { inventoryCollector } from "../collector.ts";
import { lookUpNewLists } from "../prefixLists/references.ts";
import { fetchNetwork } from "./fetch.ts";
import { mapNetwork } from "./map.ts";

export const network = inventoryCollector({
  name: "network",
  phase: "inventory",
  answersOnly: true,
  zones: zonedTables,
  fetch: ({ aws, parts }) => fetchNetwork(aws, parts),
  map: mapNetwork,
  follow: lookUpNewLists,
});
