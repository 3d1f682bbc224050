import { ensurePartitions } from "../../db/partitions.ts";
import type { Database } from "../../db/pool.ts";
import { inTransaction } from "../../db/transaction.ts";
import { addDays } from "../days.ts";
import { betweenZones, chargesOfBalancer } from "../estimates/charges.ts";
import type { Rates } from "../estimates/rates.ts";
import type { Rate, Window } from "../estimates/schema.ts";
import type { DayTotal, Totals } from "../estimates/totals.ts";
import { balancerDays } from "./compute.ts";
import { readBalancers } from "./data.ts";
import { balancerCostTable, replaceBalancerDays, type StoredBalancer } from "./mutations.ts";

/**
 * Estimates what load balancers behind endpoint services cost by day, stores it, and adds their hours and capacity
 * units to `totals`. Data between zones is on the bill among all other data of the account: it is stored, and not added.
 * Returns how many days changed.
 */
export async function estimateBalancers(
  { db, now }: { db: Database; now: Date },
  window: Window,
  rates: Rates,
  totals: Totals,
): Promise<number> {
  const last = addDays(window.first, window.days - 1);
  await ensurePartitions(
    db.pool,
    balancerCostTable,
    new Date(`${window.first}T00:00:00Z`),
    new Date(`${last}T00:00:00Z`),
  );
  const stored: StoredBalancer[] = [];
  for (const row of await readBalancers(db.pool, window.first)) {
    const charges = chargesOfBalancer(row.type);
    if (!charges) continue;
    const { accountId, payerId, region } = row;
    const hour = rates.hours(charges.hours, region);
    const unit = rates.hours(charges.units, region);
    const zone = rates.hours(betweenZones, region);
    const days = balancerDays(row, window, {
      hour: (day) => hour[day],
      unit: (day) => unit[day],
      betweenZones: (day) => zone[day],
    });
    for (const one of days) {
      const key = { accountId, payerId, region };
      const { day, hours, hoursNanos, lcuHours, lcuNanos } = one;
      totals.add({ ...key, charge: charges.hours.charge }, day, totalOf(hours, hoursNanos, hour[day]));
      totals.add({ ...key, charge: charges.units.charge }, day, totalOf(lcuHours, lcuNanos, unit[day]));
    }
    stored.push({ row, days, rate: hour[window.days - 1] });
  }
  return inTransaction(db.pool, (client) => replaceBalancerDays(client, stored, window, now));
}

function totalOf(quantity: number | null, nanos: number | null, rate: Rate | undefined): DayTotal {
  return {
    ...{ nanos: nanos ?? 0, quantity: quantity ?? 0, counted: 1, unestimated: nanos === null ? 1 : 0 },
    rate,
  };
}
