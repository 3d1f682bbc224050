import type { Rate, ZoneDay } from "./schema.ts";

/** What is estimated of one charge of an account in a region on a day. */
export interface DayTotal {
  nanos: number;
  /** Hours, or bytes. */
  quantity: number;
  /** Things charged for. */
  counted: number;
  /** Of those, the ones whose figure nobody knows. */
  unestimated: number;
  rate: Rate | undefined;
}

/** Where a charge lands on the bill. */
export interface ChargeKey {
  accountId: string;
  payerId: string;
  region: string;
  charge: string;
}

/** Estimates added up by billed account, region, charge and day. */
export class Totals {
  readonly #days = new Map<string, { key: ChargeKey; days: Map<number, DayTotal> }>();

  add(key: ChargeKey, day: number, part: DayTotal): void {
    const name = `${key.accountId} ${key.region} ${key.charge}`;
    let entry = this.#days.get(name);
    if (!entry) {
      entry = { key, days: new Map() };
      this.#days.set(name, entry);
    }
    const total = entry.days.get(day);
    if (!total) {
      entry.days.set(day, { ...part });
      return;
    }
    total.nanos += part.nanos;
    total.quantity += part.quantity;
    total.counted += part.counted;
    total.unestimated += part.unestimated;
    total.rate ??= part.rate;
  }

  entries(): { key: ChargeKey; days: ReadonlyMap<number, DayTotal> }[] {
    return [...this.#days.values()];
  }
}

/** The hours, and the data, of one endpoint on one day. */
export function dayTotals(rows: readonly ZoneDay[]): { hours: DayTotal; data: DayTotal } {
  const empty = (): DayTotal => ({ nanos: 0, quantity: 0, counted: 1, unestimated: 0, rate: undefined });
  const hours = empty();
  const data = empty();
  for (const row of rows) {
    hours.nanos += row.hoursNanos ?? 0;
    hours.quantity += row.hours;
    if (row.hoursNanos === null) hours.unestimated = 1;
    data.nanos += row.dataNanos ?? 0;
    data.quantity += row.bytes ?? 0;
    if (row.dataNanos === null && row.reason !== "zone-unknown") data.unestimated = 1;
  }
  return { hours, data };
}
