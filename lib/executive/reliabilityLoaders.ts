import { addDays, dayOf } from "../cost/days.ts";
import { spanOf } from "../slo/budget.ts";
import { windowOf } from "../slo/definition.ts";
import { type BudgetRow, prepareBudgets, prepareLatency, withBurnDown } from "./reliability.ts";
import {
  type BudgetGroup,
  budgetCounts,
  budgetDays,
  budgetGroups,
  type FleetObjective,
  fleetBudgetDays,
  fleetObjective,
  latencyThreshold,
  latencyWeeks,
} from "./reliabilityData.ts";

const weeksShown = 13;

/** Whether the fleet was up, by whom the budget was spent, and how long connecting takes. */
export interface Reliability {
  /** Undefined while no objective is kept at each endpoint. */
  fleet: FleetObjective | undefined;
  by: BudgetGroup;
  rows: BudgetRow[];
  /** What was left of the fleet's budget after each day; null where nothing was counted. */
  fleetBurnDown: (number | null)[];
  latency: ReturnType<typeof prepareLatency>;
  latencyThresholdMs: number | null;
}

/** @param asked how the budget is told apart, as the address has it. */
export async function loadReliability(asked: string | undefined, now: Date): Promise<Reliability> {
  const by = budgetGroups.find((known) => known === asked) ?? "service";
  const today = dayOf(now);
  const since = addDays(today, -7 * weeksShown);
  const [fleet, weeks, latencyThresholdMs] = await Promise.all([
    fleetObjective(),
    latencyWeeks(since),
    latencyThreshold(),
  ]);
  const latency = prepareLatency(weeks, today, weeksShown);
  const none = { fleet, by, rows: [], fleetBurnDown: [], latency, latencyThresholdMs };
  if (!fleet || fleet.objective === null || !fleet.asOf) return none;
  const { from } = spanOf(windowOf(fleet.window), fleet.asOf.getTime());
  const span = { first: dayOf(new Date(from)), last: dayOf(fleet.asOf) };
  const { rows, shown } = prepareBudgets(await budgetCounts(fleet.sloId, by), fleet.objective);
  const [days, left] = await Promise.all([
    budgetDays(fleet.indicator, by, shown, span.first),
    fleetBudgetDays(fleet.sloId, span.first),
  ]);
  const byDay = new Map(left.map((one) => [one.day, one]));
  const whole: BudgetRow = {
    ...{
      key: "fleet",
      name: null,
      endpoints: 0,
      measured: 0,
      attainment: null,
      left: null,
      burnDown: [],
      others: null,
    },
  };
  const [fleetRow] = withBurnDown(
    [whole],
    [...byDay.values()].map((one) => ({ ...one, key: "fleet" })),
    span,
    fleet.objective,
  );
  return {
    ...none,
    rows: withBurnDown(rows, days, span, fleet.objective),
    fleetBurnDown: fleetRow?.burnDown ?? [],
  };
}
