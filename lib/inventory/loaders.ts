import { readPathId } from "../api/pathId.ts";
import { NotFoundError } from "../errors.ts";
import { getEndpoint, getLoadBalancer } from "./data.ts";
import type { LoadBalancerDetail } from "./loadBalancerSchema.ts";
import type { EndpointDetail } from "./schema.ts";

/** The endpoint of a path. Throws NotFoundError for an id that no run has seen. */
export async function requireEndpoint(id: string): Promise<EndpointDetail> {
  const vpcEndpointId = readPathId(id);
  const endpoint = await getEndpoint(vpcEndpointId);
  if (endpoint) return endpoint;
  throw new NotFoundError(`No endpoint ${vpcEndpointId} has been seen.`);
}

/** The load balancer of a path: its ARN, or the part behind `loadbalancer/`. Throws NotFoundError. */
export async function requireLoadBalancer(id: string): Promise<LoadBalancerDetail> {
  const nameOrArn = readPathId(id);
  const loadBalancer = await getLoadBalancer(nameOrArn);
  if (loadBalancer) return loadBalancer;
  throw new NotFoundError(`No load balancer ${nameOrArn} has been seen.`);
}
