import { type BreakdownRow, prepareBreakdown } from "../cost/compute.ts";
import { addMonths, daysOfMonth } from "../cost/days.ts";
import { zoneCosts } from "../cost/explore/data.ts";
import { loadPivot, loadSpendDays, type SpendDays } from "../cost/explore/loaders.ts";
import type { Pivot } from "../cost/explore/pivot.ts";
import type { ExploreQuery } from "../cost/explore/schema.ts";
import { prepareZones, type ZoneRegion } from "../cost/explore/zones.ts";
import { loadSpend, readMonth, type SpendView } from "../cost/loaders.ts";
import {
  type BilledShare,
  type CostDimension,
  costDimensions,
  isEstimatedDimension,
} from "../cost/schema.ts";
import { sharedRead } from "../db/sharedRead.ts";
import { currentTime } from "../env.ts";
import { judged } from "../evaluations/judged.ts";
import { judgedAndDecided } from "../idle/judgedAndDecided.ts";
import { currentHealth } from "../runs/data.ts";
import { type ChangeLine, prepareChanges } from "./changes.ts";
import {
  changeCounts,
  endpointStates,
  findingCounts,
  fleetName,
  idleGroups,
  serviceZones,
  trafficFreshness,
  troubledObjectives,
  verdictCounts,
  watchCosts,
  watchedSince,
} from "./data.ts";
import { prepareHeadline } from "./headline.ts";
import { loadReliability, type Reliability } from "./reliabilityLoaders.ts";
import type { HeadlinePart, WatchCost } from "./schema.ts";
import { prepareServices, type Services } from "./services.ts";
import { prepareStates, type States } from "./states.ts";
import { type Active, prepareActive, prepareWaste, type Waste } from "./waste.ts";
import {
  duplicateWaste,
  gatewayWaste,
  missingGatewayWaste,
  type Realized,
  realizedSavings,
} from "./wasteData.ts";
import { prepareWasteKinds, type WasteTotal } from "./wasteKinds.ts";
import { prepareWeek, type WeekLine } from "./weekly.ts";

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
/** What is counted through the whole fleet may be this old; the stamps beside it are as old. */
const countedBehind = { behindMs: 60_000, renewMs: 15_000 };
const accountsShown = 10;
const breakdownShown = 9;

/** Counts of the whole fleet that no reader's click changes, and how fresh what they count was at that moment. */
const countedFleet = sharedRead(async () => {
  const asOf = currentTime();
  const week = new Date(asOf.getTime() - weekMs);
  const month = asOf.toISOString().slice(0, 7);
  const [states, zones, health, changes, since, watch, fleet] = await Promise.all([
    endpointStates(asOf),
    serviceZones(asOf),
    currentHealth(),
    changeCounts(week),
    watchedSince(),
    watchCosts(monthStart(month), monthStart(addMonths(month, 1))),
    fleetName(),
  ]);
  return { asOf, week, month, states, zones, health, changes, since, watch, fleet };
}, countedBehind);

const monthStart = (month: string) => new Date(`${month}-01T00:00:00Z`);

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
  /** What the fleet is called on paper. */
  fleet: { name: string | null; accounts: number; regions: number };
  cost: Omit<SpendView, "dimension"> & { dimension: CostDimension; rows: BreakdownRow[]; basis: Basis };
  spendDays: SpendDays;
  zones: ZoneRegion[];
  reliability: Reliability;
  wasteKinds: WasteTotal;
  realized: Realized;
  week: WeekLine[];
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
  watch: { costs: WatchCost[]; totalUsd: number; from: Date; asOf: Date };
}

/** Everything on the executive page for a month and a dimension, both as the address has them. */
export async function loadExecutive(query: {
  month?: string;
  by?: string;
  budget?: string;
}): Promise<Executive> {
  const now = currentTime();
  const month = readMonth(query.month, now);
  const dimension = costDimensions.find((known) => known === query.by) ?? ("account" satisfies CostDimension);
  const week = new Date(now.getTime() - weekMs);
  const hour = new Date(Math.floor(week.getTime() / hourMs) * hourMs);
  const currentMonth = month === now.toISOString().slice(0, 7);
  const explore: ExploreQuery = { days: daysOfMonth(month), rows: "account", columns: null, filters: [] };
  // What depends on the day is asked anew with each.
  const today = now.toISOString().slice(0, 10);
  const quarter = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - (now.getUTCMonth() % 3), 1));
  const [cost, counted, useRows, idleRows, pastWatch, health, traffic, more] = await Promise.all([
    judged(["costs", "bill"], `spend ${month} ${dimension} ${today}`, () =>
      loadSpend(month, isEstimatedDimension(dimension) ? "account" : dimension, now),
    ),
    countedFleet(),
    judged(["idle"], "use by account", verdictCounts),
    judgedAndDecided("idle groups", now, () => idleGroups(now)),
    currentMonth ? undefined : watchOf(month),
    currentHealth(),
    trafficFreshness(now),
    Promise.all([
      judged(["costs", "bill"], `spend days ${month} ${today}`, () => loadSpendDays(explore, now)),
      isEstimatedDimension(dimension)
        ? judged(["costs", "bill"], `pivot ${month} ${dimension}`, () =>
            loadPivot({ ...explore, rows: dimension }),
          )
        : undefined,
      judged(["costs"], `zones ${month}`, () => zoneCosts([`${month}-01`])),
      judged(["slos"], `reliability ${query.budget} ${today}`, () => loadReliability(query.budget, now)),
      judged(["costs", "diagnosis"], "duplicates", duplicateWaste),
      judged(["costs", "diagnosis"], "gateways", gatewayWaste),
      judged(["costs", "diagnosis"], "missing gateways", missingGatewayWaste),
      realizedSavings(quarter),
      realizedSavings(week),
      // To the hour, so that one answer serves until the next diagnosis.
      judged(["diagnosis"], `findings since ${hour.toISOString()}`, () => findingCounts(hour)),
      troubledObjectives(),
    ]),
  ]);
  const [spendDays, pivot, zoneRows, reliability, duplicate, gateway, missingGateway, ...rest] = more;
  const [realized, realizedWeek, findings, objectives] = rest;
  const watch = pastWatch ?? (counted.month === month ? counted : await watchOf(month));
  const basisOf = (collector: string, at = health): Basis => {
    const known = at.find((candidate) => candidate.collector === collector);
    return {
      asOf: known?.lastSuccessAt ?? null,
      scopes: (known?.scopes ?? 0) - (known?.skipped ?? 0),
      fresh: known?.fresh ?? 0,
    };
  };
  const states = prepareStates(counted.states);
  const services = prepareServices(counted.zones);
  const active = prepareActive(useRows, accountsShown);
  const waste = prepareWaste(idleRows);
  const wasteKinds = prepareWasteKinds(idleRows, { gateway, duplicate, missingGateway });
  const behind = health.filter((one) => one.scopes - one.skipped > one.fresh);
  return {
    now,
    month,
    currentMonth,
    headline: prepareHeadline({
      ...{ month, currentMonth, spend: cost.spend, sums: spendDays.sums, states, services, active, waste },
      ...{
        outlook: spendDays.outlook ?? undefined,
        fleet: reliability.fleet,
        wasteUsd: wasteKinds.usdPerMonth,
      },
    }),
    fleet: counted.fleet,
    cost: {
      ...cost,
      dimension,
      rows: prepareBreakdown(pivot ? sharesOf(pivot.pivot) : cost.shares, breakdownShown),
      basis: basisOf("costs"),
    },
    spendDays,
    zones: prepareZones(zoneRows),
    reliability,
    wasteKinds,
    realized,
    week: prepareWeek({
      days: spendDays.evidence,
      objectives,
      scopes: {
        behind: behind.reduce((sum, one) => sum + (one.scopes - one.skipped - one.fresh), 0),
        all: health.reduce((sum, one) => sum + one.scopes - one.skipped, 0),
        collectors: behind.map(({ collector }) => collector),
      },
      findings,
      retired: { count: realizedWeek.sinceCount, usdPerMonth: realizedWeek.sinceUsdPerMonth },
      latency: reliability.latency.lines,
    }),
    states,
    statesBasis: basisOf("endpoints", counted.health),
    services,
    servicesBasis: basisOf("load-balancers", counted.health),
    active,
    waste,
    trafficBasis: traffic,
    changes: prepareChanges(counted.changes),
    changesSince: counted.since && counted.since > counted.week ? counted.since : counted.week,
    watch: {
      costs: watch.watch,
      totalUsd: watch.watch.reduce((sum, { costUsd }) => sum + costUsd, 0),
      from: monthStart(month),
      asOf: watch.asOf,
    },
  };
}

/** What collecting cost in a month that is not counted along with the fleet. */
const watchOf = async (month: string) => ({
  asOf: currentTime(),
  watch: await watchCosts(monthStart(month), monthStart(addMonths(month, 1))),
});

/** Rows of an estimate as the breakdown shows them; of an estimate there is no month before to compare. */
function sharesOf({ rows }: Pivot): BilledShare[] {
  return rows.flatMap(({ key, name, estimated, others }) =>
    others === null ? [{ key, name, costUsd: estimated ?? 0, comparedUsd: 0, beforeUsd: 0 }] : [],
  );
}
