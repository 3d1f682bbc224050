import type pg from "pg";
import { type FieldError, InvalidQueryError } from "../api/problem.ts";
import { inTransaction } from "../db/transaction.ts";
import { InvalidInputError, NotFoundError } from "../errors.ts";
import type { Queryable } from "../runs/mutations.ts";
import { decide, type NewDecision } from "./decide.ts";
import { type Asked, type DecisionSubject, findDecided, goneSql, notJudged } from "./decisionData.ts";
import type { BulkDecisionEntry, DecisionEntry, IdleDecision } from "./decisionSchema.ts";

/**
 * Puts a decision on record. Throws NotFoundError for what is not judged, and InvalidQueryError naming each field
 * that does not hold.
 */
export async function recordDecision(
  pool: pg.Pool,
  resourceId: string,
  { subnetId = "", ...entry }: DecisionEntry,
  now: Date,
): Promise<IdleDecision> {
  const [decided] = await inTurn(pool, [{ resourceId, subnetId }], async (client, found) => {
    const [one] = found;
    if (!one) throw new NotFoundError(notJudged({ resourceId, subnetId }));
    return [await record(client, one, decide(entry, one, now), now)];
  });
  return decided as IdleDecision;
}

/**
 * Puts the same decision on record about many things: about all of them, or about none. Throws InvalidQueryError: a
 * field that is wrong for all is named once, `items[n]` is a thing about which it cannot be decided so.
 */
export async function recordDecisions(
  pool: pg.Pool,
  { items, ...entry }: BulkDecisionEntry,
  now: Date,
): Promise<IdleDecision[]> {
  const asked = items.map(({ resourceId, subnetId = "" }) => ({ resourceId, subnetId }));
  return inTurn(pool, asked, async (client, found) => {
    const errors = new Map<string, FieldError>();
    const ready = found.map((one, index) => {
      try {
        if (!one) throw new InvalidInputError("decision", notJudged(asked[index] as Asked));
        return { one, decision: decide(entry, one, now) };
      } catch (error) {
        if (!(error instanceof InvalidInputError)) throw error;
        for (const { field, message } of fieldErrors(error)) {
          const own = field === "decision" ? `items[${index}]` : field;
          errors.set(own, { field: own, message });
        }
        return undefined;
      }
    });
    const [first, ...rest] = errors.values();
    if (first) throw new InvalidQueryError([first, ...rest]);
    const recorded: IdleDecision[] = [];
    for (const it of ready) if (it) recorded.push(await record(client, it.one, it.decision, now));
    return recorded;
  });
}

const fieldErrors = (error: InvalidInputError): FieldError[] =>
  error instanceof InvalidQueryError ? error.errors : [{ field: error.field, message: error.message }];

/** Decisions about one thing come one after the other: each is checked against the one before. */
async function inTurn<T>(
  pool: pg.Pool,
  asked: readonly Asked[],
  work: (client: pg.PoolClient, found: Awaited<ReturnType<typeof findDecided>>) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, async (client) => {
    // In the order of their names, so that two of these never wait for each other.
    await client.query(
      `SELECT pg_advisory_xact_lock(hashtextextended(id, 72364))
       FROM (SELECT DISTINCT id FROM unnest($1::text[]) id ORDER BY id) AS named`,
      [asked.map(({ resourceId }) => resourceId)],
    );
    return work(client, await findDecided(client, asked));
  });
}

async function record(
  db: Queryable,
  decided: DecisionSubject,
  decision: NewDecision,
  now: Date,
): Promise<IdleDecision> {
  const decisionId = await appendDecision(db, decided, decision, now);
  const { accountId, region, resourceType, resourceId, subnetId } = decided;
  return {
    ...{ resourceType, resourceId, accountId, region, subnetId, decisionId },
    ...decision,
    keepUntil: decision.keepUntil?.toISOString() ?? null,
    decidedAt: now.toISOString(),
    goneAt: decision.goneAt?.toISOString() ?? null,
  };
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
