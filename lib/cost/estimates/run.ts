import { ensurePartitions } from "../../db/partitions.ts";
import type { Database } from "../../db/pool.ts";
import { inTransaction } from "../../db/transaction.ts";
import { addDays } from "../days.ts";
import { chargesOf } from "./charges.ts";
import { estimateEndpoint } from "./compute.ts";
import {
  type EndpointRow,
  readDeletions,
  readEndpoints,
  readSubnetChanges,
  readTraffic,
  type TrafficRow,
} from "./data.ts";
import { digestOf, nothing } from "./digest.ts";
import { dayNumber, evidenceOf, type FleetFacts } from "./evidence.ts";
import { monthlyCost } from "./monthly.ts";
import { type EndpointEstimate, endpointCostTable, storeEstimates } from "./mutations.ts";
import type { Rates } from "./rates.ts";
import type { Window, ZoneDay } from "./schema.ts";
import { dayTotals, type Totals } from "./totals.ts";
import { readUnlisted } from "./unlisted.ts";

/** Endpoints whose days are in memory at a time. */
const batchSize = 3000;

export interface FleetEstimate {
  judged: number;
  /** Endpoints of which a day was written. */
  changed: number;
  /** The latest time that the inventory speaks for. */
  asOf: Date | null;
}

/**
 * Estimates every endpoint that existed in the window, a batch at a time, and stores the days that differ from what is
 * stored; adds all of them to `totals`. Each batch is a transaction of its own.
 */
export async function estimateFleet(
  { db, now, signal }: { db: Database; now: Date; signal?: AbortSignal },
  window: Window,
  rates: Rates,
  totals: Totals,
): Promise<FleetEstimate> {
  const { pool } = db;
  const facts: FleetFacts = {
    deletions: await readDeletions(pool, window.first),
    subnetChanges: Map.groupBy(
      await readSubnetChanges(pool, window.first),
      ({ vpcEndpointId }) => vpcEndpointId,
    ),
  };
  const midnight = (day: string) => new Date(`${day}T00:00:00Z`);
  const last = midnight(addDays(window.first, window.days - 1));
  await ensurePartitions(pool, endpointCostTable, midnight(window.first), last);
  const result: FleetEstimate = { judged: 0, changed: 0, asOf: null };
  const estimateBatch = async (rows: readonly EndpointRow[]) => {
    signal?.throwIfAborted();
    const traffic = Map.groupBy(
      await readTraffic(pool, rows, window.first),
      ({ vpcEndpointId }) => vpcEndpointId,
    );
    const estimates = rows.map((row) =>
      estimateOne(row, traffic.get(row.vpcEndpointId) ?? [], facts, window, rates, totals),
    );
    await inTransaction(pool, (client) => storeEstimates(client, estimates, window.first, now));
    result.judged += rows.length;
    result.changed += estimates.filter(({ changedDays }) => changedDays.length > 0).length;
    for (const { seenTo } of rows) if (!result.asOf || seenTo > result.asOf) result.asOf = seenTo;
  };
  let after: EndpointRow | undefined;
  do {
    const rows = await readEndpoints(pool, after, window.first, batchSize);
    await estimateBatch(rows);
    after = rows.length < batchSize ? undefined : rows.at(-1);
  } while (after);
  const unlisted = await readUnlisted(pool, window.first);
  for (let from = 0; from < unlisted.length; from += batchSize)
    await estimateBatch(unlisted.slice(from, from + batchSize));
  return result;
}

function estimateOne(
  row: EndpointRow,
  traffic: readonly TrafficRow[],
  facts: FleetFacts,
  window: Window,
  rates: Rates,
  totals: Totals,
): EndpointEstimate {
  const charges = chargesOf(row.vpcEndpointType);
  const { region, payerId, billedAccountId: accountId } = row;
  const hours = charges ? rates.hours(charges.hours, region) : [];
  const bytes = charges ? rates.bytes(charges.data, region, payerId) : [];
  const evidence = evidenceOf(row, traffic, facts, dayNumber(window.first));
  const days = Map.groupBy(
    estimateEndpoint(evidence, window, { hour: (day) => hours[day], byte: (day) => bytes[day] }),
    ({ day }) => day,
  );
  for (const [day, of] of days) {
    if (!charges) break;
    const total = dayTotals(of);
    const key = { accountId, payerId, region };
    totals.add({ ...key, charge: charges.hours.charge }, day, { ...total.hours, rate: hours[day] });
    totals.add({ ...key, charge: charges.data.charge }, day, { ...total.data, rate: bytes[day] });
  }
  const newest = window.days - 1;
  const latest = days.get(newest) ?? days.get(newest - 1) ?? [];
  const unmeasured = latest.find(
    ({ dataNanos, reason }) => dataNanos === null && reason !== "zone-unknown",
  )?.reason;
  const monthly = monthlyCost(
    { ...row, free: !charges },
    { hour: hours[newest], byte: bytes[newest] },
    unmeasured ?? undefined,
  );
  return { row, monthly, ...differences(row, days, window) };
}

/** Which days differ from what is stored, by their digests. */
function differences(row: EndpointRow, days: ReadonlyMap<number, ZoneDay[]>, window: Window) {
  const shift = row.firstDay ? dayNumber(window.first) - dayNumber(row.firstDay) : 0;
  const digests: number[] = [];
  const changedDays: number[] = [];
  const rows: ZoneDay[] = [];
  for (let day = 0; day < window.days; day++) {
    const found = days.get(day);
    const digest = found ? digestOf(found) : nothing;
    const stored = row.dayDigests?.[day + shift] ?? nothing;
    digests.push(digest);
    if (digest === stored) continue;
    changedDays.push(day);
    if (found) rows.push(...found);
  }
  // What was stored under another window is not in the digests: whatever there may be of a changed day goes.
  return { changedDays, storedDays: row.dayDigests ? changedDays : [], rows, digests };
}
