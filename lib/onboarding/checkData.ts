import type { Queryable } from "../runs/mutations.ts";
import { type AccountCheckState, accountCheckSchema } from "./checkSchema.ts";

interface Row {
  accountId: string;
  askedAt: Date | null;
  checkedAt: Date | null;
  result: unknown;
}

/** Whether a check that was asked for is still to come; one that nobody makes is given up after an hour. */
const waiting =
  "(c.asked_at > coalesce(c.checked_at, '-infinity') AND c.asked_at > $1::timestamptz - interval '1 hour')";

/** The last check of each of these accounts; of all of them without a list. */
export async function checkStates(
  db: Queryable,
  now: Date,
  accountIds?: string[],
): Promise<Map<string, AccountCheckState>> {
  const { rows } = await db.query<Row & { waiting: boolean }>(
    `SELECT c.account_id AS "accountId", c.asked_at AS "askedAt", c.checked_at AS "checkedAt", c.result, ${waiting} AS waiting
     FROM account_check c WHERE $2::text[] IS NULL OR c.account_id = ANY ($2)`,
    [now, accountIds ?? null],
  );
  return new Map(rows.map((row) => [row.accountId, stateOf(row)]));
}

function stateOf({ accountId, askedAt, result, ...row }: Row & { waiting: boolean }): AccountCheckState {
  // A version before or after ours may have kept another shape.
  const check = accountCheckSchema.safeParse(result);
  return {
    accountId,
    askedAt: askedAt?.toISOString() ?? null,
    waiting: row.waiting,
    check: check.success ? check.data : null,
  };
}

/**
 * Accounts whose check is due: those that somebody asked about, then those that were checked longest ago, a day at
 * least. One that was first seen within the hour is left to the collectors, whose first pass comes first.
 */
export async function dueChecks(
  db: Queryable,
  now: Date,
  most: number,
): Promise<{ accountId: string; name: string | null; payer: boolean }[]> {
  const { rows } = await db.query<{ accountId: string; name: string | null; payer: boolean }>(
    `SELECT coalesce(a.account_id, c.account_id) AS "accountId", a.name,
       coalesce(a.management_account_id, a.account_id) = a.account_id AS payer
     FROM (SELECT * FROM account WHERE gone_at IS NULL AND status = 'ACTIVE') a
     FULL JOIN account_check c ON c.account_id = a.account_id
     WHERE ${waiting} OR (a.first_seen_at < $1::timestamptz - interval '1 hour'
       AND coalesce(c.checked_at, '-infinity') < $1::timestamptz - interval '1 day')
     ORDER BY ${waiting} DESC NULLS LAST, c.checked_at NULLS FIRST, 1 LIMIT $2`,
    [now, most],
  );
  return rows.map((row) => ({ ...row, payer: row.payer ?? false }));
}

/** Whom STS took the workers for at the newest check; null before the first. */
export async function latestIdentity(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ arn: string | null }>(
    `SELECT result ->> 'identityArn' AS arn FROM account_check
     WHERE checked_at IS NOT NULL AND result ->> 'identityArn' IS NOT NULL ORDER BY checked_at DESC LIMIT 1`,
  );
  return rows[0]?.arn ?? null;
}
