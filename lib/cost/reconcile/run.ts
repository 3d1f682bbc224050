import type { Database } from "../../db/pool.ts";
import { inTransaction } from "../../db/transaction.ts";
import { addDays } from "../days.ts";
import { type Charge, chargeNamed } from "../estimates/charges.ts";
import { nanosPerUsd, usdText } from "../estimates/money.ts";
import type { Rates } from "../estimates/rates.ts";
import type { Rate, Window } from "../estimates/schema.ts";
import type { DayTotal, Totals } from "../estimates/totals.ts";
import { chargeOfUsageType, usageTypeOf } from "../usageTypes.ts";
import { type Reconciled, reconcile } from "./compute.ts";
import { type BilledLine, readBill, readBillReadings, readCollected, readPayers } from "./data.ts";
import { type ReconciliationRow, replaceReconciliation } from "./mutations.ts";

interface Cell {
  accountId: string;
  region: string;
  charge: string;
  day: number;
  total: DayTotal | undefined;
  lines: BilledLine[];
}

/** Holds the estimates of the window against the bill, and stores what is between them. Returns how many rows changed. */
export async function reconcileFleet(
  db: Database,
  window: Window,
  rates: Rates,
  totals: Totals,
  { asOf, now }: { asOf: Date | null; now: Date },
): Promise<number> {
  const days = { first: window.first, last: addDays(window.first, window.days - 1) };
  const [bill, payers, readings, collected] = await Promise.all([
    readBill(db.pool, days.first, days.last),
    readPayers(db.pool),
    readBillReadings(db.pool),
    readCollected(db.pool),
  ]);
  const names = billedNames(bill);
  const billedDays = new Set(bill.map(({ accountId, region, day }) => `${accountId} ${region} ${day}`));
  const rows = cellsOf(window, totals, bill).map((cell): ReconciliationRow => {
    const { accountId, region, charge, total, lines } = cell;
    const payerId = payers.get(accountId) ?? accountId;
    const day = addDays(window.first, cell.day);
    const known: Charge | undefined = chargeNamed(charge);
    const rate = known && rates.unit(known, region, payerId, cell.day);
    const inGb = known?.inGigabytes === true;
    const quantity = total && (inGb ? total.quantity / 2 ** 30 : total.quantity);
    const estimated = total && {
      usd: total.nanos / nanosPerUsd,
      quantity: quantity as number,
      unestimated: total.unestimated,
    };
    const billed = billedOf(lines);
    const found: Reconciled = reconcile(
      {
        estimated: estimated ?? null,
        billed,
        charge,
        unitUsd: unitUsdOf(known, total, rate),
        billReadAt: readings.get(payerId) ?? readings.get(accountId) ?? null,
        dayBilled: billedDays.has(`${accountId} ${region} ${day}`),
        collected: collected.has(`${accountId} ${region}`),
      },
      new Date(`${day}T00:00:00Z`),
    );
    const name = names.get(`${region} ${charge}`);
    return {
      ...{ account_id: accountId, day, region, charge },
      service: name?.service ?? serviceOf(charge),
      usage_type: name?.usageType ?? usageTypeOf(region, charge),
      // Of what nobody could estimate any part there is no figure, not a zero.
      estimated_usd: total && total.unestimated < total.counted ? usdText(total.nanos) : null,
      estimated_quantity: quantity === undefined ? null : Number(quantity.toFixed(8)),
      unit: lines[0]?.unit ?? (known ? (inGb ? "GB" : "Hrs") : null),
      unestimated: total?.unestimated ?? 0,
      billed_usd: billed?.usd ?? null,
      billed_quantity: billed?.quantity ?? null,
      unexplained_usd: found.unexplainedUsd.toFixed(10),
      causes: found.causes.map((part) => ({ ...part, usd: Number(part.usd.toFixed(9)) })),
      flagged: found.flagged,
      price_effective_from: rate?.effectiveFrom ?? null,
      price_source: rate?.source ?? null,
    };
  });
  return inTransaction(db.pool, (client) =>
    replaceReconciliation(client, days, rows, { asOf: asOf ?? now, now }),
  );
}

/** What a unit costs; where things of several prices are counted together, what those counted come to on average. */
function unitUsdOf(
  charge: Charge | undefined,
  total: DayTotal | undefined,
  rate: Rate | undefined,
): number | null {
  if (charge?.mixed && total && total.quantity > 0 && total.unestimated === 0)
    return total.nanos / nanosPerUsd / total.quantity;
  return rate ? rate.nanos / nanosPerUsd : null;
}

function cellsOf(window: Window, totals: Totals, bill: readonly BilledLine[]): Cell[] {
  const cells = new Map<string, Cell>();
  const cellAt = (accountId: string, region: string, charge: string, day: number): Cell => {
    const name = `${accountId} ${region} ${charge} ${day}`;
    const known = cells.get(name);
    if (known) return known;
    const cell: Cell = { accountId, region, charge, day, total: undefined, lines: [] };
    cells.set(name, cell);
    return cell;
  };
  for (const { key, days } of totals.entries()) {
    for (const [day, total] of days) cellAt(key.accountId, key.region, key.charge, day).total = total;
  }
  const first = Date.parse(`${window.first}T00:00:00Z`);
  for (const line of bill) {
    const day = Math.round((Date.parse(`${line.day}T00:00:00Z`) - first) / 86_400_000);
    cellAt(line.accountId, line.region, chargeOfUsageType(line.usageType), day).lines.push(line);
  }
  return [...cells.values()];
}

function billedOf(lines: readonly BilledLine[]): { usd: number; quantity: number | null } | null {
  if (lines.length === 0) return null;
  const known = lines.every(({ quantity }) => quantity !== null);
  return {
    usd: lines.reduce((sum, { usd }) => sum + usd, 0),
    quantity: known ? lines.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0) : null,
  };
}

/** How the bill writes each charge of each region. */
function billedNames(bill: readonly BilledLine[]): Map<string, Pick<BilledLine, "service" | "usageType">> {
  return new Map(
    bill.map(({ region, usageType, service }) => [
      `${region} ${chargeOfUsageType(usageType)}`,
      { service, usageType },
    ]),
  );
}

function serviceOf(charge: string): string {
  return charge.startsWith("VpcEndpoint") ? "Amazon Virtual Private Cloud" : "Amazon Elastic Load Balancing";
}
