import type { CollectorName } from "#lib/runs/schema.ts";

/** The collectors that ask EC2, ELB and Organizations what exists: what a cycle of inventory is made of. */
export const inventoryCollectors: readonly CollectorName[] = [
  "accounts",
  "regions",
  "endpoints",
  "network",
  "services",
  "connections",
  "load-balancers",
  "available-services",
];
