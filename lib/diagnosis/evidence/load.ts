import type { Config } from "../../config/schema.ts";
import type { Queryable } from "../../runs/mutations.ts";
import { defaultObjectives, type NotOurs, type PathEvidence, type Piece } from "../evidenceSchema.ts";
import type { AccountFacts, ChangeFacts, ProbeFacts } from "../factsSchema.ts";
import type { FleetEndpoint } from "../fleet/factsSchema.ts";
import { changedResources, changesOf } from "./changes.ts";
import { consumerSideOf, endpointKey, newestOf, referencedGroups, serviceRegionOf } from "./consumer.ts";
import * as data from "./endpointData.ts";
import { fleetEndpointOf } from "./fleet.ts";
import { readEndpointIdleness } from "./idleData.ts";
import { readChanges } from "./logsData.ts";
import { readObjectives } from "./objectivesData.ts";
import { readPermissionCalls } from "./permissionCalls.ts";
import { type EndpointProbe, readProbes } from "./probesData.ts";
import {
  type ProviderPlace,
  providerPlaceOf,
  providerSideOf,
  readProviders,
  type ServiceSide,
  serviceSideOf,
} from "./provider.ts";
import { readConsumers } from "./readConsumers.ts";
import { byKey, Keys, keyOf } from "./rows.ts";
import { type Known, minuteOf, Scopes } from "./scopes.ts";

const hourMs = 3_600_000;
const changeDays = 30;

/** What a batch is asked about: endpoints of ours, and connections to services of ours whose endpoint is not ours. */
export interface Asked {
  endpoints: readonly data.EndpointRow[];
  connections: readonly data.ConnectionRow[];
}

/** One path with the account that its verdict is kept under, and how far its evidence reaches. */
export interface LoadedPath {
  accountId: string;
  evidence: PathEvidence;
  /** Of what decides most; null where nothing is fresh. */
  asOf: Date | null;
  owner: string | null;
  /** What the fleet's checks read of the endpoint; null where the consumer is not ours. */
  fleet: FleetEndpoint | null;
}

/**
 * The evidence around some endpoints and connections, path by path as it is asked for. Asks the same number of queries
 * however many they are, all of them before the first path; what was read is in memory, so take some thousand at most.
 */
export async function loadEvidence(
  db: Queryable,
  asked: Asked,
  { now, config, known }: { now: Date; config: Pick<Config, "tags">; known: Known },
): Promise<Iterable<LoadedPath>> {
  const { accounts } = known;
  const creators = await data.readCreators(db, asked.endpoints);
  const endpoints = asked.endpoints.map((endpoint) => ({
    ...endpoint,
    createdBy: creators.get(endpointKey(endpoint.accountId, endpoint.vpcEndpointId)) ?? null,
  }));
  const ids = endpoints.map(({ vpcEndpointId }) => vpcEndpointId);
  const connections = await data.readConnectionsOf(db, ids);
  const named = new Keys();
  // What a service offers is listed in its own region.
  for (const one of endpoints) named.add(one.accountId, serviceRegionOf(one), [one.serviceName]);
  const available = byKey(await data.readAvailableServices(db, named), ({ serviceName }) => serviceName);
  const services = await data.readServices(
    db,
    [...new Set(named.all().map(({ id }) => id))],
    [...new Set([...connections, ...asked.connections].map(({ serviceId }) => serviceId))],
  );
  const probes = await readProbes(db, endpoints, now);
  const owners = [...available.values()].flatMap((rows) =>
    rows.flatMap(({ serviceOwner }) => serviceOwner ?? []),
  );
  const scopes = new Scopes(known.scopesOf(accountsOf(asked, services, connections, probes, owners)), now);
  const places = new Map<string, ProviderPlace | NotOurs>();
  const byId = new Map(services.map((one) => [keyOf(one.accountId, one.region, one.serviceId), one]));
  const byName = new Map(services.map((one) => [one.serviceName, one]));
  const connectionOf = new Map(connections.map((one) => [one.vpcEndpointId, one]));
  for (const endpoint of endpoints) {
    const key = keyOf(endpoint.accountId, serviceRegionOf(endpoint), endpoint.serviceName ?? "");
    const seen = available.get(key)?.[0];
    const connection = connectionOf.get(endpoint.vpcEndpointId);
    const place = providerPlaceOf(endpoint, connection, { byId, byName }, seen, { scopes, accounts });
    places.set(endpoint.vpcEndpointId, place);
  }
  for (const connection of asked.connections) {
    const { accountId, region, serviceId, vpcEndpointId } = connection;
    const service = byId.get(keyOf(accountId, region, serviceId)) ?? null;
    places.set(vpcEndpointId, { accountId, region, serviceId, service });
  }
  const own = [...places.values()].filter((place): place is ProviderPlace => "serviceId" in place);
  const distinct = new Map(own.map((one) => [keyOf(one.accountId, one.region, one.serviceId), one]));
  const providerRows = await readProviders(db, [...distinct.values()], now);
  const around = { scopes, accounts, now };
  const sides = new Map<string, ServiceSide>();
  for (const [key, place] of distinct) sides.set(key, serviceSideOf(place, providerRows, around));

  const window = { from: new Date(now.getTime() - hourMs), to: now };
  const rows = await readConsumers(db, endpoints, probes, available, window, now);
  const groupOwners = [...rows.securityGroups.values()].flatMap((groups) => referencedGroups(groups));
  scopes.add(known.scopesOf(groupOwners.map(({ accountId }) => accountId)));
  const changed = changedResources(endpoints, rows, sides.values());
  const since = new Date(now.getTime() - changeDays * 24 * hourMs);
  const accountIds = [...new Set(endpoints.map(({ accountId }) => accountId))];
  const changes = changesOf(
    [
      ...(await readChanges(db, changed.resources, changed.services, since)),
      ...(await readPermissionCalls(db, accountIds, ids, since)),
    ],
    changed.ofEndpoint,
  );

  const objectives = await readObjectives(db, endpoints);
  const pathOf = (
    identity: Pick<PathEvidence, "vpcEndpointId" | "region" | "serviceName">,
    consumerSide: PathEvidence["consumer"],
    place: ProviderPlace | NotOurs,
    endpoint: data.EndpointRow | null,
    connection: data.ConnectionRow | undefined,
  ): PathEvidence => {
    const side =
      "serviceId" in place ? sides.get(keyOf(place.accountId, place.region, place.serviceId)) : undefined;
    const provider: PathEvidence["provider"] =
      side && "serviceId" in place
        ? providerSideOf(side, place, connection ?? null, endpoint, scopes)
        : (place as NotOurs);
    return {
      ...identity,
      consumer: consumerSide,
      provider,
      probes: probesPiece(
        endpoint ? (rows.probes.get(endpointKey(endpoint.accountId, endpoint.vpcEndpointId)) ?? []) : [],
        scopes,
        now,
      ),
      changes: changesPiece(changes.of(endpoint, side), endpoint, place, scopes),
      objectives:
        objectives.get(endpoint ? endpointKey(endpoint.accountId, endpoint.vpcEndpointId) : "") ??
        defaultObjectives,
    };
  };

  const idle = await readEndpointIdleness(db, keysOf(endpoints));
  const pathTo = (endpoint: data.EndpointRow): LoadedPath => {
    const { accountId, vpcEndpointId, region, serviceName, owner } = endpoint;
    const side = consumerSideOf(endpoint, rows, { ...around, window });
    const evidence = pathOf(
      { vpcEndpointId, region, serviceName },
      side,
      places.get(vpcEndpointId) as ProviderPlace | NotOurs,
      endpoint,
      connectionOf.get(vpcEndpointId),
    );
    const fleet = fleetEndpointOf(side, vpcEndpointId, evidence.changes, idle, [config.tags.owner], now);
    return { accountId, owner, evidence, asOf: asOfOf(evidence), fleet };
  };
  const pathOfConnection = (connection: data.ConnectionRow): LoadedPath => {
    const { accountId, vpcEndpointId } = connection;
    const place = places.get(vpcEndpointId) as ProviderPlace;
    const evidence = pathOf(
      {
        vpcEndpointId,
        region: connection.vpcEndpointRegion ?? connection.region,
        serviceName: place.service?.serviceName ?? null,
      },
      notOurs(connection, accounts, scopes),
      place,
      null,
      connection,
    );
    const owner = place.service?.owner ?? null;
    return { accountId, owner, evidence, asOf: asOfOf(evidence), fleet: null };
  };
  return (function* () {
    for (const endpoint of endpoints) yield pathTo(endpoint);
    for (const connection of asked.connections) yield pathOfConnection(connection);
  })();
}

function keysOf(endpoints: readonly data.EndpointRow[]): Keys {
  const keys = new Keys();
  for (const { accountId, region, vpcEndpointId } of endpoints) keys.add(accountId, region, [vpcEndpointId]);
  return keys;
}

function accountsOf(
  { endpoints, connections }: Asked,
  services: readonly data.ServiceRow[],
  seen: readonly data.ConnectionRow[],
  probes: readonly EndpointProbe[],
  owners: readonly string[],
): Set<string> {
  return new Set([
    ...[...endpoints, ...connections, ...services, ...seen].map(({ accountId }) => accountId),
    ...connections.flatMap(({ vpcEndpointOwner }) => vpcEndpointOwner ?? []),
    ...probes.flatMap(({ locationAccountId }) => locationAccountId ?? []),
    ...owners,
  ]);
}

function probesPiece(probes: readonly EndpointProbe[], scopes: Scopes, now: Date): Piece<ProbeFacts[]> {
  const value = [...probes];
  const trouble = value.length === 0 ? scopes.probesTrouble() : null;
  if (trouble) return { state: "missing", asOf: null, source: "probes", reason: trouble };
  return { state: "fresh", value, asOf: newestOf(probes) ?? now, source: "probes" };
}

/** Changes are logged by the runs that see them: they are as fresh as the endpoint, or the service where that is not ours. */
function changesPiece(
  value: ChangeFacts[],
  endpoint: data.EndpointRow | null,
  place: ProviderPlace | NotOurs,
  scopes: Scopes,
): Piece<ChangeFacts[]> {
  if (endpoint) return scopes.piece("endpoints", endpoint, value);
  return "serviceId" in place
    ? scopes.piece("services", place, value)
    : { state: "missing", asOf: null, source: "endpoints", reason: "the endpoint is not ours" };
}

function notOurs(
  { vpcEndpointOwner, vpcEndpointRegion, region }: data.ConnectionRow,
  accounts: ReadonlyMap<string, AccountFacts>,
  scopes: Scopes,
): NotOurs {
  const accountId = vpcEndpointOwner;
  if (!accountId)
    return { ours: false, owner: "unknown", accountId, reason: "AWS does not say whose endpoint it is" };
  const at = vpcEndpointRegion ?? region;
  if (!accounts.has(accountId))
    return { ours: false, owner: "other", accountId, reason: `account ${accountId} is not in the fleet` };
  const trouble = scopes.trouble("endpoints", accountId, at);
  const asOf = scopes.asOf("endpoints", accountId, at);
  const gone = `account ${accountId} had no such endpoint in ${at}${asOf ? ` at ${minuteOf(asOf)}` : ""}`;
  return { ours: false, owner: "other", accountId, reason: trouble ?? gone };
}

/** The oldest of the fresh pieces that move: what is read once a day does not hold the verdict back. */
function asOfOf({ consumer: c, provider: p }: PathEvidence): Date | null {
  const pieces = [
    ...(c.ours ? [c.endpoint, c.networkInterfaces, c.metrics] : []),
    ...(p.ours ? [p.service, p.connection, p.targetHealth] : []),
  ];
  const times = pieces.flatMap((piece) => (piece.state === "fresh" ? piece.asOf.getTime() : []));
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}
