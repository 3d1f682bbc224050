import type { Queryable } from "../../runs/mutations.ts";
import type { NotOurs, Piece, ProviderSide } from "../evidenceSchema.ts";
import type { AccountFacts, AvailableServiceFacts, ConnectionFacts } from "../factsSchema.ts";
import type { LoadBalancerMetrics } from "../metricsSchema.ts";
import { readPrefixLists, readSecurityGroups, readSubnets } from "./consumerData.ts";
import type { ConnectionRow, EndpointRow, ServiceRow } from "./endpointData.ts";
import { loadBalancerMetricsOf, metricsPiece, serviceMetricsOf } from "./metrics.ts";
import { dimensionOf, loadBalancerSpec, type MetricRow, readMetrics, serviceSpec } from "./metricsData.ts";
import { listsInRules } from "./prefixLists.ts";
import * as data from "./providerData.ts";
import { byKey, Keys, keyOf, rowsAt } from "./rows.ts";
import { accountFacts, missing, type Scopes } from "./scopes.ts";

/** Where a service of ours is, whether or not its row has been seen. */
export interface ProviderPlace {
  accountId: string;
  region: string;
  serviceId: string;
  service: ServiceRow | null;
}

/** Everything that was read of the provider's side of some paths. */
export type ProviderRows = Awaited<ReturnType<typeof readProviders>>;

/** Reads what stands behind some services, in two rounds: the services' own rows, then what they point at. */
export async function readProviders(db: Queryable, places: readonly ProviderPlace[], now: Date) {
  const services = new Keys();
  const balancers = new Keys();
  for (const { accountId, region, serviceId, service } of places) {
    services.add(accountId, region, [serviceId]);
    balancers.add(accountId, region, arnsOf(service));
  }
  const permissions = await data.readPermissions(db, services);
  const notifications = await data.readNotifications(db, services);
  const connections = await data.readConnectionsOfServices(db, services);
  const loadBalancers = await data.readLoadBalancers(db, balancers);
  const listeners = await data.readListeners(db, balancers);
  const groups = new Keys();
  for (const { accountId, region, targetGroupArns } of listeners)
    groups.add(accountId, region, targetGroupArns);
  const targetGroups = await data.readTargetGroups(db, groups);
  const targetHealth = await data.readTargetHealth(db, groups);
  const subnets = new Keys();
  const groupKeys = new Keys();
  for (const one of loadBalancers) {
    subnets.add(one.accountId, one.region, one.subnetIds);
    groupKeys.add(one.accountId, one.region, one.securityGroupIds);
  }
  const securityGroups = await readSecurityGroups(db, groupKeys);
  const lists = new Keys();
  for (const group of securityGroups) lists.add(group.accountId, group.region, listsInRules(group));
  const metricKeys = places.map(({ accountId, serviceId }) => ({ accountId, id: serviceId }));
  const balancerKeys = balancers.all().map(({ accountId, id }) => ({ accountId, id: dimensionOf(id) }));
  return {
    permissions: byKey(permissions, ({ serviceId }) => serviceId),
    notifications: byKey(notifications, ({ serviceId }) => serviceId),
    connections: byKey(connections, ({ serviceId }) => serviceId),
    loadBalancers: byKey(loadBalancers, ({ loadBalancerArn }) => loadBalancerArn),
    listeners: byKey(listeners, ({ loadBalancerArn }) => loadBalancerArn),
    targetGroups: byKey(targetGroups, ({ targetGroupArn }) => targetGroupArn),
    targetHealth: byKey(targetHealth, ({ targetGroupArn }) => targetGroupArn),
    subnets: byKey(await readSubnets(db, subnets), ({ subnetId }) => subnetId),
    securityGroups: byKey(securityGroups, ({ groupId }) => groupId),
    prefixLists: byKey(await readPrefixLists(db, lists), ({ prefixListId }) => prefixListId),
    quotas: Map.groupBy(await data.readQuotas(db, distinctPlaces(places)), placeKey),
    serviceMetrics: byResource(await readMetrics(db, serviceSpec, metricKeys, now)),
    loadBalancerMetrics: byResource(await readMetrics(db, loadBalancerSpec, balancerKeys, now)),
  };
}

const placeKey = ({ accountId, region }: { accountId: string; region: string }) =>
  keyOf(accountId, region, "");
const distinctPlaces = (places: readonly { accountId: string; region: string }[]) => [
  ...new Map(places.map((one) => [placeKey(one), one])).values(),
];
const byResource = (rows: readonly MetricRow[]) =>
  new Map(rows.map((row) => [`${row.accountId} ${row.id}`, row]));
export const arnsOf = (service: ServiceRow | null): string[] =>
  service ? [...service.networkLoadBalancerArns, ...service.gatewayLoadBalancerArns] : [];

interface Around {
  scopes: Scopes;
  accounts: ReadonlyMap<string, AccountFacts>;
  now: Date;
}

/** The provider's side of one service, without the connection. Shared by all paths to the service. */
export type ServiceSide = Omit<ProviderSide, "connection">;

export function serviceSideOf(place: ProviderPlace, rows: ProviderRows, around: Around): ServiceSide {
  const { scopes, accounts, now } = around;
  const { accountId, region, serviceId, service } = place;
  const many = <T>(found: ReadonlyMap<string, T[]>, ids: readonly string[]): T[] => rowsAt(found, place, ids);
  const arns = arnsOf(service);
  const loadBalancers = many(rows.loadBalancers, arns);
  const listeners = many(rows.listeners, arns);
  const groups = many(
    rows.securityGroups,
    loadBalancers.flatMap(({ securityGroupIds }) => securityGroupIds),
  );
  const groupArns = listeners.flatMap(({ targetGroupArns }) => targetGroupArns);
  const balancersAsOf = scopes.asOf("load-balancers", accountId, region);
  // A service that was changed after the last look at load balancers may point at one that nobody has seen yet.
  const unseen =
    service &&
    loadBalancers.length < new Set(arns).size &&
    balancersAsOf &&
    service.changedAt > balancersAsOf;
  const doubt = unseen ? "the service points at a load balancer since after the last look at them" : null;
  const balancersPiece = <T>(value: T) => scopes.piece("load-balancers", place, value, doubt);
  const quotas = (rows.quotas.get(placeKey(place)) ?? []).filter(
    ({ resourceId }) => resourceId === "" || resourceId === serviceId || groupArns.includes(resourceId),
  );
  const metricsTrouble = scopes.trouble("metrics", accountId, region);
  const measured = loadBalancers.filter(({ type, goneAt }) => type === "network" && goneAt === null);
  return {
    ours: true,
    account: accounts.get(accountId) ?? accountFacts(accountId, null),
    region,
    service: scopes.piece("services", place, service),
    permissions: scopes.piece("services", place, many(rows.permissions, [serviceId])),
    notifications: scopes.piece("connections", place, many(rows.notifications, [serviceId])),
    connections: scopes.piece("connections", place, many(rows.connections, [serviceId])),
    loadBalancers: balancersPiece(loadBalancers),
    listeners: balancersPiece(listeners),
    targetGroups: balancersPiece(many(rows.targetGroups, groupArns)),
    targetHealth: balancersPiece(many(rows.targetHealth, groupArns)),
    subnets: scopes.piece(
      "network",
      place,
      many(
        rows.subnets,
        loadBalancers.flatMap(({ subnetIds }) => subnetIds),
      ),
    ),
    securityGroups: scopes.piece("network", place, groups),
    prefixLists: scopes.piece("prefix-lists", place, many(rows.prefixLists, groups.flatMap(listsInRules))),
    quotas: scopes.piece("quotas", place, quotas),
    metrics: metricsPiece(rows.serviceMetrics.get(`${accountId} ${serviceId}`), metricsTrouble, now, (row) =>
      serviceMetricsOf(row, now),
    ),
    loadBalancerMetrics: together(
      measured.map(({ loadBalancerArn }) =>
        metricsPiece(
          rows.loadBalancerMetrics.get(`${accountId} ${dimensionOf(loadBalancerArn)}`),
          metricsTrouble,
          now,
          (row) => loadBalancerMetricsOf(loadBalancerArn, row, now),
        ),
      ),
    ),
  };
}

/** Several pieces as one that is as good as the worst of them. */
function together(pieces: readonly Piece<LoadBalancerMetrics>[]): ProviderSide["loadBalancerMetrics"] {
  const values = pieces.flatMap((piece) => (piece.state === "missing" ? [] : [piece.value]));
  const times = pieces.flatMap(({ asOf }) => asOf?.getTime() ?? []);
  const bad =
    pieces.find(({ state }) => state === "missing") ?? pieces.find(({ state }) => state === "stale");
  if (pieces.length === 0) return missing("metrics", "no network load balancer of the service has been seen");
  const asOf = new Date(Math.min(...times));
  if (!bad || bad.state === "fresh") return { state: "fresh", value: values, asOf, source: "metrics" };
  if (values.length === 0 || bad.state === "missing") return missing("metrics", bad.reason);
  return { state: "stale", value: values, asOf, source: "metrics", reason: bad.reason };
}

/** The provider's side of one path. */
export function providerSideOf(
  side: ServiceSide,
  place: ProviderPlace,
  connection: ConnectionFacts | null,
  endpoint: EndpointRow | null,
  scopes: Scopes,
): ProviderSide {
  const asOf = scopes.asOf("connections", place.accountId, place.region);
  const created = endpoint?.creationTimestamp ?? endpoint?.firstSeenAt;
  const newer = connection === null && created && asOf && created > asOf;
  const doubt = newer ? "the endpoint is newer than the last look at the service's connections" : null;
  const looked = scopes.asOf("services", place.accountId, place.region);
  const asked = connection?.creationTimestamp ?? created;
  const unlisted = place.service === null && looked && asked && asked > looked;
  return {
    ...side,
    ...(unlisted
      ? {
          service: scopes.piece(
            "services",
            place,
            null,
            "the endpoint is newer than the last look at services",
          ),
        }
      : {}),
    connection: scopes.piece("connections", place, connection, doubt),
  };
}

/** Whose service it is that an endpoint names, and where: ours, or somebody else's with the reason. */
export function providerPlaceOf(
  endpoint: EndpointRow,
  connection: ConnectionRow | undefined,
  services: { byId: ReadonlyMap<string, ServiceRow>; byName: ReadonlyMap<string, ServiceRow> },
  available: AvailableServiceFacts | undefined,
  { scopes, accounts }: Pick<Around, "scopes" | "accounts">,
): ProviderPlace | NotOurs {
  const { serviceName, region } = endpoint;
  const service = connection
    ? services.byId.get(keyOf(connection.accountId, connection.region, connection.serviceId))
    : services.byName.get(serviceName ?? "");
  if (service)
    return { accountId: service.accountId, region: service.region, serviceId: service.serviceId, service };
  if (connection)
    return {
      accountId: connection.accountId,
      region: connection.region,
      serviceId: connection.serviceId,
      service: null,
    };
  const none = { ours: false, accountId: null } as const;
  if (serviceName === null)
    return { ...none, owner: "unknown", reason: "AWS does not say which service it is for" };
  const owner = available?.serviceOwner ?? null;
  if (owner === "amazon" || (owner === null && isAwsService(serviceName)))
    return { ...none, owner: "aws", reason: `AWS runs ${serviceName} itself` };
  const serviceRegion = endpoint.serviceRegion ?? available?.serviceRegion ?? region;
  if (owner && scopes.find("services", owner, serviceRegion)) {
    const serviceId = available?.serviceId ?? serviceName.split(".").at(-1) ?? serviceName;
    return { accountId: owner, region: serviceRegion, serviceId, service: null };
  }
  if (owner) {
    const known = accounts.has(owner)
      ? `${serviceRegion} is not collected in account ${owner}`
      : `account ${owner} is not in the fleet`;
    return { ours: false, owner: "other", accountId: owner, reason: known };
  }
  return { ...none, owner: "unknown", reason: `no account of the fleet has ${serviceName}` };
}

/** AWS names its own services after the region; those of accounts have `vpce` in front of it. */
const isAwsService = (serviceName: string) =>
  (/^(com\.amazonaws|aws\.[a-z]+|aws)\./.test(serviceName) || serviceName.startsWith("cn.com.amazonaws.")) &&
  !serviceName.startsWith("com.amazonaws.vpce.") &&
  !serviceName.startsWith("cn.com.amazonaws.vpce.");
