import type { PartitionedTable } from "../../db/partitions.ts";
import type { Queryable } from "../../runs/mutations.ts";
import { endpointCostTable } from "./mutations.ts";

/** How sums by group are kept: as long as the days that they are of. */
export const groupCostTable: PartitionedTable = {
  table: "endpoint_group_cost_month",
  per: "month",
  retentionDays: endpointCostTable.retentionDays,
};

const key = ["account_id", "region", "az_id", "vpc_id", "owner", "vpc_endpoint_type"];
const amounts = ["hours_nanos", "data_nanos"];
const counts = ["zone_days", "hours_known", "data_known", "unestimated"];
const figures = [...amounts, ...counts];
const stored = [...figures, "price_effective_from", "price_sources"];

const each = (columns: readonly string[], write: (column: string) => string) => columns.map(write).join(", ");
const plain = (columns: readonly string[], alias = "") => each(columns, (name) => `${alias}${name}`);

/**
 * Running totals of a month by group; $1 is its first day, $2 that of the next. Only days that are not summed are read;
 * what the others had is the difference of the totals that are stored. A group without a day left goes.
 */
const summed = `
  WITH unsummed AS (
    DELETE FROM endpoint_cost_unsummed WHERE day >= $1::date AND day < $2::date RETURNING account_id, day
  ), anew AS (
    SELECT d.account_id, d.region, d.az_id, COALESCE(e.vpc_id, '') AS vpc_id, COALESCE(e.owner, '') AS owner,
      COALESCE(e.vpc_endpoint_type, '') AS vpc_endpoint_type, d.day - $1::date + 1 AS place,
      COALESCE(sum(d.hours_usd) * 1000000000, 0)::bigint AS hours_nanos,
      COALESCE(sum(d.data_usd) * 1000000000, 0)::bigint AS data_nanos, count(*) AS zone_days,
      count(d.hours_usd) AS hours_known, count(d.data_usd) AS data_known,
      count(*) FILTER (WHERE d.reason <> 'zone-unknown') AS unestimated,
      max(k.price_effective_from) AS price_effective_from, min(k.price_source) AS one_source,
      max(k.price_source) AS other_source
    FROM endpoint_cost_day d
    JOIN unsummed u ON u.account_id = d.account_id AND u.day = d.day
    LEFT JOIN vpc_endpoint e ON e.account_id = d.account_id AND e.region = d.region
      AND e.vpc_endpoint_id = d.vpc_endpoint_id
    LEFT JOIN endpoint_cost k ON k.account_id = d.account_id AND k.vpc_endpoint_id = d.vpc_endpoint_id
    WHERE d.day >= $1::date AND d.day < $2::date
    GROUP BY 1, 2, 3, 4, 5, 6, 7
  ), kept AS (
    SELECT ${plain(key, "t.")}, place, ${each(figures, (name) => `t.${name}[place + 1] - t.${name}[place]`)},
      t.price_effective_from, t.price_sources[1], t.price_sources[cardinality(t.price_sources)]
    FROM endpoint_group_cost_month t CROSS JOIN generate_series(1, 31) place
    WHERE t.month = $1::date AND t.account_id IN (SELECT account_id FROM unsummed)
      AND t.zone_days[place + 1] > t.zone_days[place]
      AND NOT EXISTS (SELECT FROM unsummed u WHERE u.account_id = t.account_id AND u.day = $1::date + place - 1)
  ), grouped AS (
    SELECT ${plain(key)}, array_agg(place) AS place, ${each(figures, (name) => `array_agg(${name}) AS ${name}`)},
      max(price_effective_from) AS price_effective_from, min(one_source) AS one_source, max(other_source) AS other_source
    FROM (SELECT * FROM anew UNION ALL SELECT * FROM kept) days GROUP BY ${plain(key)}
  ), running AS (
    SELECT ${plain(key, "g.")}, r.*, g.price_effective_from,
      array_remove(ARRAY[g.one_source, nullif(g.other_source, g.one_source)], NULL) AS price_sources
    FROM grouped g CROSS JOIN LATERAL (
      SELECT ${each(figures, (name) => `array_agg(${name} ORDER BY place) AS ${name}`)}
      FROM (
        SELECT n.place, ${each(amounts, (name) => `COALESCE(sum(u.${name}) OVER w, 0)::bigint AS ${name}`)},
          ${each(counts, (name) => `COALESCE(sum(u.${name}) OVER w, 0)::int AS ${name}`)}
        FROM generate_series(0, 31) n(place)
        LEFT JOIN unnest(g.place, ${plain(figures, "g.")}) u(place, ${plain(figures)}) ON u.place = n.place
        WINDOW w AS (ORDER BY n.place)
      ) totals
    ) r
  ), written AS (
    INSERT INTO endpoint_group_cost_month AS t (month, ${plain(key)}, ${plain(stored)})
    SELECT $1::date, ${plain(key)}, ${plain(stored)} FROM running
    ON CONFLICT (month, ${plain(key)}) DO UPDATE SET ${each(stored, (name) => `${name} = EXCLUDED.${name}`)}
    WHERE (${plain(stored, "t.")}) IS DISTINCT FROM (${plain(stored, "EXCLUDED.")})
  )
  DELETE FROM endpoint_group_cost_month t
  WHERE t.month = $1::date AND t.account_id IN (SELECT account_id FROM unsummed)
    AND NOT EXISTS (SELECT FROM running r WHERE ${key.map((name) => `r.${name} = t.${name}`).join(" AND ")})`;

/** Brings the sums by group of a month up to its days that are not summed, which then are; all or nothing of it. */
export async function sumGroups(db: Queryable, [first, next]: [first: string, next: string]): Promise<void> {
  await db.query(summed, [first, next]);
}
