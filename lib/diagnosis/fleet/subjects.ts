import type { Check } from "../schema.ts";
import type {
  FleetCheck,
  FleetCostDay,
  FleetEndpoint,
  FleetLoadBalancer,
  FleetPlace,
  FleetProvisioning,
  FleetQuota,
  FleetScope,
  FleetService,
  FleetSharedService,
  FleetSubject,
  FleetVpc,
} from "./factsSchema.ts";

/** What tells a fleet check apart; the functions are added where it is declared. */
export type FleetIdentity = Omit<FleetCheck<never>, "evaluate" | "confirm" | "fix" | "subject">;

/** The identity of a fleet check. None of them stops a call; their severity says how soon somebody should look. */
export const fleetCheck = (
  id: Check<never>["id"],
  severity: Check<never>["severity"],
  title: string,
  source: string,
): FleetIdentity => ({ id, hop: "fleet", role: "advisory", severity, title, source });

const at = (
  { account, region }: FleetPlace,
  resourceType: FleetSubject["resourceType"],
  resourceId: string,
): FleetSubject => ({ accountId: account.accountId, region, resourceType, resourceId });

export const ofEndpoint = (facts: FleetEndpoint) => at(facts, "vpc-endpoint", facts.vpcEndpointId);
export const ofVpc = (facts: FleetVpc) => at(facts, "vpc", facts.vpcId);
export const ofService = (facts: FleetService) => at(facts, "vpc-endpoint-service", facts.serviceId);
export const ofLoadBalancer = (facts: FleetLoadBalancer) => at(facts, "load-balancer", facts.loadBalancerArn);
export const ofQuota = (facts: FleetQuota) =>
  at(facts, "quota", facts.resourceId ? `${facts.quotaCode}/${facts.resourceId}` : facts.quotaCode);
export const ofScope = (facts: FleetScope) => at(facts, "collector-scope", facts.collector);
export const ofRegion = (facts: FleetProvisioning) => at(facts, "region", facts.region);
export const ofCostDay = (facts: FleetCostDay) => at(facts, "cost-day", facts.day);
export const ofSharedService = (facts: FleetSharedService) => at(facts, "service-name", facts.serviceName);
