import { Gauge, type Registry } from "prom-client";
import { database } from "../db/pool.ts";
import type { SloAlert, WindowBurn } from "./judge.ts";

export interface SloFigures {
  slo: string;
  indicator: string;
  state: string;
  objective: number | null;
  attainment: number | null;
  budgetLeft: number | null;
  value: number | null;
  windows: WindowBurn[];
  alerts: SloAlert[];
  asOf: Date | null;
}

/** What there is to know of each objective. */
export async function sloFigures(): Promise<SloFigures[]> {
  const { pool } = await database();
  const { rows } = await pool.query<SloFigures>(
    `SELECT slo_id AS slo, indicator, state, objective / 100 AS objective, attainment, budget_left AS "budgetLeft",
       value, windows, alerts, as_of AS "asOf" FROM slo ORDER BY position`,
  );
  return rows;
}

/** Adds what is known of each objective to the metrics: a figure that is not known has no sample. */
export function addSlos(registry: Registry, figures: SloFigures[]): void {
  const gauge = (name: string, help: string, ...more: string[]) =>
    new Gauge({ name: `linkledger_slo_${name}`, help, labelNames: ["slo", ...more], registers: [registry] });
  const state = gauge("state", "1 for the state the objective is in.", "indicator", "state");
  const objective = gauge("objective_ratio", "Share of good events that is promised.");
  const attainment = gauge("attainment_ratio", "Share of good events in the window.");
  const left = gauge(
    "error_budget_left_ratio",
    "Share of the error budget that is left; negative when overdrawn.",
  );
  const burn = gauge("burn_rate", "How many times faster than allowed the budget is used up.", "window");
  const firing = gauge("alert_firing", "1 while a rule of the objective's policy fires.", "rule", "level");
  const value = gauge("value", "What was measured last, in the indicator's unit.");
  const asOf = gauge("as_of_timestamp_seconds", "The data's watermark that all of it holds for.");
  for (const { slo, ...one } of figures) {
    const set = (into: Gauge, figure: number | null) => figure !== null && into.set({ slo }, figure);
    state.set({ slo, indicator: one.indicator, state: one.state }, 1);
    set(objective, one.objective);
    set(attainment, one.attainment);
    set(left, one.budgetLeft);
    set(value, one.value);
    set(asOf, one.asOf && one.asOf.getTime() / 1000);
    for (const { window, burnRate } of one.windows)
      if (burnRate !== null) burn.set({ slo, window }, burnRate);
    for (const { rule, level, state: is } of one.alerts)
      if (is !== "unknown") firing.set({ slo, rule, level }, is === "firing" ? 1 : 0);
  }
}
