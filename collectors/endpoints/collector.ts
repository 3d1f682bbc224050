import { askAboutNewServices } from "../availableServices/inUse.ts";
import { inventoryCollector } from "../collector.ts";
import { fetchEndpoints } from "./fetch.ts";
import { mapEndpoints } from "./map.ts";

export const endpoints = inventoryCollector({
  name: "endpoints",
  phase: "endpoints",
  answersOnly: true,
  zones: ["vpc_endpoint"],
  fetch: async ({ aws, parts }) =>
    (await parts.read("DescribeVpcEndpoints", () => fetchEndpoints(aws))) ?? [],
  map: mapEndpoints,
  follow: askAboutNewServices,
});
