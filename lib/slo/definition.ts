import { z } from "zod";
import { type IndicatorName, indicatorNames, indicators } from "./indicators.ts";
import { alertPolicies, type BudgetWindow, noDataPolicies, type Objective } from "./schema.ts";

const list = (item: z.ZodString) => z.array(item).min(1).optional();

/** Whom an objective is about; an absent key means all. Values of one key are alternatives, keys must all hold. */
const selectSchema = z.strictObject({
  accounts: list(z.string().regex(/^\d{12}$/, "expected an account id of 12 digits, in quotes")),
  regions: list(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "expected a region such as us-east-1")),
  services: list(z.string().min(1).max(300)),
  endpoints: list(
    z.string().regex(/^vpce-[0-9a-z]{1,40}$/, "expected an endpoint id such as vpce-0123456789abcdef0"),
  ),
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).optional(),
});

const windowPattern = /^(?:([1-9]\d?)d|month|quarter)$/;
const mostDays = 90;
const windowSchema = z
  .string()
  .regex(windowPattern, "expected days such as 30d (rolling, 90d at most), month or quarter (calendar, UTC)")
  .refine((text) => !text.endsWith("d") || Number.parseInt(text, 10) <= mostDays, {
    message: `expected ${mostDays}d at most`,
  });

const time = z.iso.datetime({
  offset: true,
  error: "expected an ISO 8601 time such as 2026-11-18T14:05:00Z",
});
const maintenanceSchema = z
  .strictObject({ from: time, to: time, reason: z.string().trim().min(1).max(500) })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ["to"],
    message: "expected a time after from",
  });

/** One entry of `slos` in `linkledger.yaml`. */
export const sloSchema = z
  .strictObject({
    id: z
      .string()
      .regex(
        /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
        "expected small letters, digits and hyphens, 63 at most",
      ),
    title: z.string().trim().min(1).max(200).optional(),
    indicator: z.enum(indicatorNames, { error: `expected one of ${indicatorNames.join(", ")}` }),
    objective: z
      .number("expected percent of good events, such as 99.95")
      .min(1, "expected percent of good events, such as 99.95")
      .max(99.9999, "expected less than 100: a promise without an error budget cannot be kept")
      .optional(),
    threshold: z.number("expected a number: milliseconds, seconds or dollars").positive().optional(),
    window: windowSchema.default("30d"),
    select: selectSchema.prefault({}),
    minimumTotal: z.int().min(0).optional(),
    noData: z.enum(noDataPolicies).default("ignore"),
    policy: z.enum(alertPolicies).default("workbook"),
    maintenance: z.array(maintenanceSchema).default([]),
    perEndpoint: z.boolean().default(false),
  })
  .superRefine((slo, context) => {
    const { grain, threshold, kind } = indicators[slo.indicator];
    const mistake = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
    if (grain === "place")
      for (const key of ["services", "endpoints", "tags"] as const)
        if (slo.select[key] !== undefined)
          mistake(["select", key], `${slo.indicator} is known per account and region only`);
    if (slo.threshold !== undefined && !threshold && slo.indicator !== "cost-per-gb")
      mistake(["threshold"], `${slo.indicator} has no threshold`);
    if (slo.indicator === "cost-per-gb" && (slo.objective === undefined) !== (slo.threshold === undefined))
      mistake(
        [slo.objective === undefined ? "objective" : "threshold"],
        "expected both objective and threshold, or neither: no cost per GB is right for all",
      );
    if (slo.noData !== "ignore" && kind === "ratio")
      mistake(["noData"], `${slo.indicator} counts events, not slices of time: expected ignore`);
    if (slo.perEndpoint && !perEndpointIndicators.includes(slo.indicator))
      mistake(["perEndpoint"], `expected it with ${perEndpointIndicators.join(", ")} only`);
  });
/** As written, defaults filled in. */
export type SloConfig = z.infer<typeof sloSchema>;

/** Indicators of which each endpoint has counts of its own. */
export const perEndpointIndicators: readonly IndicatorName[] = ["dns", "connect", "errors"];

/** The list in the configuration: each id once. */
export const slosSchema = z.array(sloSchema).superRefine((slos, context) => {
  for (const [i, { id }] of slos.entries())
    if (slos.findIndex((other) => other.id === id) !== i)
      context.addIssue({
        code: "custom",
        path: [i, "id"],
        message: `"${id}" is used twice; expected each id once`,
      });
});

/** An objective ready to be evaluated. `objective.target` is null where it is measured only. */
export interface SloDefinition extends SloConfig {
  title: string;
  minimumTotal: number;
  /** In the unit of the indicator. */
  threshold: number | undefined;
}

/** Fills in what the indicator says. */
export function defined(config: SloConfig): SloDefinition {
  const facts = indicators[config.indicator];
  return {
    ...config,
    title: config.title ?? facts.title,
    objective: config.objective ?? facts.objective ?? undefined,
    threshold: config.threshold ?? facts.threshold?.value,
    minimumTotal: config.minimumTotal ?? facts.minimumTotal,
  };
}

/** The guide's ten, over the whole fleet. */
export const defaultSlos: readonly SloConfig[] = indicatorNames.map((indicator) =>
  sloSchema.parse({
    id: `${indicators[indicator].guideId.toLowerCase()}-${indicator}`,
    indicator,
    perEndpoint: indicator === "connect",
  }),
);

/** What is evaluated: the configured objectives, or the guide's ten while none is configured. */
export function definitionsOf(slos: readonly SloConfig[]): SloDefinition[] {
  return (slos.length > 0 ? slos : defaultSlos).map(defined);
}

export function windowOf(window: string): BudgetWindow {
  if (window === "month" || window === "quarter") return { kind: "calendar", unit: window };
  return { kind: "rolling", days: Number.parseInt(window, 10) };
}

/** The part that budgets and burn rates go by; undefined where nothing is promised. */
export function objectiveOf(slo: SloDefinition): Objective | undefined {
  if (slo.objective === undefined) return undefined;
  const { kind, stepSeconds } = indicators[slo.indicator];
  const { minimumTotal, noData, policy } = slo;
  return {
    ...{ kind, stepSeconds, minimumTotal, noData, policy },
    target: slo.objective / 100,
    window: windowOf(slo.window),
  };
}
