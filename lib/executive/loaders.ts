import { type BreakdownRow, prepareBreakdown } from "../cost/compute.ts";
import { addMonths } from "../cost/days.ts";
import { loadSpend, readMonth, type SpendView } from "../cost/loaders.ts";
import { type CostDimension, costDimensions } from "../cost/schema.ts";
import { currentTime } from "../env.ts";
import { collectorHealth } from "../runs/data.ts";
import { type ChangeLine, prepareChanges } from "./changes.ts";
import {
  changeCounts,
  endpointStates,
  idleGroups,
  serviceZones,
  trafficFreshness,
  verdictCounts,
  watchCosts,
  watchedSince,
} from "./data.ts";
import { prepareHeadline } from "./headline.ts";
import type { HeadlinePart, WatchCost } from "./schema.ts";
import { prepareServices, type Services } from "./services.ts";
import { prepareStates, type States } from "./states.ts";
import { type Active, prepareActive, prepareWaste, type Waste } from "./waste.ts";

const weekMs = 7 * 86_400_000;
const accountsShown = 10;
const breakdownShown = 9;

/** When a panel's data was read, and how much of it. */
export interface Basis {
  asOf: Date | null;
  scopes: number;
  fresh: number;
}

export interface Executive {
  now: Date;
  month: string;
  currentMonth: boolean;
  headline: HeadlinePart[];
  cost: SpendView & { rows: BreakdownRow[]; basis: Basis };
  states: States;
  statesBasis: Basis;
  services: Services;
  servicesBasis: Basis;
  active: Active;
  waste: Waste;
  trafficBasis: Basis;
  changes: ChangeLine[];
  /** Since when changes can be seen at all, when that is less than the week. */
  changesSince: Date;
  watch: { costs: WatchCost[]; totalUsd: number; from: Date };
}

/** Everything on the executive page for a month and a dimension, both as the address has them. */
export async function loadExecutive(query: { month?: string; by?: string }): Promise<Executive> {
  const now = currentTime();
  const month = readMonth(query.month, now);
  const dimension = costDimensions.find((known) => known === query.by) ?? ("account" satisfies CostDimension);
  const week = new Date(now.getTime() - weekMs);
  const monthStart = new Date(`${month}-01T00:00:00Z`);
  const monthEnd = new Date(`${addMonths(month, 1)}-01T00:00:00Z`);
  const [cost, stateRows, useRows, idleRows, zones, changeRows, since, watch, health, traffic] =
    await Promise.all([
      loadSpend(month, dimension, now),
      endpointStates(now),
      verdictCounts(),
      idleGroups(now),
      serviceZones(now),
      changeCounts(week),
      watchedSince(),
      watchCosts(monthStart, monthEnd),
      collectorHealth(now),
      trafficFreshness(now),
    ]);
  const basisOf = (collector: string): Basis => {
    const known = health.find((candidate) => candidate.collector === collector);
    return {
      asOf: known?.lastSuccessAt ?? null,
      scopes: (known?.scopes ?? 0) - (known?.skipped ?? 0),
      fresh: known?.fresh ?? 0,
    };
  };
  const states = prepareStates(stateRows);
  const services = prepareServices(zones);
  const active = prepareActive(useRows, accountsShown);
  const waste = prepareWaste(idleRows);
  const currentMonth = month === now.toISOString().slice(0, 7);
  return {
    now,
    month,
    currentMonth,
    headline: prepareHeadline({ month, currentMonth, spend: cost.spend, states, services, active, waste }),
    cost: { ...cost, rows: prepareBreakdown(cost.shares, breakdownShown), basis: basisOf("costs") },
    states,
    statesBasis: basisOf("endpoints"),
    services,
    servicesBasis: basisOf("load-balancers"),
    active,
    waste,
    trafficBasis: traffic,
    changes: prepareChanges(changeRows),
    changesSince: since && since > week ? since : week,
    watch: { costs: watch, totalUsd: watch.reduce((sum, { costUsd }) => sum + costUsd, 0), from: monthStart },
  };
}
