import { z } from "zod";
import type { ListDefinition } from "../api/list/definition.ts";
import { indicatorNames } from "./indicators.ts";
import { sloStates } from "./judge.ts";
import { alertPolicies, sliKinds } from "./schema.ts";

const isoTime = z.string().meta({ format: "date-time" });
const number = z.number().nullable();
const objects = z.array(z.record(z.string(), z.unknown()));

/** One objective as it was evaluated last. */
export const sloItemSchema = z
  .object({
    sloId: z.string(),
    title: z.string(),
    indicator: z.enum(indicatorNames),
    guideId: z.string().describe("The indicator's number in the PrivateLink guide, M1 to M10."),
    kind: z
      .enum(sliKinds)
      .describe("ratio: good events among all; timeslice: good slices of time among all."),
    state: z
      .enum(sloStates)
      .describe(
        "met; at-risk: an alert rule fires; breached: the budget is used up; unknown, with the reason; measured: nothing is promised.",
      ),
    reason: z.string(),
    objective: number.describe("Percent of good events that is promised; null where nothing is."),
    threshold: number,
    unit: z.string().nullable().describe("Of threshold and value."),
    window: z.string().describe("Days of a rolling window (30d), or a calendar month or quarter (UTC)."),
    policy: z.enum(alertPolicies),
    attainment: number.describe("Share of good events in the window, of 1."),
    bad: number,
    total: number,
    allowed: number.describe("Bad events that the objective allows in the window."),
    budgetLeft: number.describe("Share of the error budget: 1 untouched, 0 used up, negative overdrawn."),
    burnRate: number.describe("Over the last hour; 1 uses the budget up exactly at the end of the window."),
    exhaustedAt: isoTime
      .nullable()
      .describe("When the budget is used up at that rate; null when it is not, or already is."),
    alertLevel: z.enum(["page", "ticket"]).nullable(),
    value: number.describe("What was measured last, in the unit."),
    coverage: number.describe("Share of what was to be counted that was."),
    excludedSeconds: z.number().describe("Maintenance within the window."),
    source: z.string(),
    windows: objects.describe("Burn rates: window, seconds, burnRate, bad, total."),
    alerts: objects.describe("Rules of the policy: level, rule, state, burnRate, shortBurnRate, since."),
    maintenance: objects.describe("Spans left out: from, to, reason."),
    evidence: z.record(z.string(), z.unknown()),
    asOf: isoTime.nullable().describe("The watermark of the data that the verdict holds for."),
    countedFrom: isoTime.nullable(),
    evaluatedAt: isoTime,
  })
  .meta({ id: "Slo" });
export type SloItem = z.infer<typeof sloItemSchema>;

const plain = (column: string) => ({ kind: "number" as const, sql: `o.${column}` });
const text = (column: string) => ({ kind: "text" as const, sql: `o.${column}` });
const time = (column: string) => ({ kind: "time" as const, sql: `o.${column}` });
const object = (column: string) => ({ kind: "object" as const, sql: `o.${column}` });

/** The list of objectives: what is in trouble first. */
export const sloList: ListDefinition<SloItem> = {
  name: "slos",
  item: sloItemSchema,
  from: "slo o",
  joins: {},
  columns: {
    sloId: text("slo_id"),
    title: text("title"),
    indicator: text("indicator"),
    guideId: text("guide_id"),
    kind: text("kind"),
    state: text("state"),
    reason: text("reason"),
    objective: plain("objective"),
    threshold: plain("threshold"),
    unit: text("unit"),
    window: text("budget_window"),
    policy: text("policy"),
    attainment: plain("attainment"),
    bad: plain("bad"),
    total: plain("total"),
    allowed: plain("allowed"),
    budgetLeft: plain("budget_left"),
    burnRate: plain("burn_rate"),
    exhaustedAt: time("exhausted_at"),
    alertLevel: text("alert_level"),
    value: plain("value"),
    coverage: plain("coverage"),
    excludedSeconds: plain("excluded_seconds"),
    source: text("source"),
    windows: object("windows"),
    alerts: object("alerts"),
    maintenance: object("maintenance"),
    evidence: object("evidence"),
    asOf: time("as_of"),
    countedFrom: time("counted_from"),
    evaluatedAt: time("evaluated_at"),
  },
  key: ["sloId"],
  defaultSort: "budgetLeft",
  search: [{ sql: "concat_ws(' ', o.slo_id, o.title, o.indicator, o.guide_id, o.reason) ILIKE :q" }],
  evaluator: "slos",
};
