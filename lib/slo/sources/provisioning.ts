import { placesState } from "./places.ts";
import { atPlace, type Bucket, type SliSource, selectors, sloCte } from "./source.ts";

const countSql = `
  WITH ${sloCte}
  SELECT s.id AS "sloId", date_bin('5 minutes', t.event_time, '2000-01-01T00:00:00Z') AS time,
    count(*) FILTER (WHERE t.error_code IS NOT NULL)::float8 AS bad, count(*)::float8 AS total, NULL::float8 AS value
  FROM slo s JOIN trail_coverage c ON ${atPlace("c.account_id", "c.region")} AND c.event_group = 'privatelink'
  JOIN trail_event t ON t.account_id = c.account_id AND t.region = c.region AND t.event_name = 'CreateVpcEndpoint'
    AND t.event_time >= $2 AND t.event_time < $3
  WHERE t.error_code IS NULL OR t.error_code NOT IN ('DryRunOperation', 'Client.DryRunOperation')
  GROUP BY 1, 2`;

/** CreateVpcEndpoint in CloudTrail. A dry run that would have succeeded is answered with an error, and creates nothing. */
export const provisioningSource: SliSource = {
  indicators: ["provisioning"],
  chunkMs: 100 * 86_400_000,
  reachDays: 90,
  few: true,
  toTheMoment: true,
  state: (db, now) =>
    placesState(
      db,
      "trail",
      now,
      `(SELECT c.covered_to FROM trail_coverage c
        WHERE c.account_id = s.account_id AND c.region = s.region AND c.event_group = 'privatelink')`,
    ),
  async count(db, slos, from, to): Promise<Bucket[]> {
    const { rows } = await db.query<Bucket>(countSql, [selectors(slos), from, to]);
    return rows;
  },
};
