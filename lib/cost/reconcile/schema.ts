import { z } from "zod";

/** What a difference between estimate and bill comes from, in words for people. */
export const unexplainedCauses = {
  "bill-delay": "the bill of that day is not complete yet",
  "no-bill": "no bill has been read for the account",
  "not-on-bill": "the bill of the account is there, and has nothing of it",
  credit: "billed below the list price: a credit, a refund, a discount or a free tier",
  tax: "billed above the list price: a tax, a fee or another price",
  "no-price": "no price is known for the region",
  "not-measured":
    "endpoints or load balancers of which nobody measured what they carried, or whose price is not known",
  "not-collected": "the endpoints of the account and region are not collected",
  "unknown-endpoint": "more is billed than all known endpoints have used",
  "unknown-balancer":
    "load balancers that are not estimated: others than network load balancers, or not known",
  "less-billed": "less is billed than the known endpoints have used",
} as const;
export type UnexplainedCause = keyof typeof unexplainedCauses;

export const causeSchema = z
  .object({
    cause: z.enum(Object.keys(unexplainedCauses) as [UnexplainedCause, ...UnexplainedCause[]]),
    usd: z.number().describe("Its part of what is unexplained; negative where less is billed."),
    quantity: z.number().optional().describe("Hours or gigabytes behind it, where it has any."),
  })
  .meta({ id: "UnexplainedCause" });
export type CausePart = z.infer<typeof causeSchema>;

/** What is estimated of a charge of an account, region and day. */
export interface EstimatedCharge {
  usd: number;
  /** Hours or gigabytes. */
  quantity: number;
  /** Things of which the estimate knows no figure. */
  unestimated: number;
}

/** What is billed of it. */
export interface BilledCharge {
  usd: number;
  quantity: number | null;
}

/** What is known around a charge. */
export interface ChargeFacts {
  /** Null where nothing of ours is charged for. */
  estimated: EstimatedCharge | null;
  /** Null where the bill has no line. */
  billed: BilledCharge | null;
  charge: string;
  /** US dollars for a unit as the bill counts it. */
  unitUsd: number | null;
  /** When the bill of the account was last read; null when never. */
  billReadAt: Date | null;
  /** Whether the bill has anything of the account and region for the day. */
  dayBilled: boolean;
  /** Whether the inventory of the account and region is complete. */
  collected: boolean;
}
