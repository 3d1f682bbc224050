import { noUsageType } from "../usageTypes.ts";
import type { CausePart, ChargeFacts, UnexplainedCause } from "./schema.ts";

const dayMs = 86_400_000;
/** Cost Explorer may take a day to fill a day. https://docs.aws.amazon.com/cost-management/latest/userguide/ce-what-is.html */
const fillingMs = dayMs;
/** Below a ten-thousandth of a cent there is nothing to explain. */
const dust = 1e-6;
const flaggedShare = 0.05;
const flaggedUsd = 0.01;

export interface Reconciled {
  /** Billed minus estimated, US dollars; what is absent counts as nothing. */
  unexplainedUsd: number;
  /** Its parts; they add up to it. */
  causes: CausePart[];
  /** More than 5 % apart, and not because the bill is not complete yet. */
  flagged: boolean;
}

/**
 * Holds what is estimated of one charge against what is billed, and names what lies between. What the bill charges for
 * its own quantity beside the list price is a credit or a tax; the rest is a quantity that one of the two lacks.
 * @param dayStart 00:00 UTC of the day.
 */
export function reconcile(facts: ChargeFacts, dayStart: Date): Reconciled {
  const { estimated, billed } = facts;
  const unexplainedUsd = (billed?.usd ?? 0) - (estimated?.usd ?? 0);
  if (Math.abs(unexplainedUsd) < dust) return { unexplainedUsd, causes: [], flagged: false };
  const causes = causesOf(facts, dayStart, unexplainedUsd).filter(({ usd }) => Math.abs(usd) >= dust);
  const lasting = causes
    .filter(({ cause }) => cause !== "bill-delay")
    .reduce((sum, { usd }) => sum + Math.abs(usd), 0);
  const larger = Math.max(Math.abs(billed?.usd ?? 0), Math.abs(estimated?.usd ?? 0));
  return { unexplainedUsd, causes, flagged: lasting > flaggedUsd && lasting > larger * flaggedShare };
}

function causesOf(facts: ChargeFacts, dayStart: Date, usd: number): CausePart[] {
  const { estimated, billed, charge, unitUsd, billReadAt, dayBilled } = facts;
  if (!billReadAt) return [{ cause: "no-bill", usd }];
  if (charge === noUsageType) return [{ cause: usd < 0 ? "credit" : "tax", usd }];
  const filling = billReadAt.getTime() < dayStart.getTime() + dayMs + fillingMs;
  if (!billed) return [{ cause: filling || !dayBilled ? "bill-delay" : "not-on-bill", usd }];
  if (filling && usd < 0) return [{ cause: "bill-delay", usd }];
  if (unitUsd === null) return [{ cause: "no-price", usd }];
  if (billed.quantity === null) return [{ cause: quantityCause(facts, usd), usd }];
  const besidePrice = billed.usd - billed.quantity * unitUsd;
  const price = Math.abs(besidePrice) < dust ? 0 : besidePrice;
  const quantity = billed.quantity - (estimated?.quantity ?? 0);
  const parts: CausePart[] = [
    { cause: price < 0 ? "credit" : "tax", usd: price },
    { cause: quantityCause(facts, usd - price), usd: usd - price, quantity },
  ];
  return parts;
}

function quantityCause({ estimated, charge, collected }: ChargeFacts, usd: number): UnexplainedCause {
  if (usd < 0) return "less-billed";
  if (!collected) return "not-collected";
  if (estimated && estimated.unestimated > 0) return "not-measured";
  return charge.startsWith("VpcEndpoint") ? "unknown-endpoint" : "unknown-balancer";
}
