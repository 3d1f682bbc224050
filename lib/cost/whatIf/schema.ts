import { z } from "zod";
import { coverageSchema } from "../../api/list/page.ts";
import { priceProducts } from "../prices/schema.ts";

/** What can be asked of an endpoint, or of the fleet. */
export const whatIfQuestions = ["fewer-azs", "nat", "gateway", "central"] as const;
export type WhatIfQuestion = (typeof whatIfQuestions)[number];

/** What is asked. Counts that are absent come from evidence: AZs, route tables. */
export interface WhatIfQuery {
  /** Of one endpoint; of the whole fleet when absent. */
  vpcEndpointId?: string;
  /** Only this one; all when absent, of the fleet those that nobody has to try out: gateway and central. */
  question?: WhatIfQuestion;
  /** AZs that `fewer-azs` keeps; one less than now when absent. */
  azCount?: number;
  /** NAT gateways that would have to be made for `nat`. */
  natGateways?: number;
  /** Attachments to a transit gateway that would have to be made for `central`. */
  transitGatewayAttachments?: number;
  /** Whether data between AZs is charged for in `fewer-azs`. */
  interAzData?: InterAzData;
  /** Answers at most. */
  limit?: number;
}

export const interAzDataWords = ["free", "charged"] as const;
export type InterAzData = (typeof interAzDataWords)[number];

const usd = z.number().nullable();
const text = z.string();
const day = z.string().meta({ format: "date" });
const isoTime = z.string().meta({ format: "date-time" });

const usedPriceSchema = z.object({
  product: z.enum(
    Object.keys(priceProducts) as [keyof typeof priceProducts, ...(keyof typeof priceProducts)[]],
  ),
  title: text,
  region: text,
  usdPerUnit: z.number(),
  unit: text,
  effectiveFrom: day,
  source: z.enum(["price-list", "fallback"]),
});
export type UsedPrice = z.infer<typeof usedPriceSchema>;

/** What a month costs now and would cost, with everything it rests on. */
export const whatIfAnswerSchema = z
  .object({
    question: z.enum(whatIfQuestions),
    state: z
      .enum(["cheaper", "dearer", "unknown", "not-applicable"])
      .describe("Whether the alternative costs less; what costs the same counts as dearer."),
    reason: text.describe("In one sentence, with a full stop; why nothing can be said, where that is so."),
    accountId: text.describe("Of the endpoint; where there are several, the one that has most of them."),
    region: text,
    vpcId: text.nullable().describe("Null where the answer is about several VPCs."),
    serviceName: text,
    vpcEndpointIds: z.array(text).describe("Endpoints it is about, the dearest first; 20 at most."),
    endpoints: z.int().describe("How many there are of them."),
    vpcs: z.int(),
    presentUsd: usd.describe("US dollars in a month of 730 hours, as it is."),
    alternativeUsd: usd.describe("The same month under the alternative."),
    savingUsd: usd.describe(
      "Negative where the alternative costs more; null where a price or traffic is not known.",
    ),
    gb30d: usd.describe("Gigabytes (2^30 bytes) of the last 30 days; null where they were not measured."),
    breakEvenGb: z
      .number()
      .nullable()
      .describe(
        "Gigabytes a month at which both cost the same; null where they never do, or where no price is known.",
      ),
    breakEven: text.nullable().describe("What lies on either side of it, in a sentence."),
    azCount: z.int().nullable().describe("AZs the alternative has; null where it has none."),
    keptAzIds: z
      .array(text)
      .nullable()
      .describe("fewer-azs: those to keep, which carry most; null where traffic is not known by AZ."),
    natGateways: z.int().nullable().describe("nat: gateways to be made for it."),
    transitGatewayAttachments: z.int().nullable().describe("central: attachments to be made for it."),
    priceDate: day.nullable().describe("From when the newest of its prices applies."),
    prices: z.array(usedPriceSchema),
    assumptions: z.array(text).describe("What is taken for granted; each a sentence."),
  })
  .meta({ id: "WhatIfAnswer" });
export type WhatIfAnswer = z.infer<typeof whatIfAnswerSchema>;

export const whatIfsSchema = z
  .object({
    asOf: isoTime
      .nullable()
      .describe(
        "The newest complete success of the endpoints collector; of the fleet, the watermark of the last evaluation.",
      ),
    coverage: coverageSchema,
    currency: z.literal("USD"),
    savingUsd: usd.describe(
      "Dollars a month of all answers that save; alternatives to one another are in it both. Null where none saves.",
    ),
    total: z.int().describe("Answers there are, those beyond the limit included."),
    items: z.array(whatIfAnswerSchema).describe("What saves most first; what is not known last."),
    nextCursor: z.null(),
  })
  .meta({ id: "WhatIfs" });
export type WhatIfs = z.infer<typeof whatIfsSchema>;
