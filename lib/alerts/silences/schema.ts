import { z } from "zod";
import { matchSchema } from "../matchers.ts";

const words = (most: number) =>
  z
    .string("expected text")
    .trim()
    .min(1, "must not be empty")
    .max(most, `may have ${most} characters`)
    .refine((text) => !text.includes("\0") && text.isWellFormed(), "must be well-formed text");
const time = z.iso
  .datetime({ offset: true, error: "expected an ISO 8601 time such as 2026-11-18T14:05:00Z" })
  .meta({ format: "date-time" });

/** A silence that somebody makes. */
export const silenceEntrySchema = z
  .strictObject({
    by: words(200).describe("Who makes it."),
    reason: words(500),
    startsAt: time.optional().describe("Now when absent."),
    endsAt: time,
    match: matchSchema.refine(
      (match) => Object.values(match).some((wanted) => wanted),
      "expected one matcher at least: what is to be quiet",
    ),
  })
  .refine(({ startsAt, endsAt }) => !startsAt || Date.parse(startsAt) < Date.parse(endsAt), {
    path: ["endsAt"],
    message: "expected a time after startsAt",
  })
  .meta({ id: "SilenceEntry" });
export type SilenceEntry = z.infer<typeof silenceEntrySchema>;

/** That a silence is to end now. */
export const silenceEndEntrySchema = z
  .strictObject({ by: words(200).describe("Who ends it.") })
  .meta({ id: "SilenceEndEntry" });

const isoTime = z.string().meta({ format: "date-time" });

/** A silence as the API and the CSV show it. */
export const silenceItemSchema = z
  .object({
    silenceId: z.string(),
    state: z.enum(["active", "pending", "over"]),
    origin: z.enum(["person", "file"]).describe("file: alerts.silences in linkledger.yaml."),
    startsAt: isoTime,
    endsAt: isoTime.describe("As it was planned."),
    reason: z.string(),
    match: matchSchema,
    createdBy: z.string(),
    createdAt: isoTime,
    endedAt: isoTime.nullable().describe("When somebody ended it before its time."),
    endedBy: z.string().nullable(),
    alerts: z.int().describe("Alerts that it keeps quiet at the moment."),
  })
  .meta({ id: "SilenceItem" });
export type SilenceItem = z.infer<typeof silenceItemSchema>;
