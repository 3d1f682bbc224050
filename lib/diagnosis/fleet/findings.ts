import { centralEndpointCandidate } from "./centralEndpointCandidate.ts";
import { costAnomaly } from "./costAnomaly.ts";
import { costUnreconciled } from "./costUnreconciled.ts";
import { deletionProtectionOff } from "./deletionProtectionOff.ts";
import { duplicateEndpoint } from "./duplicateEndpoint.ts";
import { endpointPolicyOpen } from "./endpointPolicyOpen.ts";
import { endpointQuota } from "./endpointQuota.ts";
import type { FleetCheck, FleetFacts, FleetFinding } from "./factsSchema.ts";
import { flowLogsOff } from "./flowLogsOff.ts";
import { idleAz } from "./idleAz.ts";
import { idleEndpoint } from "./idleEndpoint.ts";
import { idleService } from "./idleService.ts";
import { missingGatewayEndpoint } from "./missingGatewayEndpoint.ts";
import { orphanNlb } from "./orphanNlb.ts";
import { endpointPermissionChange, servicePermissionChange } from "./permissionChange.ts";
import { provisioningFailing } from "./provisioningFailing.ts";
import { provisioningSlow } from "./provisioningSlow.ts";
import { telemetryGap } from "./telemetryGap.ts";
import { unexpectedEgress } from "./unexpectedEgress.ts";
import { untaggedEndpoint, untaggedService } from "./untaggedOwner.ts";

type Checks = { [K in keyof FleetFacts]: readonly FleetCheck<FleetFacts[K][number]>[] };

/** Which checks are asked about which facts. A check id that is asked of two kinds of subject has a check for each. */
export const fleetChecks: Checks = {
  endpoints: [
    idleEndpoint,
    idleAz,
    duplicateEndpoint,
    endpointPolicyOpen,
    untaggedEndpoint,
    flowLogsOff,
    endpointPermissionChange,
  ],
  vpcs: [unexpectedEgress, missingGatewayEndpoint],
  services: [idleService, untaggedService, servicePermissionChange],
  loadBalancers: [orphanNlb, deletionProtectionOff],
  quotas: [endpointQuota],
  scopes: [telemetryGap],
  provisioning: [provisioningFailing, provisioningSlow],
  costDays: [costAnomaly, costUnreconciled],
  sharedServices: [centralEndpointCandidate],
};

/**
 * Every answer of every fleet check, one after the other, so that a caller can stream them: linear in the number of
 * facts, and none of them depends on another fact or on their order. Passes are among them.
 */
export function* fleetFindings(facts: FleetFacts, now: Date): Generator<FleetFinding> {
  for (const kind of Object.keys(fleetChecks) as (keyof FleetFacts)[])
    yield* answersOf(fleetChecks[kind] as readonly FleetCheck<unknown>[], facts[kind], now);
}

function* answersOf(checks: readonly FleetCheck<unknown>[], facts: readonly unknown[], now: Date) {
  for (const one of facts)
    for (const check of checks)
      for (const answer of check.evaluate(one, now)) {
        const failed = answer.state === "fail";
        yield {
          subject: check.subject(one),
          answer,
          title: check.title,
          confirm: failed ? check.confirm(one, answer) : [],
          fix: failed ? check.fix(one, answer) : null,
        };
      }
}
