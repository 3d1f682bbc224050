import { readList } from "../api/list/data.ts";
import { readPathId } from "../api/pathId.ts";
import { findingList } from "../diagnosis/findingList.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { idleItemsOf } from "../idle/itemData.ts";
import { loadBalancerChanges, serviceChanges } from "./changeData.ts";
import { connectionList } from "./connectionList.ts";
import { requireLoadBalancer } from "./loaders.ts";
import {
  billedByResource,
  connectionStates,
  connectionsOf,
  consumerCost,
  getService,
  scopeProvenance,
  serviceLoadBalancers,
  servicePrincipals,
} from "./providerPageData.ts";
import type { LoadBalancerPage, ServicePage } from "./providerPageSchema.ts";
import { loadBalancerTraffic, serviceTraffic } from "./providerTrafficData.ts";

const mostConnections = 25;
const mostFindings = 10;

/** Everything that the page of one service shows; undefined for an id that no run has seen. */
export async function loadServicePage(id: string): Promise<ServicePage | undefined> {
  const service = await found(() => getService(readPathId(id)));
  if (!service) return undefined;
  const { accountId, serviceId, serviceName, connections: known } = service;
  const arns = [...service.networkLoadBalancerArns, ...service.gatewayLoadBalancerArns];
  const now = currentTime();
  const filter = { serviceId: [serviceId], accountId: [accountId] };
  const [provenance, principals, states, connections, loadBalancers, ...rest] = await Promise.all([
    scopeProvenance(service, "services"),
    servicePrincipals(service),
    connectionStates(service),
    readList(connectionList, { filter, limit: mostConnections, sort: "-vpcEndpointState" }),
    serviceLoadBalancers(service, arns),
    serviceTraffic({ accountId, resourceId: serviceId, azIds: service.azIds }, now),
    readList(findingList, { filter: { serviceName: [serviceName] }, limit: mostFindings }),
    idleItemsOf({ accountId, vpcEndpointId: serviceId }),
    serviceChanges({ accountId, serviceId, loadBalancerArns: arns }),
    consumerCost(service),
  ]);
  const [traffic, findings, [idle], changes, cost] = rest;
  return {
    ...{ service, provenance, principals, connections, loadBalancers, traffic, findings, changes },
    connectionStates: known === null ? null : states,
    idle: idle ?? null,
    consumerCost: cost,
  };
}

/** Everything that the page of one load balancer shows, by its ARN or the part behind `loadbalancer/`. */
export async function loadLoadBalancerPage(id: string): Promise<LoadBalancerPage | undefined> {
  const loadBalancer = await found(() => requireLoadBalancer(id));
  if (!loadBalancer) return undefined;
  const { accountId, loadBalancerArn, services } = loadBalancer;
  const now = currentTime();
  const [provenance, connections, traffic, findings, [idle], changes, billed] = await Promise.all([
    scopeProvenance(loadBalancer, "load-balancers"),
    connectionsOf(
      loadBalancer,
      services.map(({ serviceId }) => serviceId),
    ),
    loadBalancerTraffic(
      {
        accountId,
        resourceId: loadBalancerArn.split(":loadbalancer/")[1] ?? "",
        azIds: loadBalancer.azIds,
      },
      now,
    ),
    readList(findingList, { filter: { resourceId: [loadBalancerArn] }, limit: mostFindings }),
    idleItemsOf({ accountId, vpcEndpointId: loadBalancerArn }),
    loadBalancerChanges(loadBalancer),
    billedByResource(accountId, loadBalancerArn, now),
  ]);
  return {
    ...{ loadBalancer, provenance, connections, traffic, findings, changes, billed },
    idle: idle ?? null,
  };
}

/** What is asked for, or undefined where there is no such thing. */
async function found<T>(read: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
