import {
  type BilledResourceRow,
  type BilledZoneRow,
  billedResourceCost,
  billedResourceTable,
  billedUsageTypes,
  billedZoneCost,
  knownCosts,
  ownersOf,
  replaceCosts,
} from "#lib/cost/mutations.ts";
import { ensurePartitions } from "#lib/db/partitions.ts";
import type { Queryable } from "#lib/runs/mutations.ts";
import type { ScopeContext } from "../collector.ts";
import { daysToAsk } from "./days.ts";
import { type CostQuestion, type Days, fetchCosts } from "./fetch.ts";
import { mapResourceCosts, mapZoneCosts } from "./map.ts";

const dayMs = 86_400_000;
/** Cost Explorer keeps resources for 14 days; the oldest of them may just be going. */
const resourceDays = 13;
/** A year of zones would be hundreds of paid pages for a large organization. */
const zoneMonths = 1;
const service = "Amazon Virtual Private Cloud";

type Write = (client: Queryable) => Promise<{ created: number; modified: number }>;

/** What is asked beyond the bill itself, and how it is written. */
interface Detail {
  resources: number;
  write: Write;
}

/**
 * The bill by endpoint and by zone, as far as the configuration asks for it and Cost Explorer offers it: an account
 * that has not opted in is no failure, it is a part that is noted.
 * @param billed usage types of endpoints on the bill just read.
 */
export async function readDetail(
  context: ScopeContext,
  billed: readonly string[],
  onRequest: () => void,
): Promise<Detail[]> {
  const { db, scope, now, config, aws, parts } = context;
  const { resourceLevel, zoneLevel } = config.costs;
  if (!resourceLevel && !zoneLevel) return [];
  const month = new Date(now.getTime() - 31 * dayMs).toISOString().slice(0, 10);
  const before = await billedUsageTypes(db.pool, scope.accountId, service, month);
  const usageTypes = [...new Set([...billed, ...before])].toSorted();
  // Nothing is billed for endpoints: there is nothing to split.
  if (usageTypes.length === 0) return [];
  const ask = (question: Omit<CostQuestion, "service">) =>
    fetchCosts(aws, { service, ...question }, onRequest);

  const details: Detail[] = [];
  if (resourceLevel) {
    const known = await knownCosts(db.pool, billedResourceCost, scope.accountId, service);
    const days = recent(daysToAsk(known, now), now);
    const groupBy: CostQuestion["groupBy"] = ["RESOURCE_ID", "USAGE_TYPE"];
    const results = await parts.readIfOffered("by resource", () => ask({ days, groupBy, usageTypes }));
    if (results) {
      const rows = await attribute(db.pool, scope.accountId, mapResourceCosts(service, results));
      const bill = { payerId: scope.accountId, service, days, rows };
      await ensurePartitions(db.pool, billedResourceTable, new Date(days.start), new Date(days.end));
      const write: Write = (client) => replaceCosts(client, billedResourceCost, bill, now);
      details.push({ resources: rows.length, write });
    }
  }
  if (zoneLevel) {
    const known = await knownCosts(db.pool, billedZoneCost, scope.accountId, service);
    const days = daysToAsk(known, now, zoneMonths);
    const results = await parts.readIfOffered("by zone", () => askZones(ask, days, usageTypes));
    if (results) {
      const bill = { payerId: scope.accountId, service, days, rows: results };
      const write: Write = (client) => replaceCosts(client, billedZoneCost, bill, now);
      details.push({ resources: results.length, write });
    }
  }
  return details;
}

/** Hours and data apart: with two groups at most, the usage type cannot be one of them. */
async function askZones(
  ask: (question: Omit<CostQuestion, "service">) => ReturnType<typeof fetchCosts>,
  days: Days,
  usageTypes: string[],
): Promise<BilledZoneRow[]> {
  const rows: BilledZoneRow[] = [];
  for (const charge of ["hours", "data"] as const) {
    const wanted = usageTypes.filter((type) => (charge === "hours" ? /Hours$/ : /Bytes$/).test(type));
    if (wanted.length === 0) continue;
    const results = await ask({ days, groupBy: ["LINKED_ACCOUNT", "AZ"], usageTypes: wanted });
    const zones = mapZoneCosts(service, charge, results);
    rows.push(...summed(zones, (row) => `${row.accountId} ${row.day} ${row.availabilityZone}`));
  }
  return rows;
}

/** Rows of one key as one: what lies in no zone, or a resource that the bill names in two ways. */
function summed<Row extends { unblendedCostUsd: string; usageQuantity: string | null }>(
  rows: Row[],
  keyOf: (row: Row) => string,
): Row[] {
  return [...Map.groupBy(rows, keyOf).values()].flatMap((group) => {
    const [first] = group;
    if (!first || group.length === 1) return group;
    const sum = (pick: (row: Row) => string | null) =>
      group.reduce((total, row) => total + Number(pick(row) ?? 0), 0).toFixed(10);
    const unblendedCostUsd = sum((row) => row.unblendedCostUsd);
    return [{ ...first, unblendedCostUsd, usageQuantity: sum((row) => row.usageQuantity) }];
  });
}

function recent({ start, end }: Days, now: Date): Days {
  const earliest = new Date(now.getTime() - resourceDays * dayMs).toISOString().slice(0, 10);
  return { start: start > earliest ? start : earliest, end };
}

/** Rows under their accounts: as the resource's name says, else as the inventory knows, else under the payer. */
async function attribute(
  db: Queryable,
  payerId: string,
  rows: ReturnType<typeof mapResourceCosts>,
): Promise<BilledResourceRow[]> {
  const unknown = [...new Set(rows.flatMap((row) => (row.accountId ? [] : [row.resourceId])))];
  const owners = unknown.length > 0 ? await ownersOf(db, unknown) : new Map<string, string>();
  const owned = rows.map((row) => ({
    ...row,
    accountId: row.accountId ?? owners.get(row.resourceId) ?? payerId,
  }));
  return summed(owned, (row) => `${row.accountId} ${row.day} ${row.usageType} ${row.resourceId}`);
}
