import { readFreshness } from "../../api/list/data.ts";
import { readPathId } from "../../api/pathId.ts";
import { loadDiagnosis } from "../../diagnosis/loaders.ts";
import { currentTime } from "../../env.ts";
import { NotFoundError } from "../../errors.ts";
import { connectionChanges } from "../changeData.ts";
import type { Connection } from "../connectionList.ts";
import { endpointNetworkInterfaces } from "../data.ts";
import type { Service } from "../serviceList.ts";
import { serviceTitles } from "../serviceTitles.ts";
import { connectionZones, serviceIdOf } from "./compute.ts";
import { readConnection, readConsumer, readProvider, readZoneTargets } from "./data.ts";
import type { ConnectionPage } from "./pageSchema.ts";

/** Everything that the page of one connection shows; undefined where neither side knows of it. */
export async function loadConnectionPage(
  endpoint: string,
  service: string,
): Promise<ConnectionPage | undefined> {
  try {
    return await readPage(readPathId(endpoint), readPathId(service));
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function readPage(vpcEndpointId: string, serviceId: string): Promise<ConnectionPage | undefined> {
  const [found, connection = null] = await Promise.all([
    readConsumer(vpcEndpointId),
    readConnection(vpcEndpointId, serviceId),
  ]);
  // An endpoint of ours to another service is no side of this connection.
  const consumer = found && (connection || serviceIdOf(found.serviceName) === serviceId) ? found : null;
  if (!consumer && !connection) return undefined;
  const serviceName = connection?.serviceName ?? consumer?.serviceName ?? null;
  const provider = (await providerOf(connection, serviceName)) ?? null;
  const [titles, interfaces, targets, consumerFresh, connectionFresh, changes, diagnosis] = await Promise.all(
    [
      serviceTitles(serviceName === null ? [] : [serviceName]),
      consumer ? endpointNetworkInterfaces(consumer) : [],
      provider &&
        readZoneTargets(provider, [...provider.networkLoadBalancerArns, ...provider.gatewayLoadBalancerArns]),
      consumer && readFreshness("endpoints", currentTime(), consumer),
      provider && readFreshness("connections", currentTime(), provider),
      connectionChanges({ vpcEndpointId, serviceId, consumer, provider }),
      loadDiagnosis(vpcEndpointId),
    ],
  );
  return {
    vpcEndpointId,
    serviceId,
    serviceName,
    serviceTitle: titles.get(serviceName ?? "") ?? null,
    consumer,
    consumerAsOf: consumerFresh?.asOf ?? null,
    provider,
    connection,
    connectionAsOf: connectionFresh?.asOf ?? null,
    zones: connectionZones({ consumer, interfaces, provider, targets: targets ?? null }),
    changes,
    diagnosis,
  };
}

async function providerOf(
  connection: Connection | null,
  serviceName: string | null,
): Promise<Service | undefined> {
  if (connection) {
    const { accountId, region, serviceId } = connection;
    return await readProvider({ accountId, region, serviceId });
  }
  return serviceName === null ? undefined : await readProvider({ serviceName });
}
