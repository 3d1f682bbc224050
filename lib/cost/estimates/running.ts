import type { PartitionedTable } from "../../db/partitions.ts";
import type { Queryable } from "../../runs/mutations.ts";
import { endpointCostTable } from "./mutations.ts";

/** Running totals of a month: columns as SQL over days `d`, their endpoint `e` and its cost `k`. */
interface RunningTotals extends PartitionedTable {
  /** What rows are told apart by, besides the month. */
  key: Readonly<Record<string, string>>;
  figures: Readonly<Record<string, { sum: string; type: "bigint" | "int" | "smallint" }>>;
}

const kept = { per: "month", retentionDays: endpointCostTable.retentionDays } as const;
const belongs = {
  account_id: "d.account_id",
  region: "d.region",
  vpc_id: "COALESCE(e.vpc_id, '')",
  owner: "COALESCE(e.owner, '')",
  vpc_endpoint_type: "COALESCE(e.vpc_endpoint_type, '')",
};
const nanos = (usd: string) =>
  ({ sum: `COALESCE(sum(${usd}) * 1000000000, 0)::bigint`, type: "bigint" }) as const;
const lacking = "count(*) FILTER (WHERE d.reason <> 'zone-unknown')";

const groups: RunningTotals = {
  ...{ ...kept, table: "endpoint_group_cost_month" },
  key: { ...belongs, az_id: "d.az_id" },
  figures: {
    hours_nanos: nanos("d.hours_usd"),
    data_nanos: nanos("d.data_usd"),
    zone_days: { sum: "count(*)", type: "int" },
    hours_known: { sum: "count(d.hours_usd)", type: "int" },
    data_known: { sum: "count(d.data_usd)", type: "int" },
    unestimated: { sum: lacking, type: "int" },
  },
};

const endpoints: RunningTotals = {
  ...{ ...kept, table: "endpoint_cost_running_month" },
  key: { ...belongs, service_name: "COALESCE(e.service_name, '')", vpc_endpoint_id: "d.vpc_endpoint_id" },
  figures: {
    usd_nanos: nanos("COALESCE(d.hours_usd, 0) + COALESCE(d.data_usd, 0)"),
    zone_days: { sum: "count(*)", type: "smallint" },
    known: { sum: "count(COALESCE(d.hours_usd, d.data_usd))", type: "smallint" },
    unestimated: { sum: lacking, type: "smallint" },
  },
};

/** Running totals, kept as long as the days that they are of. */
export const runningTables: readonly RunningTotals[] = [groups, endpoints];

/**
 * Totals of a month; $1 is its first day, $2 that of the next. Only days that are not summed are read; what the others
 * had is the difference of the totals that are stored. Rows that say the same are not touched, and one without a day
 * left goes.
 */
function summedSql({ table, key, figures }: RunningTotals): string {
  const names = Object.keys(key);
  const totals = Object.keys(figures);
  const stored = [...totals, "price_effective_from", "price_sources"];
  const plain = (columns: readonly string[], alias = "") => columns.map((name) => alias + name).join(", ");
  const each = (write: (name: string, figure: RunningTotals["figures"][string]) => string) =>
    Object.entries(figures)
      .map(([name, figure]) => write(name, figure))
      .join(", ");
  return `
    WITH unsummed AS MATERIALIZED (
      SELECT account_id, day FROM endpoint_cost_unsummed WHERE day >= $1::date AND day < $2::date
    ), anew AS (
      SELECT ${Object.entries(key).map(([name, sql]) => `${sql} AS ${name}`)}, d.day - $1::date + 1 AS place,
        ${each((name, { sum }) => `${sum} AS ${name}`)}, max(k.price_effective_from) AS price_effective_from,
        min(k.price_source) AS one_source, max(k.price_source) AS other_source
      FROM endpoint_cost_day d
      JOIN unsummed u ON u.account_id = d.account_id AND u.day = d.day
      LEFT JOIN vpc_endpoint e ON e.account_id = d.account_id AND e.region = d.region
        AND e.vpc_endpoint_id = d.vpc_endpoint_id
      LEFT JOIN endpoint_cost k ON k.account_id = d.account_id AND k.vpc_endpoint_id = d.vpc_endpoint_id
      WHERE d.day >= $1::date AND d.day < $2::date
      GROUP BY ${plain(names.map((_, index) => `${index + 1}`))}, place
    ), kept AS (
      SELECT ${plain(names, "t.")}, place, ${each((name) => `t.${name}[place + 1] - t.${name}[place]`)},
        t.price_effective_from, t.price_sources[1], t.price_sources[cardinality(t.price_sources)]
      FROM ${table} t CROSS JOIN generate_series(1, 31) place
      WHERE t.month = $1::date AND t.account_id IN (SELECT account_id FROM unsummed)
        AND t.zone_days[place + 1] > t.zone_days[place]
        AND NOT EXISTS (SELECT FROM unsummed u WHERE u.account_id = t.account_id AND u.day = $1::date + place - 1)
    ), grouped AS (
      SELECT ${plain(names)}, array_agg(place) AS place, ${each((name) => `array_agg(${name}) AS ${name}`)},
        max(price_effective_from) AS price_effective_from, min(one_source) AS one_source,
        max(other_source) AS other_source
      FROM (SELECT * FROM anew UNION ALL SELECT * FROM kept) days GROUP BY ${plain(names)}
    ), running AS (
      SELECT ${plain(names, "g.")}, r.*, g.price_effective_from,
        array_remove(ARRAY[g.one_source, nullif(g.other_source, g.one_source)], NULL) AS price_sources
      FROM grouped g CROSS JOIN LATERAL (
        SELECT ${each((name) => `array_agg(${name} ORDER BY place) AS ${name}`)}
        FROM (
          SELECT n.place, ${each((name, { type }) => `COALESCE(sum(u.${name}) OVER w, 0)::${type} AS ${name}`)}
          FROM generate_series(0, 31) n(place)
          LEFT JOIN unnest(g.place, ${plain(totals, "g.")}) u(place, ${plain(totals)}) ON u.place = n.place
          WINDOW w AS (ORDER BY n.place)
        ) totals
      ) r
    ), written AS (
      INSERT INTO ${table} AS t (month, ${plain(names)}, ${plain(stored)})
      SELECT $1::date, ${plain(names)}, ${plain(stored)} FROM running
      ON CONFLICT (month, ${plain(names)}) DO UPDATE SET
        ${stored.map((name) => `${name} = EXCLUDED.${name}`).join(", ")}
      WHERE (${plain(stored, "t.")}) IS DISTINCT FROM (${plain(stored, "EXCLUDED.")})
    )
    DELETE FROM ${table} t
    WHERE t.month = $1::date AND t.account_id IN (SELECT account_id FROM unsummed)
      AND NOT EXISTS (SELECT FROM running r WHERE ${names.map((name) => `r.${name} = t.${name}`).join(" AND ")})`;
}

/** Brings the running totals of a month up to its days that are not summed. Call it inside a transaction. */
export async function sumRunning(db: Queryable, span: readonly [first: string, next: string]): Promise<void> {
  for (const table of runningTables) await db.query(summedSql(table), [...span]);
}
