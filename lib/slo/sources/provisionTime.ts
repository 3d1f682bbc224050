import { placesState } from "./places.ts";
import { aboutEndpoint, type Bucket, type SliSource, selectors, sloCte } from "./source.ts";

/** An endpoint that became available. Inventory looks at intervals: the true time lies between two looks. */
export interface Provisioned {
  sloId: string;
  thresholdSeconds: number;
  createdAt: Date;
  /** The last look that did not show it available; null where the first look did. */
  notBefore: Date | null;
  /** The first look that showed it available, or the end of the first minute in which it carried something. */
  seenAt: Date;
}

/** Whether it took no longer than the threshold; null where the looks are too far apart to tell. */
export function withinThreshold({
  createdAt,
  notBefore,
  seenAt,
  thresholdSeconds,
}: Omit<Provisioned, "sloId">): boolean | null {
  const limit = createdAt.getTime() + thresholdSeconds * 1000;
  if (seenAt.getTime() <= limit) return true;
  return notBefore && notBefore.getTime() > limit ? false : null;
}

// An endpoint that waited for its owner's acceptance took as long as people took: it is left out. What was there when
// inventory first looked is left out too: it has no "created" in the change log.
const provisionedSql = `
  WITH ${sloCte}, made AS (
    SELECT c.account_id, c.region, c.resource_id AS vpc_endpoint_id, min(c.observed_at) AS first_look
    FROM resource_change c
    WHERE c.resource_type = 'vpc-endpoint' AND c.change = 'created' AND c.observed_at >= $2 AND c.observed_at < $3
    GROUP BY 1, 2, 3
  ), history AS (
    SELECT m.account_id, m.region, m.vpc_endpoint_id, m.first_look, st.*
    FROM made m LEFT JOIN LATERAL (
      SELECT (array_agg(lower(c.before #>> '{}') ORDER BY c.observed_at, c.id))[1] AS first_state,
        bool_or(lower(c.before #>> '{}') = 'pendingacceptance' OR lower(c.after #>> '{}') = 'pendingacceptance') AS accepted,
        min(c.observed_at) FILTER (WHERE lower(c.after #>> '{}') = 'available') AS available_at,
        (array_agg(c.previous_look_at ORDER BY c.observed_at, c.id) FILTER (WHERE lower(c.after #>> '{}') = 'available'))[1]
          AS look_before
      FROM resource_change c
      WHERE c.account_id = m.account_id AND c.resource_id = m.vpc_endpoint_id AND c.field = 'state' AND c.observed_at < $3
    ) st ON true
  )
  SELECT s.id AS "sloId", s.threshold AS "thresholdSeconds", e.creation_timestamp AS "createdAt",
    CASE WHEN coalesce(h.first_state, lower(e.state)) <> 'available' THEN h.look_before END AS "notBefore",
    -- What carries something is available, whenever somebody looks.
    least(CASE WHEN coalesce(h.first_state, lower(e.state)) = 'available' THEN h.first_look ELSE h.available_at END,
      (SELECT min(w.first_datapoint_at) + interval '1 minute' FROM metric_watermark w
       WHERE w.account_id = e.account_id AND w.namespace = 'AWS/PrivateLinkEndpoints' AND w.resource_id = e.vpc_endpoint_id
         AND w.grain = 'endpoint' AND w.first_datapoint_at >= e.creation_timestamp)) AS "seenAt"
  FROM slo s JOIN vpc_endpoint e ON ${aboutEndpoint}
  JOIN history h ON h.account_id = e.account_id AND h.region = e.region AND h.vpc_endpoint_id = e.vpc_endpoint_id
  WHERE e.creation_timestamp IS NOT NULL AND h.accepted IS NOT TRUE
    AND (coalesce(h.first_state, lower(e.state)) = 'available' OR h.available_at IS NOT NULL)`;

const bucketMs = 300_000;

/** How long endpoints take to become available. */
export const provisionTimeSource: SliSource = {
  indicators: ["provision-time"],
  chunkMs: 100 * 86_400_000,
  reachDays: 90,
  few: true,
  toTheMoment: true,
  state: (db, now) => placesState(db, "endpoints", now),
  async count(db, slos, from, to): Promise<Bucket[]> {
    const { rows } = await db.query<Provisioned>(provisionedSql, [selectors(slos), from, to]);
    const decided = rows.flatMap((row) => {
      const within = withinThreshold(row);
      const time = Math.floor(row.seenAt.getTime() / bucketMs) * bucketMs;
      return within === null || time >= to.getTime()
        ? []
        : [{ key: `${row.sloId} ${time}`, sloId: row.sloId, time, within }];
    });
    return [...Map.groupBy(decided, ({ key }) => key).values()].map((own) => {
      const [{ sloId, time }] = own as [(typeof own)[number]];
      const bad = own.filter(({ within }) => !within).length;
      return { sloId, time: new Date(time), bad, total: own.length, value: null };
    });
  },
};
