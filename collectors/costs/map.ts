import type { Group, ResultByTime } from "@aws-sdk/client-cost-explorer";
import type { BilledResourceRow, BilledRow, BilledZoneRow } from "#lib/cost/mutations.ts";
import { regionOfUsageType } from "#lib/cost/usageTypes.ts";

/** Cost Explorer's groups as rows. A day may be spread over two pages; amounts stay decimal texts, exactly as billed. */
export function mapCosts(service: string, ours: RegExp, results: ResultByTime[]): BilledRow[] {
  return eachGroup(results, (first, usageType, { day, Metrics, amounts }) => {
    if (!ours.test(usageType)) return undefined;
    return {
      ...amounts,
      accountId: first,
      day,
      service,
      usageType,
      region: regionOfUsageType(usageType),
      amortizedCostUsd: Metrics?.AmortizedCost?.Amount ?? null,
    };
  });
}

/** Groups by resource and usage type as rows, without an account where the resource's name holds none. */
export function mapResourceCosts(
  service: string,
  results: ResultByTime[],
): (Omit<BilledResourceRow, "accountId"> & { accountId?: string })[] {
  return eachGroup(results, (resource, usageType, { day, amounts }) => {
    const { resourceId, accountId } = readResource(resource);
    return {
      ...amounts,
      accountId,
      day,
      service,
      usageType,
      resourceId,
      region: regionOfUsageType(usageType),
    };
  });
}

/** Groups by account and zone as rows of one kind of charge. */
export function mapZoneCosts(
  service: string,
  charge: BilledZoneRow["charge"],
  results: ResultByTime[],
): BilledZoneRow[] {
  return eachGroup(results, (accountId, zone, { day, amounts }) => {
    const availabilityZone = /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/.test(zone) ? zone : "";
    return {
      ...amounts,
      accountId,
      day,
      service,
      charge,
      availabilityZone,
      region: availabilityZone.slice(0, -1),
    };
  });
}

/** `arn:aws:ec2:…:vpc-endpoint/vpce-…` → the endpoint's id and account; any other name stays as it is. */
function readResource(name: string): { resourceId: string; accountId?: string } {
  const resourceId = /\bvpce-[0-9a-f]+$/.exec(name)?.[0] ?? name;
  const accountId = name.startsWith("arn:") ? name.split(":")[4] : undefined;
  return { resourceId, accountId: accountId || undefined };
}

interface Billed {
  day: string;
  Metrics: Group["Metrics"];
  amounts: Pick<BilledRow, "unblendedCostUsd" | "usageQuantity" | "unit" | "estimated">;
}

function eachGroup<Row>(
  results: ResultByTime[],
  map: (first: string, second: string, billed: Billed) => Row | undefined,
): Row[] {
  const rows: Row[] = [];
  for (const { TimePeriod, Groups, Estimated } of results) {
    const day = TimePeriod?.Start?.slice(0, 10);
    if (!day) continue;
    for (const { Keys, Metrics } of Groups ?? []) {
      const [first, second] = Keys ?? [];
      const unblendedCostUsd = Metrics?.UnblendedCost?.Amount;
      if (!first || !second || unblendedCostUsd === undefined) continue;
      const amounts = {
        unblendedCostUsd,
        usageQuantity: Metrics?.UsageQuantity?.Amount ?? null,
        unit: Metrics?.UsageQuantity?.Unit ?? null,
        estimated: Estimated ?? false,
      };
      const row = map(first, second, { day, Metrics, amounts });
      if (row) rows.push(row);
    }
  }
  return rows;
}
