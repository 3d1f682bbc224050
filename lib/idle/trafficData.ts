import type { Queryable } from "../runs/mutations.ts";
import { noTraffic, type StoredMark, type Traffic } from "./schema.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Where the metrics of one kind of resource are. */
interface SeriesTable {
  /** Table name without its resolution. */
  base: string;
  /** Condition on `m` for the series of `w`. */
  series: string;
  bytes: string;
  connections: string;
  drops: string;
  /** Its datapoints may hold zero bytes: they do not tell when it last carried any. */
  publishesZeros: boolean;
}

const endpointSeries: SeriesTable = {
  base: "vpc_endpoint_metric",
  series: "m.vpc_endpoint_id = w.resource_id AND m.subnet_id = w.subnet_id",
  ...{ bytes: "bytes_processed", connections: "new_connections", drops: "packets_dropped" },
  publishesZeros: false,
};
const serviceSeries: SeriesTable = {
  base: "vpc_endpoint_service_metric",
  series: `m.service_id = w.resource_id AND m.az_id = w.subnet_id AND m.load_balancer_arn = ''
    AND m.vpc_endpoint_id = ''`,
  ...{ bytes: "bytes_processed", connections: "new_connections", drops: "rst_packets_sent" },
  publishesZeros: false,
};
const loadBalancerSeries: SeriesTable = {
  base: "load_balancer_metric",
  series: "m.load_balancer = w.resource_id AND m.az_id = w.subnet_id AND m.target_group = ''",
  ...{ bytes: "processed_bytes", connections: "new_flow_count", drops: "rejected_flow_count" },
  publishesZeros: true,
};
const seriesTables = {
  endpoint: endpointSeries,
  service: serviceSeries,
  "load-balancer": loadBalancerSeries,
} as const;

/** One series over a window that ends at `to`. */
export interface SeriesWindow {
  accountId: string;
  resourceId: string;
  /** Subnet of an endpoint; '' for the whole of anything. */
  subnetId: string;
  from: Date;
  to: Date;
  mark: StoredMark;
  /** Whether any of its metrics ever published anything. */
  published: boolean;
}

interface Row {
  place: number;
  inner: number;
  edge: number;
  bytes1d: number;
  bytes7d: number;
  connections: number;
  drops: number;
  edgeConnections: number;
  edgeDrops: number;
  lastDay: Date | null;
  hours: number;
  hourConnections: number;
  hourDrops: number;
  lastHour: Date | null;
  open: number;
  /** Stored values of bytes since the midnight before the window. */
  values: number;
  openValues: number;
}

/**
 * What each series carried since its window's start. Days are added up; of the day in which the window begins, which
 * decides only where the others carried nothing, the hours are taken where they were asked for. What came after the
 * last whole hour is in five minutes. Bytes in doubt count: one byte is never silence.
 */
export async function trafficOf(
  db: Queryable,
  kind: keyof typeof seriesTables,
  windows: readonly SeriesWindow[],
): Promise<Traffic[]> {
  const table = seriesTables[kind];
  // A series that never published anything has nothing to add up.
  const asked = windows.flatMap((window, place) => (window.published ? [{ ...window, place }] : []));
  const found = windows.map(() => noTraffic);
  if (asked.length === 0) return found;
  const starts = asked.map(({ from }) => from.getTime());
  const earliest = new Date(Math.floor(Math.min(...starts) / dayMs) * dayMs);
  const { rows } = await db.query<Row>({
    name: `idle-traffic-${kind}`,
    text: trafficSql(table),
    values: [
      asked.map(({ place }) => place),
      asked.map(({ accountId }) => accountId),
      asked.map(({ resourceId }) => resourceId),
      asked.map(({ subnetId }) => subnetId),
      asked.map(({ from }) => from),
      asked.map(({ to }) => to),
      asked.map(({ mark, from }) => mark.hourlyFrom !== null && mark.hourlyFrom <= from),
      asked.map(({ mark, to }) => isOpen(mark, to)),
      earliest,
      new Date(Math.min(...asked.map(({ to }) => to.getTime())) - 2 * hourMs),
    ],
  });
  for (const row of rows) {
    found[row.place] = toTraffic(row, windows[row.place] as SeriesWindow, table);
  }
  return found;
}

/** Whether it published anything in the hour that was not over at the watermark, whose row is not there yet. */
function isOpen({ lastDatapointAt }: StoredMark, to: Date): boolean {
  return lastDatapointAt !== null && lastDatapointAt.getTime() >= Math.floor(to.getTime() / hourMs) * hourMs;
}

function toTraffic(
  row: Row,
  { subnetId, from, mark }: SeriesWindow,
  { publishesZeros }: SeriesTable,
): Traffic {
  const fine = mark.hourlyFrom !== null && mark.hourlyFrom <= from;
  // Subnets share a mark: its last datapoint may be of another one.
  const last = publishesZeros || subnetId !== "" ? null : mark.lastDatapointAt;
  const bytes = row.inner + (fine && row.inner === 0 ? row.hours : row.edge) + row.open;
  return {
    bytes,
    bytes1d: row.bytes1d + row.open,
    bytes7d: row.bytes7d + row.open,
    newConnections: row.connections + (fine && row.inner === 0 ? row.hourConnections : row.edgeConnections),
    packetsDropped: row.drops + (fine && row.inner === 0 ? row.hourDrops : row.edgeDrops),
    lost: isLost(row, from, last),
    lastTrafficAt: lastTraffic(row, from, last),
  };
}

const isLost = ({ values, openValues }: Row, from: Date, last: Date | null) =>
  last !== null && last >= from && values + openValues === 0;

/**
 * The mark's last datapoint, where it lies before the window or on the last day with bytes: a datapoint may have
 * carried none. Else that day, or the hour of it.
 */
function lastTraffic({ lastDay, lastHour, open }: Row, from: Date, last: Date | null): Date | null {
  if (last && (last < from || open > 0)) return last;
  if (!lastDay) return null;
  if (last && Math.floor(last.getTime() / dayMs) * dayMs === lastDay.getTime()) return last;
  return lastHour ?? lastDay;
}

const sum = (column: string, where = "") =>
  `coalesce(sum(m.${column})${where && ` FILTER (WHERE ${where})`}, 0)::float8`;

const trafficSql = ({ base, series, bytes, connections, drops }: SeriesTable) => `
  SELECT w.place, d.*, h.*, o.*
  FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::boolean[],
      $8::boolean[]) AS w(place, account_id, resource_id, subnet_id, from_at, to_at, fine, is_open)
  CROSS JOIN LATERAL (
    SELECT ${sum(bytes, "m.ts >= w.from_at")} AS inner,
      ${sum(bytes, "m.ts < w.from_at")} AS edge,
      ${sum(bytes, "m.ts >= date_trunc('day', w.to_at - interval '1 day', 'UTC')")} AS "bytes1d",
      ${sum(bytes, "m.ts >= date_trunc('day', w.to_at - interval '7 days', 'UTC')")} AS "bytes7d",
      ${sum(connections, "m.ts >= w.from_at")} AS connections,
      ${sum(drops, "m.ts >= w.from_at")} AS drops,
      ${sum(connections, "m.ts < w.from_at")} AS "edgeConnections",
      ${sum(drops, "m.ts < w.from_at")} AS "edgeDrops",
      max(m.ts) FILTER (WHERE m.${bytes} > 0) AS "lastDay", count(m.${bytes})::int AS values
    FROM ${base}_1d m
    WHERE m.account_id = w.account_id AND ${series} AND m.ts >= date_trunc('day', w.from_at, 'UTC') AND m.ts >= $9
  ) d
  CROSS JOIN LATERAL (
    SELECT ${sum(bytes)} AS hours, ${sum(connections)} AS "hourConnections",
      ${sum(drops)} AS "hourDrops", max(m.ts) FILTER (WHERE m.${bytes} > 0) AS "lastHour"
    FROM ${base}_1h m
    WHERE w.fine AND d.inner = 0 AND (d.edge > 0 OR d."edgeConnections" > 0 OR d."edgeDrops" > 0)
      AND m.account_id = w.account_id AND ${series} AND m.ts >= $9 AND m.ts >= date_trunc('hour', w.from_at, 'UTC')
      AND m.ts < date_trunc('day', w.from_at, 'UTC') + interval '1 day'
  ) h
  CROSS JOIN LATERAL (
    SELECT ${sum(bytes)} AS open, count(m.${bytes})::int AS "openValues" FROM ${base}_5m m
    WHERE w.is_open AND m.account_id = w.account_id AND ${series} AND m.ts >= $10 AND m.ts >= date_trunc('hour', w.to_at, 'UTC')
  ) o`;
