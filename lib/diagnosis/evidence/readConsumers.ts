import type { TimeRange } from "../../logsInsights/schema.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { OtherEndpointFacts } from "../factsSchema.ts";
import { type ConsumerRows, endpointKey, locationOf, referencedGroups } from "./consumer.ts";
import * as consumer from "./consumerData.ts";
import type { EndpointRow } from "./endpointData.ts";
import { readActivityLogs, readAsked, readDenialRows, readRejectRows } from "./logsData.ts";
import { endpointSpec, readMetrics } from "./metricsData.ts";
import { listsInRoutes, listsInRules } from "./prefixLists.ts";
import type { EndpointProbe } from "./probesData.ts";
import { byKey, Keys, type Located } from "./rows.ts";

/** Reads what stands around some endpoints in their own accounts, and where their clients are. */
export async function readConsumers(
  db: Queryable,
  endpoints: readonly EndpointRow[],
  probes: readonly EndpointProbe[],
  availableServices: ConsumerRows["availableServices"],
  window: TimeRange,
  now: Date,
): Promise<ConsumerRows> {
  const [vpcs, interfaces, groups, logged, clients] = Array.from({ length: 5 }, () => new Keys()) as [
    Keys,
    Keys,
    Keys,
    Keys,
    Keys,
  ];
  const byEndpoint = Map.groupBy(probes, ({ accountId, vpcEndpointId }) =>
    endpointKey(accountId, vpcEndpointId),
  );
  for (const endpoint of endpoints) {
    const { accountId, region, vpcId, subnetIds, networkInterfaceIds, securityGroupIds } = endpoint;
    vpcs.add(accountId, region, [vpcId]);
    interfaces.add(accountId, region, networkInterfaceIds);
    groups.add(accountId, region, securityGroupIds);
    logged.add(accountId, region, [vpcId, ...subnetIds, ...networkInterfaceIds]);
    for (const probe of byEndpoint.get(endpointKey(accountId, endpoint.vpcEndpointId)) ?? []) {
      const at = locationOf(endpoint, probe);
      clients.add(at.accountId, at.region, [probe.locationSubnetId]);
    }
  }
  const clientGroups = await consumer.readGroupsOfSubnets(db, clients);
  for (const { accountId, region, securityGroupIds } of clientGroups)
    groups.add(accountId, region, securityGroupIds);
  const securityGroups = await consumer.readSecurityGroups(db, groups);
  const routeTables = await consumer.readRouteTables(db, vpcs);
  const [members, lists] = [new Keys(), new Keys()];
  for (const table of routeTables) lists.add(table.accountId, table.region, listsInRoutes(table));
  for (const group of securityGroups) {
    lists.add(group.accountId, group.region, listsInRules(group));
    for (const { accountId, groupId } of referencedGroups([group]))
      members.add(accountId, group.region, [groupId]);
  }
  const accountIds = [...new Set(endpoints.map(({ accountId }) => accountId))];
  const metrics = await readMetrics(
    db,
    endpointSpec,
    endpoints.map(({ accountId, vpcEndpointId }) => ({ accountId, id: vpcEndpointId })),
    now,
  );
  // Most endpoints of a VPC are asked about in one batch: those are not read twice.
  const neighbours: Located<OtherEndpointFacts & { vpcId: string | null }>[] = [
    ...endpoints,
    ...(await consumer.readOtherEndpoints(
      db,
      vpcs,
      endpoints.map(({ vpcEndpointId }) => vpcEndpointId),
    )),
  ];
  return {
    availableServices,
    vpcs: byKey(await consumer.readVpcs(db, vpcs), ({ vpcId }) => vpcId),
    vpcSubnets: byKey(await consumer.readSubnetsOfVpcs(db, vpcs), ({ vpcId }) => vpcId),
    clientSubnets: byKey(await consumer.readSubnets(db, clients), ({ subnetId }) => subnetId),
    clientGroups: byKey(clientGroups, ({ subnetId }) => subnetId),
    interfaces: byKey(await consumer.readInterfaces(db, interfaces), (one) => one.networkInterfaceId),
    securityGroups: byKey(securityGroups, ({ groupId }) => groupId),
    groupMembers: byKey(await consumer.countGroupMembers(db, members), ({ groupId }) => groupId),
    prefixLists: byKey(await consumer.readPrefixLists(db, lists), ({ prefixListId }) => prefixListId),
    routeTables: byKey(routeTables, ({ vpcId }) => vpcId),
    flowLogs: byKey(await consumer.readFlowLogsOf(db, logged), ({ resourceId }) => resourceId),
    endpoints: byKey(neighbours, ({ vpcId }) => vpcId),
    metrics: new Map(metrics.map((row) => [endpointKey(row.accountId, row.id), row])),
    probes: byEndpoint,
    rejects: Map.groupBy(
      await readRejectRows(db, endpoints, window.from),
      ({ vpcEndpointId }) => vpcEndpointId,
    ),
    denials: Map.groupBy(await readDenialRows(db, endpoints, window.from), (row) => row.vpcEndpointId ?? ""),
    asked: await readAsked(db, accountIds, window.from),
    activityLogs: await readActivityLogs(db, accountIds),
  };
}
