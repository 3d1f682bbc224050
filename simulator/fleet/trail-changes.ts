import type { Fleet } from "./fleet.ts";
import * as calls from "./trail-calls.ts";
import type { EndpointSpec } from "./types.ts";

/** The calls that turn an endpoint as it was into what it is; none for what no call can change. */
export function changesOf(
  fleet: Fleet,
  before: EndpointSpec,
  after: EndpointSpec,
): ReturnType<typeof calls.modifyEndpoint>[] {
  const found = [];
  if (before.policyDocument !== after.policyDocument) found.push(calls.modifyEndpoint(after, "policy"));
  if (String(before.groups) !== String(after.groups)) found.push(calls.modifyEndpoint(after, "groups"));
  if (before.privateDns !== after.privateDns) found.push(calls.modifyEndpoint(after, "privateDns"));
  if (String(before.azIds) !== String(after.azIds)) found.push(calls.modifyEndpoint(after, "subnets"));
  if (JSON.stringify(before.tags) !== JSON.stringify(after.tags)) found.push(calls.tagEndpoint(after));
  const service = fleet.serviceByName(after.serviceName);
  if (!service || before.state === after.state) return found;
  if (after.state === "rejected") found.push(calls.reject(service, after.id));
  if (before.state === "pendingAcceptance" && after.state === "available")
    found.push(calls.accept(service, after.id));
  return found;
}
