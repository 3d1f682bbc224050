import { inTransaction } from "../db/transaction.ts";
import type { EvaluationContext, EvaluationResult, Evaluator } from "../evaluations/schema.ts";
import { judgeQuota } from "./forecast.ts";
import { quotaAccounts, storedQuotas } from "./forecastData.ts";
import { forgetOtherAccounts, type JudgedQuota, recordUse, storeForecasts } from "./forecastMutations.ts";

const accountsAtOnce = 100;

async function evaluate({ db, now, signal }: EvaluationContext): Promise<EvaluationResult> {
  const accounts = await quotaAccounts(db.pool);
  let asOf: Date | null = null;
  let judged = 0;
  let changed = 0;
  for (let i = 0; i < accounts.length && !signal?.aborted; i += accountsAtOnce) {
    const batch = accounts.slice(i, i + accountsAtOnce);
    await inTransaction(db.pool, async (client) => {
      await recordUse(client, batch, now);
      const rows = await storedQuotas(client, batch, now);
      const verdicts = rows.map((row): JudgedQuota => ({ row, verdict: judgeQuota(row) }));
      changed += await storeForecasts(client, batch, verdicts, now);
      judged += verdicts.length;
      for (const row of rows) if (row.asOf && (!asOf || row.asOf < asOf)) asOf = row.asOf;
    });
  }
  if (!signal?.aborted) await forgetOtherAccounts(db.pool, accounts);
  return { asOf, judged, changed };
}

/** Holds every quota against its use and says when it runs out. */
export const evaluator: Evaluator = { name: "quotas", everySeconds: 3600, evaluate };
