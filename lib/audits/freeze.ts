import { asWas, basisSql, existedSql, tagFactSql } from "./asWas.ts";

// Parameters of every statement here: $1 snapshot, $2 the moment, $3 start of the quarter, $4 its name,
// $5 to $7 the tags of owner, environment and application. A statement that has no use for one names it in `all`.
const all =
  "WHERE ($1::uuid, $2::timestamptz, $3::timestamptz, $4::text, $5::text, $6::text, $7::text) IS NOT NULL";

const facts = (row: string) => `${tagFactSql(row, "owner", "$5::text")} AS owner,
  ${tagFactSql(row, "environment", "$6::text")} AS environment,
  ${tagFactSql(row, "application", "$7::text")} AS application`;

const coveredSql = (row: string, collector: string) => `coalesce((SELECT c.covered FROM audit_coverage c
  WHERE c.snapshot_id = $1::uuid AND c.account_id = ${row}.account_id AND c.region = ${row}.region
    AND c.collector = '${collector}'), false)`;

const daysSql = "ceil(extract(epoch FROM $2::timestamptz - $3::timestamptz) / 86400)::int";

const openSql = "since <= $2::timestamptz AND (ended_at IS NULL OR ended_at > $2::timestamptz)";

const spellColumns =
  "account_id, finding_key, region, resource_id, vpc_endpoint_id, check_id, severity, sentence, since, ended_at, owner, is_verdict";
/** Each finding as it was at the moment: in its present spell, or in one that is over. */
const spellsSql = `(
  SELECT DISTINCT ON (account_id, finding_key) * FROM (
    SELECT ${spellColumns}, stale FROM finding WHERE ${openSql}
    UNION ALL SELECT ${spellColumns}, false FROM finding_spell WHERE ${openSql}
  ) u ORDER BY account_id, finding_key, since DESC)`;

/** Scopes that ran in the quarter, and those the configuration asks for; a missing record is a day without proof. */
export const freezeCoverageSql = `
  WITH scopes AS (
    SELECT account_id, region, collector FROM scope_quarter WHERE quarter = $4::text
    UNION SELECT account_id, region, collector FROM collector_scope WHERE retired_at IS NULL
  ), days AS (
    SELECT k.*, CASE WHEN s.interval_seconds >= 43200 THEN regexp_replace(d.days, 'c\\.', 'ci', 'g') ELSE d.days END AS days
    FROM scopes k
    LEFT JOIN scope_quarter q ON (q.account_id, q.region, q.collector, q.quarter) = (k.account_id, k.region, k.collector, $4::text)
    LEFT JOIN collector_scope s ON (s.account_id, s.region, s.collector) = (k.account_id, k.region, k.collector)
    CROSS JOIN LATERAL (SELECT rpad(left(coalesce(q.days, ''), ${daysSql}), ${daysSql}, '.') AS days) d
  )
  INSERT INTO audit_coverage (snapshot_id, account_id, region, collector, days, days_complete, days_expected,
    first_complete_day, last_complete_day, covered)
  SELECT $1::uuid, account_id, region, collector, days, length(days) - length(translate(days, 'ci', '')), length(days),
    CASE WHEN days ~ '[ci]' THEN $3::timestamptz::date + strpos(days, 'c') - 1 END,
    CASE WHEN days ~ '[ci]' THEN $3::timestamptz::date + length(days) - strpos(reverse(translate(days, 'i', 'c')), 'c') END,
    right(days, 2) ~ '[ci]'
  FROM days ${all}`;

/**
 * Endpoints. Traffic of the quarter is the sum of its days; zero only where the whole time was measured, and until the
 * quarter has ended a measurement may lag the moment by a day.
 */
export const freezeEndpointsSql = `
  WITH ${asWas("at", "vpc_endpoint", "vpc-endpoint", "e.vpc_endpoint_id")},
  policy AS MATERIALIZED (
    SELECT policy_document AS document, audit_policy_json(policy_document) AS json
    FROM (SELECT DISTINCT policy_document FROM at WHERE policy_document IS NOT NULL) d
  ), policy_facts AS MATERIALIZED (
    SELECT document, encode(sha256(convert_to(coalesce(json::text, document), 'UTF8')), 'hex') AS digest,
      ARRAY(SELECT x #>> '{}' FROM jsonb_path_query(json, 'lax $.Statement[*] ? (@.Effect == "Allow").Principal ? (@.type() == "string")') x
        UNION SELECT x #>> '{}' FROM jsonb_path_query(json, 'lax $.Statement[*] ? (@.Effect == "Allow").Principal.*[*]') x
        ORDER BY 1) AS principals
    FROM policy
  ), traffic AS (
    SELECT account_id, vpc_endpoint_id, sum(bytes_processed)::bigint AS bytes FROM vpc_endpoint_metric_1d
    WHERE subnet_id = '' AND ts >= $3::timestamptz AND ts < $2::timestamptz GROUP BY 1, 2
  ), measured AS (
    SELECT account_id, resource_id, max(watermark) AS till,
      coalesce(min(collected_from) FILTER (WHERE period_seconds = 3600), min(collected_from)) AS since
    FROM metric_watermark WHERE namespace = 'AWS/PrivateLinkEndpoints' AND grain = 'endpoint' GROUP BY 1, 2
  ), billed AS (
    SELECT resource_id, sum(unblended_cost_usd) AS usd FROM billed_resource_cost
    WHERE day >= $3::timestamptz::date AND day < $2::timestamptz AND resource_id LIKE 'vpce-%' GROUP BY 1
  ), estimated AS (
    SELECT account_id, vpc_endpoint_id, count(DISTINCT day) AS days,
      sum(coalesce(hours_usd, 0) + coalesce(data_usd, 0)) FILTER (WHERE coalesce(hours_usd, data_usd) IS NOT NULL) AS usd,
      bool_and(coalesce(reason, 'zone-unknown') = 'zone-unknown') AS known
    FROM endpoint_cost_day WHERE day >= $3::timestamptz::date AND day < $2::timestamptz GROUP BY 1, 2
  ), idle_then AS (
    SELECT DISTINCT ON (account_id, region, resource_id) account_id, region, resource_id, from_state FROM idle_transition
    WHERE observed_at > $2::timestamptz AND resource_type = 'endpoint' AND subnet_id = ''
    ORDER BY account_id, region, resource_id, observed_at, id
  ), worst AS (
    SELECT DISTINCT ON (vpc_endpoint_id) vpc_endpoint_id, check_id FROM ${spellsSql} f
    WHERE vpc_endpoint_id IS NOT NULL AND ${openSql}
    ORDER BY vpc_endpoint_id, array_position(ARRAY['page', 'ticket', 'info'], severity), is_verdict DESC, since, finding_key
  )
  INSERT INTO audit_endpoint (snapshot_id, account_id, region, vpc_endpoint_id, account_name, vpc_id, vpc_endpoint_type,
    service_name, service_region, state, owner, environment, application, az_ids, security_group_ids,
    private_dns_enabled, requester_managed, policy_document, policy_digest, principals, creation_timestamp,
    first_seen_at, basis, covered, bytes, bytes_complete, billed_usd, estimated_usd,
    estimated_complete, idle_state, worst_finding)
  SELECT $1::uuid, at.account_id, at.region, at.vpc_endpoint_id, a.name, at.vpc_id, at.vpc_endpoint_type,
    at.service_name, at.service_region, at.state, ${facts("at")},
    CASE WHEN at.before ? 'subnet_ids' THEN ARRAY(SELECT DISTINCT s.az_id FROM subnet s
      WHERE s.account_id = at.account_id AND s.region = at.region AND s.subnet_id = ANY(at.subnet_ids)
        AND s.az_id IS NOT NULL ORDER BY 1) ELSE at.az_ids END,
    at.security_group_ids, at.private_dns_enabled, at.requester_managed, at.policy_document, p.digest,
    coalesce(p.principals, '{}'), at.creation_timestamp, at.first_seen_at, ${basisSql("at")}, ${coveredSql("at", "endpoints")},
    CASE WHEN whole OR t.bytes > 0 THEN coalesce(t.bytes, 0) END,
    CASE WHEN whole OR t.bytes > 0 THEN coalesce(whole, false) END, b.usd, x.usd,
    CASE WHEN x.usd IS NOT NULL THEN x.known AND x.days >= $2::timestamptz::date
      - greatest($3::timestamptz, at.creation_timestamp)::date END,
    coalesce(it.from_state, CASE WHEN i.since <= $2::timestamptz THEN i.state END), f.check_id
  FROM at
  LEFT JOIN account a ON a.account_id = at.account_id
  LEFT JOIN policy_facts p ON p.document = at.policy_document
  LEFT JOIN traffic t ON t.account_id = at.account_id AND t.vpc_endpoint_id = at.vpc_endpoint_id
  LEFT JOIN measured m ON m.account_id = at.account_id AND m.resource_id = at.vpc_endpoint_id
  LEFT JOIN billed b ON b.resource_id = at.vpc_endpoint_id
  LEFT JOIN estimated x ON x.account_id = at.account_id AND x.vpc_endpoint_id = at.vpc_endpoint_id
  LEFT JOIN idle_verdict i ON i.account_id = at.account_id AND i.region = at.region AND i.resource_type = 'endpoint'
    AND i.resource_id = at.vpc_endpoint_id AND i.subnet_id = ''
  LEFT JOIN idle_then it ON it.account_id = at.account_id AND it.region = at.region AND it.resource_id = at.vpc_endpoint_id
  LEFT JOIN worst f ON f.vpc_endpoint_id = at.vpc_endpoint_id
  CROSS JOIN LATERAL (SELECT m.since <= greatest($3::timestamptz, at.creation_timestamp)
    AND m.till >= CASE WHEN $2::timestamptz < $3::timestamptz + interval '3 months'
      THEN $2::timestamptz - interval '1 day' ELSE $2::timestamptz END AS whole) w
  ${all} AND lower(at.state) IS DISTINCT FROM 'deleted' AND ${existedSql("at", "at.creation_timestamp")}`;

/** Connections as the provider lists them. */
export const freezeConnectionsSql = `
  WITH ${asWas("at", "vpc_endpoint_connection", "vpc-endpoint-connection", "e.service_id || '/' || e.vpc_endpoint_id")},
  ${asWas("provider", "vpc_endpoint_service", "vpc-endpoint-service", "e.service_id")}
  INSERT INTO audit_connection (snapshot_id, account_id, region, service_id, vpc_endpoint_id, vpc_endpoint_owner,
    vpc_endpoint_region, vpc_endpoint_state, creation_timestamp, owner, first_seen_at, basis, covered)
  SELECT $1::uuid, at.account_id, at.region, at.service_id, at.vpc_endpoint_id, at.vpc_endpoint_owner,
    at.vpc_endpoint_region, at.vpc_endpoint_state, at.creation_timestamp, ${tagFactSql("provider", "owner", "$5::text")},
    at.first_seen_at, ${basisSql("at")}, ${coveredSql("at", "connections")}
  FROM at LEFT JOIN provider ON provider.account_id = at.account_id AND provider.region = at.region
    AND provider.service_id = at.service_id
  ${all} AND lower(at.vpc_endpoint_state) IS DISTINCT FROM 'deleted' AND ${existedSql("at", "at.creation_timestamp")}`;

/** Services with who may connect; after the connections, which are counted. */
export const freezeServicesSql = `
  WITH ${asWas("at", "vpc_endpoint_service", "vpc-endpoint-service", "e.service_id")},
  ${asWas("permission", "vpc_endpoint_service_permission", "vpc-endpoint-service-permission", "e.service_id || '/' || e.principal")},
  allowed AS (
    SELECT account_id, region, service_id, array_agg(principal ORDER BY principal COLLATE "C") AS principals
    FROM permission WHERE ${existedSql("permission")} GROUP BY 1, 2, 3
  ), connected AS (
    SELECT account_id, region, service_id, count(*) AS connections FROM audit_connection
    WHERE snapshot_id = $1::uuid GROUP BY 1, 2, 3
  )
  INSERT INTO audit_service (snapshot_id, account_id, region, service_id, account_name, service_name, service_state,
    acceptance_required, principals, az_ids, load_balancer_arns, private_dns_name, supported_regions, connections,
    owner, environment, application, first_seen_at, covered)
  SELECT $1::uuid, at.account_id, at.region, at.service_id, a.name, at.service_name, at.service_state,
    at.acceptance_required, coalesce(p.principals, '{}'), at.az_ids,
    at.network_load_balancer_arns || at.gateway_load_balancer_arns, at.private_dns_name, at.supported_regions,
    coalesce(c.connections, 0), ${facts("at")}, at.first_seen_at, ${coveredSql("at", "services")}
  FROM at
  LEFT JOIN account a ON a.account_id = at.account_id
  LEFT JOIN allowed p ON p.account_id = at.account_id AND p.region = at.region AND p.service_id = at.service_id
  LEFT JOIN connected c ON c.account_id = at.account_id AND c.region = at.region AND c.service_id = at.service_id
  ${all} AND lower(at.service_state) IS DISTINCT FROM 'deleted' AND ${existedSql("at")}`;

/** Findings open at the moment; one that could not be judged anew since is in it, and not covered. */
export const freezeFindingsSql = `
  INSERT INTO audit_finding (snapshot_id, account_id, region, finding_id, resource_id, check_id, severity, state,
    sentence, since, owner, covered)
  SELECT $1::uuid, f.account_id, f.region, f.finding_key, f.resource_id, f.check_id, f.severity, 'open', f.sentence,
    f.since, f.owner, NOT f.stale
  FROM ${spellsSql} f ${all} AND ${openSql}`;
