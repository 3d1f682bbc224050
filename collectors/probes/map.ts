import type { PrometheusSource } from "#lib/config/probes.ts";
import { hashInside, seriesIdOf } from "#lib/probes/compute.ts";
import { type Candidate, hostOf, type Match, type ProbeClaim } from "#lib/probes/match.ts";
import type { ResultRow, SeriesRow } from "#lib/probes/mutations.ts";
import type { ProbeKind } from "#lib/probes/schema.ts";
import type { RangeSeries } from "./client.ts";

/** The blackbox exporter's series that are asked for beside `probe_success`. */
export const details = {
  duration: "probe_duration_seconds",
  dnsLookup: "probe_dns_lookup_time_seconds",
  httpStatus: "probe_http_status_code",
  certificateExpiry: "probe_ssl_earliest_cert_expiry",
  dnsAnswers: "probe_dns_answer_rrs",
  addressHash: "probe_ip_addr_hash",
} as const;
export type Detail = keyof typeof details;

/** Series by metric; one that could not be read is absent. */
export type ProbeAnswers = { success: RangeSeries[] } & Partial<Record<Detail, RangeSeries[]>>;

export interface MappedProbes {
  series: SeriesRow[];
  results: ResultRow[];
  /** Series that belong to no one endpoint, each with why. */
  unmatched: { reason: "none" | "ambiguous"; detail: string }[];
}

/** What the labels of a series say about whom it probes. */
export function claimOf(metric: Record<string, string>, { labels }: PrometheusSource): ProbeClaim {
  const target = metric[labels.target];
  return {
    vpcEndpointId: metric[labels.endpoint] || undefined,
    host: target ? hostOf(target) : undefined,
    vpcId: metric[labels.vpc] || undefined,
    accountId: metric[labels.account] || undefined,
    region: metric[labels.region] || undefined,
  };
}

/** Answers as rows. A value that is no number (NaN, a stale marker) is no data: neither failure nor success. */
export function mapProbes(
  source: PrometheusSource,
  answers: ProbeAnswers,
  match: (claim: ProbeClaim) => Match,
): MappedProbes {
  const byLabels = indexDetails(answers);
  const mapped: MappedProbes = { series: [], results: [], unmatched: [] };
  for (const { metric, values } of answers.success) {
    const found = match(claimOf(metric, source));
    if (found.unmatched) {
      mapped.unmatched.push({ reason: found.unmatched, detail: found.detail });
      continue;
    }
    const key = labelsKey(metric);
    const detail = (name: Detail) => byLabels[name]?.get(key);
    const series = seriesRow(source, metric, key, found.endpoint, kindOf(metric, detail));
    const results = values.flatMap(
      ([time, text]) => resultRow(series, found.endpoint, time, text, detail) ?? [],
    );
    if (results.length === 0) continue;
    mapped.series.push(series);
    mapped.results.push(...results);
  }
  return mapped;
}

type Values = Map<number, number>;
type DetailOf = (name: Detail) => Values | undefined;

function indexDetails(answers: ProbeAnswers): Partial<Record<Detail, Map<string, Values>>> {
  const names = Object.keys(details) as Detail[];
  return Object.fromEntries(
    names.map((name) => {
      const all = (answers[name] ?? []).map(({ metric, values }): [string, Values] => [
        labelsKey(metric),
        new Map(values.map(([time, text]) => [time, Number(text)])),
      ]);
      return [name, new Map(all)];
    }),
  );
}

function labelsKey(metric: Record<string, string>): string {
  const labels = Object.entries(metric).filter(([name]) => name !== "__name__");
  return JSON.stringify(labels.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The series tell what was spoken; else the module's usual names do. */
function kindOf(metric: Record<string, string>, detail: DetailOf): ProbeKind {
  if (detail("httpStatus")) return "http";
  if (detail("dnsAnswers")) return "dns";
  if (detail("certificateExpiry")) return "tls";
  const module = metric.module ?? "";
  for (const [pattern, kind] of [
    [/http/i, "http"],
    [/dns/i, "dns"],
    [/tls|ssl/i, "tls"],
    [/tcp/i, "tcp"],
  ] as const)
    if (pattern.test(module)) return kind;
  return "unknown";
}

function seriesRow(
  source: PrometheusSource,
  metric: Record<string, string>,
  key: string,
  { accountId, region, vpcEndpointId }: Candidate,
  kind: ProbeKind,
): SeriesRow {
  const { labels } = source;
  const { __name__: _name, ...kept } = metric;
  const azId = metric[labels.azId] || null;
  return {
    accountId,
    region,
    vpcEndpointId,
    seriesId: seriesIdOf(["prometheus", source.name, vpcEndpointId, key]),
    source: `prometheus:${source.name}`,
    location: metric[labels.location] || azId || source.name,
    // Labels of account, region and VPC say where the endpoint is; exporters stand beside what they probe.
    locationAccountId: metric[labels.account] || null,
    locationRegion: metric[labels.region] || null,
    locationVpcId: metric[labels.vpc] || null,
    locationSubnetId: metric[labels.subnet] || null,
    locationAzId: azId,
    kind,
    target: metric[labels.target] || vpcEndpointId,
    intervalSeconds: source.scrapeIntervalSeconds,
    labels: kept,
  };
}

function resultRow(
  { accountId, seriesId }: SeriesRow,
  endpoint: Candidate,
  time: number,
  text: string,
  detail: DetailOf,
): ResultRow | undefined {
  const value = Number(text);
  if (!Number.isFinite(value) || !Number.isFinite(time)) return undefined;
  const number = (name: Detail) => {
    const found = detail(name)?.get(time);
    return found !== undefined && Number.isFinite(found) ? found : null;
  };
  const success = value >= 0.5;
  const status = number("httpStatus");
  const expiry = number("certificateExpiry");
  const hash = number("addressHash");
  // The exporter writes 0 where no HTTP came back, and the year 1 where there is no certificate.
  const httpStatus = status !== null && status >= 100 ? Math.trunc(status) : null;
  return {
    accountId,
    seriesId,
    ts: new Date(Math.round(time * 1000)),
    success,
    resolveSeconds: number("dnsLookup"),
    connectSeconds: null,
    tlsSeconds: null,
    firstByteSeconds: null,
    totalSeconds: number("duration"),
    dnsAddresses: [],
    dnsAnswerCount: number("dnsAnswers"),
    dnsTtlSeconds: null,
    answerInside: hash === null || hash === 0 ? null : hashInside(hash, endpoint.addresses),
    httpStatus,
    certificateExpiresAt: expiry !== null && expiry > 0 ? new Date(expiry * 1000) : null,
    errorClass: !success && httpStatus !== null && httpStatus >= 400 ? "http-status" : null,
  };
}
