import type { Queryable } from "../runs/mutations.ts";
import { type TrailCoverage, type TrailEvent, type TrailGroup, trailKeptDays } from "./schema.ts";

const batchSize = 1000;

/** Stores events that are not stored yet; an event never changes. Returns how many were new. */
export async function storeTrailEvents(client: Queryable, events: readonly TrailEvent[]): Promise<number> {
  let created = 0;
  for (let i = 0; i < events.length; i += batchSize) {
    const { rowCount } = await client.query({
      name: "store-trail-events",
      text: `INSERT INTO trail_event (account_id, event_id, region, event_time, event_name, event_source, actor,
               actor_arn, source_ip, user_agent, error_code, error_message, resource_ids, request)
             SELECT "accountId", "eventId", region, "eventTime", "eventName", "eventSource", actor, "actorArn",
               "sourceIp", "userAgent", "errorCode", "errorMessage", "resourceIds", request
             FROM json_to_recordset($1::json) AS e("accountId" text, "eventId" text, region text,
               "eventTime" timestamptz, "eventName" text, "eventSource" text, actor text, "actorArn" text,
               "sourceIp" text, "userAgent" text, "errorCode" text, "errorMessage" text, "resourceIds" text[],
               request jsonb)
             ON CONFLICT DO NOTHING`,
      values: [JSON.stringify(events.slice(i, i + batchSize))],
    });
    created += rowCount ?? 0;
  }
  return created;
}

/**
 * Notes that all events of the groups between `from` and `to` have been read. A range that does not touch the one known
 * takes its place: coverage has no holes. Nothing is covered beyond `now`, whatever a clock said before.
 */
export async function extendCoverage(
  client: Queryable,
  place: { accountId: string; region: string },
  groups: readonly TrailGroup[],
  { from, to, now }: { from: Date; to: Date; now: Date },
): Promise<void> {
  await client.query({
    name: "extend-trail-coverage",
    text: `INSERT INTO trail_coverage AS c (account_id, region, event_group, covered_from, covered_to)
           SELECT $1, $2, unnest($3::text[]), $4::timestamptz, $5::timestamptz
           ON CONFLICT (account_id, region, event_group) DO UPDATE SET
             covered_from = CASE WHEN EXCLUDED.covered_from <= c.covered_to AND EXCLUDED.covered_to >= c.covered_from
               THEN LEAST(c.covered_from, EXCLUDED.covered_from) ELSE EXCLUDED.covered_from END,
             covered_to = CASE WHEN EXCLUDED.covered_from <= c.covered_to AND EXCLUDED.covered_to >= c.covered_from
               THEN GREATEST(EXCLUDED.covered_to, LEAST(c.covered_to, $6)) ELSE EXCLUDED.covered_to END`,
    values: [place.accountId, place.region, groups, from, to, now],
  });
}

/** What has been read of one account and region. */
export async function readCoverage(
  db: Queryable,
  accountId: string,
  region: string,
): Promise<TrailCoverage[]> {
  const { rows } = await db.query<TrailCoverage>({
    name: "read-trail-coverage",
    text: `SELECT account_id AS "accountId", region, event_group AS "eventGroup", covered_from AS "coveredFrom",
             covered_to AS "coveredTo"
           FROM trail_coverage WHERE account_id = $1 AND region = $2`,
    values: [accountId, region],
  });
  return rows;
}

/** Forgets events older than they are kept, and that they had been read. Returns how many. */
export async function pruneTrailEvents(db: Queryable, now: Date, keptDays = trailKeptDays): Promise<number> {
  const before = [new Date(now.getTime() - keptDays * 86_400_000)];
  await db.query(
    `UPDATE trail_coverage SET covered_from = $1, covered_to = GREATEST(covered_to, $1)
     WHERE covered_from < $1`,
    before,
  );
  const { rowCount } = await db.query("DELETE FROM trail_event WHERE event_time < $1", before);
  return rowCount ?? 0;
}
