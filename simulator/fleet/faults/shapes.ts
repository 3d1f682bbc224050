/** Fleets that few companies have: what holds for a mixed one has to hold for them too. */
import { awsServiceOf } from "../aws-services.ts";
import type { FleetPlan } from "../types.ts";

/**
 * - `gateways`: gateway endpoints alone. `aws-only`: endpoints to services of AWS alone, and no load balancer.
 * - `cross-region`: every interface endpoint is to a service of AWS in another region.
 */
export const SHAPES = ["gateways", "aws-only", "cross-region"] as const;
export type Shape = (typeof SHAPES)[number];

/** Leaves of a sound fleet what the shape has; it stays sound. */
export function takeShape(plan: FleetPlan, shape: Shape): void {
  plan.endpoints = plan.endpoints.filter(({ type, serviceName }) =>
    shape === "gateways" ? type === "Gateway" : awsServiceOf(serviceName) !== undefined,
  );
  plan.services = [];
  plan.loadBalancers = [];
  if (shape !== "cross-region") return;
  for (const endpoint of plan.endpoints) {
    const elsewhere = plan.regions.find((region) => region !== endpoint.region);
    if (endpoint.type !== "Interface" || !elsewhere) continue;
    endpoint.serviceName = endpoint.serviceName.replace(`.${endpoint.region}.`, `.${elsewhere}.`);
    endpoint.serviceRegion = elsewhere;
  }
}
