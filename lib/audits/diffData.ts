import { database } from "../db/pool.ts";
import {
  type AuditedRow,
  type DiffCoverage,
  type DiffItem,
  type DiffSubject,
  diffPair,
  diffSubjects,
  pairRows,
  type ScopeCovered,
} from "./diff.ts";

const pageRows = 2000;

/** Where a diff goes on: at a row, after so many of its items. */
export interface DiffPlace {
  subject: DiffSubject;
  key: string[];
  skip: number;
}

type Stored = Omit<AuditedRow, "subject" | "id"> & { key: string[] };

const sources: Record<DiffSubject, { table: string; keys: string[]; fields: string; collector: string }> = {
  endpoint: {
    table: "audit_endpoint",
    keys: ["account_id", "region", "vpc_endpoint_id"],
    fields: `state, policy_digest AS policy, principals, az_ids AS "azIds", security_group_ids AS "securityGroupIds",
      idle_state AS "idleState", billed_usd AS "billedUsd", CASE WHEN estimated_complete THEN estimated_usd END AS "estimatedUsd"`,
    collector: "endpoints",
  },
  service: {
    table: "audit_service",
    keys: ["account_id", "region", "service_id"],
    fields: `service_state AS state, principals, az_ids AS "azIds", acceptance_required AS "acceptanceRequired"`,
    collector: "services",
  },
  connection: {
    table: "audit_connection",
    keys: ["account_id", "region", "service_id", "vpc_endpoint_id"],
    fields: "vpc_endpoint_state AS state",
    collector: "connections",
  },
  finding: {
    table: "audit_finding",
    keys: ["account_id", "region", "finding_id"],
    fields: "state",
    collector: "endpoints",
  },
};

/** Rows of an audit in the order of their keys, from `from` on, a page at a time. */
async function* readRows(
  snapshotId: string,
  subject: DiffSubject,
  from: string[] | undefined,
): AsyncGenerator<AuditedRow> {
  const { pool } = await database();
  const { table, keys, fields } = sources[subject];
  const key = keys.join(", ");
  let start = from;
  let test = ">=";
  for (;;) {
    const places = start?.map((_, index) => `$${index + 2}`).join(", ");
    const { rows } = await pool.query<Stored>(
      `SELECT account_id AS "accountId", region, ARRAY[${key}] AS key, covered, owner, ${fields} FROM ${table}
       WHERE snapshot_id = $1 ${places ? `AND (${key}) ${test} (${places})` : ""} ORDER BY ${key} LIMIT ${pageRows}`,
      [snapshotId, ...(start ?? [])],
    );
    for (const { key: parts, ...row } of rows) yield { ...row, subject, id: parts.slice(2) };
    const last = rows.at(-1);
    if (!last || rows.length < pageRows) return;
    start = last.key;
    test = ">";
  }
}

/** Costs of quarters that last are of fewer days, so that nothing can be held against them. */
async function haveEnded(...ids: string[]): Promise<boolean> {
  const { pool } = await database();
  const { rowCount } = await pool.query(
    "SELECT FROM audit_snapshot WHERE snapshot_id = ANY ($1) AND as_of < quarter_to LIMIT 1",
    [ids],
  );
  return rowCount === 0;
}

const withoutCost = (row: AuditedRow | undefined) => row && { ...row, billedUsd: null, estimatedUsd: null };

async function readCovered(snapshotId: string): Promise<ScopeCovered> {
  const { pool } = await database();
  const { rows } = await pool.query<{ accountId: string; region: string; collector: string }>(
    `SELECT account_id AS "accountId", region, collector FROM audit_coverage
     WHERE snapshot_id = $1 AND covered AND collector = ANY ($2)`,
    [snapshotId, [...new Set(Object.values(sources).map(({ collector }) => collector))]],
  );
  const covered = new Set(
    rows.map(({ accountId, region, collector }) => `${accountId} ${region} ${collector}`),
  );
  return (subject, accountId, region) => covered.has(`${accountId} ${region} ${sources[subject].collector}`);
}

/**
 * What differs between two audits, in the order of subjects and keys, each item with its place. Reads a few thousand
 * rows at a time.
 */
export async function* readDiff(
  beforeId: string,
  afterId: string,
  subjects: readonly DiffSubject[] = diffSubjects,
  from?: DiffPlace,
): AsyncGenerator<{ item: DiffItem; place: DiffPlace }> {
  const coverage: DiffCoverage = { before: await readCovered(beforeId), after: await readCovered(afterId) };
  const costs = await haveEnded(beforeId, afterId);
  for (const subject of diffSubjects) {
    if (
      !subjects.includes(subject) ||
      (from && diffSubjects.indexOf(subject) < diffSubjects.indexOf(from.subject))
    )
      continue;
    const start = from?.subject === subject ? from : undefined;
    const [older, newer] = [beforeId, afterId].map((id) => readRows(id, subject, start?.key));
    for await (const pair of pairRows(
      older as AsyncGenerator<AuditedRow>,
      newer as AsyncGenerator<AuditedRow>,
    )) {
      const row = (pair[1] ?? pair[0]) as AuditedRow;
      const key = [row.accountId, row.region, ...row.id];
      const passed = start && start.key.join("\n") === key.join("\n") ? start.skip : 0;
      const items = diffPair(costs ? pair : [withoutCost(pair[0]), withoutCost(pair[1])], coverage);
      for (const [index, item] of items.entries())
        if (index >= passed) yield { item, place: { subject, key, skip: index } };
    }
  }
}
