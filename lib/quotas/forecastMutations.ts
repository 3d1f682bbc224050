import type { Queryable } from "../runs/mutations.ts";
import type { QuotaVerdict } from "./forecast.ts";
import type { StoredQuota } from "./forecastData.ts";

export interface JudgedQuota {
  row: StoredQuota;
  verdict: QuotaVerdict;
}

const keptDays = 120;
const key = "account_id, region, quota_code, resource_id";

/**
 * Notes today's use of each quota: the span that ends today or yesterday with the same use is made longer, otherwise
 * a new one begins. What was counted earlier today gives way. Days without a complete count leave a hole.
 */
export async function recordUse(client: Queryable, accountIds: readonly string[], now: Date): Promise<void> {
  const current = `
    WITH current AS (
      SELECT q.account_id, q.region, q.quota_code, q.resource_id, q.usage AS used,
        (s.last_success_at AT TIME ZONE 'UTC')::date AS day
      FROM quota_usage q
      JOIN collector_scope s ON s.account_id = q.account_id AND s.region = q.region AND s.collector = 'quotas'
      WHERE q.account_id = ANY ($1) AND q.gone_at IS NULL AND q.usage IS NOT NULL AND s.last_success_at IS NOT NULL
    )`;
  // A span that said something else about today ends yesterday, or goes when it began today.
  await client.query(
    `${current} DELETE FROM quota_use_day u USING current c
     WHERE (u.account_id, u.region, u.quota_code, u.resource_id) = (c.account_id, c.region, c.quota_code, c.resource_id)
       AND u.day = c.day AND u.used <> c.used`,
    [accountIds],
  );
  await client.query(
    `${current} UPDATE quota_use_day u SET seen_to = CASE WHEN u.used = c.used THEN c.day ELSE c.day - 1 END
     FROM current c
     WHERE (u.account_id, u.region, u.quota_code, u.resource_id) = (c.account_id, c.region, c.quota_code, c.resource_id)
       AND u.day <= c.day AND (u.seen_to = c.day - 1 AND u.used = c.used OR u.seen_to = c.day AND u.used <> c.used)`,
    [accountIds],
  );
  await client.query(
    `${current} INSERT INTO quota_use_day (${key}, day, used, seen_to)
     SELECT c.account_id, c.region, c.quota_code, c.resource_id, c.day, c.used, c.day FROM current c
     WHERE NOT EXISTS (SELECT FROM quota_use_day u
       WHERE (u.account_id, u.region, u.quota_code, u.resource_id) = (c.account_id, c.region, c.quota_code, c.resource_id)
         AND u.seen_to >= c.day)
     ON CONFLICT (${key}, day) DO NOTHING`,
    [accountIds],
  );
  await client.query(
    `DELETE FROM quota_use_day WHERE account_id = ANY ($1)
       AND seen_to < ($2::timestamptz AT TIME ZONE 'UTC')::date - ${keptDays}::int`,
    [accountIds, now],
  );
}

const columns: [column: string, type: string, of: (one: JudgedQuota) => unknown][] = [
  ["account_id", "text", ({ row }) => row.accountId],
  ["region", "text", ({ row }) => row.region],
  ["quota_code", "text", ({ row }) => row.quotaCode],
  ["resource_id", "text", ({ row }) => row.resourceId],
  ["service_code", "text", ({ row }) => row.serviceCode],
  ["quota_name", "text", ({ row }) => row.quotaName],
  ["adjustable", "boolean", ({ row }) => row.adjustable],
  ["state", "text", ({ verdict }) => verdict.state],
  ["reason", "text", ({ verdict }) => verdict.reason],
  ["quota_limit", "float8", ({ row }) => row.limit],
  ["limit_source", "text", ({ row }) => row.limitSource],
  ["used", "float8", ({ row }) => row.used],
  ["used_share", "float8", ({ verdict }) => verdict.usedShare],
  ["headroom", "float8", ({ verdict }) => verdict.headroom],
  ["forecast", "text", ({ verdict }) => verdict.forecast],
  ["forecast_reason", "text", ({ verdict }) => verdict.forecastReason],
  ["used_per_day", "float8", ({ verdict }) => verdict.usedPerDay],
  ["runs_out_on", "date", ({ verdict }) => verdict.runsOutOn],
  ["evidence", "jsonb", ({ row, verdict }) => evidenceOf(row, verdict)],
  ["as_of", "timestamptz", ({ row }) => row.asOf],
];
const names = columns.map(([column]) => column);
const verdict = ["state", "forecast", "runs_out_on", "used", "quota_limit"];

function evidenceOf(row: StoredQuota, { daysCounted }: QuotaVerdict) {
  return { daysCounted, ...(row.largest !== null && { largest: row.largest }) };
}

/** Stores the verdicts of some accounts in place of those before. Returns how many are new or say something else. */
export async function storeForecasts(
  client: Queryable,
  accountIds: readonly string[],
  judged: readonly JudgedQuota[],
  evaluatedAt: Date,
): Promise<number> {
  const rows = JSON.stringify(
    judged.map((one) => Object.fromEntries(columns.map(([column, , of]) => [column, of(one)]))),
  );
  const given = `jsonb_to_recordset($1::jsonb) AS r(${columns.map(([column, type]) => `${column} ${type}`).join(", ")})`;
  const { rows: counted } = await client.query<{ changed: number }>(
    `SELECT count(*) AS changed FROM ${given} LEFT JOIN quota_forecast f USING (${key})
     WHERE (${verdict.map((column) => `f.${column}`).join(", ")}) IS DISTINCT FROM (${verdict.map((column) => `r.${column}`).join(", ")})`,
    [rows],
  );
  await client.query(
    `DELETE FROM quota_forecast f WHERE f.account_id = ANY ($2)
       AND NOT EXISTS (SELECT FROM ${given} WHERE (r.account_id, r.region, r.quota_code, r.resource_id)
         = (f.account_id, f.region, f.quota_code, f.resource_id))`,
    [rows, accountIds],
  );
  await client.query(
    `INSERT INTO quota_forecast (${names.join(", ")}, evaluated_at)
     SELECT ${names.map((column) => `r.${column}`).join(", ")}, $2 FROM ${given}
     ON CONFLICT (${key}) DO UPDATE SET
       ${[...names.slice(4), "evaluated_at"].map((column) => `${column} = EXCLUDED.${column}`).join(", ")}`,
    [rows, evaluatedAt],
  );
  return counted[0]?.changed ?? 0;
}

/** Forgets the verdicts of accounts that have no quotas any more. */
export async function forgetOtherAccounts(db: Queryable, accountIds: readonly string[]): Promise<void> {
  await db.query("DELETE FROM quota_forecast WHERE account_id <> ALL ($1)", [accountIds]);
}
