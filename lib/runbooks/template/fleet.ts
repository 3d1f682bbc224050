import type { FleetFacts } from "#lib/diagnosis/fleet/factsSchema.ts";
import { consumerAccount, consumerTemplate, epoch, held } from "./consumer.ts";
import { dayMark, quotaMark } from "./marks.ts";
import { loadBalancerTemplate, providerAccount, serviceTemplate } from "./provider.ts";

const place = { account: consumerAccount, region: "CONSUMER_REGION" };
const own = { account: providerAccount, region: "PROVIDER_REGION" };
const idle = { state: "idle" as const, reason: "", since: null, saving: null, kept: null };
const { endpoint, otherEndpoints, availableService, flowLogs } = consumerTemplate;

/** One subject of each kind with placeholders for ids. */
export const fleetTemplate: { [K in keyof FleetFacts]: FleetFacts[K][number] } = {
  endpoints: {
    ...place,
    vpcEndpointId: "VPC_ENDPOINT_ID",
    ...{ endpoint, otherEndpoints, availableService, flowLogs },
    idle: held(idle),
    idleZones: held([{ ...idle, azId: "AZ_ID", subnetId: "SUBNET_ID" }]),
    changes: held([]),
    ownerTagKeys: ["OWNER_TAG"],
  },
  vpcs: {
    ...place,
    vpcId: "VPC_ID",
    endpoints: held([]),
    routeTables: held([
      {
        ...{ routeTableId: "ROUTE_TABLE_ID", main: true, subnetIds: [] },
        routes: [{ DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat", State: "active" }],
      },
    ]),
    gatewayTraffic: held([]),
    egress: held([]),
  },
  services: {
    ...own,
    serviceId: "SERVICE_ID",
    service: held(serviceTemplate),
    idle: held(idle),
    changes: held([]),
    ownerTagKeys: ["OWNER_TAG"],
  },
  loadBalancers: {
    ...own,
    loadBalancerArn: "LOAD_BALANCER_ARN",
    loadBalancer: held(loadBalancerTemplate),
    serviceIds: held(["SERVICE_ID"]),
    serviceEnvironments: [],
    idle: held(idle),
  },
  quotas: {
    ...place,
    quotaCode: quotaMark,
    resourceId: "VPC_ID",
    quota: held({
      ...{ quotaCode: quotaMark, quotaName: null, resourceId: "VPC_ID" },
      ...{ value: null, usage: null, adjustable: true },
    }),
    forecast: held({ state: "unknown", reason: "", exhaustedAt: null, usedPerDay: null }),
  },
  scopes: {
    ...place,
    ...{ collector: "the collector", intervalSeconds: 600, outcome: "failed", lastSuccessAt: null },
    ...{ lastAttemptAt: null, errorClass: "denied", errorMessage: null },
    delivery: held({ expected: 0, delivered: 0, from: epoch, to: epoch }),
  },
  provisioning: {
    ...place,
    calls: held({ from: epoch, to: epoch, succeeded: 0, failed: {} }),
    provisioned: held([]),
  },
  costDays: {
    ...place,
    day: dayMark,
    anomaly: held({ state: "above", reason: "", usd: null, low: null, high: null }),
    reconciliation: held({
      ...{ state: "unreconciled" as const, reason: "", causes: [], priceDate: null },
      ...{ estimatedUsd: null, billedUsd: null, unexplainedUsd: null },
    }),
  },
  sharedServices: {
    ...place,
    serviceName: "SERVICE_NAME",
    endpoints: held({ endpoints: 0, vpcs: 0, accounts: 0, bytes30d: null }),
    whatIf: held({ state: "cheaper", reason: "", presentUsd: null, centralUsd: null, saving: null }),
  },
};
