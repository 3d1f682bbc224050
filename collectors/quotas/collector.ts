import { tables } from "#lib/inventory/tables.ts";
import { quotaRows } from "#lib/quotas/compute.ts";
import { inventoryUse, sourceScopes } from "#lib/quotas/data.ts";
import { type ListedQuota, quotaFacts, quotaNames } from "#lib/quotas/schema.ts";
import type { Collected, Collector } from "../collector.ts";
import { fetchQuotas } from "./fetch.ts";

const services = ["vpc", "elasticloadbalancing"] as const;

/** Limits from Service Quotas, use from what the inventory collectors have written, no AWS call more. */
export const quotas: Collector = {
  name: "quotas",
  // After inventory, which the use is counted from.
  phase: "costs",
  after: ["endpoints", "network", "services", "load-balancers"],
  async collect({ aws, parts, db, scope, now }): Promise<Collected> {
    const listed = new Map<string, ListedQuota[]>();
    for (const service of services) {
      const wanted = quotaNames.flatMap((name) => {
        const { serviceCode, code } = quotaFacts[name];
        return serviceCode === service && code ? [code] : [];
      });
      const found = await parts.read(service, () => fetchQuotas(aws, service, wanted));
      if (found) listed.set(service, found);
    }
    const { accountId, region } = scope;
    const scopes = await sourceScopes(db.pool, accountId, region, now);
    const uses = await inventoryUse(db.pool, accountId, region);
    const rows = quotaRows(listed, uses, scopes).map((row) => ({ ...row, tags: {} }));
    return { tables: [{ table: tables.quotaUsage, rows }] };
  },
};
