import { freshSql } from "../runs/freshSql.ts";
import type { Queryable } from "../runs/mutations.ts";
import type { QuotaEvidence, UseSpan } from "./forecast.ts";

/** A quota as the collector stored it, with what is needed to judge it. */
export interface StoredQuota extends QuotaEvidence {
  accountId: string;
  region: string;
  quotaCode: string;
  resourceId: string;
  serviceCode: string | null;
  quotaName: string | null;
  adjustable: boolean | null;
  limitSource: string | null;
  largest: string | null;
  /** When the scope of the quotas was read completely; null before. */
  asOf: Date | null;
}

/** Accounts with quotas, in order. */
export async function quotaAccounts(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ accountId: string }>(
    `SELECT DISTINCT account_id AS "accountId" FROM quota_usage WHERE gone_at IS NULL ORDER BY 1`,
  );
  return rows.map(({ accountId }) => accountId);
}

const staleSql = `CASE
  WHEN s.last_success_at IS NULL THEN 'quotas were never collected completely'
  WHEN NOT (${freshSql("s", "$2::timestamptz")}) THEN
    concat('quotas were not collected completely since then (', coalesce(s.error_class, s.outcome, 'overdue'), ')') END`;

/** Quotas of some accounts with their use of the last 30 days. */
export async function storedQuotas(
  db: Queryable,
  accountIds: readonly string[],
  now: Date,
): Promise<StoredQuota[]> {
  const { rows } = await db.query<Omit<StoredQuota, "history"> & { history: UseSpan[] | null }>(
    `SELECT q.account_id AS "accountId", q.region, q.quota_code AS "quotaCode", q.resource_id AS "resourceId",
       q.service_code AS "serviceCode", q.quota_name AS "quotaName", q.adjustable, q.value AS limit, q.usage AS used,
       q.raw->>'valueSource' AS "limitSource", q.raw->>'largest' AS largest,
       coalesce(q.raw->>'usageUnknown', ${staleSql}) AS unknown, s.last_success_at AS "asOf",
       to_char(s.last_success_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, h.history
     FROM quota_usage q
     LEFT JOIN collector_scope s ON s.account_id = q.account_id AND s.region = q.region AND s.collector = 'quotas'
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('day', u.day, 'seenTo', u.seen_to, 'used', u.used) ORDER BY u.day) AS history
       FROM quota_use_day u
       WHERE u.account_id = q.account_id AND u.region = q.region AND u.quota_code = q.quota_code
         AND u.resource_id = q.resource_id AND u.seen_to >= ($2::timestamptz AT TIME ZONE 'UTC')::date - 60
     ) h ON true
     WHERE q.account_id = ANY ($1) AND q.gone_at IS NULL
     ORDER BY 1, 2, 3, 4`,
    [accountIds, now],
  );
  return rows.map((row) => ({ ...row, history: row.history ?? [] }));
}
