import type { Fleet } from "./fleet.ts";
import { isActive } from "./incidents.ts";
import type { LoadBalancerSpec, TargetSpec } from "./types.ts";

export interface TargetHealthState {
  state: string;
  reason?: string;
  description?: string;
}

const STATES: Record<Exclude<TargetSpec["condition"], "outage">, TargetHealthState> = {
  healthy: { state: "healthy" },
  timeout: { state: "unhealthy", reason: "Target.Timeout", description: "Request timed out" },
  "failed-checks": {
    state: "unhealthy",
    reason: "Target.FailedHealthChecks",
    description: "Health checks failed",
  },
  mismatch: {
    state: "unhealthy",
    reason: "Target.ResponseCodeMismatch",
    description: "Health checks failed with these codes: [503]",
  },
  draining: {
    state: "draining",
    reason: "Target.DeregistrationInProgress",
    description: "Target deregistration is in progress",
  },
  unused: {
    state: "unused",
    reason: "Target.NotInUse",
    description: "Target group is not configured to receive traffic from the load balancer",
  },
  initial: {
    state: "initial",
    reason: "Elb.RegistrationInProgress",
    description: "Target registration is in progress",
  },
};

/** Health of a target at `now`; targets of condition `outage` fail while an incident of their zone lasts. */
export function targetHealth(
  fleet: Fleet,
  balancer: LoadBalancerSpec,
  target: TargetSpec,
  now: number,
): TargetHealthState {
  if (target.condition !== "outage") return STATES[target.condition];
  const down = fleet.plan.incidents.some(
    (incident) => incident.target === `${balancer.service?.id}@${target.azId}` && isActive(incident, now),
  );
  return down ? STATES["failed-checks"] : STATES.healthy;
}
