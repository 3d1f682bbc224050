import { z } from "zod";
import { findingItemSchema } from "./findingList.ts";
import { checkAnswerSchema } from "./schema.ts";
import { laneSchema, verdictSchema, walkedHopSchema } from "./walkSchema.ts";

const text = z.string().nullable();
const time = z.string().meta({ format: "date-time" }).nullable();

/** The stored path of one endpoint, or of one connection whose endpoint is somebody else's. */
export const diagnosisSchema = z
  .object({
    vpcEndpointId: z.string(),
    accountId: z.string().describe("The consumer's; the provider's where the consumer is not ours."),
    region: z.string(),
    serviceName: text,
    state: z
      .enum(["judged", "not-judged"])
      .describe("not-judged: no evaluation has walked this path (yet); `reason` says why."),
    reason: text,
    asOf: time.describe("The watermark that the verdict holds for."),
    evaluatedAt: time,
    walkedAt: time.describe("When the evidence below was written; since then nothing but times has changed."),
    since: time.describe("Since when the verdict is the same."),
    consumerOurs: z.boolean().nullable(),
    providerOurs: z.boolean().nullable(),
    otherSide: text.describe("Why the other side cannot be seen; null where both can."),
    verdict: verdictSchema.nullable(),
    lanes: z.array(laneSchema).describe("The path through each zone."),
    hops: z.array(walkedHopSchema).describe("Client first; what lies behind the break is shown, not judged."),
    beside: z
      .array(checkAnswerSchema)
      .describe("What the fleet's checks say of the endpoint; no part of its path."),
    findings: z
      .array(findingItemSchema)
      .describe("Open ones about this endpoint, worst first, with commands and fixes."),
  })
  .meta({ id: "Diagnosis" });
export type Diagnosis = z.infer<typeof diagnosisSchema>;
