import type { Queryable } from "../../runs/mutations.ts";

/** Says of which days of which accounts the sums are no longer true; in the transaction that changes them. */
export async function markUnsummed(
  db: Queryable,
  changed: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  const pairs = [...changed].flatMap(([accountId, days]) =>
    [...days].map((day) => [accountId, day] as const),
  );
  if (pairs.length === 0) return;
  await db.query(
    `INSERT INTO endpoint_cost_unsummed (account_id, day)
     SELECT * FROM unnest($1::text[], $2::date[]) ON CONFLICT DO NOTHING`,
    [pairs.map(([accountId]) => accountId), pairs.map(([, day]) => day)],
  );
}
