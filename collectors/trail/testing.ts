import type { Database } from "#lib/db/pool.ts";
import type { Budget } from "#lib/runs/budget.ts";
import type { Attribution } from "#lib/trail/attribution.ts";
import { attributeChanges } from "#lib/trail/data.ts";
import { openHandler } from "../aws/handler.ts";
import { Pacer } from "../aws/pacer.ts";
import { AwsAccess } from "../aws/session.ts";
import { collectOnce } from "../once.ts";
import type { ScopeRun } from "../runner.ts";
import { openRuntime } from "../runtime.ts";
import { organizationConfig } from "../testing.ts";

/** CloudTrail's two calls a second would be most of a test's time. */
const unpaced: Budget = {
  reserve: async (asks) => asks.map(() => ({ spacingMs: 0, lastInMs: 0 })),
  slowDown: async () => {},
};

/** Runs collectors of one account and region, without pacing. */
export async function collectAt(
  db: Database,
  place: { accountId: string; region: string },
  ...collectors: string[]
): Promise<ScopeRun[]> {
  const aws = new AwsAccess(openHandler(), new Pacer(unpaced));
  const config = organizationConfig({ regions: [place.region] });
  const runtime = await openRuntime(db, config, new AbortController().signal, aws);
  const only = ({ collector, accountId }: { collector: string; accountId: string }) =>
    collector === "accounts" || (accountId === place.accountId && collectors.includes(collector));
  try {
    return await collectOnce(runtime, { only });
  } finally {
    await runtime.close();
  }
}

/** Who made the changes that are logged, newest last: resource id, field and what is known of whom. */
export async function whoChanged(
  db: Database,
  accountId: string,
): Promise<{ resourceId: string; field: string | null; who: Attribution }[]> {
  const { rows } = await db.pool.query(
    `SELECT account_id AS "accountId", region, resource_type AS "resourceType", resource_id AS "resourceId", change, field,
       before, after, observed_at AS "observedAt", previous_look_at AS "previousLookAt"
     FROM resource_change WHERE account_id = $1 ORDER BY id`,
    [accountId],
  );
  const found = await attributeChanges(db.pool, rows);
  return rows.map(({ resourceId, field }, index) => ({
    resourceId,
    field,
    who: found[index] as Attribution,
  }));
}
