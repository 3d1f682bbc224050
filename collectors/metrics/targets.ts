import type { Database } from "#lib/db/pool.ts";
import { type AskedNeed, intervals, type PolledKind } from "#lib/polling/schema.ts";
import { endpointKinds, loadBalancerKinds, metricsBilled, serviceKinds, targetGroupKind } from "./catalog.ts";
import type { Depth, Series, Unit } from "./plan.ts";

// Whole endpoints get every hour of the month that is added up; what is read for the last days only gets those.
const endpointDepth: Depth = { hourlyDays: 31, fineHours: 24, minuteHours: 3 };
const subnetDepth: Depth = { hourlyDays: 8, fineHours: 24, minuteHours: 3 };
export const providerDepth: Depth = { hourlyDays: 8, fineHours: 6, minuteHours: 3 };

/** A resource that is polled: its units, of which the first shows by its watermark and data whether it lives. */
export interface Target {
  kind: PolledKind;
  id: string;
  state: string | null;
  createdAt: Date | null;
  /** Why CloudWatch publishes nothing of it. */
  unmeasurable?: string;
  /** Name of the endpoint service behind an endpoint. */
  serviceName?: string;
  units: Unit[];
  /** AZs of it. */
  zones: number;
}

interface EndpointRow {
  vpcEndpointId: string;
  vpcId: string | null;
  vpcEndpointType: string;
  serviceName: string | null;
  serviceRegion: string | null;
  state: string | null;
  createdAt: Date | null;
  goneAt: Date | null;
  subnets: { subnetId: string; azId: string | null }[] | null;
}

/** All endpoints of a scope, with the units of those that CloudWatch publishes. */
export async function endpointTargets(db: Database, accountId: string, region: string): Promise<Target[]> {
  const rows = await endpointRows(db, "e.gone_at IS NULL", [accountId, region]);
  return rows.map((row) => endpointTarget(row, region));
}

/** An endpoint that inventory no longer finds. */
export interface GoneTarget extends Target {
  goneAt: Date;
}

/**
 * Endpoints of a scope that are gone, as long as AWS has their minutes and what flowed until the end of their last day
 * is not known: their last unit to be asked is `endpoint-detail`.
 */
export async function goneEndpointTargets(
  db: Database,
  accountId: string,
  region: string,
  now: Date,
): Promise<GoneTarget[]> {
  const since = new Date(now.getTime() - goneKeptMs);
  const rows = await endpointRows(
    db,
    `e.gone_at > $3 AND NOT EXISTS (
       SELECT FROM metric_watermark w
       WHERE w.account_id = e.account_id AND w.namespace = 'AWS/PrivateLinkEndpoints'
         AND w.resource_id = e.vpc_endpoint_id AND w.grain = 'endpoint-detail' AND w.period_seconds = 60
         AND w.watermark >= date_trunc('day', e.gone_at - interval '1 microsecond', 'UTC') + interval '1 day')`,
    [accountId, region, since],
  );
  return rows.flatMap((row) => (row.goneAt ? [{ ...endpointTarget(row, region), goneAt: row.goneAt }] : []));
}

/** A day less than CloudWatch keeps minutes. */
const goneKeptMs = 14 * 86_400_000;

async function endpointRows(db: Database, where: string, values: unknown[]): Promise<EndpointRow[]> {
  const { rows } = await db.pool.query<EndpointRow>(
    `SELECT e.vpc_endpoint_id AS "vpcEndpointId", e.vpc_id AS "vpcId", e.vpc_endpoint_type AS "vpcEndpointType",
       e.service_name AS "serviceName", e.service_region AS "serviceRegion", e.state,
       e.creation_timestamp AS "createdAt", e.gone_at AS "goneAt",
       (SELECT jsonb_agg(jsonb_build_object('subnetId', u.id, 'azId', s.az_id) ORDER BY u.id)
        FROM unnest(e.subnet_ids) AS u(id)
        LEFT JOIN subnet s ON s.account_id = e.account_id AND s.region = e.region AND s.subnet_id = u.id) AS subnets
     FROM vpc_endpoint e
     WHERE e.account_id = $1 AND e.region = $2 AND ${where}
     ORDER BY e.vpc_endpoint_id`,
    values,
  );
  return rows;
}

function endpointTarget(row: EndpointRow, region: string): Target {
  const { vpcEndpointId, state, createdAt, subnets } = row;
  const unmeasurable = unmeasurableOf(row, region);
  return {
    ...{ kind: "endpoint", id: vpcEndpointId, state, createdAt, unmeasurable },
    serviceName: row.serviceName ?? undefined,
    units: unmeasurable ? [] : endpointUnits(row),
    zones: subnets?.length ?? 0,
  };
}

function unmeasurableOf({ vpcEndpointType, serviceRegion }: EndpointRow, region: string): string | undefined {
  if (vpcEndpointType.toLowerCase() === "gateway") return "CloudWatch has no metrics of gateway endpoints";
  if (serviceRegion === null || serviceRegion === region) return undefined;
  return `CloudWatch has no metrics of endpoints to a service in another region (${serviceRegion})`;
}

function endpointUnits(row: EndpointRow): Unit[] {
  const { vpcEndpointId } = row;
  const dimensions = [
    { Name: "Endpoint Type", Value: row.vpcEndpointType },
    ...(row.serviceName ? [{ Name: "Service Name", Value: row.serviceName }] : []),
    { Name: "VPC Endpoint Id", Value: vpcEndpointId },
    ...(row.vpcId ? [{ Name: "VPC Id", Value: row.vpcId }] : []),
  ];
  const whole = (kind: Series["kind"]): Series[] => [
    { kind, dimensions, key: [vpcEndpointId, ""], labels: [null] },
  ];
  const subnets = (kind: Series["kind"]): Series[] =>
    (row.subnets ?? []).map(({ subnetId, azId }) => ({
      kind,
      dimensions: [...dimensions, { Name: "Subnet Id", Value: subnetId }],
      key: [vpcEndpointId, subnetId],
      labels: [azId],
    }));
  const { traffic, detail } = endpointKinds;
  const unit = (grain: string, group: Unit["group"], depth: Depth, series: Series[]): Unit => ({
    ...{ resourceId: vpcEndpointId, grain, group, depth, series },
  });
  return [
    unit("endpoint", "traffic", endpointDepth, whole(traffic)),
    unit("endpoint-detail", "detail", endpointDepth, whole(detail)),
    unit("subnet", "zones", subnetDepth, subnets(traffic)),
    unit("subnet-detail", "zone-detail", subnetDepth, subnets(detail)),
  ];
}

/** Endpoint services as a whole; their AZs are found out by `serviceZoneUnits`. */
export async function serviceTargets(db: Database, accountId: string, region: string): Promise<Target[]> {
  const { rows } = await db.pool.query<{ serviceId: string; state: string | null; azIds: string[] }>(
    `SELECT service_id AS "serviceId", service_state AS state, az_ids AS "azIds" FROM vpc_endpoint_service
     WHERE account_id = $1 AND region = $2 AND gone_at IS NULL ORDER BY service_id`,
    [accountId, region],
  );
  return rows.map(({ serviceId, state, azIds }): Target => {
    const series = (kind: Series["kind"]): Series[] => [
      {
        kind,
        dimensions: [{ Name: "Service Id", Value: serviceId }],
        key: [serviceId, "", "", ""],
        labels: [],
      },
    ];
    const unit = { resourceId: serviceId, depth: providerDepth };
    return {
      ...{ kind: "service", id: serviceId, state, createdAt: null, zones: azIds.length },
      units: [
        { ...unit, grain: "service", group: "traffic", series: series(serviceKinds.traffic) },
        { ...unit, grain: "service-detail", group: "detail", series: series(serviceKinds.detail) },
      ],
    };
  });
}

/** Zone name → AZ ID in this account. */
export async function zoneIds(db: Database, accountId: string, region: string): Promise<Map<string, string>> {
  const { rows } = await db.pool.query<{ name: string; id: string }>(
    "SELECT zone_name AS name, az_id AS id FROM availability_zone WHERE account_id = $1 AND region = $2",
    [accountId, region],
  );
  return new Map(rows.map(({ name, id }) => [name, id]));
}

interface BalancerRow {
  arn: string;
  createdAt: Date | null;
  azIds: string[];
  targetGroups: string[] | null;
}

/** Network load balancers with the target groups behind them, as a whole and per zone. */
export async function loadBalancerTargets(
  db: Database,
  accountId: string,
  region: string,
  zones: Map<string, string>,
): Promise<Target[]> {
  const { rows } = await db.pool.query<BalancerRow>(
    `SELECT b.load_balancer_arn AS arn, b.created_time AS "createdAt", b.az_ids AS "azIds",
       (SELECT array_agg(g.target_group_arn ORDER BY 1) FROM target_group g
        WHERE g.account_id = b.account_id AND g.region = b.region AND g.gone_at IS NULL
          AND b.load_balancer_arn = ANY (g.load_balancer_arns)) AS "targetGroups"
     FROM load_balancer b
     WHERE b.account_id = $1 AND b.region = $2 AND b.gone_at IS NULL AND b.type = 'network'
     ORDER BY b.load_balancer_arn`,
    [accountId, region],
  );
  const names = new Map([...zones].map(([name, id]) => [id, name]));
  return rows.flatMap((row): Target[] => {
    const id = row.arn.split(":loadbalancer/")[1];
    const { createdAt, azIds } = row;
    if (!id) return [];
    const units = balancerUnits(id, row, names);
    // Its state is not asked: a load balancer that is provisioned has its metrics in any.
    return [{ kind: "load-balancer", id, state: null, createdAt, units, zones: azIds.length }];
  });
}

function balancerUnits(id: string, { azIds, targetGroups }: BalancerRow, zoneNames: Map<string, string>) {
  const balancer = { Name: "LoadBalancer", Value: id };
  const inZones = azIds.flatMap((azId) => {
    const Value = zoneNames.get(azId);
    return Value ? [{ azId, zone: { Name: "AvailabilityZone", Value } }] : [];
  });
  const units = (group: string, traffic: Series["kind"], detail?: Series["kind"]): Unit[] => {
    const named = group ? [balancer, { Name: "TargetGroup", Value: group }] : [balancer];
    const resourceId = group ? `${id} ${group}` : id;
    const name = group ? "target-group" : "load-balancer";
    const whole = (kind: Series["kind"]) => [{ kind, dimensions: named, key: [id, "", group], labels: [] }];
    const perZone = (kind: Series["kind"]) =>
      inZones.map(({ azId, zone }) => ({
        kind,
        dimensions: [zone, ...named],
        key: [id, azId, group],
        labels: [],
      }));
    const unit = { resourceId, depth: providerDepth };
    return [
      { ...unit, grain: name, group: "traffic", series: whole(traffic) },
      { ...unit, grain: `${name}-az`, group: "zones", series: perZone(traffic) },
      ...(detail
        ? ([
            { ...unit, grain: `${name}-detail`, group: "detail", series: whole(detail) },
            { ...unit, grain: `${name}-az-detail`, group: "zone-detail", series: perZone(detail) },
          ] satisfies Unit[])
        : []),
    ];
  };
  return [
    ...units("", loadBalancerKinds.traffic, loadBalancerKinds.detail),
    ...(targetGroups ?? []).flatMap((arn) => units(arn.slice(arn.indexOf("targetgroup/")), targetGroupKind)),
  ];
}

/** Metrics a day that a unit costs at the interval of a need, before any budget. */
export function metricsPerDay({ series, group }: Unit, need: AskedNeed): number {
  const metrics = series.reduce((sum, { kind }) => sum + metricsBilled(kind), 0);
  return (metrics * 86_400) / intervals[need][group];
}
