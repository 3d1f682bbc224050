import { currentConfig } from "../../config/data.ts";
import type { Queryable } from "../../runs/mutations.ts";

/** The job that tells one receiver: one at a time of each, whoever asks for it. */
export const deliverSpec = (receiver: string) => ({
  jobKey: `deliver:${receiver}`,
  queueName: `deliver:${receiver}`,
  priority: -2,
  maxAttempts: 1,
});

/**
 * Has workers look at the outbox as soon as the transaction is committed. Without it they look every minute, so a
 * database that no worker has prepared yet, or a configuration that cannot be read, costs a minute and no message.
 */
export async function kickDelivery(db: Queryable): Promise<void> {
  const { rows } = await db.query<{ ready: boolean }>(
    "SELECT to_regprocedure('graphile_worker.add_job(text,json,text,timestamptz,integer,text,integer,text[],text)') IS NOT NULL AS ready",
  );
  if (!rows[0]?.ready) return;
  for (const { name } of configuredReceivers()) {
    const { jobKey, queueName, priority, maxAttempts } = deliverSpec(name);
    await db.query(
      `SELECT graphile_worker.add_job('deliver', json_build_object('receiver', $1::text), queue_name := $2,
         max_attempts := $3, job_key := $4, priority := $5)`,
      [name, queueName, maxAttempts, jobKey, priority],
    );
  }
}

function configuredReceivers() {
  try {
    return currentConfig()?.alerts.receivers ?? [];
  } catch {
    return [];
  }
}
