import { currentTime } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { dueChecks } from "#lib/onboarding/checkData.ts";
import { storeCheck } from "#lib/onboarding/checkMutations.ts";
import { eachLimited } from "../aws/pages.ts";
import type { Runtime } from "../runner.ts";
import { checkAccount } from "./check.ts";

/** Accounts that one job checks; the next minute's goes on. */
const mostAccounts = 40;
const accountsAtOnce = 3;

/** One at a time in the whole fleet of workers: what it asks is nobody's hurry. */
export const checkSpec = {
  jobKey: "check-accounts",
  queueName: "check-accounts",
  priority: 30,
  maxAttempts: 1,
};

/** Checks the accounts whose check is due, and keeps what is found for the settings page. */
export async function checkDueAccounts({ db, aws, fleet, config, signal }: Runtime): Promise<number> {
  const due = await dueChecks(db.pool, currentTime(), mostAccounts);
  if (due.length === 0 || signal.aborted) return 0;
  const identity = await aws.credentials.ambientIdentity().catch(() => undefined);
  const options = {
    ...{ aws, config, signal, billed: false, identityArn: identity?.arn ?? null },
    accessOf: (accountId: string) => fleet.accessOf(accountId),
  };
  await eachLimited(due, accountsAtOnce, async (account) => {
    if (signal.aborted) return;
    const home = account.accountId === fleet.homeAccountId;
    const check = await checkAccount({ ...account, home }, options, currentTime());
    if (signal.aborted) return;
    await storeCheck(db.pool, check);
    if (check.status !== "complete")
      log.warn(
        { accountId: check.accountId, status: check.status },
        "an account lacks something: npm run doctor",
      );
  });
  return due.length;
}
