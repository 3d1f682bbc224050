import { freshSql } from "../runs/freshSql.ts";
import type { Queryable } from "../runs/mutations.ts";
import type { ScopeFacts } from "./schema.ts";

/** Accounts that have anything to judge, with how many endpoints and load balancers each has. */
export async function accountsToJudge(db: Queryable): Promise<{ accountId: string; resources: number }[]> {
  const { rows } = await db.query<{ accountId: string; resources: number }>({
    name: "idle-accounts",
    text: `SELECT account_id AS "accountId", sum(n)::int AS resources FROM (
             SELECT account_id, count(*) AS n FROM vpc_endpoint WHERE gone_at IS NULL GROUP BY 1
             UNION ALL SELECT account_id, count(*) FROM vpc_endpoint_service WHERE gone_at IS NULL GROUP BY 1
             UNION ALL SELECT account_id, count(*) FROM load_balancer WHERE gone_at IS NULL GROUP BY 1
             UNION ALL SELECT DISTINCT account_id, 0 FROM idle_verdict) found
           GROUP BY 1 ORDER BY 1`,
  });
  return rows;
}

/** The scopes of collectors in some accounts: `account region collector` → how the last attempt went. */
export async function readScopes(
  db: Queryable,
  accountIds: string[],
  now: Date,
): Promise<Map<string, ScopeFacts>> {
  const { rows } = await db.query<ScopeFacts & { key: string }>({
    name: "idle-scopes",
    text: `SELECT account_id || ' ' || region || ' ' || collector AS key, outcome, last_success_at AS "lastSuccessAt",
             retired_at IS NOT NULL AS retired, retired_at IS NULL AND ${freshSql("s", "$2::timestamptz")} AS fresh,
             error_class AS "errorClass", error_message AS "errorMessage"
           FROM collector_scope s WHERE account_id = ANY ($1)`,
    values: [accountIds, now],
  });
  return new Map(rows.map(({ key, ...scope }) => [key, scope]));
}

/** The types, lower case, of endpoints that are not documented to have metrics, and of which any was ever seen. */
export async function publishedTypes(db: Queryable): Promise<Set<string>> {
  const { rows } = await db.query<{ type: string }>({
    name: "idle-published-types",
    text: `SELECT DISTINCT lower(e.vpc_endpoint_type) AS type FROM vpc_endpoint e
           JOIN metric_watermark m ON m.account_id = e.account_id AND m.namespace = 'AWS/PrivateLinkEndpoints'
             AND m.resource_id = e.vpc_endpoint_id AND m.first_datapoint_at IS NOT NULL
           WHERE lower(e.vpc_endpoint_type) IN ('resource', 'servicenetwork')`,
  });
  return new Set(rows.map(({ type }) => type));
}
