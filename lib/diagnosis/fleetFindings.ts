import type { Finding } from "./diagnose.ts";
import type { FleetFacts, FleetFinding } from "./fleet/factsSchema.ts";

/** No facts of any kind. */
export const noFacts: FleetFacts = {
  endpoints: [],
  vpcs: [],
  services: [],
  loadBalancers: [],
  quotas: [],
  scopes: [],
  provisioning: [],
  costDays: [],
  sharedServices: [],
};

/** The failures among answers of fleet checks, in the shape of those of a path. */
export function failuresOf(findings: readonly FleetFinding[]): Finding[] {
  return findings.flatMap(({ answer, title, confirm, fix }) =>
    answer.state === "fail" && fix ? [{ answer, title, confirm, fix }] : [],
  );
}
