import type { ChangeFacts } from "../factsSchema.ts";
import type { ConsumerRows } from "./consumer.ts";
import type { EndpointRow } from "./endpointData.ts";
import type { ChangeRow } from "./logsData.ts";
import { listsInRules } from "./prefixLists.ts";
import type { ServiceSide } from "./provider.ts";
import { Keys, keyOf } from "./rows.ts";

type Resource = readonly [accountId: string, region: string, ids: readonly (string | null)[]];

/** What an endpoint stands on in its own account. */
function consumerResources(endpoint: EndpointRow, rows: ConsumerRows): Resource {
  const { accountId, region, vpcEndpointId, vpcId, subnetIds, securityGroupIds, routeTableIds } = endpoint;
  const flowLogs = [vpcId, ...subnetIds, ...endpoint.networkInterfaceIds].flatMap((id) =>
    (id === null ? [] : (rows.flowLogs.get(keyOf(accountId, region, id)) ?? [])).map(
      ({ flowLogId }) => flowLogId,
    ),
  );
  const lists = securityGroupIds.flatMap((id) =>
    (rows.securityGroups.get(keyOf(accountId, region, id)) ?? []).flatMap(listsInRules),
  );
  return [
    accountId,
    region,
    [vpcEndpointId, vpcId, ...subnetIds, ...securityGroupIds, ...lists, ...routeTableIds, ...flowLogs],
  ];
}

/** What stands behind a service; permissions are asked for by the service. */
function providerResources(side: ServiceSide, vpcEndpointId: string | null): Resource {
  const known = <T>(piece: { state: string; value?: T }): T | undefined => piece.value;
  const service = known(side.service) ?? null;
  if (!service) return [side.account.accountId, side.region, []];
  const balancers = known(side.loadBalancers) ?? [];
  return [
    side.account.accountId,
    side.region,
    [
      service.serviceId,
      ...(vpcEndpointId ? [`${service.serviceId}/${vpcEndpointId}`] : []),
      ...service.networkLoadBalancerArns,
      ...service.gatewayLoadBalancerArns,
      ...balancers.flatMap(({ securityGroupIds }) => securityGroupIds),
      ...(known(side.listeners) ?? []).map(({ listenerArn }) => listenerArn),
      ...(known(side.targetGroups) ?? []).map(({ targetGroupArn }) => targetGroupArn),
    ],
  ];
}

/** Everything whose changes matter to some paths. */
export function changedResources(
  endpoints: readonly EndpointRow[],
  rows: ConsumerRows,
  sides: Iterable<ServiceSide>,
): { resources: Keys; services: Keys; ofEndpoint: ReadonlyMap<EndpointRow, Resource> } {
  const resources = new Keys();
  const services = new Keys();
  const ofEndpoint = new Map(endpoints.map((endpoint) => [endpoint, consumerResources(endpoint, rows)]));
  for (const resource of ofEndpoint.values()) resources.add(...resource);
  for (const side of sides) {
    const [accountId, region, ids] = providerResources(side, null);
    resources.add(accountId, region, ids);
    const [serviceId] = ids;
    if (serviceId) services.add(accountId, region, [serviceId]);
    // A service's connections are logged by service and endpoint.
    if (side.connections.state !== "missing")
      for (const one of side.connections.value)
        resources.add(accountId, region, [`${one.serviceId}/${one.vpcEndpointId}`]);
  }
  return { resources, services, ofEndpoint };
}

/**
 * Finds the changes of a path among those of a batch.
 * @param ofEndpoint what each endpoint of the batch stands on.
 */
export function changesOf(rows: readonly ChangeRow[], ofEndpoint: ReadonlyMap<EndpointRow, Resource>) {
  // By id alone: hardly any resource of a path has changed, and most need no other key to be passed over.
  const found = Map.groupBy(rows, ({ resourceType, resourceId }) =>
    resourceType === "vpc-endpoint-service-permission" ? permissionsOf(resourceId) : resourceId,
  );
  const pick = ([accountId, region, ids]: Resource) =>
    ids.flatMap((id, i) =>
      id === null || !found.has(id) || ids.indexOf(id) < i
        ? []
        : (found.get(id) ?? []).filter((row) => row.accountId === accountId && row.region === region),
    );
  return {
    of(endpoint: EndpointRow | null, side: ServiceSide | undefined): ChangeFacts[] {
      if (found.size === 0) return [];
      const resources = endpoint && ofEndpoint.get(endpoint);
      const changes = [
        ...(resources ? pick(resources) : []),
        ...(side ? pick(providerResources(side, endpoint?.vpcEndpointId ?? null)) : []),
        ...(side ? permissionChanges(side) : []),
      ];
      return changes.map(({ id: _, ...change }) => change);
    },
  };
  function permissionChanges(side: ServiceSide): ChangeRow[] {
    const [accountId, region, [serviceId]] = providerResources(side, null);
    return serviceId ? pick([accountId, region, [permissionsOf(`${serviceId}/`)]]) : [];
  }
}

/** Permissions of a service are kept together, whoever they were for. */
const permissionsOf = (resourceId: string) => `${resourceId.slice(0, resourceId.indexOf("/"))}/`;
