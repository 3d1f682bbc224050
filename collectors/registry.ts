import type { CollectorName } from "#lib/runs/schema.ts";
import { accessDenials } from "./accessDenials/collector.ts";
import { accounts } from "./accounts/accounts.ts";
import { regions } from "./accounts/regions.ts";
import { availableServices } from "./availableServices/collector.ts";
import type { Collector } from "./collector.ts";
import { connections } from "./connections/collector.ts";
import { costs } from "./costs/collector.ts";
import { endpoints } from "./endpoints/collector.ts";
import { loadBalancers } from "./loadBalancers/collector.ts";
import { metrics } from "./metrics/collector.ts";
import { network } from "./network/collector.ts";
import { prefixLists } from "./prefixLists/collector.ts";
import { prices } from "./prices/collector.ts";
import { probes } from "./probes/collector.ts";
import { quotas } from "./quotas/collector.ts";
import { rejects } from "./rejects/collector.ts";
import { services } from "./services/collector.ts";
import { trail } from "./trail/collector.ts";

/** Every collector. Schedule, workers and `collect --once` read this list and nothing else. */
export const registry: readonly Collector[] = [
  accounts,
  regions,
  endpoints,
  network,
  prefixLists,
  services,
  connections,
  loadBalancers,
  availableServices,
  prices,
  costs,
  quotas,
  metrics,
  trail,
  rejects,
  accessDenials,
  probes,
];

const byName = new Map<CollectorName, Collector>(registry.map((collector) => [collector.name, collector]));

/** The collector of that name. Throws where there is none, which only a mistake in the registry can cause. */
export function collectorOf(name: CollectorName): Collector {
  const collector = byName.get(name);
  if (!collector) throw new Error(`no collector is registered as ${name}`);
  return collector;
}
