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

/** Estimates what every endpoint costs by zone and day, and holds it against the bill. */
export const evaluator: Evaluator = { name: "costs", everySeconds: 3600, evaluate };

async function evaluate(context: EvaluationContext): Promise<EvaluationResult> {
  const { db, now } = context;
  const window = estimatedWindow(now);
  const month = `${window.first.slice(0, 7)}-01`;
  const rates = new Rates(await loadPriceTable(db.pool), window, await readVolumes(db.pool, month));
  const totals = new Totals();
  const { judged, changed, asOf } = await estimateFleet(context, window, rates, totals);
  await sumMonths(db.pool, window);
  const balancers = await estimateBalancers(context, window, rates, totals);
  const reconciled = await reconcileFleet(db, window, rates, totals, { asOf, now });
  return { asOf, judged, changed: changed + balancers + reconciled };
}
