import { prisma } from "../../db/prisma.ts";
import type { OtherSide, OtherSideLoadBalancer } from "../endpointPageSchema.ts";
import type { Endpoint } from "../schema.ts";

/**
 * The provider's side of an endpoint, where the service is one of ours; undefined where it belongs to somebody else.
 * A connection that the provider lists outweighs the service's name, which both ends of a share of names could carry.
 */
export async function endpointOtherSide(
  endpoint: Pick<Endpoint, "vpcEndpointId" | "serviceName">,
): Promise<OtherSide | undefined> {
  const db = await prisma();
  const connection = await db.vpcEndpointConnection.findFirst({
    where: { vpcEndpointId: endpoint.vpcEndpointId },
    orderBy: [{ goneAt: { sort: "desc", nulls: "first" } }, { lastSeenAt: "desc" }],
  });
  const { serviceName } = endpoint;
  if (!connection && serviceName === null) return undefined;
  const service = await db.vpcEndpointService.findFirst({
    where: connection
      ? { accountId: connection.accountId, serviceId: connection.serviceId }
      : { serviceName: serviceName ?? "" },
    orderBy: { goneAt: { sort: "desc", nulls: "first" } },
  });
  if (!service) return undefined;
  const account = await db.account.findUnique({ where: { accountId: service.accountId } });
  return {
    accountId: service.accountId,
    accountName: account?.name ?? null,
    region: service.region,
    serviceId: service.serviceId,
    serviceName: service.serviceName,
    serviceState: service.serviceState,
    owner: service.owner,
    acceptanceRequired: service.acceptanceRequired,
    privateDnsName: service.privateDnsName,
    privateDnsNameState: service.privateDnsNameState,
    azIds: service.azIds,
    gone: service.goneAt !== null,
    connectionState: connection?.vpcEndpointState ?? null,
    connectedSince: connection?.creationTimestamp?.toISOString() ?? null,
    loadBalancers: await readLoadBalancers(service.accountId, [
      ...service.networkLoadBalancerArns,
      ...service.gatewayLoadBalancerArns,
    ]),
  };
}

async function readLoadBalancers(accountId: string, arns: string[]): Promise<OtherSideLoadBalancer[]> {
  const db = await prisma();
  const known = await db.loadBalancer.findMany({ where: { accountId, loadBalancerArn: { in: arns } } });
  const byArn = new Map(known.map((row) => [row.loadBalancerArn, row]));
  return arns
    .map((loadBalancerArn) => {
      const row = byArn.get(loadBalancerArn);
      return {
        loadBalancerArn,
        loadBalancerName: row?.loadBalancerName ?? loadBalancerArn.split("/")[2] ?? loadBalancerArn,
        type: row?.type ?? null,
        state: row?.state ?? null,
        crossZoneEnabled: row?.crossZoneEnabled ?? null,
        azIds: row?.azIds ?? [],
        collected: row !== undefined,
      };
    })
    .sort((a, b) => a.loadBalancerName.localeCompare(b.loadBalancerName, "en"));
}
