import type { Queryable } from "../runs/mutations.ts";
import type { LoadBalancerFacts } from "./loadBalancers.ts";
import { type Marks, readMarks } from "./marksData.ts";
import { noTraffic, type ScopeFacts, type Subject, type Traffic } from "./schema.ts";
import type { ServiceFacts } from "./services.ts";
import { type SeriesWindow, trafficOf } from "./trafficData.ts";

const dayMs = 86_400_000;

interface Asked {
  days: number;
  scopes: ReadonlyMap<string, ScopeFacts>;
}

type Whose = Omit<Subject, "resourceType" | "subnetId" | "azId">;
interface ServiceRow extends Whose {
  state: string | null;
  firstSeenAt: Date;
  oldestConnectionAt: Date | null;
  trailFrom: Date | null;
  createdAt: Date | null;
  connections: number;
  crossRegionConnections: number;
  remoteRegions: number;
}

/** All endpoint services of some accounts with what was asked and measured of them over a window of `days`. */
export async function readServices(
  db: Queryable,
  accountIds: string[],
  asked: Asked,
): Promise<ServiceFacts[]> {
  const { rows } = await db.query<ServiceRow>({
    name: "idle-services",
    // What CloudTrail has in full back to a time, and no creation in it, is older than that.
    text: `SELECT e.account_id AS "accountId", e.region, e.service_id AS "resourceId", e.tags ->> 'Name' AS name,
             array_to_string(e.service_types, ', ') AS kind, e.service_name AS "serviceName", e.owner, e.environment,
             e.application, e.service_state AS state, e.first_seen_at AS "firstSeenAt",
             c."oldestConnectionAt", coalesce(c.connections, 0)::int AS connections,
             coalesce(c."crossRegionConnections", 0)::int AS "crossRegionConnections",
             t.covered_from AS "trailFrom",
             (SELECT min(v.event_time) FROM trail_event v WHERE v.account_id = e.account_id AND v.region = e.region
               AND v.event_name = 'CreateVpcEndpointServiceConfiguration' AND v.error_code IS NULL
               AND v.resource_ids @> ARRAY[e.service_id]) AS "createdAt",
             (SELECT count(*) FROM unnest(e.supported_regions) r WHERE r <> e.region)::int AS "remoteRegions"
           FROM vpc_endpoint_service e
           LEFT JOIN (
             SELECT account_id, region, service_id, min(creation_timestamp) AS "oldestConnectionAt",
               count(*) FILTER (WHERE gone_at IS NULL) AS connections,
               count(*) FILTER (WHERE gone_at IS NULL AND vpc_endpoint_region <> region) AS "crossRegionConnections"
             FROM vpc_endpoint_connection WHERE account_id = ANY ($1) GROUP BY 1, 2, 3
           ) c ON c.account_id = e.account_id AND c.region = e.region AND c.service_id = e.service_id
           LEFT JOIN trail_coverage t ON t.account_id = e.account_id AND t.region = e.region
             AND t.event_group = 'privatelink' AND t.covered_to >= e.first_seen_at
           WHERE e.account_id = ANY ($1) AND e.gone_at IS NULL`,
    values: [accountIds],
  });
  const grains = ["service", "service-detail"];
  const marks = await readMarks(db, accountIds, "AWS/PrivateLinkServices", grains);
  const traffic = await measure(db, "service", rows, marks, asked.days);
  return rows.map((row, place): ServiceFacts => {
    const { accountId, region, resourceId } = row;
    const scopeOf = (collector: string) => asked.scopes.get(`${accountId} ${region} ${collector}`) ?? null;
    const whole = marks.of(accountId, resourceId, "service");
    const known = [
      row.firstSeenAt,
      row.oldestConnectionAt,
      whole?.firstDatapointAt,
      row.createdAt ?? row.trailFrom,
    ];
    return {
      subject: subjectOf(row, "service"),
      state: row.state,
      createdAt: row.createdAt,
      existedAt: new Date(Math.min(...known.flatMap((time) => time?.getTime() ?? []))),
      inventory: scopeOf("services"),
      metrics: scopeOf("metrics"),
      connectionsScope: scopeOf("connections"),
      connections: row.connections,
      crossRegionConnections: row.crossRegionConnections,
      remoteRegions: row.remoteRegions,
      whole,
      detail: marks.of(accountId, resourceId, "service-detail"),
      traffic: traffic[place] ?? noTraffic,
    };
  });
}

interface BalancerRow extends Whose {
  series: string;
  state: string | null;
  createdAt: Date | null;
  firstSeenAt: Date;
  serviceIds: string[] | null;
  listeners: number;
  targets: number;
  healthyTargets: number;
}

/** All load balancers of some accounts that can stand behind an endpoint service. */
export async function readLoadBalancers(
  db: Queryable,
  accountIds: string[],
  asked: Asked,
): Promise<LoadBalancerFacts[]> {
  const { rows } = await db.query<BalancerRow>({
    name: "idle-load-balancers",
    text: `SELECT b.account_id AS "accountId", b.region, b.load_balancer_arn AS "resourceId",
             b.load_balancer_name AS name, b.type AS kind, NULL AS "serviceName", b.owner, b.environment,
             b.application, b.state, b.created_time AS "createdAt", b.first_seen_at AS "firstSeenAt",
             split_part(b.load_balancer_arn, ':loadbalancer/', 2) AS series,
             (SELECT array_agg(s.service_id ORDER BY s.service_id) FROM vpc_endpoint_service s
              WHERE s.account_id = b.account_id AND s.region = b.region AND s.gone_at IS NULL
                AND b.load_balancer_arn = ANY (s.network_load_balancer_arns || s.gateway_load_balancer_arns))
               AS "serviceIds",
             (SELECT count(*) FROM listener l WHERE l.account_id = b.account_id AND l.region = b.region
               AND l.load_balancer_arn = b.load_balancer_arn AND l.gone_at IS NULL)::int AS listeners,
             coalesce(h.targets, 0)::int AS targets, coalesce(h.healthy, 0)::int AS "healthyTargets"
           FROM load_balancer b
           LEFT JOIN (
             SELECT g.account_id, g.region, arn, count(t.target_id) AS targets,
               count(*) FILTER (WHERE t.state = 'healthy') AS healthy
             FROM target_group g CROSS JOIN LATERAL unnest(g.load_balancer_arns) AS arn
             JOIN target_health t ON t.account_id = g.account_id AND t.region = g.region
               AND t.target_group_arn = g.target_group_arn AND t.gone_at IS NULL
             WHERE g.account_id = ANY ($1) AND g.gone_at IS NULL GROUP BY 1, 2, 3
           ) h ON h.account_id = b.account_id AND h.region = b.region AND h.arn = b.load_balancer_arn
           WHERE b.account_id = ANY ($1) AND b.gone_at IS NULL AND b.type IN ('network', 'gateway')`,
    values: [accountIds],
  });
  const grains = ["load-balancer", "load-balancer-detail"];
  const marks = await readMarks(db, accountIds, "AWS/NetworkELB", grains);
  const series = rows.map((row) => ({ accountId: row.accountId, resourceId: row.series }));
  const traffic = await measure(db, "load-balancer", series, marks, asked.days);
  return rows.map((row, place): LoadBalancerFacts => {
    const { accountId, region, kind, state, createdAt, firstSeenAt, listeners, targets, healthyTargets } =
      row;
    const scopeOf = (collector: string) => asked.scopes.get(`${accountId} ${region} ${collector}`) ?? null;
    return {
      subject: subjectOf(row, "load-balancer"),
      type: kind,
      ...{ state, createdAt, firstSeenAt, listeners, targets, healthyTargets },
      serviceIds: row.serviceIds ?? [],
      inventory: scopeOf("load-balancers"),
      metrics: scopeOf("metrics"),
      servicesScope: scopeOf("services"),
      whole: marks.of(accountId, row.series, "load-balancer"),
      detail: marks.of(accountId, row.series, "load-balancer-detail"),
      traffic: traffic[place] ?? noTraffic,
    };
  });
}

function subjectOf(row: Whose, resourceType: "service" | "load-balancer"): Subject {
  const { accountId, region, resourceId, name, kind, serviceName, owner, environment, application } = row;
  const whose = { name, kind: kind || null, serviceName, owner, environment, application };
  return { accountId, region, resourceType, resourceId, subnetId: "", azId: null, ...whose };
}

/** Traffic of whole resources, in their order. */
async function measure(
  db: Queryable,
  kind: "service" | "load-balancer",
  rows: readonly { accountId: string; resourceId: string }[],
  marks: Marks,
  days: number,
): Promise<Traffic[]> {
  const windows = rows.flatMap(({ accountId, resourceId }, place): (SeriesWindow & { place: number })[] => {
    const mark = marks.of(accountId, resourceId, kind);
    if (!mark) return [];
    const detail = marks.of(accountId, resourceId, `${kind}-detail`);
    const published = Boolean(mark.lastDatapointAt ?? detail?.lastDatapointAt);
    const from = new Date(mark.watermark.getTime() - days * dayMs);
    return [{ place, accountId, resourceId, subnetId: "", from, to: mark.watermark, mark, published }];
  });
  const found = await trafficOf(db, kind, windows);
  const traffic = rows.map(() => noTraffic);
  for (const [index, { place }] of windows.entries()) traffic[place] = found[index] ?? noTraffic;
  return traffic;
}
