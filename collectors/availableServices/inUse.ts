import type { Queryable } from "#lib/runs/mutations.ts";

// A service is asked about in its own region, wherever the endpoint is.
const serviceRegion = "COALESCE(e.service_region, e.region)";

/** Names of the services in a region that endpoints of the account are connected to, sorted. */
export async function servicesInUse(db: Queryable, accountId: string, region: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>({
    name: "services-in-use",
    text: `SELECT DISTINCT e.service_name AS name FROM vpc_endpoint e
           WHERE e.account_id = $1 AND ${serviceRegion} = $2 AND e.gone_at IS NULL AND e.service_name IS NOT NULL
           ORDER BY 1`,
    values: [accountId, region],
  });
  return rows.map(({ name }) => name);
}

/**
 * Has the account's services asked about now where endpoints of this region are connected to one that is not known yet.
 * What is held back because it fails stays so. Scopes are locked in the order of `finishRuns`.
 */
export async function askAboutNewServices(
  db: Queryable,
  { accountId, region }: { accountId: string; region: string },
  now: Date,
): Promise<void> {
  await db.query(
    `WITH waiting AS MATERIALIZED (
       SELECT s.account_id, s.region, s.collector FROM collector_scope s
       WHERE s.account_id = $1 AND s.collector = 'available-services' AND s.outcome = 'success'
         AND s.retired_at IS NULL AND s.next_attempt_at > $3
         AND s.region IN (
           SELECT ${serviceRegion} FROM vpc_endpoint e
           WHERE e.account_id = $1 AND e.region = $2 AND e.gone_at IS NULL AND e.service_name IS NOT NULL
             AND NOT EXISTS (
               SELECT FROM available_service a WHERE a.account_id = $1 AND a.region = ${serviceRegion}
                 AND a.service_name = e.service_name AND a.gone_at IS NULL))
       ORDER BY 1, 2, 3 FOR NO KEY UPDATE
     )
     UPDATE collector_scope s SET next_attempt_at = $3 FROM waiting w
     WHERE s.account_id = w.account_id AND s.region = w.region AND s.collector = w.collector`,
    [accountId, region, now],
  );
}
