import type pg from "pg";
import { csvStream } from "../api/csv/export.ts";
import { readFreshness, readList } from "../api/list/data.ts";
import type { ListDefinition, ListQuery } from "../api/list/definition.ts";
import type { ListPage } from "../api/list/page.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { type AuditTable, auditList, auditTables } from "./lists.ts";
import type { Quarter } from "./quarter.ts";
import type { Audit, AuditDetail } from "./schema.ts";

/** One page of audits; as of the newest moment that any speaks of. Throws InvalidQueryError. */
export async function listAudits(query: ListQuery): Promise<ListPage<Audit>> {
  const page = await readList(auditList, query);
  const { pool } = await database();
  const { rows } = await pool.query<{ asOf: Date | null }>(`SELECT max(as_of) AS "asOf" FROM audit_snapshot`);
  const { coverage } = await readFreshness("endpoints", currentTime());
  return { ...page, asOf: rows[0]?.asOf?.toISOString() ?? null, coverage };
}

/** The header of an audit with its sealed statement as text; undefined where there is none of that id. */
export async function findAudit(
  snapshotId: string,
): Promise<{ audit: Audit; statement: string } | undefined> {
  const { pool } = await database();
  const { items } = await readList(auditList, { filter: { snapshotId }, limit: 1 });
  const [audit] = items;
  if (!audit) return undefined;
  const { rows } = await pool.query<{ statement: string }>(
    "SELECT statement FROM audit_snapshot WHERE snapshot_id = $1",
    [snapshotId],
  );
  return { audit, statement: rows[0]?.statement ?? "" };
}

/** Whether endpoints of any scope were collected completely on any day of a quarter. */
export async function coveredIn(pool: pg.Pool, { name }: Quarter): Promise<boolean> {
  const { rowCount } = await pool.query(
    "SELECT FROM scope_quarter WHERE quarter = $1 AND collector = 'endpoints' AND strpos(days, 'c') > 0 LIMIT 1",
    [name],
  );
  return (rowCount ?? 0) > 0;
}

/** The newest snapshot of an earlier quarter, of its end rather than of a time within it; null where there is none. */
export async function findPrevious({ quarterFrom }: Pick<Audit, "quarterFrom">): Promise<string | null> {
  const { pool } = await database();
  const { rows } = await pool.query<{ id: string }>(
    `SELECT snapshot_id AS id FROM audit_snapshot WHERE quarter_to <= $1
     ORDER BY quarter_from DESC, as_of DESC, made_at DESC LIMIT 1`,
    [quarterFrom],
  );
  return rows[0]?.id ?? null;
}

/** Whose rows an audit has, by number of endpoints. */
export async function auditOwners(snapshotId: string): Promise<AuditDetail["owners"]> {
  const { pool } = await database();
  const { rows } = await pool.query<AuditDetail["owners"][number]>(
    `SELECT owner, sum(endpoints)::int AS endpoints, sum(services)::int AS services,
       (SELECT count(*) FROM audit_attestation t WHERE t.snapshot_id = $1 AND t.owner = o.owner)::int AS attestations
     FROM (
       SELECT coalesce(owner, '') AS owner, count(*) AS endpoints, 0 AS services FROM audit_endpoint
       WHERE snapshot_id = $1 GROUP BY 1
       UNION ALL SELECT coalesce(owner, ''), 0, count(*) FROM audit_service WHERE snapshot_id = $1 GROUP BY 1
     ) o GROUP BY owner ORDER BY 2 DESC, 1`,
    [snapshotId],
  );
  return rows;
}

const tableOf = (audit: Audit, table: AuditTable) =>
  auditTables[table](audit.snapshotId) as unknown as ListDefinition<Record<string, unknown>>;

/** One page of a table of an audit, as of the moment it speaks of. Throws InvalidQueryError. */
export async function listAuditTable(audit: Audit, table: AuditTable, query: ListQuery) {
  const page = await readList(tableOf(audit, table), query);
  const coverage = { scopes: audit.scopes, fresh: audit.scopesCovered };
  return { ...page, asOf: audit.asOf, coverage };
}

/** All rows of a table of an audit as CSV; without parameters, byte by byte what its hash is over. */
export function auditTableCsv(audit: Audit, table: AuditTable, query: ListQuery, signal: AbortSignal) {
  return csvStream(tableOf(audit, table), query, signal);
}
