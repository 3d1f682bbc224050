import type { Queryable } from "../runs/mutations.ts";
import { type CheckId, checkIds } from "./schema.ts";

/** The rows of one staged payload (stage.ts): $1 is its id, $2 the time of the evaluation. */
const rowsOf = (columns: string) =>
  `diagnosis_stage s CROSS JOIN LATERAL json_to_recordset(s.payload) AS r(${columns})`;

/** Writes walks whole, in place of those before; each lies in `walks` where its row says. */
export const writeDiagnosesSql = `
  INSERT INTO endpoint_diagnosis AS d (account_id, vpc_endpoint_id, region, service_name, consumer_ours,
    provider_ours, other_side, verdict, hop, check_id, sentence, since, walk, walk_digest, walked_at, as_of,
    evaluated_at)
  SELECT "accountId", "vpcEndpointId", region, "serviceName", "consumerOurs", "providerOurs", "otherSide", verdict,
    hop, "checkId", sentence, since, substring(s.walks FROM "walkFrom" FOR "walkBytes"), "walkDigest", $2, "asOf", $2
  FROM ${rowsOf(`"accountId" text, "vpcEndpointId" text, region text, "serviceName" text, "consumerOurs" boolean,
    "providerOurs" boolean, "otherSide" text, verdict text, hop text, "checkId" text, sentence text, since timestamptz,
    "walkFrom" int, "walkBytes" int, "walkDigest" text, "asOf" timestamptz`)}
  WHERE s.id = $1
  ON CONFLICT (account_id, vpc_endpoint_id) DO UPDATE SET
    region = excluded.region, service_name = excluded.service_name, consumer_ours = excluded.consumer_ours,
    provider_ours = excluded.provider_ours, other_side = excluded.other_side, verdict = excluded.verdict,
    hop = excluded.hop, check_id = excluded.check_id, sentence = excluded.sentence,
    since = CASE WHEN d.verdict = excluded.verdict AND d.hop IS NOT DISTINCT FROM excluded.hop
      AND d.check_id IS NOT DISTINCT FROM excluded.check_id THEN LEAST(d.since, excluded.since) ELSE excluded.since END,
    walk = excluded.walk, walk_digest = excluded.walk_digest, walked_at = excluded.walked_at,
    as_of = excluded.as_of, evaluated_at = excluded.evaluated_at`;

/** Walks that say what they said before: only their times move. */
export const touchDiagnosesSql = `
  UPDATE endpoint_diagnosis d SET evaluated_at = $2, as_of = r."asOf"
  FROM ${rowsOf(`"accountId" text, "vpcEndpointId" text, "asOf" timestamptz`)}
  WHERE s.id = $1 AND d.account_id = r."accountId" AND d.vpc_endpoint_id = r."vpcEndpointId"`;

const own = `s.id = $1 AND f.account_id = r."accountId" AND f.finding_key = r."findingKey"`;

/** Keeps what a finding was before it began anew. */
export const keepSpellsSql = `
  INSERT INTO finding_spell (account_id, finding_key, check_id, hop, role, severity, title, sentence, resource_type,
    resource_id, region, vpc_endpoint_id, service_name, az_id, owner, is_verdict, since, last_seen_at, ended_at)
  SELECT f.account_id, f.finding_key, f.check_id, f.hop, f.role, f.severity, f.title, f.sentence, f.resource_type,
    f.resource_id, f.region, f.vpc_endpoint_id, f.service_name, f.az_id, f.owner, f.is_verdict, f.since,
    f.last_seen_at, f.ended_at
  FROM ${rowsOf(`"accountId" text, "findingKey" text`)} JOIN finding f ON ${own}
  WHERE f.ended_at IS NOT NULL AND $2::timestamptz IS NOT NULL
  ON CONFLICT (account_id, finding_key, since) DO UPDATE SET ended_at = GREATEST(finding_spell.ended_at, excluded.ended_at)`;

/** A finding that had ended begins anew. */
export const writeFindingsSql = `
  INSERT INTO finding AS f (account_id, finding_key, check_id, hop, role, severity, title, sentence, resource_type,
    resource_id, region, vpc_endpoint_id, service_name, az_id, owner, is_verdict, since, last_seen_at,
    evaluated_at, evidence, confirm, fix, content_digest)
  SELECT "accountId", "findingKey", "checkId", hop, role, severity, title, sentence, "resourceType", "resourceId",
    region, "vpcEndpointId", "serviceName", "azId", owner, "isVerdict", since, "seenAt", $2, evidence, confirm,
    fix, "contentDigest"
  FROM ${rowsOf(`"accountId" text, "findingKey" text, "checkId" text, hop text, role text, severity text, title text,
    sentence text, "resourceType" text, "resourceId" text, region text, "vpcEndpointId" text, "serviceName" text,
    "azId" text, owner text, "isVerdict" boolean, since timestamptz, "seenAt" timestamptz, evidence jsonb,
    confirm jsonb, fix jsonb, "contentDigest" text`)}
  WHERE s.id = $1
  ON CONFLICT (account_id, finding_key) DO UPDATE SET
    hop = excluded.hop, role = excluded.role, severity = excluded.severity, title = excluded.title,
    sentence = excluded.sentence, region = excluded.region, service_name = excluded.service_name,
    owner = excluded.owner, is_verdict = excluded.is_verdict, stale = false, stale_reason = NULL,
    since = CASE WHEN f.ended_at IS NULL THEN LEAST(f.since, excluded.since) ELSE excluded.since END,
    last_seen_at = excluded.last_seen_at, ended_at = NULL, evaluated_at = excluded.evaluated_at,
    evidence = excluded.evidence, confirm = excluded.confirm, fix = excluded.fix,
    content_digest = excluded.content_digest`;

export const keepFindingsSql = `
  UPDATE finding f SET last_seen_at = r."seenAt", evaluated_at = $2
  FROM ${rowsOf(`"accountId" text, "findingKey" text, "seenAt" timestamptz`)} WHERE ${own}`;

export const staleFindingsSql = `
  UPDATE finding f SET stale = true, stale_reason = r.reason, evaluated_at = $2
  FROM ${rowsOf(`"accountId" text, "findingKey" text, reason text`)} WHERE ${own}`;

export const endFindingsSql = `
  UPDATE finding f SET ended_at = r."seenAt", stale = false, stale_reason = NULL, evaluated_at = $2
  FROM ${rowsOf(`"accountId" text, "findingKey" text, "seenAt" timestamptz`)} WHERE ${own}`;

/** Spells that ended longer ago than two yearly reports reach back are forgotten. */
export async function forgetSpells(db: Queryable, now: Date): Promise<void> {
  await db.query("DELETE FROM finding_spell WHERE ended_at < $1::timestamptz - interval '800 days'", [now]);
}

/**
 * Takes away the paths of endpoints and connections that are gone, and ends their findings at the time they went.
 * Returns how many findings ended.
 */
export async function endWhatIsGone(db: Queryable, now: Date): Promise<number> {
  await db.query(
    `DELETE FROM endpoint_diagnosis d WHERE NOT EXISTS (
         SELECT FROM vpc_endpoint e WHERE e.vpc_endpoint_id = d.vpc_endpoint_id AND e.account_id = d.account_id AND e.gone_at IS NULL)
       AND NOT (NOT d.consumer_ours AND EXISTS (
         SELECT FROM vpc_endpoint_connection c WHERE c.vpc_endpoint_id = d.vpc_endpoint_id AND c.account_id = d.account_id
           AND c.gone_at IS NULL))`,
  );
  const { rowCount } = await db.query(
    `UPDATE finding f SET stale = false, stale_reason = NULL, evaluated_at = $1,
       ended_at = coalesce((SELECT max(e.gone_at) FROM vpc_endpoint e
         WHERE e.account_id = f.account_id AND e.vpc_endpoint_id = f.vpc_endpoint_id), $1)
     WHERE f.ended_at IS NULL AND f.resource_type = 'vpc-endpoint'
       AND NOT EXISTS (SELECT FROM endpoint_diagnosis d
         WHERE d.account_id = f.account_id AND d.vpc_endpoint_id = f.vpc_endpoint_id)`,
    [now],
  );
  return rowCount ?? 0;
}

/** Tells each endpoint its worst open finding: the verdict before others that are as bad, then by the playbook's order. */
export async function renewWorstFindings(db: Queryable): Promise<void> {
  await db.query(
    `WITH worst AS (
       SELECT DISTINCT ON (account_id, vpc_endpoint_id) account_id, vpc_endpoint_id, check_id, severity FROM finding
       WHERE ended_at IS NULL AND vpc_endpoint_id IS NOT NULL
       ORDER BY account_id, vpc_endpoint_id, array_position($1::text[], severity), is_verdict DESC,
         array_position($2::text[], check_id)
     ), wanted AS (
       SELECT d.account_id, d.vpc_endpoint_id, w.check_id, w.severity FROM endpoint_diagnosis d
       LEFT JOIN worst w USING (account_id, vpc_endpoint_id)
       WHERE (d.worst_finding, d.worst_severity) IS DISTINCT FROM (w.check_id, w.severity)
     )
     UPDATE endpoint_diagnosis d SET worst_finding = w.check_id, worst_severity = w.severity FROM wanted w
     WHERE d.account_id = w.account_id AND d.vpc_endpoint_id = w.vpc_endpoint_id`,
    [["page", "ticket", "info"], checkIds satisfies readonly CheckId[]],
  );
}
