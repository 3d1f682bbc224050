import { z } from "zod";
import { unknownReasons } from "../trail/attribution.ts";

const isoTime = z.string().meta({ format: "date-time" });
const time = isoTime.nullable();
const text = z.string().nullable();

/** A call that fits a change. */
export const changeCandidateSchema = z
  .object({
    actor: z.string(),
    actorArn: text,
    eventId: z.string(),
    eventName: z.string(),
    eventTime: isoTime,
    deployTool: text.describe(
      "The tool that deployed it, by the call's user agent; null for all other callers.",
    ),
  })
  .meta({ id: "ChangeCandidate" });

/** Who made a change; the shape of `lib/trail/attribution.ts`. */
export const changeAttributionSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("named"), by: changeCandidateSchema, settled: z.boolean() }),
    z.object({
      kind: z.literal("ambiguous"),
      candidates: z.array(changeCandidateSchema),
      settled: z.boolean(),
    }),
    z.object({ kind: z.literal("unknown"), reason: z.enum(unknownReasons) }),
  ])
  .describe(
    "named: every call that fits is by one actor. ambiguous: calls by several fit. unknown: with the reason. settled is false while CloudTrail may still tell of another call.",
  )
  .meta({ id: "ChangeAttribution" });

/** One entry of the change log. `before` and `after` are the field's values as stored. */
export const resourceChangeSchema = z
  .object({
    id: z.int(),
    observedAt: isoTime,
    accountId: z.string(),
    region: z.string(),
    resourceType: z.string(),
    resourceId: z.string(),
    change: z.string().describe("created, modified, gone or returned."),
    field: text,
    before: z.unknown(),
    after: z.unknown(),
    collector: z.string(),
    runId: z.string(),
    previousLookAt: time.describe("The complete run before: the change happened between it and observedAt."),
    actor: text.describe("Who did it, where CloudTrail says so and nobody else fits."),
    eventId: text.describe("The CloudTrail event of that call."),
    attribution: changeAttributionSchema,
  })
  .meta({ id: "ResourceChange" });
export type ResourceChange = z.infer<typeof resourceChangeSchema>;
