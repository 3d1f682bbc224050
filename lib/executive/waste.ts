import type { IdleGroup, UseCount } from "./schema.ts";

export interface WasteRow {
  /** Null: without an owner tag. */
  owner: string | null;
  endpoints: number;
  /** Zones without traffic of endpoints that are in use. */
  zones: number;
  /** Services and load balancers. */
  others: number;
  /** US dollars a month at list prices, over what has one; null when nothing has. */
  usdPerMonth: number | null;
  /** Things without a price. */
  unpriced: number;
  /** The account with most of them. */
  mostIn: { accountId: string; accountName: string | null; count: number };
}

export interface Waste extends Omit<WasteRow, "owner" | "mostIn"> {
  /** By owner, the dearest first. */
  rows: WasteRow[];
}

/** What is idle by owner, with what it costs. */
export function prepareWaste(groups: IdleGroup[]): Waste {
  const rows = [...Map.groupBy(groups, ({ owner }) => owner).entries()]
    .map(([owner, own]) => ({ owner, ...totalsOf(own), mostIn: mostInOf(own) }))
    .toSorted(
      (a, b) =>
        (b.usdPerMonth ?? -1) - (a.usdPerMonth ?? -1) ||
        b.endpoints - a.endpoints ||
        (a.owner ?? "").localeCompare(b.owner ?? ""),
    );
  return { rows, ...totalsOf(groups) };
}

function totalsOf(groups: IdleGroup[]): Omit<WasteRow, "owner" | "mostIn"> {
  const of = (...types: IdleGroup["resourceType"][]) =>
    sum(
      groups.filter(({ resourceType }) => types.includes(resourceType)),
      ({ count }) => count,
    );
  const priced = groups.filter(({ savingUsd }) => savingUsd !== null);
  return {
    endpoints: of("endpoint"),
    zones: of("endpoint-az"),
    others: of("service", "load-balancer"),
    usdPerMonth:
      priced.length > 0 ? sum(priced, ({ savingUsd }) => savingUsd ?? 0) : groups.length === 0 ? 0 : null,
    unpriced: sum(groups, ({ unpriced }) => unpriced),
  };
}

function mostInOf(groups: IdleGroup[]): WasteRow["mostIn"] {
  const accounts = [...Map.groupBy(groups, ({ accountId }) => accountId).values()]
    .map((own) => ({
      accountId: own[0]?.accountId ?? "",
      accountName: own[0]?.accountName ?? null,
      count: sum(own, ({ count }) => count),
    }))
    .toSorted((a, b) => b.count - a.count || a.accountId.localeCompare(b.accountId));
  return accounts[0] ?? { accountId: "", accountName: null, count: 0 };
}

/** Accounts with most endpoints, and the rest in one row. */
export interface Active {
  total: Omit<UseCount, "accountId" | "accountName">;
  rows: UseCount[];
  others: (Omit<UseCount, "accountId" | "accountName"> & { accounts: number }) | undefined;
}

/** Active endpoints by account; accounts beyond `most` are summed up. */
export function prepareActive(rows: UseCount[], most: number): Active {
  const shown = rows.length <= most + 1 ? rows : rows.slice(0, most);
  const rest = rows.slice(shown.length);
  return {
    total: total(rows),
    rows: shown,
    others: rest.length > 0 ? { ...total(rest), accounts: rest.length } : undefined,
  };
}

function total(rows: UseCount[]): Active["total"] {
  return {
    endpoints: sum(rows, (row) => row.endpoints),
    active: sum(rows, (row) => row.active),
    idle: sum(rows, (row) => row.idle),
    tooNew: sum(rows, (row) => row.tooNew),
    notMeasurable: sum(rows, (row) => row.notMeasurable),
    unknown: sum(rows, (row) => row.unknown),
  };
}

function sum<Item>(items: Item[], pick: (item: Item) => number): number {
  return items.reduce((result, item) => result + pick(item), 0);
}
