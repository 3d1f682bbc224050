import { columnName } from "../../inventory/tables.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type {
  ListenerFacts,
  LoadBalancerFacts,
  NotificationFacts,
  PermissionFacts,
  QuotaUsageFacts,
  TargetGroupFacts,
  TargetHealthFacts,
} from "../factsSchema.ts";
import type { ConnectionRow } from "./endpointData.ts";
import { type Keys, type Located, readRows } from "./rows.ts";

export const readPermissions = (db: Queryable, services: Keys) =>
  readRows<PermissionFacts & { serviceId: string }>(
    db,
    "vpcEndpointServicePermission",
    "serviceId",
    ["serviceId", "principal", "principalType"],
    services,
  );

export const readConnectionsOfServices = (db: Queryable, services: Keys): Promise<ConnectionRow[]> =>
  readRows(
    db,
    "vpcEndpointConnection",
    "serviceId",
    [
      ...["serviceId", "vpcEndpointId", "vpcEndpointConnectionId", "vpcEndpointOwner", "vpcEndpointState"],
      ...["vpcEndpointRegion", "creationTimestamp", "networkLoadBalancerArns"],
    ],
    services,
  );

export const readNotifications = (db: Queryable, services: Keys) =>
  readRows<NotificationFacts & { serviceId: string | null }>(
    db,
    "vpcEndpointConnectionNotification",
    "serviceId",
    [
      ...["connectionNotificationId", "serviceId", "vpcEndpointId", "connectionNotificationArn"],
      ...["connectionNotificationState", "connectionEvents"],
    ],
    services,
  );

const balancerProperties = [
  ...["loadBalancerArn", "loadBalancerName", "type", "scheme", "vpcId", "state", "createdTime", "azIds"],
  ...["subnetIds", "securityGroupIds", "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"],
  ...["crossZoneEnabled", "deletionProtectionEnabled", "attributes", "goneAt"],
  ...["tags", "owner", "environment", "application"],
];

/** What services point at; also what is gone. */
export const readLoadBalancers = (db: Queryable, loadBalancers: Keys) =>
  readRows<LoadBalancerFacts>(db, "loadBalancer", "loadBalancerArn", balancerProperties, loadBalancers, {
    gone: true,
  });

/** Every load balancer of some accounts. */
export async function readLoadBalancersOf(
  db: Queryable,
  accountIds: readonly string[],
): Promise<Located<LoadBalancerFacts>[]> {
  const columns = ["accountId", "region", ...balancerProperties].map(
    (one) => `${columnName(one)} AS "${one}"`,
  );
  const { rows } = await db.query<Located<LoadBalancerFacts>>(
    `SELECT ${columns.join(", ")} FROM load_balancer WHERE account_id = ANY ($1) AND gone_at IS NULL
     ORDER BY account_id, region, load_balancer_arn`,
    [accountIds],
  );
  return rows;
}

export const readListeners = (db: Queryable, loadBalancers: Keys) =>
  readRows<ListenerFacts>(
    db,
    "listener",
    "loadBalancerArn",
    ["listenerArn", "loadBalancerArn", "port", "protocol", "targetGroupArns"],
    loadBalancers,
  );

export const readTargetGroups = (db: Queryable, targetGroups: Keys) =>
  readRows<TargetGroupFacts>(
    db,
    "targetGroup",
    "targetGroupArn",
    [
      ...["targetGroupArn", "targetGroupName", "protocol", "port", "targetType", "loadBalancerArns"],
      ...[
        "healthCheckEnabled",
        "healthCheckProtocol",
        "healthCheckPort",
        "healthCheckPath",
        "attributes",
        "tags",
      ],
    ],
    targetGroups,
  );

export const readTargetHealth = (db: Queryable, targetGroups: Keys) =>
  readRows<TargetHealthFacts>(
    db,
    "targetHealth",
    "targetGroupArn",
    [
      "targetGroupArn",
      "targetId",
      "port",
      "azId",
      "availabilityZone",
      "healthCheckPort",
      "state",
      "reason",
      "description",
    ],
    targetGroups,
  );

/** All quotas of some accounts and regions. */
export async function readQuotas(
  db: Queryable,
  places: readonly { accountId: string; region: string }[],
): Promise<Located<QuotaUsageFacts>[]> {
  if (places.length === 0) return [];
  const { rows } = await db.query<Located<QuotaUsageFacts>>(
    `SELECT DISTINCT q.account_id AS "accountId", q.region, q.quota_code AS "quotaCode", q.quota_name AS "quotaName",
       q.resource_id AS "resourceId", q.value, q.usage, q.adjustable
     FROM unnest($1::text[], $2::text[]) AS k(account_id, region)
     JOIN quota_usage q ON q.account_id = k.account_id AND q.region = k.region WHERE q.gone_at IS NULL`,
    [places.map(({ accountId }) => accountId), places.map(({ region }) => region)],
  );
  return rows;
}
