import type { ResultByTime } from "@aws-sdk/client-cost-explorer";
import type { BilledRow } from "#lib/cost/mutations.ts";
import { regionOfUsageType } from "./usageTypes.ts";

/** Cost Explorer's groups as rows. A day may be spread over two pages; amounts stay decimal texts, exactly as billed. */
export function mapCosts(service: string, ours: RegExp, results: ResultByTime[]): BilledRow[] {
  const rows: BilledRow[] = [];
  for (const { TimePeriod, Groups, Estimated } of results) {
    const day = TimePeriod?.Start?.slice(0, 10);
    if (!day) continue;
    for (const { Keys, Metrics } of Groups ?? []) {
      const [accountId, usageType] = Keys ?? [];
      if (!accountId || !usageType || !ours.test(usageType)) continue;
      const cost = Metrics?.UnblendedCost?.Amount;
      if (cost === undefined) continue;
      rows.push({
        accountId,
        day,
        service,
        usageType,
        region: regionOfUsageType(usageType),
        unblendedCostUsd: cost,
        amortizedCostUsd: Metrics?.AmortizedCost?.Amount ?? null,
        usageQuantity: Metrics?.UsageQuantity?.Amount ?? null,
        unit: Metrics?.UsageQuantity?.Unit ?? null,
        estimated: Estimated ?? false,
      });
    }
  }
  return rows;
}
