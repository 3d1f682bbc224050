import { inTransaction } from "../db/transaction.ts";
import type { EvaluationContext, EvaluationResult, Evaluator } from "../evaluations/schema.ts";
import { estimateBalancers } from "./balancers/run.ts";
import { readVolumes } from "./estimates/data.ts";
import { sumMonths } from "./estimates/months.ts";
import { Rates } from "./estimates/rates.ts";
import { estimateFleet } from "./estimates/run.ts";
import { Totals } from "./estimates/totals.ts";
import { estimatedWindow } from "./estimates/window.ts";
import { loadPriceTable } from "./prices/data.ts";
import { reconcileFleet } from "./reconcile/run.ts";
import { fleetAnswers } from "./whatIf/fleet.ts";
import { replaceAnswers } from "./whatIf/mutations.ts";

/** Estimates what every endpoint costs by zone and day, holds it against the bill, and says what would cost less. */
export const evaluator: Evaluator = { name: "costs", everySeconds: 3600, evaluate };

async function evaluate(context: EvaluationContext): Promise<EvaluationResult> {
  const { db, now } = context;
  const window = estimatedWindow(now);
  const month = `${window.first.slice(0, 7)}-01`;
  const table = await loadPriceTable(db.pool);
  const rates = new Rates(table, window, await readVolumes(db.pool, month));
  const totals = new Totals();
  const { judged, changed, asOf } = await estimateFleet(context, window, rates, totals);
  await sumMonths(db.pool, window);
  const balancers = await estimateBalancers(context, window, rates, totals);
  const reconciled = await reconcileFleet(db, window, rates, totals, { asOf, now });
  const answers = await fleetAnswers(db.pool, {}, table, now);
  const answered = await inTransaction(db.pool, (client) => replaceAnswers(client, answers, now));
  return { asOf, judged, changed: changed + balancers + reconciled + answered };
}
