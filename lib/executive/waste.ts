import { type HourlyRates, rateKey } from "../cost/compute.ts";
import type { HourlyProduct } from "../cost/schema.ts";
import type { SilentGroup, TrafficCount } from "./schema.ts";

/** Hours of a month in estimates, as AWS's own examples count it. */
export const hoursPerMonth = 730;

const products: Record<string, HourlyProduct> = {
  interface: "interface",
  gatewayloadbalancer: "gateway-load-balancer",
  resource: "resource",
  servicenetwork: "service-network",
};

export interface WasteRow {
  /** Null: endpoints that carry no owner tag. */
  owner: string | null;
  endpoints: number;
  zones: number;
  /** US dollars a month at the billed rate, over the endpoints that have one; null when none has. */
  usdPerMonth: number | null;
  /** Endpoints without a rate. */
  unpriced: number;
  /** The account with most of them. */
  mostIn: { accountId: string; accountName: string | null; endpoints: number };
}

export interface Waste {
  /** By owner, the dearest first. */
  rows: WasteRow[];
  endpoints: number;
  zones: number;
  usdPerMonth: number | null;
  unpriced: number;
  /** What the estimate leaves out, and why. */
  reasons: string[];
  /** The rates that were used. */
  rates: { region: string; usdPerHour: number }[];
}

/** Candidates for removal by owner: what their hours cost at the rate of the company's own bill. Nothing is judged. */
export function prepareWaste(groups: SilentGroup[], rates: HourlyRates): Waste {
  const priced = groups.map((group) => ({ ...group, usd: monthlyUsd(group, rates) }));
  const rows = [...Map.groupBy(priced, ({ owner }) => owner).entries()]
    .map(([owner, own]) => toRow(owner, own))
    .toSorted((a, b) => (b.usdPerMonth ?? -1) - (a.usdPerMonth ?? -1) || b.endpoints - a.endpoints);
  const known = rows.filter(({ usdPerMonth }) => usdPerMonth !== null);
  return {
    rows,
    endpoints: sum(rows, (row) => row.endpoints),
    zones: sum(rows, (row) => row.zones),
    usdPerMonth: known.length > 0 ? sum(known, (row) => row.usdPerMonth ?? 0) : rows.length === 0 ? 0 : null,
    unpriced: sum(rows, (row) => row.unpriced),
    reasons: reasonsOf(priced),
    rates: [...new Set(groups.map(({ region }) => region))].toSorted().flatMap((region) => {
      const usdPerHour = rates.get(rateKey(region, "interface"));
      return usdPerHour === undefined ? [] : [{ region, usdPerHour }];
    }),
  };
}

type Priced = SilentGroup & { usd: number | undefined };

function monthlyUsd({ region, vpcEndpointType, zones, withoutZones }: SilentGroup, rates: HourlyRates) {
  const product = products[vpcEndpointType.toLowerCase()];
  const rate = product && rates.get(rateKey(region, product));
  return rate === undefined || withoutZones > 0 ? undefined : zones * rate * hoursPerMonth;
}

function toRow(owner: string | null, groups: Priced[]): WasteRow {
  const accounts = [...Map.groupBy(groups, ({ accountId }) => accountId).values()]
    .map((own) => ({
      accountId: own[0]?.accountId ?? "",
      accountName: own[0]?.accountName ?? null,
      endpoints: sum(own, ({ endpoints }) => endpoints),
    }))
    .toSorted((a, b) => b.endpoints - a.endpoints || a.accountId.localeCompare(b.accountId));
  const withRate = groups.filter(({ usd }) => usd !== undefined);
  return {
    owner,
    endpoints: sum(groups, ({ endpoints }) => endpoints),
    zones: sum(groups, ({ zones }) => zones),
    usdPerMonth: withRate.length > 0 ? sum(withRate, ({ usd }) => usd ?? 0) : null,
    unpriced: sum(groups, ({ usd, endpoints }) => (usd === undefined ? endpoints : 0)),
    mostIn: accounts[0] ?? { accountId: "", accountName: null, endpoints: 0 },
  };
}

function reasonsOf(groups: Priced[]): string[] {
  const unpriced = groups.filter(({ usd }) => usd === undefined);
  const regions = [
    ...new Set(unpriced.filter(({ withoutZones }) => withoutZones === 0).map(({ region }) => region)),
  ];
  const zoneless = sum(unpriced, ({ withoutZones }) => withoutZones);
  return [
    ...(regions.length > 0
      ? [`no endpoint hours of that kind have been billed in ${regions.toSorted().join(", ")}`]
      : []),
    ...(zoneless > 0 ? [`the zones of ${zoneless} endpoints are not known`] : []),
  ];
}

/** Accounts with most endpoints, and the rest in one row. */
export interface Active {
  total: Omit<TrafficCount, "accountId" | "accountName">;
  rows: TrafficCount[];
  others: (Omit<TrafficCount, "accountId" | "accountName"> & { accounts: number }) | undefined;
}

/** Active endpoints by account; accounts beyond `most` are summed up. */
export function prepareActive(rows: TrafficCount[], most: number): Active {
  const shown = rows.length <= most + 1 ? rows : rows.slice(0, most);
  const rest = rows.slice(shown.length);
  return {
    total: total(rows),
    rows: shown,
    others: rest.length > 0 ? { ...total(rest), accounts: rest.length } : undefined,
  };
}

function total(rows: TrafficCount[]): Active["total"] {
  return {
    endpoints: sum(rows, (row) => row.endpoints),
    active: sum(rows, (row) => row.active),
    silent: sum(rows, (row) => row.silent),
    young: sum(rows, (row) => row.young),
    notMeasurable: sum(rows, (row) => row.notMeasurable),
    unknown: sum(rows, (row) => row.unknown),
  };
}

function sum<Item>(items: Item[], pick: (item: Item) => number): number {
  return items.reduce((result, item) => result + pick(item), 0);
}
