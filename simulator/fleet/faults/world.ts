import { awsServiceOf } from "../aws-services.ts";
import { Fleet } from "../fleet.ts";
import { fold, hashString, unit } from "../hash.ts";
import { probesOf } from "../probes.ts";
import type { EndpointSpec, FleetPlan, LoadBalancerSpec, ServiceSpec, VpcSpec } from "../types.ts";

const HOUR = 3_600_000;

/**
 * A sound fleet while faults are planted in it. Each fault takes what it touches for itself, so that no two of them
 * meet on one path and each is to be found on its own.
 */
export class World {
  readonly fleet: Fleet;
  readonly plan: FleetPlan;
  /** Milliseconds. */
  readonly now: number;
  readonly #taken = new Set<string>();
  #hash: number;

  constructor(plan: FleetPlan, now: number) {
    this.plan = plan;
    this.fleet = new Fleet(plan);
    this.now = now;
    this.#hash = hashString(`faults/${plan.seed}`);
  }

  /** A number in [0, 1), another one each time. */
  draw(): number {
    this.#hash = fold(this.#hash, 1);
    return unit(this.#hash);
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.draw() * from.length)];
  }

  /** A full minute between three and nine hours ago: long enough to be measured, and news still. */
  recently(): number {
    return Math.floor((this.now - (3 + 6 * this.draw()) * HOUR) / 60_000) * 60_000;
  }

  /** A sound endpoint that is wanted; it is taken then, and the VPC and service it belongs to stay as they are. */
  endpoint(wanted: (endpoint: EndpointSpec) => boolean): EndpointSpec | undefined {
    const found = this.pick(
      this.plan.endpoints.filter((one) => this.#isFree(one.id) && one.type === "Interface" && wanted(one)),
    );
    if (found) this.#take(found.id, found.vpc.id, found.serviceName);
    return found;
  }

  /** An endpoint to a service of AWS. */
  awsEndpoint(wanted: (endpoint: EndpointSpec) => boolean = () => true): EndpointSpec | undefined {
    return this.endpoint((one) => awsServiceOf(one.serviceName) !== undefined && wanted(one));
  }

  /** An endpoint to a service of the fleet. */
  ownEndpoint(wanted: (endpoint: EndpointSpec) => boolean = () => true): EndpointSpec | undefined {
    return this.endpoint((one) => this.fleet.serviceByName(one.serviceName) !== undefined && wanted(one));
  }

  /** A sound service with consumers that all are sound; it is taken with all of them. */
  service(wanted: (service: ServiceSpec, balancer: LoadBalancerSpec) => boolean = () => true) {
    const found = this.pick(
      this.plan.services.filter((one) => {
        const [balancer] = one.loadBalancers;
        const consumers = this.fleet.consumersOf(one);
        const free = this.#isFree(one.serviceName) && consumers.every(({ id }) => this.#isFree(id));
        return free && balancer !== undefined && consumers.length > 0 && wanted(one, balancer);
      }),
    );
    if (!found) return undefined;
    const consumers = this.fleet.consumersOf(found);
    this.#take(found.serviceName, ...consumers.map(({ id }) => id), ...consumers.map(({ vpc }) => vpc.id));
    const balancer = found.loadBalancers[0] as LoadBalancerSpec;
    return {
      service: found,
      balancer,
      group: balancer.targetGroups[0] as (typeof balancer.targetGroups)[0],
      consumers,
    };
  }

  /** A sound VPC with interface endpoints that all are sound; it is taken with all of them. */
  vpc(wanted: (vpc: VpcSpec, endpoints: readonly EndpointSpec[]) => boolean = () => true) {
    const found = this.pick(
      this.plan.vpcs.filter((vpc) => {
        const all = this.endpointsIn(vpc);
        const endpoints = all.filter(({ type }) => type === "Interface");
        const free = this.#isFree(vpc.id) && all.every(({ id }) => this.#isFree(id));
        return free && endpoints.length > 0 && wanted(vpc, endpoints);
      }),
    );
    if (!found) return undefined;
    const all = this.endpointsIn(found);
    this.#take(found.id, ...all.map(({ id }) => id), ...all.map(({ serviceName }) => serviceName));
    return { vpc: found, endpoints: all.filter(({ type }) => type === "Interface") };
  }

  /** Adds an endpoint; it is taken. */
  add(input: Parameters<Fleet["addEndpoint"]>[0]): EndpointSpec {
    const added = this.fleet.addEndpoint(input);
    this.#take(added.id);
    return added;
  }

  /** Takes an endpoint away that the fleet then never had. */
  remove(endpoint: EndpointSpec): void {
    this.fleet.removeEndpoint(endpoint);
  }

  /** Adds a service that no account of the fleet owns. */
  addService(service: ServiceSpec): void {
    this.fleet.addService(service);
  }

  endpointsIn(vpc: VpcSpec): EndpointSpec[] {
    return this.fleet.allEndpoints(vpc.accountId, vpc.region).filter((one) => one.vpc === vpc);
  }

  /** A VPC for a fault that concerns no path; no other fault of this kind comes into its account. */
  place(wanted: (vpc: VpcSpec) => boolean = () => true): VpcSpec | undefined {
    const found = this.pick(
      this.plan.vpcs.filter((vpc) => this.#isFree(`place/${vpc.accountId}`) && wanted(vpc)),
    );
    if (found) this.#take(`place/${found.accountId}`);
    return found;
  }

  /** Whether no fault that concerns no path is in the account. */
  isPlain(accountId: string): boolean {
    return this.#isFree(`place/${accountId}`);
  }

  /** Keeps faults that concern no path out of the account. */
  keepPlain(accountId: string): void {
    this.#take(`place/${accountId}`);
  }

  /** All sound endpoints of a region to one service, of as many VPCs at least; they are taken. */
  shared(fewest: number, wanted: (endpoint: EndpointSpec) => boolean): EndpointSpec[] {
    const interfaces = this.plan.endpoints.filter((one) => one.type === "Interface" && wanted(one));
    const groups = [...Map.groupBy(interfaces, ({ serviceName }) => serviceName).values()].filter(
      (own) => new Set(own.map(({ vpc }) => vpc)).size >= fewest && own.every(({ id }) => this.#isFree(id)),
    );
    const found = this.pick(groups) ?? [];
    this.#take(...found.flatMap(({ id, vpc, serviceName }) => [id, vpc.id, serviceName]));
    return found;
  }

  /** Whether it is an interface endpoint that no fault has touched. */
  isSound({ id, type }: EndpointSpec): boolean {
    return type === "Interface" && this.#isFree(id);
  }

  /** Whether somebody probes the endpoint, by its own name or by a private one. */
  isProbed(endpoint: EndpointSpec, job: "privatelink" | "privatelink-dns" = "privatelink"): boolean {
    return probesOf(this.fleet, endpoint).some((probe) => probe.job === job);
  }

  isProduction({ accountId }: { accountId: string }): boolean {
    return this.fleet.account(accountId)?.tags.env === "production";
  }

  #isFree(id: string): boolean {
    return !this.#taken.has(id);
  }

  /** What was taken alone keeps others from taking what it is part of: a VPC with a broken endpoint is not sound. */
  #take(...ids: string[]): void {
    for (const id of ids) this.#taken.add(id);
  }
}

/** Calls cease: nothing flows from the instant on. */
export function silence(endpoint: EndpointSpec, since: number): void {
  if (endpoint.traffic) endpoint.traffic = { ...endpoint.traffic, idleSince: since };
}

/** Whether CloudWatch counts what goes through it: AWS publishes nothing of endpoints to another region. */
export const isMeasured = ({ region, serviceRegion = region }: EndpointSpec) => serviceRegion === region;

export const iso = (ms: number) => new Date(ms).toISOString();
export const idsOf = (resources: readonly { id: string }[]) => resources.map(({ id }) => id);
