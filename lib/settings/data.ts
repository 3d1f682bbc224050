import { database } from "../db/pool.ts";
import { logsKeptDays } from "../logsInsights/tables.ts";
import { metricTables } from "../metrics/partitions.ts";
import { explainFailure } from "../runs/compute.ts";
import { freshSql } from "../runs/freshSql.ts";
import { globalRegion } from "../runs/schema.ts";
import { type ScopeState, scopeStates } from "../runs/scopeStates.ts";
import { maskedPlace } from "./compute.ts";
import type { AccountState, SettingsPage } from "./schema.ts";

const mostTables = 12;

// From the catalogue, as Postgres counted pages when it last analyzed or vacuumed: asking for the size of every file of
// every partition takes seconds where the disk is busy. Only what was never counted is asked: unknown is not zero.
const tablesSql = `
  SELECT coalesce(p.relname, c.relname) AS table, sum(CASE WHEN c.reltuples < 0 THEN pg_total_relation_size(c.oid)
    ELSE current_setting('block_size')::int * (c.relpages + coalesce(t.relpages, 0)
      + coalesce((SELECT sum(x.relpages) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
          WHERE i.indrelid IN (c.oid, c.reltoastrelid)), 0)) END) AS bytes
  FROM pg_class c LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
    LEFT JOIN pg_inherits h ON h.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = h.inhparent
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${mostTables}`;

/** Where the database is, how large, and its largest tables, the partitions of each added up. */
export async function databaseFacts(dataDir: string): Promise<SettingsPage["database"]> {
  const { pool, url } = await database();
  const [{ rows: facts }, { rows: tables }] = await Promise.all([
    pool.query<{ server: string; bytes: number; directory: string | null }>(
      `SELECT current_setting('server_version') AS server, pg_database_size(current_database()) AS bytes,
         (SELECT setting FROM pg_settings WHERE name = 'data_directory') AS directory`,
    ),
    pool.query<{ table: string; bytes: number }>(tablesSql),
  ]);
  const { server = "unknown", bytes = 0, directory = null } = facts[0] ?? {};
  return {
    embedded: directory?.startsWith(dataDir) ?? false,
    place: maskedPlace(url),
    server,
    bytes: Number(bytes),
    tables: tables.map((one) => ({ table: one.table, bytes: Number(one.bytes) })),
  };
}

/** How long time series are kept. */
export function retention(): SettingsPage["retention"] {
  const days = (suffix: string) =>
    metricTables.find(({ table }) => table === `vpc_endpoint_metric_${suffix}`)?.retentionDays ?? 0;
  return [
    { what: "Metrics by minute, and each result of a probe", days: days("1m") },
    { what: "Metrics by five minutes", days: days("5m") },
    { what: "Metrics by hour", days: days("1h") },
    { what: "Metrics by day", days: days("1d") },
    { what: "Rejects of flow logs, denials of endpoint policies", days: logsKeptDays },
  ];
}

interface AccountRow extends Omit<AccountState, "state" | "problem" | "lastSuccessAt"> {
  rank: number;
  lastSuccessAt: Date | null;
  failing: {
    collector: string;
    region: string;
    errorClass: string | null;
    errorCode: string | null;
    errorMessage: string | null;
  } | null;
}

const rank = (state: ScopeState) => scopeStates.indexOf(state);

/** Every account that is collected or known, the most troubled first. */
export async function accountStates(
  now: Date,
  most: number,
): Promise<{ accounts: AccountState[]; more: number }> {
  const { pool } = await database();
  const { rows } = await pool.query<AccountRow>(
    `WITH state AS (
       SELECT s.*, CASE WHEN s.outcome = 'failed' THEN ${rank("failed")} WHEN s.outcome = 'partial' THEN ${rank("partial")}
         WHEN s.outcome = 'skipped' THEN ${rank("skipped")} WHEN s.outcome IS NULL THEN ${rank("waiting")}
         WHEN ${freshSql("s", "$1::timestamptz")} THEN ${rank("fresh")} ELSE ${rank("overdue")} END AS rank
       FROM collector_scope s WHERE s.retired_at IS NULL
     ),
     scope AS (
       SELECT account_id, count(*) AS scopes, count(*) FILTER (WHERE rank = ${rank("fresh")}) AS fresh,
         min(rank) AS rank, max(last_success_at) AS last_success_at,
         array_agg(DISTINCT region) FILTER (WHERE region <> '${globalRegion}' AND collector <> 'probes') AS regions,
         (array_agg(json_build_object('collector', collector, 'region', region, 'errorClass', error_class,
           'errorCode', error_code, 'errorMessage', error_message) ORDER BY rank, error_class = 'denied' DESC)
           FILTER (WHERE error_class IS NOT NULL AND rank <> ${rank("fresh")}))[1] AS failing
       FROM state GROUP BY account_id
     )
     SELECT coalesce(a.account_id, s.account_id) AS "accountId", a.name, a.source, a.status,
       a.gone_at IS NOT NULL AS gone, coalesce(s.regions, '{}') AS regions, coalesce(s.scopes, 0) AS scopes,
       coalesce(s.fresh, 0) AS fresh, coalesce(s.rank, ${rank("waiting")}) AS rank,
       s.last_success_at AS "lastSuccessAt", s.failing
     FROM scope s FULL JOIN account a ON a.account_id = s.account_id
     ORDER BY coalesce(s.rank, ${rank("waiting")}), a.name, 1`,
    [now],
  );
  const accounts = rows.slice(0, most).map(({ rank: place, lastSuccessAt, failing, ...row }) => ({
    ...row,
    state: scopeStates[place] ?? "waiting",
    lastSuccessAt: lastSuccessAt?.toISOString() ?? null,
    problem: failing && explainFailure({ ...failing, accountId: row.accountId }),
  }));
  return { accounts, more: Math.max(0, rows.length - most) };
}
