import { type Dimension, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import type { Database } from "#lib/db/pool.ts";
import { allPages } from "../aws/pages.ts";
import type { Aws } from "../aws/session.ts";
import { endpointKind, loadBalancerKind, serviceKind, serviceZoneKind, targetGroupKind } from "./catalog.ts";
import type { Depth, Series, Unit } from "./plan.ts";

// Whole endpoints get every hour of the month that is added up; what is read for the last days only gets those.
const endpointDepth: Depth = { hourlyDays: 31, fineHours: 24 };
const subnetDepth: Depth = { hourlyDays: 8, fineHours: 24 };
const providerDepth: Depth = { hourlyDays: 8, fineHours: 6 };

interface EndpointRow {
  vpcEndpointId: string;
  vpcId: string | null;
  vpcEndpointType: string;
  serviceName: string | null;
  subnets: { subnetId: string; azId: string | null }[] | null;
}

export interface EndpointUnits {
  /** The endpoint as a whole. */
  whole: Unit;
  /** Its subnets, which are its AZs. */
  subnets: Unit;
}

/** Endpoints that CloudWatch publishes: no gateway endpoints, none whose service is in another region. */
export async function endpointUnits(
  db: Database,
  accountId: string,
  region: string,
): Promise<EndpointUnits[]> {
  const { rows } = await db.pool.query<EndpointRow>(
    `SELECT e.vpc_endpoint_id AS "vpcEndpointId", e.vpc_id AS "vpcId", e.vpc_endpoint_type AS "vpcEndpointType",
       e.service_name AS "serviceName",
       (SELECT jsonb_agg(jsonb_build_object('subnetId', u.id, 'azId', s.az_id) ORDER BY u.id)
        FROM unnest(e.subnet_ids) AS u(id)
        LEFT JOIN subnet s ON s.account_id = e.account_id AND s.region = e.region AND s.subnet_id = u.id) AS subnets
     FROM vpc_endpoint e
     WHERE e.account_id = $1 AND e.region = $2 AND e.gone_at IS NULL AND lower(e.vpc_endpoint_type) <> 'gateway'
       AND (e.service_region IS NULL OR e.service_region = e.region)
     ORDER BY e.vpc_endpoint_id`,
    [accountId, region],
  );
  return rows.map(unitsOfEndpoint);
}

function unitsOfEndpoint(row: EndpointRow): EndpointUnits {
  const { vpcEndpointId } = row;
  const dimensions = [
    { Name: "Endpoint Type", Value: row.vpcEndpointType },
    ...(row.serviceName ? [{ Name: "Service Name", Value: row.serviceName }] : []),
    { Name: "VPC Endpoint Id", Value: vpcEndpointId },
    ...(row.vpcId ? [{ Name: "VPC Id", Value: row.vpcId }] : []),
  ];
  const series = (subnetId: string, azId: string | null): Series => ({
    kind: endpointKind,
    dimensions: subnetId ? [...dimensions, { Name: "Subnet Id", Value: subnetId }] : dimensions,
    key: [vpcEndpointId, subnetId],
    labels: [azId],
  });
  return {
    whole: { resourceId: vpcEndpointId, grain: "endpoint", depth: endpointDepth, series: [series("", null)] },
    subnets: {
      resourceId: vpcEndpointId,
      grain: "subnet",
      depth: subnetDepth,
      series: (row.subnets ?? []).map(({ subnetId, azId }) => series(subnetId, azId)),
    },
  };
}

/** Endpoint services as a whole. */
export async function serviceUnits(db: Database, accountId: string, region: string): Promise<Unit[]> {
  const { rows } = await db.pool.query<{ serviceId: string }>(
    `SELECT service_id AS "serviceId" FROM vpc_endpoint_service
     WHERE account_id = $1 AND region = $2 AND gone_at IS NULL ORDER BY service_id`,
    [accountId, region],
  );
  return rows.map(({ serviceId }) => ({
    resourceId: serviceId,
    grain: "service",
    depth: providerDepth,
    series: [
      {
        kind: serviceKind,
        dimensions: [{ Name: "Service Id", Value: serviceId }],
        key: [serviceId, "", "", ""],
        labels: [],
      },
    ],
  }));
}

/** Zone name → AZ ID in this account. */
export async function zoneIds(db: Database, accountId: string, region: string): Promise<Map<string, string>> {
  const { rows } = await db.pool.query<{ name: string; id: string }>(
    "SELECT zone_name AS name, az_id AS id FROM availability_zone WHERE account_id = $1 AND region = $2",
    [accountId, region],
  );
  return new Map(rows.map(({ name, id }) => [name, id]));
}

/**
 * Services per zone, as CloudWatch lists them: whether its dimension `Az` holds names or AZ IDs is not documented.
 */
export async function serviceZoneUnits(
  aws: Aws,
  services: Unit[],
  zones: Map<string, string>,
): Promise<Unit[]> {
  const ours = new Map(services.map(({ resourceId }) => [resourceId, [] as Series[]]));
  const listed = await allPages(async (NextToken) => {
    const answer = await aws.cloudWatch(
      new ListMetricsCommand({
        Namespace: serviceKind.namespace,
        MetricName: "BytesProcessed",
        Dimensions: [{ Name: "Az" }],
        NextToken,
      }),
    );
    return { items: answer.Metrics, next: answer.NextToken };
  });
  for (const { Dimensions = [] } of listed) {
    const service = dimensionOf(Dimensions, "Service Id");
    const zone = dimensionOf(Dimensions, "Az");
    const found = service && ours.get(service);
    if (!found || !zone || Dimensions.length !== 2) continue;
    found.push({
      kind: serviceZoneKind,
      dimensions: [
        { Name: "Az", Value: zone },
        { Name: "Service Id", Value: service },
      ],
      key: [service, zones.get(zone) ?? zone, "", ""],
      labels: [],
    });
  }
  return [...ours]
    .filter(([, series]) => series.length > 0)
    .map(([resourceId, series]) => ({ resourceId, grain: "az", depth: providerDepth, series }));
}

function dimensionOf(dimensions: Dimension[], name: string): string | undefined {
  return dimensions.find(({ Name }) => Name === name)?.Value;
}

interface BalancerRow {
  arn: string;
  azIds: string[];
  targetGroups: string[] | null;
}

/** Network load balancers and the target groups behind them, as a whole and per zone. */
export async function loadBalancerUnits(
  db: Database,
  accountId: string,
  region: string,
  zones: Map<string, string>,
): Promise<Unit[]> {
  const { rows } = await db.pool.query<BalancerRow>(
    `SELECT b.load_balancer_arn AS arn, b.az_ids AS "azIds",
       (SELECT array_agg(g.target_group_arn ORDER BY 1) FROM target_group g
        WHERE g.account_id = b.account_id AND g.region = b.region AND g.gone_at IS NULL
          AND b.load_balancer_arn = ANY (g.load_balancer_arns)) AS "targetGroups"
     FROM load_balancer b
     WHERE b.account_id = $1 AND b.region = $2 AND b.gone_at IS NULL AND b.type = 'network'
     ORDER BY b.load_balancer_arn`,
    [accountId, region],
  );
  const names = new Map([...zones].map(([name, id]) => [id, name]));
  return rows.flatMap((row) => unitsOfBalancer(row, names));
}

function unitsOfBalancer({ arn, azIds, targetGroups }: BalancerRow, zoneNames: Map<string, string>): Unit[] {
  const name = arn.split(":loadbalancer/")[1];
  if (!name) return [];
  const balancer = { Name: "LoadBalancer", Value: name };
  const perZone = (series: (azId: string, zone: { Name: string; Value: string }[]) => Series) => [
    series("", []),
    ...azIds.flatMap((azId) => {
      const zone = zoneNames.get(azId);
      return zone ? [series(azId, [{ Name: "AvailabilityZone", Value: zone }])] : [];
    }),
  ];
  const whole: Unit = {
    resourceId: name,
    grain: "load-balancer",
    depth: providerDepth,
    series: perZone((azId, zone) => ({
      kind: loadBalancerKind,
      dimensions: [...zone, balancer],
      key: [name, azId, ""],
      labels: [],
    })),
  };
  const groups = (targetGroups ?? []).map((groupArn): Unit => {
    const group = groupArn.slice(groupArn.indexOf("targetgroup/"));
    return {
      resourceId: `${name} ${group}`,
      grain: "target-group",
      depth: providerDepth,
      series: perZone((azId, zone) => ({
        kind: targetGroupKind,
        dimensions: [...zone, balancer, { Name: "TargetGroup", Value: group }],
        key: [name, azId, group],
        labels: [],
      })),
    };
  });
  return [whole, ...groups];
}
