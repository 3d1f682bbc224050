import type { Database } from "../../db/pool.ts";
import { packWalk } from "../../diagnosis/packing.ts";
import type { Walk } from "../../diagnosis/walkSchema.ts";

/** The account of the twin, and what all of its ids end in. */
// No run of one digit: a process's own floating-point figures have those now and then.
export const twinAccount = "840273916507";
export const twinMark = "-f0re1gn";

/**
 * Puts beside every row of account 111111111111 the same of another account, with ids, names and owners of its own:
 * where a trace of that account appears, something leaked.
 */
export async function insertTwin(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ table: string }>(
    `SELECT c.relname::text AS table FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  );
  for (const { table } of rows) {
    // Ids that AWS makes, names, owners and alerts' ids, wherever in a row they stand.
    await db.pool.query(
      `INSERT INTO "${table}" SELECT (jsonb_populate_record(NULL::"${table}", (
         SELECT jsonb_object_agg(key, CASE
           WHEN key IN ('id') THEN to_jsonb((value #>> '{}')::bigint + 1000000)
           ELSE regexp_replace(replace(value::text, '111111111111', '${twinAccount}'),
             '((?:vpce-svc|vpce|vpc|subnet|eni|nat|sg|rtb)-[0-9a-z-]+|payments-prod|"core|"a1)', '\\1${twinMark}', 'g')::jsonb END)
         FROM jsonb_each(to_jsonb(x))))).* FROM "${table}" x WHERE account_id = '111111111111'`,
    );
  }
}

/** Our endpoint `vpce-crossing` to the twin's service, broken at the twin's targets, with evidence of the twin's account. */
export async function insertCrossing(db: Database): Promise<void> {
  const arn = `arn:aws:elasticloadbalancing:us-east-1:${twinAccount}:targetgroup/theirs/1`;
  const serviceName = `com.amazonaws.vpce.us-east-1.vpce-svc-1${twinMark}`;
  const cause = {
    ...{ checkId: "targets-unhealthy", hop: "targets", state: "fail", role: "cause", severity: "page" },
    ...{ reason: `No target of ${arn} is healthy.`, lanes: [], since: null },
    evidence: [{ label: arn, value: arn, observedAt: null, source: "load-balancers", resourceId: arn }],
  };
  const broken = { hop: "targets", lanes: [], cause };
  const walk = {
    verdict: { kind: "broken", break: broken, others: [], unjudged: [], sentence: cause.reason },
    ...{ lanes: [], beside: [] },
    hops: [
      {
        ...{
          hop: "targets",
          state: "fail",
          failingLanes: [],
          causes: [cause],
          symptoms: [],
          contributing: [],
        },
        ...{ advisory: [], undecided: [] },
      },
    ],
  } as unknown as Walk;
  const there = {
    vpc_endpoint_id: "vpce-crossing",
    service_name: serviceName,
    hop: "targets",
    sentence: arn,
  };
  const checked = {
    ...there,
    check_id: "targets-unhealthy",
    confirm: [{ title: arn, command: arn, runIn: arn, expect: arn }],
    evidence: cause.evidence,
  };
  const copies: [table: string, key: string, change: object][] = [
    ["vpc_endpoint", "vpc_endpoint_id", there],
    ["endpoint_diagnosis", "vpc_endpoint_id", { ...there, provider_ours: true }],
    [
      "finding",
      "vpc_endpoint_id",
      { ...checked, finding_key: "crossing", resource_id: "vpce-crossing", severity: "page" },
    ],
    ["alert", "vpc_endpoint_id", { ...checked, alert_id: "crossing", subject: "vpce-crossing" }],
  ];
  for (const [table, key, change] of copies)
    await db.pool.query(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(x, $1::jsonb)).* FROM ${table} x
       WHERE account_id = '111111111111' AND ${key} = 'vpce-1'`,
      [JSON.stringify(change)],
    );
  await db.pool.query("UPDATE endpoint_diagnosis SET walk = $1 WHERE vpc_endpoint_id = 'vpce-crossing'", [
    packWalk(walk),
  ]);
}
