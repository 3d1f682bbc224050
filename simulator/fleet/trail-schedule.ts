/** The calls that a fleet's own schedule implies: creations, deletions, changes that come round, failures. */
import { type Actor, awsItself, person, pipeline, previewController } from "./actors.ts";
import { type Fleet, isListed } from "./fleet.ts";
import { fold, hashString, hex, unit } from "./hash.ts";
import { appliedValue, QUOTAS } from "./quotas.ts";
import type { TrailEvent } from "./trail.ts";
import * as calls from "./trail-calls.ts";
import type { AccountSpec, EndpointSpec, ServiceSpec, VpcSpec } from "./types.ts";

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ENDPOINTS_PER_VPC = "L-29B6F2EB";

/** Whose events, and between when. */
export interface TrailScope {
  fleet: Fleet;
  account: AccountSpec;
  region: string;
  from: number;
  to: number;
}

interface Occasion {
  at: number;
  key: string;
}

/** Instants that come round every so many days, each at another hour of the working day. */
export function occasions(
  key: string,
  everyDays: number,
  { from, to }: { from: number; to: number },
): Occasion[] {
  const hash = hashString(key);
  const period = everyDays * DAY;
  const phase = Math.floor(unit(hash) * everyDays) * DAY;
  const found: Occasion[] = [];
  for (let round = Math.floor((from - phase) / period); round * period + phase < to; round++) {
    const hour = 7 + 10 * unit(fold(hash, round));
    const at = round * period + phase + Math.floor((hour * HOUR) / SECOND) * SECOND;
    if (at >= from && at < to) found.push({ at, key: `${key}/${round}` });
  }
  return found;
}

/** Creation, deletion and changes of the endpoints of one account and region. */
export function* endpointEvents(scope: TrailScope): Generator<TrailEvent> {
  const { fleet, account, region, from, to } = scope;
  const within = (time: number | undefined): time is number =>
    time !== undefined && time >= from && time < to;
  for (const endpoint of fleet.allEndpoints(account.id, region)) {
    if (endpoint.createdAt >= to || (endpoint.deletedAt ?? to) < from) continue;
    const actor = makerOf(account, endpoint);
    if (within(endpoint.createdAt)) yield* creation(endpoint, actor);
    if (within(endpoint.deletedAt)) {
      const key = `DeleteVpcEndpoints/${endpoint.id}`;
      yield { ...calls.deleteEndpoint(endpoint), key, at: endpoint.deletedAt, actor };
    }
    yield* modifications(scope, endpoint);
  }
}

function* creation(endpoint: EndpointSpec, actor: Actor): Generator<TrailEvent> {
  const key = `CreateVpcEndpoint/${endpoint.id}`;
  const call = calls.createEndpoint(endpoint);
  yield { ...call, key, at: endpoint.createdAt, actor };
  // Now and then the first try was one call too many.
  if (unit(hashString(`retry/${endpoint.id}`)) >= 0.15) return;
  const resources = call.resources.filter(({ name }) => name !== endpoint.id);
  const error = { code: "Client.RequestLimitExceeded", message: "Request limit exceeded." };
  const at = endpoint.createdAt - 21 * SECOND;
  yield { ...call, key: `${key}/throttled`, at, actor, resources, error, response: () => null };
}

/** Infrastructure code that sets again what is set; a person where somebody deviated from it by hand. */
function* modifications(scope: TrailScope, endpoint: EndpointSpec): Generator<TrailEvent> {
  const { account } = scope;
  if (endpoint.policySetAt !== undefined) {
    const key = `ModifyVpcEndpoint/${endpoint.id}/policy`;
    const actor = person(account, endpoint.id);
    yield { ...calls.modifyEndpoint(endpoint, "policy"), key, at: endpoint.policySetAt, actor };
  }
  const deviates =
    endpoint.policy === "denying" ||
    endpoint.groups.some((name) => !["endpoints", "private-link"].includes(name));
  const days = deviates ? 21 : account.tags.env === "production" ? 60 : 90;
  for (const { at, key } of occasions(`ModifyVpcEndpoint/${endpoint.id}`, days, scope)) {
    if (at < endpoint.createdAt + HOUR || at >= (endpoint.deletedAt ?? at + 1)) continue;
    const actor = deviates ? person(account, endpoint.id) : pipeline(account, key);
    yield { ...calls.modifyEndpoint(endpoint), key, at, actor };
  }
}

function makerOf(account: AccountSpec, endpoint: EndpointSpec): Actor {
  if (endpoint.key.includes("/preview-")) return previewController(endpoint.key);
  const byCode = endpoint.tags["managed-by"] ?? endpoint.tags.ManagedBy;
  return byCode ? pipeline(account, endpoint.id) : person(account, endpoint.id);
}

/** What the owner of endpoint services does: configuration, permissions, accepting, verifying names. */
export function* serviceEvents(scope: TrailScope): Generator<TrailEvent> {
  const { account } = scope;
  for (const service of scope.fleet.servicesOf(account.id, scope.region)) {
    const id = service.id;
    const actor = pipeline(account, id);
    const created = { at: service.createdAt, key: `CreateVpcEndpointServiceConfiguration/${id}`, actor };
    yield { ...calls.createService(service), ...created };
    for (const occasion of occasions(`ModifyVpcEndpointServiceConfiguration/${id}`, 75, scope))
      if (occasion.at > service.createdAt) yield { ...calls.modifyService(service), ...occasion, actor };
    for (const occasion of occasions(`ModifyVpcEndpointServicePermissions/${id}`, 50, scope)) {
      const principal = service.allowedPrincipals[0];
      if (principal !== undefined && occasion.at > service.createdAt)
        yield { ...calls.allowPrincipal(service, principal), ...occasion, actor };
    }
    yield* setByHand(scope, service);
    yield* verifications(scope, service);
    yield* connectionEvents(scope, service);
  }
}

function* setByHand({ account }: TrailScope, service: ServiceSpec): Generator<TrailEvent> {
  const { id, allowListSetAt, acceptanceSetAt, allowedPrincipals } = service;
  const actor = person(account, id);
  if (allowListSetAt !== undefined) {
    const call = calls.changePermissions(service, { add: allowedPrincipals });
    yield { ...call, key: `ModifyVpcEndpointServicePermissions/${id}/set`, at: allowListSetAt, actor };
  }
  if (acceptanceSetAt !== undefined)
    yield {
      ...calls.modifyService(service),
      ...{ key: `ModifyVpcEndpointServiceConfiguration/${id}/set`, at: acceptanceSetAt, actor },
    };
}

/** A name is verified once; where that fails, somebody tries again every week. */
function* verifications(scope: TrailScope, service: ServiceSpec): Generator<TrailEvent> {
  if (service.privateDnsName === undefined) return;
  const key = `StartVpcEndpointServicePrivateDnsVerification/${service.id}`;
  const call = calls.startVerification(service);
  const actor = person(scope.account, service.id);
  yield { ...call, key, at: service.createdAt + HOUR, actor };
  if (service.privateDnsState === "verified") return;
  for (const occasion of occasions(key, 7, scope)) yield { ...call, ...occasion, actor };
}

function* connectionEvents(scope: TrailScope, service: ServiceSpec): Generator<TrailEvent> {
  const actor = person(scope.account, service.id);
  for (const endpoint of scope.fleet.consumersOf(service)) {
    const waited = (20 + Math.floor(280 * unit(hashString(`wait/${endpoint.id}`)))) * 60 * SECOND;
    const allowed = { key: `Allow/${endpoint.id}`, at: endpoint.createdAt - 3 * HOUR + waited / 2 };
    const principal = `arn:aws:iam::${endpoint.accountId}:root`;
    if (service.allowedPrincipals.includes(principal))
      yield { ...calls.allowPrincipal(service, principal), ...allowed, actor };
    const answered = { at: endpoint.createdAt + waited, actor };
    if (service.acceptanceRequired && endpoint.state === "available")
      yield { ...calls.accept(service, endpoint.id), ...answered, key: `Accept/${endpoint.id}` };
    if (endpoint.state === "rejected")
      yield { ...calls.reject(service, endpoint.id), ...answered, key: `Reject/${endpoint.id}` };
  }
  // A partner that was turned down asks again, and is turned down again.
  for (const consumer of service.outsideConsumers.filter((one) => one.state === "rejected")) {
    for (const occasion of occasions(`Reject/${consumer.vpcEndpointId}`, 14, scope))
      yield { ...calls.reject(service, consumer.vpcEndpointId), ...occasion, actor };
  }
}

/** Creations that AWS refuses, where the fleet gives it reason to. */
export function* failedCreations(scope: TrailScope): Generator<TrailEvent> {
  const { fleet, account, region } = scope;
  for (const vpc of fleet.vpcs(account.id, region)) {
    if (vpc.tags["ip-space"] === "tight") {
      const wanted = fleet.endpoints(account.id, region, scope.to).find((one) => one.state === "failed");
      const message =
        "There are not enough free addresses in subnet to satisfy the requested number of instances.";
      const error = { code: "Client.InsufficientFreeAddressesInSubnet", message };
      for (const occasion of occasions(`tight/${vpc.id}`, 2, scope))
        yield refused(vpc, wanted?.serviceName, occasion, pipeline(account, occasion.key), error);
    }
    if (vpc.refusesCreations) {
      const { everyDays, ...error } = vpc.refusesCreations;
      for (const occasion of occasions(`refused/${vpc.id}`, everyDays, scope))
        yield refused(vpc, undefined, occasion, pipeline(account, occasion.key), error);
    }
    if (isFull(scope, vpc)) {
      const message = `The maximum number of VPC endpoints has been reached for VPC '${vpc.id}'.`;
      const error = { code: "Client.VpcEndpointLimitExceeded", message };
      for (const occasion of occasions(`full/${vpc.id}`, 3, scope))
        yield refused(vpc, undefined, occasion, pipeline(account, occasion.key), error);
    }
    if (account.tags.env !== "development") continue;
    const error = {
      code: "Client.UnauthorizedOperation",
      message: `You are not authorized to perform this operation. Encoded authorization failure message: ${hex(vpc.id, 40)}`,
    };
    for (const occasion of occasions(`unauthorized/${vpc.id}`, 12, scope))
      yield refused(vpc, undefined, occasion, person(account, occasion.key), error);
  }
}

function refused(
  vpc: VpcSpec,
  serviceName: string | undefined,
  occasion: Occasion,
  actor: Actor,
  error: TrailEvent["error"],
): TrailEvent {
  const call = calls.createRefused(vpc, serviceName ?? `com.amazonaws.${vpc.region}.sts`);
  return { ...call, ...occasion, actor, error };
}

function isFull({ fleet, account, region, to }: TrailScope, vpc: VpcSpec): boolean {
  const spec = QUOTAS.find((quota) => quota.code === ENDPOINTS_PER_VPC);
  if (!spec) return false;
  const counted = fleet
    .allEndpoints(account.id, region)
    .filter((one) => one.vpc === vpc && one.type === "Interface" && isListed(one, to));
  return counted.length >= appliedValue(spec, account.id, region);
}

const NOISE = [
  "RunInstances",
  "TerminateInstances",
  "CreateNetworkInterface",
  "DeleteNetworkInterface",
  "CreateLaunchTemplateVersion",
];

/** What else happens in EC2: an account's history is mostly about other things. */
export function* noise(scope: TrailScope): Generator<TrailEvent> {
  const { account, region, from, to } = scope;
  if (scope.fleet.vpcs(account.id, region).length === 0) return;
  const step = 6 * HOUR;
  for (let slot = Math.floor(from / step); slot * step < to; slot++) {
    const key = `noise/${account.id}/${region}/${slot}`;
    const hash = hashString(key);
    const at = slot * step + Math.floor((unit(hash) * step) / SECOND) * SECOND;
    if (at >= to) return;
    const name = NOISE[(fold(hash, 1) >>> 0) % NOISE.length] as string;
    yield { ...calls.other(account.id, region, name, key), key, at, actor: awsItself() };
  }
}
