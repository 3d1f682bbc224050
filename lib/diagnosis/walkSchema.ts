import { z } from "zod";
import { checkAnswerSchema, checkIds, pathHops } from "./schema.ts";

/**
 * - `fail`: a cause failed. `pass`: none failed, and at least one could be judged.
 * - `unknown`: no cause could be judged. `not-applicable`: nothing at this hop applies to this kind of endpoint.
 * - `not-judged`: behind the break.
 */
export const hopStates = ["pass", "fail", "unknown", "not-applicable", "not-judged"] as const;
export type HopState = (typeof hopStates)[number];

const hop = z.enum(pathHops);
const azIds = z.array(z.string());

/** The path through one zone. `broken`: a cause failed; `standing`: every hop passes; `unknown`: none failed, but not all could be judged. */
export const laneSchema = z
  .object({
    azId: z.string().nullable().describe("Null: the path has no zones, or they are not known."),
    state: z.enum(["broken", "standing", "unknown"]),
    brokenAt: hop.nullable(),
    cause: z.enum(checkIds).nullable().describe("The check that took the lane's verdict."),
    hops: z.array(z.object({ hop, state: z.enum(hopStates) })),
  })
  .meta({ id: "DiagnosisLane" });

/** One hop over all lanes, with everything that was seen there, behind the break too. */
export const walkedHopSchema = z
  .object({
    hop,
    state: z
      .enum(hopStates)
      .describe("fail where it fails in any lane; not-judged where it lies behind the break in all."),
    failingLanes: azIds.describe("AZ IDs; empty where it fails in all lanes, or in none."),
    causes: z.array(checkAnswerSchema),
    symptoms: z.array(checkAnswerSchema),
    contributing: z.array(checkAnswerSchema),
    advisory: z.array(checkAnswerSchema),
    undecided: z.array(z.enum(checkIds)).describe("Causes that could not be judged, in some lane at least."),
  })
  .meta({ id: "DiagnosisHop" });

export const breakSchema = z
  .object({ hop, lanes: azIds.describe("AZ IDs; empty: all."), cause: checkAnswerSchema })
  .meta({ id: "DiagnosisBreak" });
export type Break = z.infer<typeof breakSchema>;

/**
 * - `broken`: `break` is the first failing hop of all lanes, `others` are those of other lanes.
 * - `cause-not-known`: symptoms fail that are worth a ticket, and no cause.
 * - `in-order`: every hop passes. `not-known`: nothing fails, but some hop could not be judged.
 */
export const verdictSchema = z
  .object({
    kind: z.enum(["broken", "cause-not-known", "in-order", "not-known"]),
    break: breakSchema.nullable(),
    others: z.array(breakSchema),
    unjudged: z.array(hop).describe("Hops that could not be judged, in some lane at least."),
    sentence: z.string(),
  })
  .meta({ id: "DiagnosisVerdict" });
export type Verdict = z.infer<typeof verdictSchema>;

/** One path, walked. */
export const walkSchema = z
  .object({
    verdict: verdictSchema,
    lanes: z.array(laneSchema),
    hops: z.array(walkedHopSchema),
    beside: z.array(checkAnswerSchema).describe("Answers of the fleet's checks, which no walk passes."),
  })
  .meta({ id: "DiagnosisWalk" });
export type Walk = z.infer<typeof walkSchema>;
export type Lane = z.infer<typeof laneSchema>;
export type WalkedHop = z.infer<typeof walkedHopSchema>;
