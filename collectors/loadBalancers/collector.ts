import { inventoryCollector } from "../collector.ts";
import { fetchLoadBalancers } from "./fetch.ts";
import { mapLoadBalancers } from "./map.ts";

export const loadBalancers = inventoryCollector({
  name: "load-balancers",
  phase: "inventory",
  answersOnly: true,
  zones: ["load_balancer", "target_health"],
  fetch: ({ aws, parts }) => fetchLoadBalancers(aws, parts),
  map: mapLoadBalancers,
});
