import { stateAt } from "../fleet/fleet.ts";
import { awsId } from "../fleet/hash.ts";
import type { EndpointSpec, ServiceSpec } from "../fleet/types.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations } from "./context.ts";
import { listResources } from "./ec2-paging.ts";

/** Who is connected to our own services, and who is told of it. */
export const ec2Connections: Operations = {
  DescribeVpcEndpointConnections: (call) => {
    const connections = call.fleet
      .servicesOf(call.accountId, call.region)
      .flatMap((service) => connectionsOf(service, call));
    return listResources<Connection>(call, connections, {
      idParameter: "",
      idOf: (connection) => connection.vpcEndpointId,
      filters: {
        "service-id": ({ service }) => service.id,
        "vpc-endpoint-id": ({ vpcEndpointId }) => vpcEndpointId,
        "vpc-endpoint-owner": ({ owner }) => owner,
        "vpc-endpoint-state": ({ state }) => state,
        "vpc-endpoint-region": ({ region }) => region,
        "ip-address-type": () => "ipv4",
      },
      set: "vpcEndpointConnectionSet",
      render: renderConnection,
    });
  },

  DescribeVpcEndpointConnectionNotifications: (call) => {
    const wired = call.fleet.servicesOf(call.accountId, call.region).filter((one) => one.notificationTopic);
    return listResources<ServiceSpec>(call, wired, {
      idParameter: "",
      idOf: (service) => service.id,
      filters: {
        "service-id": (service) => service.id,
        "connection-notification-state": () => "Enabled",
        "connection-notification-type": () => "Topic",
      },
      set: "connectionNotificationSet",
      render: (service) => ({
        connectionNotificationId: awsId("vpce-nfn", service.id),
        serviceId: service.id,
        connectionNotificationType: "Topic",
        connectionNotificationArn: service.notificationTopic,
        connectionEvents: ["Connect", "Accept", "Reject", "Delete"],
        connectionNotificationState: "Enabled",
        serviceRegion: service.region,
      }),
    });
  },
};

interface Connection {
  service: ServiceSpec;
  vpcEndpointId: string;
  owner: string;
  region: string;
  state: string;
  createdAt: number;
}

function connectionsOf(service: ServiceSpec, call: Call): Connection[] {
  const inside = call.fleet
    .consumersOf(service)
    .filter((one) => one.createdAt <= call.now && (one.deletedAt ?? Number.POSITIVE_INFINITY) > call.now)
    .map((one) => connectionOf(service, one, call.now));
  const outside = service.outsideConsumers
    .filter((one) => one.createdAt <= call.now)
    .map(({ accountId, ...one }) => ({ ...one, service, owner: accountId, region: service.region }));
  return [...inside, ...outside];
}

function connectionOf(service: ServiceSpec, endpoint: EndpointSpec, now: number): Connection {
  const { id: vpcEndpointId, accountId: owner, region, createdAt } = endpoint;
  return { service, vpcEndpointId, owner, region, state: stateAt(endpoint, now), createdAt };
}

function renderConnection({
  service,
  vpcEndpointId,
  owner,
  region,
  state,
  createdAt,
}: Connection): WireObject {
  const arns = service.loadBalancers.map((balancer) => balancer.arn);
  const network = service.type === "Interface";
  const dnsName = `${service.id}-${vpcEndpointId.slice(5, 13)}.${service.region}.vpce.amazonaws.com`;
  return {
    serviceId: service.id,
    vpcEndpointId,
    vpcEndpointOwner: owner,
    vpcEndpointState: state,
    creationTimestamp: new Date(createdAt),
    dnsEntrySet: network ? [{ dnsName, hostedZoneId: "Z000PROVIDER" }] : [],
    networkLoadBalancerArnSet: network ? arns : [],
    gatewayLoadBalancerArnSet: network ? [] : arns,
    ipAddressType: "ipv4",
    vpcEndpointConnectionId: awsId("vpce-con", `${service.id}/${vpcEndpointId}`),
    tagSet: [],
    vpcEndpointRegion: region,
  };
}
