import { parseTime } from "../api/values.ts";
import { keptFrom } from "../db/partitions.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import {
  bucketStart,
  type Collected,
  checkRange,
  chooseResolution,
  findGaps,
  type Range,
} from "./compute.ts";
import { readHealthyHosts } from "./healthyHosts.ts";
import { partitioning } from "./partitions.ts";
import { isParted } from "./rollup.ts";
import {
  type EndpointMetricPoint,
  type EndpointMetricSeries,
  type EndpointMetrics,
  type EndpointMetricsQuery,
  endpointMetricNames,
  endpointMetricUnits,
  type Resolution,
  resolutionNames,
  resolutions,
} from "./schema.ts";
import { endpointFamily } from "./tables.ts";

const dayMs = 86_400_000;
const endpointNamespace = "AWS/PrivateLinkEndpoints";

interface EndpointKey {
  accountId: string;
  region: string;
  vpcEndpointType: string;
  serviceName: string | null;
  serviceRegion: string | null;
}

/**
 * Traffic of an endpoint, as a whole and per AZ.
 * Throws NotFoundError for an unknown id, InvalidInputError naming `from`, `to` or `resolution`.
 */
export async function endpointMetrics(query: EndpointMetricsQuery): Promise<EndpointMetrics> {
  const asked = readRange(query);
  // What the request alone decides is refused before the database is asked.
  const fixed = query.resolution && query.resolution !== "auto" ? query.resolution : undefined;
  checkRange(asked, fixed ?? "1d");
  const endpoint = await findEndpoint(query.vpcEndpointId);
  const stored = await readCollected(endpoint.accountId, query.vpcEndpointId);
  const resolution = fixed ?? chooseResolution(asked, new Set(stored.endpoint.keys()));
  const range = { from: bucketStart(asked.from, resolution), to: asked.to };
  const collected = stored.endpoint.get(resolution);
  const measurable = isMeasurable(endpoint);
  const [series, healthyHosts] = await Promise.all([
    readSeries(endpoint.accountId, query.vpcEndpointId, range, resolution),
    readHealthyHosts(endpoint.serviceName, range, resolution),
  ]);
  return {
    vpcEndpointId: query.vpcEndpointId,
    accountId: endpoint.accountId,
    region: endpoint.region,
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    resolution,
    periodSeconds: resolutions[resolution],
    asOf: collected?.watermark.toISOString() ?? null,
    collectedFrom: collected?.collectedFrom.toISOString() ?? null,
    measurable,
    gaps: findGaps(range, collected, measurable),
    subnetGaps: findGaps(range, stored.subnet.get(resolution), measurable),
    units: endpointMetricUnits,
    series,
    healthyHosts,
  };
}

function readRange({ from, to }: EndpointMetricsQuery): Range {
  const time = (field: string, value: string | Date) =>
    value instanceof Date ? value : parseTime(field, value);
  const end = to === undefined ? currentTime() : time("to", to);
  return { from: from === undefined ? new Date(end.getTime() - dayMs) : time("from", from), to: end };
}

// No metrics exist for gateway endpoints, nor where the consumer is in another region than the service.
function isMeasurable({ vpcEndpointType, serviceRegion, region }: EndpointKey): boolean {
  return vpcEndpointType.toLowerCase() !== "gateway" && (serviceRegion === null || serviceRegion === region);
}

async function findEndpoint(vpcEndpointId: string): Promise<EndpointKey> {
  const { pool } = await database();
  const { rows } = await pool.query<EndpointKey>(
    `SELECT account_id AS "accountId", region, vpc_endpoint_type AS "vpcEndpointType",
       service_name AS "serviceName", service_region AS "serviceRegion"
     FROM vpc_endpoint WHERE vpc_endpoint_id = $1 ORDER BY gone_at DESC NULLS FIRST LIMIT 1`,
    [vpcEndpointId],
  );
  if (rows[0]) return rows[0];
  throw new NotFoundError(`No endpoint ${vpcEndpointId} has been seen.`);
}

type Grain = "endpoint" | "subnet";
type Coverage = Record<Grain, Map<Resolution, Collected>>;

/** What has been collected per grain and bucket width; a width without a watermark of its own is fed by a finer one. */
async function readCollected(accountId: string, vpcEndpointId: string): Promise<Coverage> {
  const { pool } = await database();
  const { rows } = await pool.query<Collected & { grain: Grain }>(
    `SELECT grain, period_seconds AS "periodSeconds", collected_from AS "collectedFrom", watermark
     FROM metric_watermark WHERE account_id = $1 AND namespace = $2 AND resource_id = $3
     ORDER BY period_seconds DESC`,
    [accountId, endpointNamespace, vpcEndpointId],
  );
  const byWidth = (grain: Grain) => {
    const found = new Map<Resolution, Collected>();
    for (const name of resolutionNames) {
      const feeding = rows.filter((row) => row.grain === grain && row.periodSeconds <= resolutions[name]);
      const [own] = feeding;
      if (!own) continue;
      // The finest is moved each time, those above it once a day; hours and days are made of whole hours.
      const reached = Math.max(...feeding.map(({ watermark }) => watermark.getTime()));
      const newest = isParted(name) ? reached : bucketStart(new Date(reached), "1h").getTime();
      // Before it, rows are dropped: that they are missing says nothing.
      const kept = keptFrom(partitioning(endpointFamily, name), currentTime());
      const collectedFrom = new Date(Math.max(own.collectedFrom.getTime(), kept.getTime()));
      found.set(name, { ...own, collectedFrom, watermark: new Date(newest) });
    }
    return found;
  };
  const coverage = { endpoint: byWidth("endpoint"), subnet: byWidth("subnet") };
  // Of subnets, minutes are not kept.
  coverage.subnet.delete("1m");
  return coverage;
}

type MetricRow = { subnetId: string; azId: string | null; ts: Date } & Record<string, number | null>;

async function readSeries(
  accountId: string,
  vpcEndpointId: string,
  { from, to }: Range,
  resolution: Resolution,
): Promise<EndpointMetricSeries[]> {
  const { pool } = await database();
  const { rows } = await pool.query<MetricRow>(
    // Metrics that are asked for apart are rows of their own at the finer resolutions; of each value there is one.
    `SELECT m.subnet_id AS "subnetId", coalesce(max(m.az_id), max(n.az_id)) AS "azId", m.ts,
       max(bytes_processed) AS "bytesProcessed", max(new_connections) AS "newConnections",
       max(packets_dropped) AS "packetsDropped", max(rst_packets_received) AS "rstPacketsReceived",
       max(active_connections_avg) AS "activeConnectionsAvg", max(active_connections_max) AS "activeConnectionsMax",
       max(active_connections_min) AS "activeConnectionsMin"
     FROM vpc_endpoint_metric_${resolution} m
     LEFT JOIN subnet n ON n.account_id = m.account_id AND n.subnet_id = m.subnet_id
     WHERE m.account_id = $1 AND m.vpc_endpoint_id = $2 AND m.ts >= $3 AND m.ts < $4
     GROUP BY m.subnet_id, m.ts ORDER BY m.subnet_id, m.ts`,
    [accountId, vpcEndpointId, from, to],
  );
  const series = new Map<string, EndpointMetricSeries>();
  for (const row of rows) {
    let one = series.get(row.subnetId);
    if (!one) {
      const grain = row.subnetId === "" ? "endpoint" : "subnet";
      one = { grain, subnetId: row.subnetId || null, azId: row.azId, points: [] };
      series.set(row.subnetId, one);
    }
    one.points.push(toPoint(row));
  }
  return [...series.values()].sort(bySeries);
}

function toPoint(row: MetricRow): EndpointMetricPoint {
  const point: EndpointMetricPoint = { ts: (row.ts as Date).toISOString() };
  for (const name of endpointMetricNames) {
    const value = row[name];
    if (typeof value === "number") point[name] = value;
  }
  return point;
}

function bySeries(a: EndpointMetricSeries, b: EndpointMetricSeries): number {
  if (a.grain !== b.grain) return a.grain === "endpoint" ? -1 : 1;
  return `${a.azId ?? ""} ${a.subnetId}`.localeCompare(`${b.azId ?? ""} ${b.subnetId}`, "en");
}
