import { makeEndpoint } from "./make.ts";
import type {
  AccountSpec,
  EndpointSpec,
  FleetPlan,
  LoadBalancerSpec,
  ServiceSpec,
  VpcSpec,
} from "./types.ts";

/** A deleted endpoint is listed as `deleting` for this long, then it is gone. */
const DELETING_MS = 3 * 60_000;
/** A new endpoint is `pending` for this long. */
const PENDING_MS = 90_000;

/** A fleet with the indexes that answering needs. Time-dependent questions take `now` in milliseconds. */
export class Fleet {
  readonly plan: FleetPlan;
  readonly accounts: ReadonlyMap<string, AccountSpec>;
  readonly #vpcs = new Map<string, VpcSpec[]>();
  readonly #endpoints = new Map<string, EndpointSpec[]>();
  readonly #services = new Map<string, ServiceSpec[]>();
  readonly #balancers = new Map<string, LoadBalancerSpec[]>();
  readonly #servicesByName = new Map<string, ServiceSpec>();
  readonly #consumers = new Map<string, EndpointSpec[]>();
  #endpointsById: Map<string, EndpointSpec> | undefined;

  constructor(plan: FleetPlan) {
    this.plan = plan;
    this.accounts = new Map(plan.accounts.map((account) => [account.id, account]));
    for (const vpc of plan.vpcs) push(this.#vpcs, scopeKey(vpc), vpc);
    for (const balancer of plan.loadBalancers) push(this.#balancers, scopeKey(balancer), balancer);
    for (const service of plan.services) this.#indexService(service);
    for (const endpoint of plan.endpoints) this.#index(endpoint);
  }

  get regions(): readonly string[] {
    return this.plan.regions;
  }

  get services(): readonly ServiceSpec[] {
    return this.plan.services;
  }

  account(id: string): AccountSpec | undefined {
    return this.accounts.get(id);
  }

  vpcs(accountId: string, region: string): readonly VpcSpec[] {
    return this.#vpcs.get(`${accountId}/${region}`) ?? [];
  }

  /** Endpoint services that the account owns. */
  servicesOf(accountId: string, region: string): readonly ServiceSpec[] {
    return this.#services.get(`${accountId}/${region}`) ?? [];
  }

  serviceByName(serviceName: string): ServiceSpec | undefined {
    return this.#servicesByName.get(serviceName);
  }

  loadBalancers(accountId: string, region: string): readonly LoadBalancerSpec[] {
    return this.#balancers.get(`${accountId}/${region}`) ?? [];
  }

  /** Endpoints that EC2 lists at `now`: created, and not yet gone. */
  endpoints(accountId: string, region: string, now: number): readonly EndpointSpec[] {
    const all = this.#endpoints.get(`${accountId}/${region}`) ?? [];
    return all.every((endpoint) => isListed(endpoint, now)) ? all : all.filter((one) => isListed(one, now));
  }

  /** Every endpoint the scope ever has, the gone and the future ones too. */
  allEndpoints(accountId: string, region: string): readonly EndpointSpec[] {
    return this.#endpoints.get(`${accountId}/${region}`) ?? [];
  }

  endpointById(id: string): EndpointSpec | undefined {
    this.#endpointsById ??= new Map(this.plan.endpoints.map((endpoint) => [endpoint.id, endpoint]));
    return this.#endpointsById.get(id);
  }

  /** Endpoints of the organization that connect to a service, whenever they exist. */
  consumersOf(service: ServiceSpec): readonly EndpointSpec[] {
    return this.#consumers.get(service.serviceName) ?? [];
  }

  /** Adds an endpoint to a VPC of the fleet; it exists from `createdAt` on. */
  addEndpoint(input: Parameters<typeof makeEndpoint>[1]): EndpointSpec {
    const endpoint = makeEndpoint(this.plan.seed, input);
    this.plan.endpoints.push(endpoint);
    this.#endpointsById?.set(endpoint.id, endpoint);
    this.#index(endpoint);
    return endpoint;
  }

  /** Takes an endpoint out of the plan, as if it had never been. */
  removeEndpoint(endpoint: EndpointSpec): void {
    const { endpoints } = this.plan;
    this.plan.endpoints = endpoints.filter((one) => one !== endpoint);
    this.#endpointsById?.delete(endpoint.id);
    for (const index of [this.#endpoints, this.#consumers])
      for (const key of [scopeKey(endpoint), endpoint.serviceName]) {
        const list = index.get(key);
        if (list)
          index.set(
            key,
            list.filter((one) => one !== endpoint),
          );
      }
  }

  /** Adds a service; endpoints that connect to it are added after it. */
  addService(service: ServiceSpec): void {
    this.plan.services.push(service);
    this.#indexService(service);
  }

  #indexService(service: ServiceSpec): void {
    push(this.#services, scopeKey(service), service);
    this.#servicesByName.set(service.serviceName, service);
  }

  #index(endpoint: EndpointSpec): void {
    push(this.#endpoints, scopeKey(endpoint), endpoint);
    if (this.#servicesByName.has(endpoint.serviceName)) push(this.#consumers, endpoint.serviceName, endpoint);
  }
}

export function isListed(endpoint: EndpointSpec, now: number): boolean {
  if (endpoint.createdAt > now) return false;
  return endpoint.deletedAt === undefined || now < endpoint.deletedAt + DELETING_MS;
}

/** The state EC2 reports at `now`. */
export function stateAt(endpoint: EndpointSpec, now: number): string {
  if (endpoint.deletedAt !== undefined && now >= endpoint.deletedAt) return "deleting";
  return now < endpoint.createdAt + PENDING_MS ? "pending" : endpoint.state;
}

function scopeKey(resource: { accountId: string; region: string }): string {
  return `${resource.accountId}/${resource.region}`;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
