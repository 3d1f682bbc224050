import { z } from "zod";
import { indicatorNames } from "./indicators.ts";

// Documents of OpenSLO v1 (https://github.com/OpenSLO/OpenSLO), as far as they are read: what else they hold is left alone.

const text = z.string();
const metric = z.looseObject({
  metricSource: z.looseObject({
    metricSourceRef: text.optional(),
    type: text.optional(),
    spec: z.unknown(),
  }),
});
/** What a metric source of ours says; those of others are as they please. */
export const ownSource = z.strictObject({
  indicator: z.enum(indicatorNames, { error: `expected one of ${indicatorNames.join(", ")}` }),
  events: z.enum(["good", "bad", "total"]).optional(),
  threshold: z.number().optional(),
  select: z.unknown().optional(),
});
const sli = z.looseObject({
  thresholdMetric: metric.optional(),
  ratioMetric: z
    .looseObject({ good: metric.optional(), bad: metric.optional(), total: metric })
    .refine(({ good, bad }) => Boolean(good) !== Boolean(bad), {
      message: "expected either good or bad beside total",
    })
    .optional(),
});
const timeWindow = z.looseObject({
  duration: text,
  isRolling: z.boolean().optional(),
  calendar: z
    .looseObject({ timeZone: z.literal("UTC", "expected UTC: days and months are UTC here") })
    .optional(),
});
const objective = z.looseObject({
  target: z.number().gt(0).lt(1).optional(),
  targetPercent: z.number().gt(0).lt(100).optional(),
  op: z.enum(["lt", "lte"], "expected lt or lte: less is better").optional(),
  value: z.number().optional(),
  timeSliceTarget: z.literal(1, "expected 1: a slice is good or it is not").optional(),
  timeSliceWindow: z.union([text, z.number()]).optional(),
});
const metadata = z.looseObject({
  name: text,
  displayName: text.optional(),
  // In YAML, a key with nothing behind it but a comment is null.
  annotations: z
    .record(text, text)
    .nullish()
    .transform((given) => given ?? {}),
});
const policy = z.union([text, z.looseObject({ alertPolicyRef: text })]);
export const sloDocument = z.looseObject({
  metadata,
  spec: z.looseObject({
    indicator: z.looseObject({ spec: sli }).optional(),
    indicatorRef: text.optional(),
    timeWindow: z
      .array(timeWindow)
      .length(1, "expected exactly one time window")
      .default([{ duration: "30d", isRolling: true }]),
    budgetingMethod: z.enum(["Occurrences", "Timeslices"], "expected Occurrences or Timeslices"),
    objectives: z.array(objective).max(1, "expected one objective; make an SLO of each"),
    alertPolicies: z
      .array(policy)
      .max(1, "expected one alert policy: guide or workbook")
      .nullish()
      .transform((given) => given ?? []),
  }),
});
export type SloDocument = z.infer<typeof sloDocument>;
export const sliDocument = z.looseObject({ metadata, spec: sli });
export const sourceDocument = z.looseObject({ metadata, spec: z.looseObject({ type: text }) });
export type OwnSource = z.infer<typeof ownSource>;
export type Sli = z.infer<typeof sli>;
export type TimeWindow = z.infer<typeof timeWindow>;
export type PolicyReference = z.infer<typeof policy>;
