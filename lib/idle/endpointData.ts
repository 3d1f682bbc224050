import type { Queryable } from "../runs/mutations.ts";
import type { EndpointFacts } from "./endpoints.ts";
import { type Marks, readMarks } from "./marksData.ts";
import { noTraffic, type ScopeFacts, type StoredMark, type Subject, type Traffic } from "./schema.ts";
import { type SeriesWindow, trafficOf } from "./trafficData.ts";

const dayMs = 86_400_000;

interface EndpointRow extends Omit<Subject, "resourceType" | "subnetId" | "azId"> {
  serviceRegion: string | null;
  kind: string;
  state: string | null;
  createdAt: Date | null;
  firstSeenAt: Date;
  subnets: { subnetId: string; azId: string | null }[] | null;
  zones: number;
}

/** All endpoints of some accounts with what was asked and measured of them over a window of `days`. */
export async function readEndpoints(
  db: Queryable,
  accountIds: string[],
  { days, scopes, now }: { days: number; scopes: ReadonlyMap<string, ScopeFacts>; now: Date },
): Promise<EndpointFacts[]> {
  const { rows } = await db.query<EndpointRow>({
    name: "idle-endpoints",
    text: `SELECT e.account_id AS "accountId", e.region, e.vpc_endpoint_id AS "resourceId",
             e.vpc_endpoint_type AS kind, e.service_name AS "serviceName",
             e.service_region AS "serviceRegion", e.state, e.creation_timestamp AS "createdAt",
             e.first_seen_at AS "firstSeenAt", e.tags ->> 'Name' AS name, e.owner, e.environment, e.application,
             (SELECT json_agg(json_build_object('subnetId', u.id, 'azId', s.az_id) ORDER BY u.id)
              FROM unnest(e.subnet_ids) AS u(id)
              LEFT JOIN subnet s ON s.account_id = e.account_id AND s.region = e.region AND s.subnet_id = u.id)
               AS subnets,
             GREATEST(cardinality(e.subnet_ids), cardinality(e.az_ids), cardinality(e.network_interface_ids)) AS zones
           FROM vpc_endpoint e WHERE e.account_id = ANY ($1) AND e.gone_at IS NULL`,
    values: [accountIds],
  });
  const grains = ["endpoint", "endpoint-detail", "subnet", "subnet-detail"];
  const marks = await readMarks(db, accountIds, "AWS/PrivateLinkEndpoints", grains);
  const [measured, added] = await Promise.all([
    measure(db, rows, marks, days),
    subnetsAdded(db, accountIds, new Date(now.getTime() - (days + 9) * dayMs)),
  ]);
  return rows.map((row): EndpointFacts => {
    const { accountId, region, resourceId, kind, zones, subnets, ...more } = row;
    const scopeOf = (collector: string) => scopes.get(`${accountId} ${region} ${collector}`) ?? null;
    const { serviceRegion, state, createdAt, firstSeenAt, ...whose } = more;
    return {
      subject: {
        ...whose,
        ...{ accountId, region, resourceType: "endpoint", resourceId, kind, subnetId: "", azId: null },
      },
      ...{ vpcEndpointType: kind, serviceRegion, state, createdAt, firstSeenAt },
      subnets: (subnets ?? []).map((one) => ({
        ...one,
        addedAt: added.get(`${accountId} ${resourceId} ${one.subnetId}`) ?? null,
      })),
      zones: zones > 0 ? zones : null,
      inventory: scopeOf("endpoints"),
      metrics: scopeOf("metrics"),
      whole: marks.of(accountId, resourceId, "endpoint"),
      perSubnet: marks.of(accountId, resourceId, "subnet"),
      detail: marks.of(accountId, resourceId, "endpoint-detail"),
      subnetDetail: marks.of(accountId, resourceId, "subnet-detail"),
      ...(measured.get(row) as Measured),
    };
  });
}

/** When subnets were added to endpoints since a time, by account, endpoint and subnet. */
async function subnetsAdded(db: Queryable, accountIds: string[], since: Date): Promise<Map<string, Date>> {
  const { rows } = await db.query<{ key: string; at: Date }>({
    name: "idle-subnets-added",
    text: `SELECT account_id || ' ' || resource_id || ' ' || (after.id #>> '{}') AS key, max(observed_at) AS at
           FROM resource_change c CROSS JOIN LATERAL jsonb_array_elements(
             CASE WHEN jsonb_typeof(c.after) = 'array' THEN c.after ELSE '[]' END) AS after(id)
           WHERE account_id = ANY ($1) AND observed_at >= $2 AND resource_type = 'vpc-endpoint'
             AND change = 'modified' AND field = 'subnetIds' AND NOT coalesce(c.before @> after.id, false)
           GROUP BY 1`,
    values: [accountIds, since],
  });
  return new Map(rows.map(({ key, at }) => [key, at]));
}

type Measured = Pick<EndpointFacts, "traffic" | "subnetTraffic">;

/** Traffic of each endpoint as a whole and by subnet. */
async function measure(
  db: Queryable,
  rows: readonly EndpointRow[],
  marks: Marks,
  days: number,
): Promise<Map<EndpointRow, Measured>> {
  const asked = rows.flatMap((row) => seriesOf(row, marks, days).map((window) => ({ row, window })));
  const found = await trafficOf(
    db,
    "endpoint",
    asked.map(({ window }) => window),
  );
  const measured = new Map(
    rows.map((row) => [row, { traffic: noTraffic, subnetTraffic: new Map<string, Traffic>() }]),
  );
  for (const [place, { row, window }] of asked.entries()) {
    const own = measured.get(row);
    const traffic = found[place] ?? noTraffic;
    if (!own) continue;
    if (window.subnetId === "") own.traffic = traffic;
    else own.subnetTraffic.set(window.subnetId, traffic);
  }
  return measured;
}

/** The series of an endpoint, over the window that ends where the older of its marks does, within two days. */
function seriesOf(row: EndpointRow, marks: Marks, days: number): SeriesWindow[] {
  const { accountId, resourceId } = row;
  const whole = marks.of(accountId, resourceId, "endpoint");
  const perSubnet = marks.of(accountId, resourceId, "subnet");
  const to = whole ?? perSubnet;
  if (!to) return [];
  const newest = to.watermark.getTime();
  const oldest = Math.max(newest - 2 * dayMs, Math.min(newest, perSubnet?.watermark.getTime() ?? newest));
  const series = (subnetId: string, mark: StoredMark, end: number): SeriesWindow => {
    const detail = marks.of(accountId, resourceId, subnetId ? "subnet-detail" : "endpoint-detail");
    const published = Boolean(mark.lastDatapointAt ?? detail?.lastDatapointAt);
    const window = { to: new Date(end), from: new Date(end - days * dayMs) };
    return { accountId, resourceId, subnetId, mark, published, ...window };
  };
  // Where the whole was published, and nothing of it in the window, its zones add nothing.
  const silent = whole?.lastDatapointAt && whole.lastDatapointAt.getTime() < oldest - days * dayMs;
  return [
    ...(whole ? [series("", whole, newest)] : []),
    ...(perSubnet && !silent
      ? (row.subnets ?? []).map(({ subnetId }) => series(subnetId, perSubnet, oldest))
      : []),
  ];
}
