import type { Endpoint, EndpointNetworkInterface } from "../schema.ts";
import type { Service } from "../serviceList.ts";
import type { ConnectionPage, ConnectionZone, SideState, ZoneTargets } from "./pageSchema.ts";

/** What the two sides' states come to. `agree` also where only one side can be seen. */
export type SidesVerdict = { kind: "agree" } | { kind: "unseen" | "differ"; sentence: string };

const bare = (state: string | null) => (state ?? "").toLowerCase();

/**
 * Whether both sides say the same of the connection's state. They are asked at different times: where one of them is
 * out of date, a difference proves nothing.
 */
export function compareSides(consumer: SideState | null, provider: SideState | null): SidesVerdict {
  if (!consumer || !provider) return { kind: "agree" };
  if (provider.state === null)
    return {
      kind: "unseen",
      sentence: "The provider does not list this connection, or its list is not collected yet.",
    };
  if (bare(consumer.state) === bare(provider.state)) return { kind: "agree" };
  const told = `The consumer says ${consumer.state ?? "nothing"}, the provider ${provider.state}.`;
  if (consumer.stale || provider.stale)
    return { kind: "differ", sentence: `${told} One side is out of date: that alone may be the difference.` };
  return { kind: "differ", sentence: told };
}

/** What the consumer says, then the provider; null for a side that is not ours. */
export function sideStates({
  consumer,
  consumerAsOf,
  provider,
  connection,
  connectionAsOf,
}: Pick<ConnectionPage, "consumer" | "consumerAsOf" | "provider" | "connection" | "connectionAsOf">): [
  SideState | null,
  SideState | null,
] {
  return [
    consumer && { state: consumer.state, asOf: consumerAsOf, stale: consumer.stale },
    provider && {
      state: connection?.vpcEndpointState ?? null,
      asOf: connectionAsOf,
      stale: connection?.stale ?? false,
    },
  ];
}

export interface ZoneEvidence {
  consumer: Pick<Endpoint, "azIds"> | null;
  interfaces: readonly EndpointNetworkInterface[];
  provider: Pick<Service, "azIds"> | null;
  /** Null: target health of the service has not been collected. */
  targets: readonly ZoneTargets[] | null;
}

/** The connection's zones by AZ ID: every zone that either side has. */
export function connectionZones({ consumer, interfaces, provider, targets }: ZoneEvidence): ConnectionZone[] {
  const living = interfaces.filter(({ goneAt }) => goneAt === null);
  const azIds = new Set([
    ...(consumer?.azIds ?? []),
    ...living.flatMap(({ azId }) => azId ?? []),
    ...(provider?.azIds ?? []),
  ]);
  return [...azIds].toSorted().map((azId) => ({
    azId,
    interfaces:
      consumer &&
      living
        .filter((one) => one.azId === azId)
        .map(({ networkInterfaceId, privateIpAddress, status }) => ({
          networkInterfaceId,
          address: privateIpAddress,
          status,
        })),
    served: provider && provider.azIds.length > 0 ? provider.azIds.includes(azId) : null,
    targets:
      targets?.find((one) => one.azId === azId) ??
      (targets ? { azId, healthy: 0, unhealthy: 0, other: 0 } : null),
  }));
}

/** The part of a service's name that is its id: `vpce-svc-0a1b` of `com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b`. */
export const serviceIdOf = (serviceName: string | null) =>
  /\.(vpce-svc-[0-9a-z]+)$/.exec(serviceName ?? "")?.[1] ?? null;
