import type { Config } from "../../config/schema.ts";
import { readBypassed, readNatTraffic } from "../../natGateways/data.ts";
import type { Queryable } from "../../runs/mutations.ts";
import { lastOf } from "../checks/shared/commands.ts";
import type { ConsumerSide, Piece } from "../evidenceSchema.ts";
import type {
  FleetEndpoint,
  FleetFacts,
  FleetPlace,
  FleetProvisioning,
  FleetQuota,
  FleetSharedService,
  FleetVpc,
  GatewayTraffic,
  Provisioned,
} from "../fleet/factsSchema.ts";
import { readEndpointsOfVpcs, readRouteTables } from "./consumerData.ts";
import { loadCostDays } from "./costDays.ts";
import { egressPiece } from "./egress.ts";
import { readServicesOf } from "./endpointData.ts";
import * as data from "./fleetData.ts";
import { type IdleVerdicts, idlePiece, idleZonesPiece, readProviderIdleness } from "./idleData.ts";
import { readChanges } from "./logsData.ts";
import { readPermissionCalls } from "./permissionCalls.ts";
import { readLoadBalancersOf } from "./providerData.ts";
import { byKey, Keys, keyOf } from "./rows.ts";
import { accountFacts, type Known, missing, Scopes } from "./scopes.ts";
import { loadUnconnected, type UnconnectedService } from "./unconnected.ts";

const dayMs = 86_400_000;
const windowDays = 30;

/** What is the same for all batches of an evaluation. */
export interface FleetAround {
  known: Known;
  /** Services of ours that name a load balancer, by its ARN. */
  servicesBehind: ReadonlyMap<string, data.ServicesBehind>;
  /** AWS services that many VPCs have an endpoint to, of all accounts. */
  sharedServices: readonly FleetSharedService[];
  config: Pick<Config, "tags">;
  now: Date;
}

/** What the fleet's checks read of an endpoint, out of its path's evidence. */
export function fleetEndpointOf(
  side: ConsumerSide,
  vpcEndpointId: string,
  changes: FleetEndpoint["changes"],
  idle: IdleVerdicts,
  ownerTagKeys: readonly string[],
  now: Date,
): FleetEndpoint {
  const { account, region, endpoint, otherEndpoints, availableService, flowLogs } = side;
  const subject = { accountId: account.accountId, region, id: vpcEndpointId };
  return {
    ...{
      account,
      region,
      vpcEndpointId,
      endpoint,
      otherEndpoints,
      availableService,
      flowLogs,
      changes,
      ownerTagKeys,
    },
    idle: idlePiece(idle, { ...subject, type: "endpoint" }, now),
    idleZones: idleZonesPiece(idle, { ...subject, azIds: lastOf(endpoint)?.azIds ?? [] }, now),
  };
}

/** Everything of some accounts that the fleet's checks read, but their endpoints. What spans accounts is among the facts of one of them. */
export async function loadFleetFacts(
  db: Queryable,
  accountIds: readonly string[],
  around: FleetAround,
): Promise<{ facts: FleetFacts; unconnected: UnconnectedService[] }> {
  const { now, config, known } = around;
  const { accounts } = known;
  const since = new Date(now.getTime() - windowDays * dayMs);
  const scopes = new Scopes(known.scopesOf(accountIds), now);
  const placeOf = ({ accountId, region }: { accountId: string; region: string }): FleetPlace => ({
    account: accounts.get(accountId) ?? accountFacts(accountId, null),
    region,
  });
  const idle = await readProviderIdleness(db, accountIds);
  const services = await readServicesOf(db, accountIds);
  const serviceKeys = new Keys();
  for (const { accountId, region, serviceId } of services) serviceKeys.add(accountId, region, [serviceId]);
  const serviceIds = services.map(({ serviceId }) => serviceId);
  const changes = Map.groupBy(
    [
      ...(await readChanges(db, serviceKeys, serviceKeys, since)),
      ...(await readPermissionCalls(db, accountIds, serviceIds, since)),
    ],
    ({ accountId, region, resourceId }) => keyOf(accountId, region, resourceId.split("/")[0] ?? ""),
  );
  const balancers = await readLoadBalancersOf(db, accountIds);
  const scopeRows = await data.readFleetScopes(db, accountIds);
  const facts: FleetFacts = {
    endpoints: [],
    sharedServices: around.sharedServices.filter(({ account }) => accountIds.includes(account.accountId)),
    costDays: await loadCostDays(db, accountIds, placeOf, now),
    vpcs: await loadVpcs(db, accountIds, scopes, placeOf, now),
    services: services.map((service) => {
      const { accountId, region, serviceId: id } = service;
      return {
        ...placeOf(service),
        serviceId: id,
        service: scopes.piece("services", service, service),
        idle: idlePiece(idle, { type: "service", accountId, region, id }, now),
        changes: scopes.piece("services", service, changes.get(keyOf(accountId, region, id)) ?? []),
        ownerTagKeys: [config.tags.owner],
      };
    }),
    loadBalancers: balancers.map((balancer) => {
      const { accountId, region, loadBalancerArn: id } = balancer;
      return {
        ...placeOf(balancer),
        loadBalancerArn: id,
        loadBalancer: scopes.piece("load-balancers", balancer, balancer),
        serviceIds: scopes.piece("services", balancer, around.servicesBehind.get(id)?.ids ?? []),
        serviceEnvironments: around.servicesBehind.get(id)?.environments ?? [],
        idle: idlePiece(idle, { type: "load-balancer", accountId, region, id }, now),
      };
    }),
    quotas: (await data.readFleetQuotas(db, accountIds)).map((row): FleetQuota => {
      const { forecast, forecastReason, usedPerDay, runsOutOn, forecastAsOf, ...quota } = row;
      return {
        ...placeOf(row),
        quotaCode: row.quotaCode,
        resourceId: row.resourceId,
        quota: scopes.piece("quotas", row, quota),
        forecast:
          forecast && forecastAsOf
            ? {
                state: "fresh",
                source: "quotas",
                asOf: forecastAsOf,
                value: {
                  state: forecast,
                  reason: forecastReason ?? "",
                  exhaustedAt: runsOutOn ? new Date(`${runsOutOn}T00:00:00Z`) : null,
                  usedPerDay,
                },
              }
            : missing("quotas", "no forecast has been made yet"),
      };
    }),
    scopes: scopeRows.map((row) => ({
      ...placeOf(row),
      ...row,
      delivery: missing("metrics", "how many datapoints had to come cannot be told: silence publishes none"),
    })),
    provisioning: await loadProvisioning(db, accountIds, scopes, placeOf, since),
  };
  return { facts, unconnected: await loadUnconnected(db, services, { scopes, accounts, now }) };
}

type PlaceOf = (row: { accountId: string; region: string }) => FleetPlace;

async function loadVpcs(
  db: Queryable,
  accountIds: readonly string[],
  scopes: Scopes,
  placeOf: PlaceOf,
  now: Date,
): Promise<FleetVpc[]> {
  const vpcs = await data.readFleetVpcs(db, accountIds);
  const keys = new Keys();
  for (const { accountId, region, vpcId } of vpcs) keys.add(accountId, region, [vpcId]);
  const endpoints = byKey(await readEndpointsOfVpcs(db, keys), ({ vpcId }) => vpcId);
  const routeTables = byKey(await readRouteTables(db, keys), ({ vpcId }) => vpcId);
  const paid = byKey(await data.readPaidTraffic(db, accountIds), ({ vpcId }) => vpcId);
  const bypassed = byKey(await readBypassed(db, accountIds, now), ({ vpcId }) => vpcId);
  const nat = new Map((await readNatTraffic(db, accountIds)).map((one) => [one.natGatewayId, one]));
  return vpcs.map((vpc) => {
    const key = keyOf(vpc.accountId, vpc.region, vpc.vpcId);
    return {
      ...placeOf(vpc),
      vpcId: vpc.vpcId,
      endpoints: scopes.piece("endpoints", vpc, endpoints.get(key) ?? []),
      routeTables: scopes.piece("network", vpc, routeTables.get(key) ?? []),
      gatewayTraffic: gatewayTrafficOf(paid.get(key) ?? []),
      egress: egressPiece(vpc, {
        ...{ scopes, now, nat, bypassed: bypassed.get(key) ?? [] },
        routesKnown: routeTables.has(key),
      }),
    };
  });
}

function gatewayTrafficOf(paid: readonly data.PaidTraffic[]): Piece<GatewayTraffic[]> {
  if (paid.length === 0) return missing("metrics", "where the bytes of a NAT gateway go is not measured");
  const asOf = new Date(Math.min(...paid.map((one) => one.asOf.getTime())));
  const value = paid.map(({ serviceName, vpcEndpointId, bytes }): GatewayTraffic => {
    const service = serviceName.endsWith(".s3") ? "s3" : "dynamodb";
    return { service, by: "interface-endpoint", resourceId: vpcEndpointId, bytes };
  });
  return { state: "fresh", value, asOf, source: "metrics" };
}

async function loadProvisioning(
  db: Queryable,
  accountIds: readonly string[],
  scopes: Scopes,
  placeOf: PlaceOf,
  since: Date,
): Promise<FleetProvisioning[]> {
  const calls = new Map(
    (await data.readCreateCalls(db, accountIds, since)).map((row) => [
      keyOf(row.accountId, row.region, ""),
      row,
    ]),
  );
  const created = byKey(await data.readCreated(db, accountIds, since), () => "");
  const places = scopes.places("endpoints");
  return places.map((place): FleetProvisioning => {
    const key = keyOf(place.accountId, place.region, "");
    const row = calls.get(key);
    const trouble = scopes.trouble("trail", place.accountId, place.region);
    const lookedAt = scopes.asOf("endpoints", place.accountId, place.region);
    const provisioned = (created.get(key) ?? []).flatMap((one) => provisionedOf(one, lookedAt) ?? []);
    return {
      ...placeOf(place),
      provisioned: scopes.piece("endpoints", place, provisioned),
      calls: callsPiece(row, trouble),
    };
  });
}

function callsPiece(row: data.CallsRow | undefined, trouble: string | null): FleetProvisioning["calls"] {
  if (!row) return missing("trail", trouble ?? "CloudTrail has not been read here yet");
  const { coveredFrom: from, coveredTo: to, succeeded, failed } = row;
  const value = { from, to, succeeded, failed };
  if (trouble) return { state: "stale", value, asOf: to, source: "trail", reason: trouble };
  return { state: "fresh", value, asOf: to, source: "trail" };
}

/**
 * Between which bounds the time lies that an endpoint took to become available, or has taken so far; undefined where
 * nobody looked while it came up, or where it waited for somebody to accept it. Pure.
 * @param lookedAt when endpoints were last looked at.
 */
export function provisionedOf(
  { vpcEndpointId, createdAt, state, firstSeenAt, lookedBefore, states }: data.CreatedRow,
  lookedAt: Date | null,
): Provisioned | undefined {
  const is = (value: string | null, wanted: string) => (value ?? "").toLowerCase() === wanted;
  const waited = states.some(
    ({ before, after }) => is(before, "pendingacceptance") || is(after, "pendingacceptance"),
  );
  if (waited || is(state, "pendingacceptance")) return undefined;
  const seconds = (until: Date) => Math.max(0, Math.round((until.getTime() - createdAt.getTime()) / 1000));
  const first = states[0]?.before ?? state;
  // One that was up when anybody first looked here tells nothing.
  if (is(first, "available") && lookedBefore === null) return undefined;
  if (is(first, "available"))
    return { vpcEndpointId, atLeastSeconds: 0, atMostSeconds: seconds(firstSeenAt) };
  const up = states.find(({ after }) => is(after, "available"));
  if (!up)
    return is(state, "pending") && lookedAt
      ? { vpcEndpointId, atLeastSeconds: seconds(lookedAt), atMostSeconds: Number.POSITIVE_INFINITY }
      : undefined;
  return {
    vpcEndpointId,
    atLeastSeconds: seconds(up.lookedAt ? new Date(up.lookedAt) : createdAt),
    atMostSeconds: seconds(new Date(up.at)),
  };
}
