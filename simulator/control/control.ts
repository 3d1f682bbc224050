import type { Bills } from "../fleet/bills.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { type GroupRule, vpcNetwork } from "../fleet/network.ts";
import type { Traffic } from "../fleet/traffic.ts";
import type { Trail } from "../fleet/trail.ts";
import {
  changePermissions,
  changeRule,
  createEndpoint,
  deleteEndpoint,
  modifyService,
} from "../fleet/trail-calls.ts";
import { changesOf } from "../fleet/trail-changes.ts";
import type { EndpointSpec, VpcSpec } from "../fleet/types.ts";
import type { QueryOutcome, Silence } from "../services/context.ts";
import type { PriceChange } from "../services/pricing.ts";
import { Clock } from "./clock.ts";
import { Counters } from "./counters.ts";
import { type FaultCall, Faults } from "./faults.ts";
import { type By, Journal } from "./journal.ts";
import { Throttle } from "./throttle.ts";

const HOUR = 3_600_000;
const COST_PAGE = 5_000;

/** Who denies, as far as AWS says it in the message of a refusal. */
export type DenialReason =
  | "identity-policy"
  | "explicit-deny"
  | "service-control-policy"
  | "permissions-boundary";

/** How a switched-off region answers. */
export type RegionOff = "OptInRequired" | "AuthFailure";

/** What can be changed on an endpoint while the simulator runs. */
export type EndpointPatch = Partial<
  Pick<
    EndpointSpec,
    | "tags"
    | "policyDocument"
    | "groups"
    | "state"
    | "privateDns"
    | "azIds"
    | "lastError"
    | "failureReason"
    | "traffic"
    | "createdAt"
    | "deletedAt"
  >
>;

export interface NewEndpoint {
  name: string;
  vpcId: string;
  serviceName: string;
  azIds?: string[];
  tags?: Record<string, string>;
  bytesPerDay?: number;
}

/** Levers for tests: what is denied, broken, slow, added, removed. Everything starts off. */
export class Control {
  readonly clock: Clock;
  readonly faults = new Faults();
  readonly throttle = new Throttle();
  readonly counters = new Counters();
  /** Imitates other AWS-compatible servers: no paging, few fields, HTML for calls they do not know. */
  plain = false;
  /** CloudWatch publishes endpoint series only with their Subnet Id. */
  subnetGrainOnly = false;
  /** CloudWatch has nothing between these times, milliseconds; what lies on both sides of one in one bucket is not added up. */
  silences: Silence[] = [];
  /** How Logs Insights queries end that are started from now on. */
  queryOutcome: QueryOutcome = "Complete";
  /** Groups on one page of Cost Explorer. */
  costPageSize = COST_PAGE;
  /** A price that AWS has changed; the bills go on as they were. */
  priceChange: PriceChange | undefined;
  /** Accounts that opted in to resource-level data in Cost Explorer. */
  readonly resourceCosts = new Set<string>();
  /** Most entries on a page of any other listing; AWS may give fewer than were asked for, and a token. */
  pageSize: number | undefined;
  /** Hears of every call before anything is decided about it, and holds it up until it is done. */
  onCall: ((call: FaultCall) => void | Promise<void>) | undefined;
  /** Longest life of handed-out credentials, milliseconds. */
  maxSessionMs = 12 * HOUR;
  readonly #fleet: Fleet;
  readonly #traffic: Traffic;
  readonly #bills: Bills;
  readonly #journal: Journal;
  readonly #regionsOff = new Map<string, RegionOff>();
  readonly #denied = new Map<string, DenialReason | undefined>();
  #revokedBefore = 0;

  constructor(
    { fleet, traffic, bills, trail }: { fleet: Fleet; traffic: Traffic; bills: Bills; trail: Trail },
    fixedNow?: number,
  ) {
    this.#fleet = fleet;
    this.#traffic = traffic;
    this.#bills = bills;
    this.clock = new Clock(fixedNow);
    this.#journal = new Journal(fleet, trail, this.clock);
  }

  /** Denies an account: AssumeRole, or one action such as `ec2:DescribeVpcEndpoints`; with a reason, its message gives it. */
  deny(accountId: string, action = "sts:AssumeRole", reason?: DenialReason): void {
    this.#denied.set(`${accountId}/${action}`, reason);
  }

  /** Takes a denial back; without an action, all of the account's. */
  allow(accountId: string, action?: string): void {
    for (const key of this.#denied.keys()) {
      if (action === undefined ? key.startsWith(`${accountId}/`) : key === `${accountId}/${action}`)
        this.#denied.delete(key);
    }
  }

  isDenied(accountId: string, action: string): boolean {
    return this.#denied.has(`${accountId}/${action}`) || this.#denied.has(`*/${action}`);
  }

  /** The reason that a denial was given with. */
  reasonOfDenial(accountId: string, action: string): DenialReason | undefined {
    return this.#denied.get(`${accountId}/${action}`) ?? this.#denied.get(`*/${action}`);
  }

  /** Turns a region off for one account (`*` for all) or, with null, on again. */
  setRegionOff(accountId: string, region: string, how: RegionOff | null = "OptInRequired"): void {
    if (how === null) this.#regionsOff.delete(`${accountId}/${region}`);
    else this.#regionsOff.set(`${accountId}/${region}`, how);
  }

  isRegionOff(accountId: string, region: string): RegionOff | undefined {
    return this.#regionsOff.get(`${accountId}/${region}`) ?? this.#regionsOff.get(`*/${region}`);
  }

  /** Session credentials handed out before now count as expired. */
  expireCredentials(): void {
    this.#revokedBefore = Date.now() + 1;
  }

  isRevoked(issuedAt: number): boolean {
    return issuedAt < this.#revokedBefore;
  }

  /** Takes an endpoint away at once. @throws Error when there is no such endpoint. */
  removeEndpoint(id: string, by?: By): void {
    this.modifyEndpoint(id, { deletedAt: this.clock.now() - HOUR }, by);
  }

  /** Changes an endpoint. @throws Error when there is no such endpoint. */
  modifyEndpoint(id: string, patch: EndpointPatch, by?: By): EndpointSpec {
    const endpoint = this.#fleet.endpointById(id);
    if (!endpoint) throw new Error(`no endpoint ${id}`);
    const before = { ...endpoint };
    Object.assign(endpoint, patch);
    this.#writeDown(before, endpoint, by);
    this.#traffic.forget(endpoint);
    this.#bills.forget();
    return endpoint;
  }

  /** Adds an endpoint that was created an hour ago. @throws Error when there is no such VPC. */
  addEndpoint(input: NewEndpoint, by?: By): EndpointSpec {
    const vpc = this.#fleet.plan.vpcs.find((one: VpcSpec) => one.id === input.vpcId);
    if (!vpc) throw new Error(`no VPC ${input.vpcId}`);
    const endpoint = this.#fleet.addEndpoint({
      name: input.name,
      vpc,
      serviceName: input.serviceName,
      azIds: input.azIds ?? vpc.azIds,
      createdAt: this.clock.now() - HOUR,
      tags: input.tags ?? {},
      traffic: input.bytesPerDay
        ? { rhythm: "steady", bytesPerDay: input.bytesPerDay, bytesPerConnection: 20_000 }
        : undefined,
    });
    this.#journal.record(endpoint.id, createEndpoint(endpoint), by, `CreateVpcEndpoint/${endpoint.id}`);
    this.#traffic.forget(endpoint);
    this.#bills.forget();
    return endpoint;
  }

  /** Adds a rule to a security group, or takes one of the same words away. @throws Error when there is no such group. */
  changeRule(groupId: string, how: "add" | "remove", rule: Omit<GroupRule, "id">, by?: By): void {
    for (const vpc of this.#fleet.plan.vpcs) {
      const group = vpcNetwork(vpc).groups.find((one) => one.id === groupId);
      if (!group) continue;
      const same = (one: GroupRule) =>
        (["egress", "protocol", "fromPort", "toPort", "cidr", "groupId"] as const).every(
          (field) => one[field] === rule[field],
        );
      group.rules = group.rules.filter((one) => !same(one));
      const changed = { ...rule, id: `sgr-${groupId.slice(3)}${group.rules.length}` };
      if (how === "add") group.rules.push(changed);
      this.#journal.record(groupId, changeRule(vpc, groupId, how, changed), by);
      return;
    }
    throw new Error(`no security group ${groupId}`);
  }

  /** Changes who may connect to a service. @throws Error when there is no such service. */
  changePermissions(serviceId: string, change: { add?: string[]; remove?: string[] }, by?: By): void {
    const service = this.#fleet.services.find(({ id }) => id === serviceId);
    if (!service) throw new Error(`no endpoint service ${serviceId}`);
    const kept = service.allowedPrincipals.filter((principal) => !change.remove?.includes(principal));
    service.allowedPrincipals = [...new Set([...kept, ...(change.add ?? [])])];
    this.#journal.record(serviceId, changePermissions(service, change), by);
  }

  /** Changes whether connections to a service have to be accepted. @throws Error when there is no such service. */
  changeAcceptance(serviceId: string, required: boolean, by?: By): void {
    const service = this.#fleet.services.find(({ id }) => id === serviceId);
    if (!service) throw new Error(`no endpoint service ${serviceId}`);
    service.acceptanceRequired = required;
    this.#journal.record(serviceId, modifyService(service), by);
  }

  /** Writes down what was changed as the calls that would have changed it. */
  #writeDown(before: EndpointSpec, after: EndpointSpec, by?: By): void {
    if (after.deletedAt !== undefined && after.deletedAt !== before.deletedAt)
      this.#journal.record(after.id, deleteEndpoint(after), by, `DeleteVpcEndpoints/${after.id}`);
    for (const call of changesOf(this.#fleet, before, after)) this.#journal.record(after.id, call, by);
  }

  /** Everything off again; endpoints stay as they are. */
  reset(): void {
    this.faults.clear();
    this.#denied.clear();
    this.#regionsOff.clear();
    this.throttle.enabled = false;
    this.plain = false;
    this.subnetGrainOnly = false;
    this.silences = [];
    this.queryOutcome = "Complete";
    this.costPageSize = COST_PAGE;
    this.priceChange = undefined;
    this.resourceCosts.clear();
    this.pageSize = undefined;
    this.onCall = undefined;
    this.maxSessionMs = 12 * HOUR;
  }
}
