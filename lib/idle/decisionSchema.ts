import { z } from "zod";
import { decisions, idleResourceTypes, idleStates, mostDecisions } from "./schema.ts";

const isoTime = z.string().meta({ format: "date-time" });
const words = (most: number) =>
  z
    .string("expected text")
    .trim()
    .min(1, "must not be empty")
    .max(most, `may have ${most} characters`)
    .refine((text) => !text.includes("\0") && text.isWellFormed(), "must be well-formed text");

const entryFields = {
  decision: z.enum(decisions, `expected one of ${decisions.join(", ")}`),
  reason: words(1000).describe("Why; people read it when the keep expires, and auditors."),
  by: words(200).describe("Who decides."),
  keepUntil: z
    .string("expected a day or a time")
    .optional()
    .describe(
      "Of keep, which needs it: a day (its midnight, UTC) or an ISO 8601 time, at most two years from now.",
    ),
};
const subnetId = words(64).optional().describe("Of one zone of an endpoint.");

/** What somebody decides about something idle. */
export const decisionEntrySchema = z
  .strictObject({ ...entryFields, subnetId })
  .meta({ id: "IdleDecisionEntry" });
export type DecisionEntry = z.infer<typeof decisionEntrySchema>;

/** The same decision about many things: about all of them, or about none. */
export const bulkDecisionEntrySchema = z
  .strictObject({
    ...entryFields,
    items: z
      .array(
        z.strictObject({ resourceId: words(1024), subnetId }),
        "expected a list of things to decide about",
      )
      .min(1, "expected at least one")
      .max(mostDecisions, `at most ${mostDecisions} at once`),
  })
  .meta({ id: "IdleDecisionsEntry" });
export type BulkDecisionEntry = z.infer<typeof bulkDecisionEntrySchema>;

/** A decision on record. */
export const decisionSchema = z
  .object({
    resourceType: z.enum(idleResourceTypes),
    resourceId: z.string(),
    accountId: z.string(),
    region: z.string(),
    subnetId: z.string().describe("Of endpoint-az; empty for the others."),
    decisionId: z.int().describe("In order of time."),
    decision: z.enum(decisions),
    reason: z.string(),
    keepUntil: isoTime.nullable(),
    decidedBy: z.string(),
    decidedAt: isoTime,
    state: z.enum(idleStates).nullable().describe("The verdict at that time; null where there was none."),
    savingUsd: z
      .number()
      .nullable()
      .describe("Dollars a month: what was to be saved then; of retired, what is saved since."),
    priceUsd: z.number().nullable().describe("Dollars an hour and unit."),
    priceDate: z.string().nullable().meta({ format: "date" }),
    goneAt: isoTime.nullable().describe("Of retired: when a complete listing no longer had it."),
    verifiedBy: z
      .enum(["absence", "bill"])
      .nullable()
      .describe("Of retired: it is gone, or also no longer on the bill of a whole day after that."),
  })
  .meta({ id: "IdleDecision" });
export type IdleDecision = z.infer<typeof decisionSchema>;

/** What a decision about many things put on record. */
export const decisionsSchema = z
  .object({ items: z.array(decisionSchema).describe("In the order of the request.") })
  .meta({ id: "IdleDecisions" });
