import { toItem } from "../api/list/data.ts";
import { ListSql } from "../api/list/sql.ts";
import { SqlParameters } from "../api/list/sqlValues.ts";
import { readPathId } from "../api/pathId.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { readDiagnosis } from "./data.ts";
import type { Diagnosis } from "./diagnosisSchema.ts";
import { type FindingItem, findingList } from "./findingList.ts";
import { checkIds, severities } from "./schema.ts";

/** The path of an endpoint or connection. Throws NotFoundError for an id that no run has seen. */
export async function loadDiagnosis(id: string): Promise<Diagnosis> {
  const vpcEndpointId = readPathId(id);
  const { pool } = await database();
  const row = await readDiagnosis(pool, vpcEndpointId);
  if (!row) throw new NotFoundError(`No endpoint ${vpcEndpointId} has been seen.`);
  const { walk, goneAt, evaluated, walkedAt, evaluatedAt, asOf, since, ...identity } = row;
  const iso = (time: Date | null) => time?.toISOString() ?? null;
  const times = {
    asOf: iso(asOf),
    evaluatedAt: iso(evaluatedAt),
    walkedAt: iso(walkedAt),
    since: iso(since),
  };
  if (!walk) {
    const unwalked = evaluated
      ? "It was first seen after the last evaluation."
      : "The fleet has not been diagnosed yet.";
    const reason = goneAt ? `It is gone since ${iso(goneAt)}: there is no path to walk.` : unwalked;
    return {
      ...identity,
      ...times,
      ...{ state: "not-judged", reason, verdict: null, lanes: [], hops: [], beside: [], findings: [] },
    };
  }
  const { verdict, lanes, hops, beside } = walk;
  const findings = await openFindings(row.accountId, vpcEndpointId);
  return { ...identity, ...times, state: "judged", reason: null, verdict, lanes, hops, beside, findings };
}

async function openFindings(accountId: string, vpcEndpointId: string): Promise<FindingItem[]> {
  const { pool } = await database();
  const parameters = new SqlParameters();
  const sql = new ListSql(findingList, parameters, currentTime());
  const where = `f.account_id = ${parameters.put(accountId, "text")}
    AND f.vpc_endpoint_id = ${parameters.put(vpcEndpointId, "text")} AND f.ended_at IS NULL`;
  const { rows } = await pool.query<Record<string, unknown>>(sql.rows(where, "1"), parameters.values);
  const rank = ({ severity, isVerdict, checkId }: FindingItem) =>
    (severities.indexOf(severity) * 2 + (isVerdict ? 0 : 1)) * 1000 + checkIds.indexOf(checkId);
  return rows
    .map((row) => toItem(findingList, row))
    .toSorted((a, b) => rank(a) - rank(b) || (a.findingKey < b.findingKey ? -1 : 1));
}
