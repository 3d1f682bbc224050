import type { Queryable } from "../runs/mutations.ts";
import type { AccountCheck } from "./checkSchema.ts";

/** Keeps the result of a check in place of the one before. */
export async function storeCheck(db: Queryable, check: AccountCheck): Promise<void> {
  await db.query(
    `INSERT INTO account_check (account_id, checked_at, status, result) VALUES ($1, $2, $3, $4)
     ON CONFLICT (account_id) DO UPDATE
       SET checked_at = EXCLUDED.checked_at, status = EXCLUDED.status, result = EXCLUDED.result`,
    [check.accountId, check.checkedAt, check.status, JSON.stringify(check)],
  );
}

/** Puts down that a check of an account is wanted. */
export async function askForCheck(db: Queryable, accountId: string, now: Date): Promise<void> {
  await db.query(
    `INSERT INTO account_check (account_id, asked_at) VALUES ($1, $2)
     ON CONFLICT (account_id) DO UPDATE SET asked_at = EXCLUDED.asked_at`,
    [accountId, now],
  );
}

/** Forgets the checks of accounts that are neither known nor asked about any more. */
export async function pruneChecks(db: Queryable, now: Date): Promise<void> {
  await db.query(
    `DELETE FROM account_check c WHERE greatest(c.checked_at, c.asked_at) < $1
       AND NOT EXISTS (SELECT FROM account a WHERE a.account_id = c.account_id AND a.gone_at IS NULL)`,
    [new Date(now.getTime() - 30 * 86_400_000)],
  );
}
