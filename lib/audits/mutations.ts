import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { csvCopySql } from "../api/csv/export.ts";
import { recordEndings, recordMarker } from "../api/csv/lines.ts";
import type { ListDefinition } from "../api/list/definition.ts";
import type { Config } from "../config/schema.ts";
import { inTransaction } from "../db/transaction.ts";
import { InvalidInputError } from "../errors.ts";
import {
  freezeConnectionsSql,
  freezeCoverageSql,
  freezeEndpointsSql,
  freezeFindingsSql,
  freezeServicesSql,
} from "./freeze.ts";
import { recordScopeDays } from "./ledger.ts";
import { auditTables } from "./lists.ts";
import { auditFormat, auditMethod, thresholdsOf } from "./method.ts";
import { asOfQuarter, type Quarter } from "./quarter.ts";
import {
  type AttestationRequest,
  type Audit,
  type AuditAttestation,
  type AuditStatement,
  sealedTables,
} from "./schema.ts";

// Coverage first, which the rows' own is read from; services count the connections.
const freezing = [
  freezeCoverageSql,
  freezeEndpointsSql,
  freezeConnectionsSql,
  freezeServicesSql,
  freezeFindingsSql,
];

export interface SnapshotRequest {
  quarter: Quarter;
  madeBy: string;
  now: Date;
  config: Config;
  /** Makes nothing where a snapshot of the quarter's end is there already. Complete days have been recorded. */
  onlyIfMissing?: boolean;
}

/**
 * Freezes a quarter as it was at its end, or as it is now while it lasts, in one transaction. Returns the snapshot's
 * id, undefined when `onlyIfMissing` found one. Throws InvalidInputError for a quarter of which nothing is known.
 */
export async function makeSnapshot(pool: pg.Pool, request: SnapshotRequest): Promise<string | undefined> {
  const { quarter, madeBy, now, config, onlyIfMissing } = request;
  const asOf = asOfQuarter(quarter, now);
  if (!onlyIfMissing) await recordScopeDays(pool, now);
  return inTransaction(pool, async (client) => {
    // As long as it takes: 100,000 endpoints are some tens of seconds. One at a time.
    await client.query("SET LOCAL statement_timeout = 0");
    // Where statistics lag behind the change log, a nested loop would make it quadratic.
    await client.query("SET LOCAL enable_nestloop = off");
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('audit_snapshot', 72364))");
    if (onlyIfMissing && (await hasFinal(client, quarter))) return undefined;
    await requireKnown(client, quarter, asOf);
    const snapshotId = randomUUID();
    const { owner, environment, application } = config.tags;
    const values = [snapshotId, asOf, quarter.from, quarter.name, owner, environment, application];
    for (const text of freezing) await client.query(text, values);
    const files = [];
    for (const table of sealedTables)
      files.push(await hashCsv(client, auditTables[table](snapshotId) as ListDefinition<object>, table));
    const coverage = await summarizeCoverage(client, snapshotId, quarter);
    const provenFrom = await readProvenFrom(client, snapshotId, asOf);
    const counts = Object.fromEntries(files.map(({ table, rows }) => [table, rows]));
    const statement = `${JSON.stringify(
      {
        format: auditFormat,
        snapshotId,
        quarter: quarter.name,
        quarterFrom: quarter.from,
        quarterTo: quarter.to,
        asOf,
        madeAt: now,
        madeBy,
        provenFrom,
        files,
        coverage,
        judgements: await readJudgements(client),
        thresholds: thresholdsOf(config),
        method: auditMethod,
      },
      null,
      2,
    )}\n`;
    await client.query(
      `INSERT INTO audit_snapshot (snapshot_id, quarter, quarter_from, quarter_to, as_of, made_at, made_by, proven_from,
         endpoints, services, connections, findings, scopes, scopes_covered, statement, sha256)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [
        snapshotId,
        quarter.name,
        quarter.from,
        quarter.to,
        asOf,
        now,
        madeBy,
        provenFrom,
        counts.endpoints,
        counts.services,
        counts.connections,
        counts.findings,
        coverage.scopes,
        coverage.covered,
        statement,
        createHash("sha256").update(statement).digest("hex"),
      ],
    );
    return snapshotId;
  });
}

const firstCompleteDaySql =
  "make_date(left(q.quarter, 4)::int, right(q.quarter, 1)::int * 3 - 2, 1) + strpos(q.days, 'c') - 1";

async function hasFinal(client: pg.PoolClient, { name }: Quarter): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT FROM audit_snapshot WHERE quarter = $1 AND as_of >= quarter_to LIMIT 1",
    [name],
  );
  return (rowCount ?? 0) > 0;
}

async function requireKnown(client: pg.PoolClient, quarter: Quarter, asOf: Date): Promise<void> {
  const { rows } = await client.query<{ first: Date | null }>(
    `SELECT least((SELECT min(first_seen_at) FROM vpc_endpoint), (SELECT min(last_success_at) FROM collector_scope
       WHERE collector = 'endpoints'), (SELECT min(${firstCompleteDaySql}) FROM scope_quarter q
       WHERE q.collector = 'endpoints' AND strpos(q.days, 'c') > 0)) AS first`,
  );
  const first = rows[0]?.first;
  if (first && first <= asOf) return;
  throw new InvalidInputError(
    "quarter",
    first
      ? `nothing was collected before the end of ${quarter.name}; expected a quarter that ends after ${first.toISOString()}.`
      : "nothing has been collected yet; expected a quarter in which the collectors ran.",
  );
}

/** The hash of a table's CSV, byte by byte as the API streams it. */
async function hashCsv(client: pg.PoolClient, def: ListDefinition<object>, table: string) {
  const marker = recordMarker();
  const endings = recordEndings(marker);
  const hash = createHash("sha256");
  let bytes = 0;
  const stream = client.query(copyTo(csvCopySql(def, {}, marker)));
  for await (const chunk of stream) {
    const part = endings(chunk as Buffer);
    bytes += part.length;
    hash.update(part);
  }
  return {
    table,
    name: `${table}.csv`,
    rows: stream.rowCount,
    bytes,
    sha256: hash.digest("hex"),
  };
}

export interface CoverageSummary {
  scopes: number;
  /** Complete on the last day, or the day before. */
  covered: number;
  /** Scopes that were complete on every day. */
  complete: number;
  /** Days on which some were not. */
  incompleteDays: { day: string; scopes: number }[];
}

async function summarizeCoverage(
  client: pg.PoolClient,
  snapshotId: string,
  { from }: Quarter,
): Promise<CoverageSummary> {
  const { rows } = await client.query<Omit<CoverageSummary, "incompleteDays">>(
    `SELECT count(*) AS scopes, count(*) FILTER (WHERE covered) AS covered,
       count(*) FILTER (WHERE days_complete = days_expected) AS complete
     FROM audit_coverage WHERE snapshot_id = $1`,
    [snapshotId],
  );
  const { rows: incompleteDays } = await client.query<{ day: string; scopes: number }>(
    `SELECT $2::timestamptz::date + at - 1 AS day, count(*) AS scopes
     FROM audit_coverage c CROSS JOIN generate_series(1, c.days_expected) at
     WHERE snapshot_id = $1 AND days_complete < days_expected AND substr(days, at, 1) NOT IN ('c', 'i')
     GROUP BY at ORDER BY at`,
    [snapshotId, from],
  );
  const [row = { scopes: 0, covered: 0, complete: 0 }] = rows;
  return { ...row, incompleteDays };
}

/** For when the verdicts that are frozen hold, by the judgement that made them; none where it has never been made. */
async function readJudgements(client: pg.PoolClient): Promise<AuditStatement["judgements"]> {
  const { rows } = await client.query<{ name: string; asOf: Date | null; judgedAt: Date | null }>(
    `SELECT name, as_of AS "asOf", last_success_at AS "judgedAt" FROM evaluation
     WHERE name IN ('costs', 'idle', 'diagnosis') ORDER BY name`,
  );
  return Object.fromEntries(
    rows.map(({ name, asOf, judgedAt }) => [
      name,
      { asOf: asOf?.toISOString() ?? null, judgedAt: judgedAt?.toISOString() ?? null },
    ]),
  );
}

/** When the last of the scopes that are covered had its first complete day: from its end on, rows are all there. */
async function readProvenFrom(client: pg.PoolClient, snapshotId: string, asOf: Date): Promise<Date | null> {
  const { rows } = await client.query<{ since: Date | null }>(
    `SELECT least(max(day) + interval '1 day', $2::timestamptz) AS since FROM (
       SELECT min(${firstCompleteDaySql}) AS day
       FROM audit_coverage c JOIN scope_quarter q USING (account_id, region, collector)
       WHERE c.snapshot_id = $1 AND c.collector = 'endpoints' AND c.covered AND strpos(q.days, 'c') > 0
       GROUP BY c.account_id, c.region) first`,
    [snapshotId, asOf],
  );
  return rows[0]?.since ?? null;
}

/** Puts on record what somebody confirms about a snapshot. */
export async function attest(
  pool: pg.Pool,
  { snapshotId, sha256 }: Pick<Audit, "snapshotId" | "sha256">,
  { owner, name, remark }: Pick<AttestationRequest, "owner" | "name" | "remark">,
  now: Date,
): Promise<AuditAttestation> {
  const attestationId = randomUUID();
  await pool.query(
    `INSERT INTO audit_attestation (snapshot_id, attestation_id, sha256, owner, name, remark, attested_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [snapshotId, attestationId, sha256, owner, name, remark || null, now],
  );
  return { attestationId, sha256, owner, name, remark: remark || null, attestedAt: now.toISOString() };
}
