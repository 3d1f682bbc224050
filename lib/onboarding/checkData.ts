import type { Queryable } from "../runs/mutations.ts";
import {
  type AccountCheckState,
  type AccountChecks,
  type AccountStatus,
  accountCheckSchema,
} from "./checkSchema.ts";

interface Row {
  accountId: string;
  askedAt: Date | null;
  checkedAt: Date | null;
  result: unknown;
}

/** Whether a check that was asked for is still to come; one that nobody makes is given up after an hour. */
const waiting =
  "(c.asked_at > coalesce(c.checked_at, '-infinity') AND c.asked_at > $1::timestamptz - interval '1 hour')";

/** The last check of each of these accounts. */
export async function checkStates(
  db: Queryable,
  now: Date,
  accountIds: string[],
): Promise<Map<string, AccountCheckState>> {
  const { rows } = await db.query<Row & { waiting: boolean }>(
    `SELECT c.account_id AS "accountId", c.asked_at AS "askedAt", c.checked_at AS "checkedAt", c.result, ${waiting} AS waiting
     FROM account_check c WHERE c.account_id = ANY ($2)`,
    [now, accountIds],
  );
  return new Map(rows.map((row) => [row.accountId, stateOf(row)]));
}

interface CheckedRow {
  accountId: string;
  name: string | null;
  total: number;
  complete: number;
  newest: Date | null;
}

/** How the checks of all accounts went, and the `most` accounts that need somebody first. */
export async function checksOfAccounts(db: Queryable, now: Date, most: number): Promise<AccountChecks> {
  const { rows } = await db.query<CheckedRow>(
    `SELECT coalesce(a.account_id, c.account_id) AS "accountId", a.name, count(*) OVER () AS total,
       count(*) FILTER (WHERE c.status = 'complete') OVER () AS complete, max(c.checked_at) OVER () AS newest
     FROM account a FULL JOIN account_check c ON c.account_id = a.account_id
     WHERE a.gone_at IS NULL
     ORDER BY array_position($1::text[], coalesce(c.status, 'never')), a.name, 1 LIMIT $2`,
    [worstFirst, most],
  );
  const states = await checkStates(
    db,
    now,
    rows.map(({ accountId }) => accountId),
  );
  const [first] = rows;
  return {
    total: first?.total ?? 0,
    complete: first?.complete ?? 0,
    newest: first?.newest?.toISOString() ?? null,
    accounts: rows.map(({ accountId, name }) => ({ accountId, name, state: states.get(accountId) ?? null })),
  };
}

const worstFirst: (AccountStatus | "never")[] = ["unreachable", "incomplete", "unknown", "never", "complete"];

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
