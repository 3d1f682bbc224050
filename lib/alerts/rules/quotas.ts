import type { Queryable } from "../../runs/mutations.ts";
import type { Signal } from "../schema.ts";
import { fleetSignal } from "./signal.ts";

/** A quota that runs out sooner than it is raised. */
const soonDays = 14;

/** A quota that is near or about to be used up, and that no finding tells of. */
export interface AlertingQuota {
  accountId: string;
  region: string;
  quotaCode: string;
  resourceId: string;
  quotaName: string | null;
  state: string;
  reason: string;
  forecastReason: string;
  evaluatedAt: Date;
}

/** Findings tell of quotas on endpoints and principals; these are the others, and what runs out before it is near. */
export async function alertingQuotas(db: Queryable, now: Date): Promise<AlertingQuota[]> {
  const { rows } = await db.query<AlertingQuota>({
    name: "alerting-quotas",
    text: `SELECT q.account_id AS "accountId", q.region, q.quota_code AS "quotaCode", q.resource_id AS "resourceId",
             q.quota_name AS "quotaName", q.state, q.reason, q.forecast_reason AS "forecastReason",
             q.evaluated_at AS "evaluatedAt"
           FROM quota_forecast q
           WHERE (q.state IN ('near', 'reached')
               OR q.forecast = 'running-out' AND q.runs_out_on <= $1::timestamptz::date + ${soonDays})
             AND NOT EXISTS (SELECT FROM finding f WHERE f.account_id = q.account_id AND f.region = q.region
               AND f.ended_at IS NULL AND f.check_id IN ('endpoint-quota', 'allowed-principals-quota')
               AND f.resource_id IN (q.quota_code, q.quota_code || '/' || q.resource_id, q.resource_id))
           ORDER BY q.account_id, q.region, q.quota_code, q.resource_id`,
    values: [now],
  });
  return rows;
}

/** Quotas that could not be judged: of them, silence resolves nothing. */
export async function undecidedQuotas(db: Queryable): Promise<{ accountId: string; subject: string }[]> {
  const { rows } = await db.query<AlertingQuota>({
    name: "undecided-quotas",
    text: `SELECT account_id AS "accountId", region, quota_code AS "quotaCode", resource_id AS "resourceId"
           FROM quota_forecast WHERE state = 'unknown'`,
  });
  return rows.map((row) => ({ accountId: row.accountId, subject: quotaSubject(row) }));
}

const quotaSubject = ({ region, quotaCode, resourceId }: AlertingQuota) =>
  `quota:${region}:${quotaCode}:${resourceId}`;

export function quotaSignals(quotas: readonly AlertingQuota[]): Signal[] {
  return quotas.map((quota) => {
    const { accountId, region, quotaCode, resourceId, quotaName, state, reason, forecastReason } = quota;
    const name = quotaName ?? quotaCode;
    return fleetSignal({
      accountId,
      region,
      subject: quotaSubject(quota),
      source: "quotas",
      severity: "ticket",
      title: state === "reached" ? "A quota is used up" : "A quota is nearly used up",
      sentence: `${name} in ${resourceId || region}: ${reason}${reason === forecastReason ? "" : ` ${forecastReason}`}`,
      resourceType: "quota",
      resourceId: resourceId ? `${quotaCode}/${resourceId}` : quotaCode,
      since: quota.evaluatedAt,
    });
  });
}
