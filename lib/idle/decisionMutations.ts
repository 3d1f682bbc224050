import type pg from "pg";
import { inTransaction } from "../db/transaction.ts";
import type { Queryable } from "../runs/mutations.ts";
import { decide, type NewDecision } from "./decide.ts";
import { type DecisionSubject, findDecided, goneSql } from "./decisionData.ts";
import type { DecisionEntry, IdleDecision } from "./decisionSchema.ts";

/**
 * Puts a decision on record. Throws NotFoundError for what is not judged, and InvalidQueryError naming each field
 * that does not hold.
 */
export async function recordDecision(
  pool: pg.Pool,
  resourceId: string,
  entry: DecisionEntry,
  now: Date,
): Promise<IdleDecision> {
  return inTransaction(pool, async (client) => {
    // One after the other: each is checked against the one before.
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 72364))", [resourceId]);
    const decided = await findDecided(client, resourceId, entry.subnetId ?? "");
    const decision = decide(entry, decided, now);
    const decisionId = await appendDecision(client, decided, decision, now);
    const { accountId, region, resourceType, subnetId } = decided;
    return {
      ...{ resourceType, resourceId, accountId, region, subnetId, decisionId },
      ...decision,
      keepUntil: decision.keepUntil?.toISOString() ?? null,
      decidedAt: now.toISOString(),
      goneAt: decision.goneAt?.toISOString() ?? null,
    };
  });
}

async function appendDecision(
  db: Queryable,
  { accountId, region, resourceType, resourceId, subnetId }: DecisionSubject,
  decision: NewDecision,
  now: Date,
): Promise<number> {
  const { rows } = await db.query<{ id: number }>({
    name: "append-idle-decision",
    text: `INSERT INTO idle_decision (account_id, region, resource_type, resource_id, subnet_id, decision, reason,
             keep_until, decided_by, decided_at, state, saving_usd, price_usd, price_date, gone_at, verified_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id`,
    values: [
      ...[accountId, region, resourceType, resourceId, subnetId, decision.decision, decision.reason],
      ...[decision.keepUntil, decision.decidedBy, now, decision.state, decision.savingUsd, decision.priceUsd],
      ...[decision.priceDate, decision.goneAt, decision.verifiedBy],
    ],
  });
  return rows[0]?.id ?? 0;
}

const last = `SELECT DISTINCT ON (account_id, region, resource_type, resource_id, subnet_id) *
  FROM idle_decision ORDER BY account_id, region, resource_type, resource_id, subnet_id, id DESC`;
const followUp = (decision: string, reason: string, from: string, gone: string, verified: string) =>
  `INSERT INTO idle_decision (account_id, region, resource_type, resource_id, subnet_id, decision, reason, decided_by,
     decided_at, state, saving_usd, price_usd, price_date, gone_at, verified_by)
   SELECT account_id, region, resource_type, resource_id, subnet_id, '${decision}', '${reason}', 'Linkledger', $1,
     state, saving_usd, price_usd, price_date, ${gone}, ${verified}
   FROM (SELECT k.*, ${goneSql} AS found_gone FROM (${last}) k) d WHERE ${from}`;

/**
 * Follows up on retirements: what a complete listing no longer has is retired; what no later day of a bill by
 * resource has either is so by the bill; what is there again was not retired. Returns how many rows it wrote.
 */
export async function followRetirements(db: Queryable, now: Date): Promise<number> {
  // It was on the bill, and is missing from that of a whole day later which has others of its account.
  const billed = `EXISTS (SELECT FROM billed_resource_cost b WHERE b.account_id = d.account_id
      AND b.day > (d.gone_at AT TIME ZONE 'UTC')::date AND NOT b.estimated)
    AND NOT EXISTS (SELECT FROM billed_resource_cost b WHERE b.account_id = d.account_id
      AND b.resource_id = d.resource_id AND b.day > (d.gone_at AT TIME ZONE 'UTC')::date)
    AND EXISTS (SELECT FROM billed_resource_cost b WHERE b.account_id = d.account_id
      AND b.resource_id = d.resource_id AND b.unblended_cost_usd > 0)`;
  const steps = [
    followUp(
      "retired",
      "a complete listing no longer has it",
      "decision = 'retire' AND found_gone IS NOT NULL",
      "found_gone",
      "'absence'",
    ),
    followUp("undo", "it is there again", "decision = 'retired' AND found_gone IS NULL", "NULL", "NULL"),
    followUp(
      "retired",
      "the bill of a day after it was gone no longer has it",
      `decision = 'retired' AND verified_by = 'absence' AND found_gone IS NOT NULL AND resource_type = 'endpoint' AND ${billed}`,
      "gone_at",
      "'bill'",
    ),
  ];
  let written = 0;
  for (const text of steps) written += (await db.query({ text, values: [now] })).rowCount ?? 0;
  return written;
}
