import { summarizeDenials } from "../../accessDenials/compute.ts";
import type { AccessDenial } from "../../accessDenials/schema.ts";
import type { AskedRange, TimeRange } from "../../logsInsights/schema.ts";
import { summarizeRejects } from "../../rejects/compute.ts";
import { rejectSourceOf } from "../../rejects/flowLogs.ts";
import type { FlowLogFacts, RejectRow } from "../../rejects/schema.ts";
import type { CollectorName } from "../../runs/schema.ts";
import type { ConsumerSide, Piece } from "../evidenceSchema.ts";
import type {
  AccountFacts,
  ClientSubnetFacts,
  GroupMembership,
  NetworkInterfaceFacts,
  OtherEndpointFacts,
  PrefixListFacts,
  RouteTableFacts,
  SecurityGroupFacts,
  SubnetFacts,
  VpcFacts,
} from "../factsSchema.ts";
import type { AvailableServiceRow, EndpointRow } from "./endpointData.ts";
import { endpointMetricsOf, metricsPiece } from "./metrics.ts";
import type { MetricRow } from "./metricsData.ts";
import { prefixListsOf } from "./prefixLists.ts";
import type { EndpointProbe } from "./probesData.ts";
import { keyOf, type Located, rowsAt } from "./rows.ts";
import { accountFacts, missing, type Scopes } from "./scopes.ts";

type Found<T> = ReadonlyMap<string, T[]>;

/** Everything that was read of the consumer's side of some paths, by account, region and id. */
export interface ConsumerRows {
  vpcs: Found<VpcFacts>;
  /** By VPC. */
  vpcSubnets: Found<SubnetFacts>;
  clientSubnets: Found<SubnetFacts>;
  clientGroups: Found<{ securityGroupIds: string[] }>;
  interfaces: Found<NetworkInterfaceFacts>;
  securityGroups: Found<Located<SecurityGroupFacts>>;
  groupMembers: Found<{ interfaces: number }>;
  prefixLists: Found<PrefixListFacts>;
  /** By VPC. */
  routeTables: Found<RouteTableFacts>;
  /** By resource. */
  flowLogs: Found<FlowLogFacts>;
  /** By VPC. */
  endpoints: Found<OtherEndpointFacts>;
  availableServices: Found<AvailableServiceRow>;
  /** By account and endpoint, as all that follow. */
  metrics: ReadonlyMap<string, MetricRow>;
  probes: Found<EndpointProbe>;
  rejects: Found<RejectRow>;
  denials: Found<AccessDenial>;
  asked: Found<AskedRange>;
  activityLogs: ReadonlyMap<string, string | null>;
}

interface Around {
  scopes: Scopes;
  accounts: ReadonlyMap<string, AccountFacts>;
  now: Date;
  /** What logs are judged by. */
  window: TimeRange;
}

export const endpointKey = (accountId: string, vpcEndpointId: string) => `${accountId} ${vpcEndpointId}`;

/** Where the service of an endpoint is. */
export const serviceRegionOf = ({ region, serviceRegion }: Pick<EndpointRow, "region" | "serviceRegion">) =>
  serviceRegion ?? region;

/** The consumer's side of one endpoint. */
export function consumerSideOf(endpoint: EndpointRow, rows: ConsumerRows, around: Around): ConsumerSide {
  const { scopes, accounts, now, window } = around;
  const { accountId, region, vpcId } = endpoint;
  const all = <T>(found: Found<T>, id: string | null): T[] =>
    (id === null ? undefined : found.get(keyOf(accountId, region, id))) ?? [];
  const networkAsOf = scopes.asOf("network", accountId, region);
  // An endpoint that was changed after the last look at the network may stand on what nobody has seen yet.
  const isNewer = networkAsOf !== null && endpoint.changedAt > networkAsOf;
  const network = <T>(value: T, complete = true): Piece<T> =>
    scopes.piece(
      "network",
      endpoint,
      value,
      !complete && isNewer ? "the endpoint was changed after the last look at the network" : null,
    );
  const [vpc] = all(rows.vpcs, vpcId);
  const interfaces = rowsAt(rows.interfaces, endpoint, endpoint.networkInterfaceIds);
  const subnets = all(rows.vpcSubnets, vpcId);
  const flowLogs = rowsAt(rows.flowLogs, endpoint, [
    vpcId,
    ...endpoint.subnetIds,
    ...endpoint.networkInterfaceIds,
  ]);
  const probes = rows.probes.get(endpointKey(accountId, endpoint.vpcEndpointId)) ?? [];
  const clients = clientSubnetsOf(endpoint, probes, rows, scopes);
  const groups = groupsOf(endpoint, clients, rows);
  const routeTables = all(rows.routeTables, vpcId);
  return {
    ours: true,
    account: accounts.get(accountId) ?? accountFacts(accountId, null),
    region,
    endpoint: scopes.piece("endpoints", endpoint, endpoint),
    vpc: vpc ? network(vpc) : missingOf(network(null), `${vpcId ?? "its VPC"} has not been seen`),
    subnets: network(subnets, subnets.length >= endpoint.subnetIds.length),
    networkInterfaces: network(interfaces, interfaces.length >= endpoint.networkInterfaceIds.length),
    securityGroups: network(groups),
    groupMembers: network(membersOf(endpoint, groups, rows, scopes)),
    prefixLists: scopes.piece(
      "prefix-lists",
      endpoint,
      prefixListsOf(endpoint, groups, routeTables, rows.prefixLists, scopes),
    ),
    clientSubnets: {
      state: "fresh",
      value: clients,
      asOf: newestOf(probes) ?? now,
      source: "probes",
    },
    routeTables: network(routeTables),
    flowLogs: network(flowLogs),
    otherEndpoints: scopes.piece(
      "endpoints",
      endpoint,
      all(rows.endpoints, vpcId).filter(({ vpcEndpointId }) => vpcEndpointId !== endpoint.vpcEndpointId),
    ),
    availableService: availableServiceOf(endpoint, rows, scopes),
    metrics: metricsOf(endpoint, rows, around),
    rejects: {
      window,
      summary: summarizeRejects(
        endpoint.networkInterfaceIds.map((networkInterfaceId) => {
          const at = interfaces.find((own) => own.networkInterfaceId === networkInterfaceId);
          const subnetId = at?.subnetId ?? null;
          const place = {
            networkInterfaceId,
            vpcEndpointId: endpoint.vpcEndpointId,
            vpcId,
            subnetId,
            azId: at?.azId ?? null,
          };
          return {
            networkInterfaceId,
            azId: place.azId,
            source: rejectSourceOf(place, flowLogs),
            asked: rows.asked.get(keyOf(accountId, "rejects", networkInterfaceId)) ?? [],
            rows: (rows.rejects.get(endpoint.vpcEndpointId) ?? []).filter(
              (row) => row.networkInterfaceId === networkInterfaceId,
            ),
          };
        }),
        window,
        refusalOf("rejects", endpoint, scopes),
      ),
    },
    clientRejects: missing("rejects", "no collector reads the flow logs of clients"),
    denials: {
      window,
      summary: summarizeDenials(
        rows.denials.get(endpoint.vpcEndpointId) ?? [],
        rows.asked.get(keyOf(accountId, "access-denials", region)) ?? [],
        rows.activityLogs.get(keyOf(accountId, region, "")),
        window,
        refusalOf("access-denials", endpoint, scopes),
      ),
    },
  };
}

const missingOf = (piece: Piece<unknown>, reason: string): Piece<never> =>
  missing(piece.source, piece.state === "fresh" ? reason : piece.reason, piece.asOf);

export const newestOf = (probes: readonly { lastResultAt: Date }[]): Date | null =>
  probes.reduce<Date | null>((latest, { lastResultAt: at }) => (latest && latest > at ? latest : at), null);

/** The service as the account is offered it; null where AWS does not offer it, in doubt where it was not asked yet. */
function availableServiceOf(
  endpoint: EndpointRow,
  { availableServices }: ConsumerRows,
  scopes: Scopes,
): ConsumerSide["availableService"] {
  const { accountId, serviceName } = endpoint;
  const region = serviceRegionOf(endpoint);
  const [found] = availableServices.get(keyOf(accountId, region, serviceName ?? "")) ?? [];
  const doubt = found || serviceName === null ? null : "AWS has not been asked about the service yet";
  if (!found) return scopes.piece("available-services", { accountId, region }, null, doubt);
  const { offered, ...facts } = found;
  return scopes.piece("available-services", { accountId, region }, offered ? facts : null);
}

/** Why a collector of logs asked for nothing, in words; null where it asked, or never ran. */
function refusalOf(
  collector: CollectorName,
  { accountId, region }: EndpointRow,
  scopes: Scopes,
): string | null {
  const scope = scopes.find(collector, accountId, region);
  if (!scope || scope.outcome === null || scope.outcome === "success") return null;
  return scope.errorMessage ?? scopes.trouble(collector, accountId, region);
}

function metricsOf(
  endpoint: EndpointRow,
  rows: ConsumerRows,
  { scopes, now }: Around,
): ConsumerSide["metrics"] {
  const { accountId, region, vpcEndpointId, vpcEndpointType, serviceRegion } = endpoint;
  if (vpcEndpointType.toLowerCase() === "gateway")
    return missing("metrics", "AWS publishes no metrics of gateway endpoints");
  if (serviceRegion !== null && serviceRegion !== region)
    return missing("metrics", "AWS publishes no metrics of endpoints to a service in another region");
  const row = rows.metrics.get(endpointKey(accountId, vpcEndpointId));
  return metricsPiece(row, scopes.trouble("metrics", accountId, region), now, (seen) =>
    endpointMetricsOf(seen, now),
  );
}

/** Subnets that probes of the endpoint report from; one that nobody collects is there by its id alone. */
function clientSubnetsOf(
  endpoint: EndpointRow,
  probes: readonly EndpointProbe[],
  rows: ConsumerRows,
  scopes: Scopes,
): ClientSubnetFacts[] {
  const found = new Map<string, ClientSubnetFacts>();
  for (const probe of probes) {
    const subnetId = probe.locationSubnetId;
    if (!subnetId || found.has(subnetId)) continue;
    const { accountId, region } = locationOf(endpoint, probe);
    const key = keyOf(accountId, region, subnetId);
    const subnet = rows.clientSubnets.get(key)?.[0];
    const seen = scopes.trouble("network", accountId, region) === null;
    found.set(subnetId, {
      ...(subnet ?? {
        ...{ subnetId, vpcId: probe.locationVpcId ?? "", azId: probe.locationAzId, availabilityZone: null },
        ...{ cidrBlock: null, ipv6CidrBlocks: [], availableIpAddressCount: null },
      }),
      accountId,
      region,
      securityGroupIds: seen && subnet ? (rows.clientGroups.get(key)?.[0]?.securityGroupIds ?? []) : null,
    });
  }
  return [...found.values()].toSorted((a, b) => (a.subnetId < b.subnetId ? -1 : 1));
}

/** Where a probe runs; the endpoint's own account and region where it does not say. */
export const locationOf = (
  endpoint: Pick<EndpointRow, "accountId" | "region">,
  probe: Pick<EndpointProbe, "locationAccountId" | "locationRegion">,
) => ({
  accountId: probe.locationAccountId ?? endpoint.accountId,
  region: probe.locationRegion ?? endpoint.region,
});

function groupsOf(
  endpoint: EndpointRow,
  clients: readonly ClientSubnetFacts[],
  rows: ConsumerRows,
): Located<SecurityGroupFacts>[] {
  const keys = [
    ...endpoint.securityGroupIds.map((id) => keyOf(endpoint.accountId, endpoint.region, id)),
    ...clients.flatMap(({ accountId, region, securityGroupIds }) =>
      (securityGroupIds ?? []).map((id) => keyOf(accountId, region, id)),
    ),
  ];
  return [...new Set(keys)].flatMap((key) => rows.securityGroups.get(key) ?? []);
}

/** Groups that inbound rules of some groups let in, and where they are. */
export function referencedGroups(
  groups: readonly Pick<SecurityGroupFacts, "accountId" | "ipPermissions">[],
): { accountId: string; groupId: string }[] {
  return groups.flatMap(({ accountId, ipPermissions }) =>
    ipPermissions.flatMap(({ UserIdGroupPairs = [] }) =>
      UserIdGroupPairs.flatMap(({ GroupId, UserId }) =>
        GroupId ? [{ groupId: GroupId, accountId: UserId ?? accountId }] : [],
      ),
    ),
  );
}

function membersOf(
  { region, securityGroupIds }: EndpointRow,
  groups: readonly SecurityGroupFacts[],
  rows: ConsumerRows,
  scopes: Scopes,
): GroupMembership[] {
  const own = groups.filter(({ groupId }) => securityGroupIds.includes(groupId));
  const named = new Map(referencedGroups(own).map((one) => [one.groupId, one.accountId]));
  return [...named].map(([groupId, accountId]) => ({
    groupId,
    interfaces:
      scopes.trouble("network", accountId, region) === null
        ? (rows.groupMembers.get(keyOf(accountId, region, groupId))?.[0]?.interfaces ?? 0)
        : null,
  }));
}
