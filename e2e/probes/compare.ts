import type { Database } from "#lib/db/pool.ts";
import type { Programs } from "./programs.ts";

interface StoredRow {
  endpoint: string;
  target: string;
  kind: string;
  at: number;
  success: boolean;
  total: number | null;
  resolve: number | null;
  status: number | null;
  inside: boolean | null;
}

export interface Comparison {
  series: {
    endpoint: string;
    kind: string;
    target: string;
    results: number;
    good: number;
    failed: number;
    inside: number;
  }[];
  differences: string[];
  /** Failed results that are stored, and that Prometheus has. */
  failed: number;
  told: { failed: number };
  digest: string;
}

/** Holds every stored result against the raw samples of Prometheus, which are asked for in another way than the collector's. */
export async function compare(db: Database, programs: Programs): Promise<Comparison> {
  const end = Date.parse(process.env.LINKLEDGER_NOW ?? "") / 1000;
  const { rows } = await db.pool.query<StoredRow>(
    `SELECT s.vpc_endpoint_id AS endpoint, s.target, s.kind, extract(epoch FROM r.ts)::float8 AS at, r.success,
       r.total_seconds AS total, r.resolve_seconds AS resolve, r.http_status AS status, r.answer_inside AS inside
     FROM probe_result r JOIN probe_series s USING (account_id, series_id) ORDER BY s.target, s.kind, r.ts`,
  );
  const samples = async (metric: string) => {
    const all = await programs.ask(`${metric}{job=~"blackbox.*"}[15m]`, Math.floor(end));
    // A sample belongs to the second at whose end it is the latest.
    return new Map(
      all.flatMap(({ metric: { instance }, values }) =>
        (values ?? []).map(([time, value]): [string, number] => [
          `${instance} ${Math.ceil(time)}`,
          Number(value),
        ]),
      ),
    );
  };
  const success = await samples("probe_success");
  const duration = await samples("probe_duration_seconds");
  const lookup = await samples("probe_dns_lookup_time_seconds");
  const status = await samples("probe_http_status_code");
  const nobodys = [...success.keys()].filter((key) => key.startsWith("127.0.0.3:"));
  for (const key of nobodys) success.delete(key);

  const differences: string[] = [];
  const stored = new Map(rows.map((row) => [`${row.target} ${row.at}`, row]));
  for (const [key, value] of success) {
    const row = stored.get(key);
    if (!row) differences.push(`${key}: Prometheus has it, Postgres has not`);
    else if (row.success !== (value === 1))
      differences.push(`${key}: success ${row.success}, Prometheus ${value}`);
    else if (row.total !== (duration.get(key) ?? null))
      differences.push(`${key}: total ${row.total}, Prometheus ${duration.get(key)}`);
    else if (row.resolve !== (lookup.get(key) ?? null))
      differences.push(`${key}: resolve ${row.resolve}, Prometheus ${lookup.get(key)}`);
    else if ((row.status ?? 0) !== (status.get(key) ?? 0))
      differences.push(`${key}: status ${row.status}, Prometheus ${status.get(key)}`);
  }
  for (const key of stored.keys())
    if (!success.has(key)) differences.push(`${key}: Postgres has it, Prometheus has not`);

  const groups = Map.groupBy(rows, ({ endpoint, kind, target }) => [endpoint, kind, target].join(" "));
  const { rows: digests } = await db.pool.query<{ digest: string }>(
    `SELECT md5(string_agg(t, '|' ORDER BY t)) AS digest FROM (
       SELECT r::text AS t FROM probe_result r UNION ALL SELECT r::text FROM probe_result_5m r
       UNION ALL SELECT r::text FROM probe_result_1h r UNION ALL SELECT s::text FROM probe_series s) all_rows`,
  );
  return {
    series: [...groups].map(([key, results]) => {
      const [endpoint = "", kind = "", target = ""] = key.split(" ");
      const good = results.filter((row) => row.success).length;
      const inside = results.filter((row) => row.inside).length;
      return { endpoint, kind, target, results: results.length, good, failed: results.length - good, inside };
    }),
    differences,
    failed: rows.filter((row) => !row.success).length,
    told: { failed: [...success.values()].filter((value) => value !== 1).length },
    digest: digests[0]?.digest ?? "",
  };
}
