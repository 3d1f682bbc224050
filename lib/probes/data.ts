import type { Queryable } from "../runs/mutations.ts";
import { addHistograms, isStale, quantileOf } from "./compute.ts";
import { type Candidate, idInHost, namesToAsk } from "./match.ts";
import type { EndpointProbes, ProbeKind, ProbeSeries } from "./schema.ts";

/**
 * Every endpoint that has one of these ids, names or addresses, with all of its names and addresses. Names are those
 * of its DNS entries and, where private DNS is on, those of its service.
 */
export async function findCandidates(
  db: Queryable,
  ids: readonly string[],
  hosts: readonly string[],
): Promise<Candidate[]> {
  const askedIds = new Set(ids);
  const askedHosts = new Set<string>();
  for (const host of hosts) {
    const id = idInHost(host);
    if (id) askedIds.add(id);
    else for (const name of namesToAsk(host)) askedHosts.add(name);
  }
  if (askedIds.size === 0 && askedHosts.size === 0) return [];
  const { rows } = await db.query<Candidate>(
    `WITH service AS (
       SELECT service_name, lower(private_dns_name) AS name FROM vpc_endpoint_service
       WHERE gone_at IS NULL AND lower(private_dns_name) = ANY ($2)
       UNION
       SELECT service_name, lower(n) FROM available_service, unnest(private_dns_names) n
       WHERE gone_at IS NULL AND lower(n) = ANY ($2)
     ), interface AS (
       SELECT account_id, network_interface_id FROM network_interface
       WHERE gone_at IS NULL AND (private_ip_address = ANY ($2) OR private_ip_addresses && $2 OR ipv6_addresses && $2)
     ), hit AS (
       SELECT account_id, region, vpc_endpoint_id FROM vpc_endpoint WHERE vpc_endpoint_id = ANY ($1)
       UNION
       SELECT account_id, region, vpc_endpoint_id FROM vpc_endpoint
       WHERE private_dns_enabled AND service_name IN (SELECT service_name FROM service)
       UNION
       SELECT e.account_id, e.region, e.vpc_endpoint_id FROM vpc_endpoint e
       JOIN interface i ON i.account_id = e.account_id AND i.network_interface_id = ANY (e.network_interface_ids)
       UNION
       SELECT account_id, region, vpc_endpoint_id FROM vpc_endpoint
       WHERE cardinality($2) > 0 AND EXISTS (
         SELECT FROM jsonb_array_elements(dns_entries) d WHERE lower(d->>'dnsName') = ANY ($2))
     )
     SELECT e.account_id AS "accountId", e.region, e.vpc_endpoint_id AS "vpcEndpointId", e.vpc_id AS "vpcId",
       e.gone_at IS NOT NULL AS gone,
       ARRAY(SELECT lower(d->>'dnsName') FROM jsonb_array_elements(e.dns_entries) d WHERE d->>'dnsName' IS NOT NULL)
         || ARRAY(SELECT s.name FROM service s WHERE e.private_dns_enabled AND s.service_name = e.service_name) AS names,
       ARRAY(SELECT DISTINCT address FROM network_interface n,
               unnest(n.private_ip_address || n.private_ip_addresses || n.ipv6_addresses) address
             WHERE n.account_id = e.account_id AND n.region = e.region AND n.gone_at IS NULL
               AND n.network_interface_id = ANY (e.network_interface_ids) AND address IS NOT NULL
             ORDER BY address) AS addresses
     FROM hit JOIN vpc_endpoint e USING (account_id, region, vpc_endpoint_id)`,
    [[...askedIds], [...askedHosts]],
  );
  return rows;
}

interface SeriesSummaryRow {
  source: string;
  location: string;
  locationAccountId: string | null;
  locationRegion: string | null;
  locationVpcId: string | null;
  locationSubnetId: string | null;
  locationAzId: string | null;
  kind: string;
  target: string;
  intervalSeconds: number | null;
  lastResultAt: Date;
  results: number;
  successes: number;
  answersInside: number;
  answersOutside: number;
  totalSecondsMax: number | null;
  histograms: number[][];
  last: ProbeSeries["last"];
}

const windowMs = 86_400_000;

/** What probes say about one endpoint in the 24 hours before `now`. */
export async function endpointProbes(
  db: Queryable,
  { accountId, vpcEndpointId }: { accountId: string; vpcEndpointId: string },
  now: Date,
): Promise<EndpointProbes> {
  const from = new Date(now.getTime() - windowMs);
  const { rows } = await db.query<SeriesSummaryRow>(
    `SELECT s.source, s.location, s.location_account_id AS "locationAccountId", s.location_region AS "locationRegion",
       s.location_vpc_id AS "locationVpcId", s.location_subnet_id AS "locationSubnetId",
       s.location_az_id AS "locationAzId", s.kind, s.target, s.interval_seconds AS "intervalSeconds",
       s.last_result_at AS "lastResultAt", r.results, r.successes, r.inside AS "answersInside",
       r.outside AS "answersOutside", r.slowest AS "totalSecondsMax", r.histograms, l.last
     FROM probe_series s
     CROSS JOIN LATERAL (
       SELECT COALESCE(sum(results), 0)::int AS results, COALESCE(sum(successes), 0)::int AS successes,
         COALESCE(sum(answers_inside), 0)::int AS inside, COALESCE(sum(answers_outside), 0)::int AS outside,
         max(total_seconds_max) AS slowest, COALESCE(jsonb_agg(total_histogram), '[]') AS histograms
       FROM probe_result_5m
       WHERE account_id = s.account_id AND series_id = s.series_id AND ts >= $3 AND ts < $4
     ) r
     LEFT JOIN LATERAL (
       SELECT jsonb_build_object('time', ts, 'success', success, 'totalSeconds', total_seconds,
         'resolveSeconds', resolve_seconds, 'httpStatus', http_status,
         'certificateExpiresAt', certificate_expires_at, 'dnsAddresses', dns_addresses,
         'dnsTtlSeconds', dns_ttl_seconds, 'answerInside', answer_inside, 'errorClass', error_class) AS last
       FROM probe_result
       WHERE account_id = s.account_id AND series_id = s.series_id AND ts <= $4
       ORDER BY ts DESC LIMIT 1
     ) l ON true
     WHERE s.account_id = $1 AND s.vpc_endpoint_id = $2
     ORDER BY s.location, s.kind, s.target, s.source`,
    [accountId, vpcEndpointId, from, now],
  );
  const newest = rows.reduce((latest, { lastResultAt }) => Math.max(latest, lastResultAt.getTime()), 0);
  return {
    vpcEndpointId,
    from: from.toISOString(),
    to: now.toISOString(),
    asOf: rows.length > 0 ? new Date(newest).toISOString() : null,
    series: rows.map((row) => seriesOf(row, now)),
  };
}

function seriesOf(row: SeriesSummaryRow, now: Date): ProbeSeries {
  const { source, target, intervalSeconds, results, successes, answersInside, answersOutside, last } = row;
  // Within its bucket the estimate may lie above anything that was measured.
  const estimate = quantileOf(addHistograms(row.histograms), 0.95);
  const totalSecondsP95 = estimate === null ? null : Math.min(estimate, row.totalSecondsMax ?? estimate);
  const iso = (time: string | null) => (time === null ? null : new Date(time).toISOString());
  return {
    source,
    location: {
      name: row.location,
      accountId: row.locationAccountId ?? undefined,
      region: row.locationRegion ?? undefined,
      vpcId: row.locationVpcId ?? undefined,
      subnetId: row.locationSubnetId ?? undefined,
      azId: row.locationAzId ?? undefined,
    },
    kind: row.kind as ProbeKind,
    target,
    intervalSeconds,
    results,
    successes,
    successRatio: results > 0 ? successes / results : null,
    answersInside,
    answersOutside,
    totalSecondsP95,
    totalSecondsMax: row.totalSecondsMax,
    stale: isStale(row.lastResultAt, intervalSeconds, now),
    last: last && {
      ...last,
      time: new Date(last.time).toISOString(),
      certificateExpiresAt: iso(last.certificateExpiresAt),
    },
  };
}
