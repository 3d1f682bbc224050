import type { Signal } from "../schema.ts";

type Told = Pick<Signal, "subject" | "source" | "severity" | "title" | "sentence" | "since">;

/** A signal that no finding stands behind, of the whole fleet unless it says whose it is. */
export function fleetSignal(told: Told & Partial<Signal>): Signal {
  const accountId = told.accountId ?? "";
  return {
    accountId,
    hop: "fleet",
    checkId: null,
    sloId: null,
    region: "",
    vpcEndpointId: null,
    resourceType: null,
    resourceId: null,
    serviceName: null,
    owner: null,
    environment: null,
    groupKey: accountId || told.subject,
    findings: 0,
    confirm: [],
    ...told,
  };
}
