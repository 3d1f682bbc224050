/** Names of an endpoint in DNS. */
import { awsServiceOf } from "./aws-services.ts";
import type { Fleet } from "./fleet.ts";
import { hex } from "./hash.ts";
import { zoneNames } from "./regions.ts";
import type { EndpointSpec } from "./types.ts";

/** The name AWS gives the endpoint, and one more for each zone. */
export function endpointNames(endpoint: EndpointSpec): { regional: string; zonal: Map<string, string> } {
  const short = awsServiceOf(endpoint.serviceName)?.name ?? endpoint.serviceName.split(".").at(-1) ?? "";
  const suffix = `${short}.${endpoint.region}.vpce.amazonaws.com`;
  const unique = `${endpoint.id}-${hex(`dns/${endpoint.id}`, 8)}`;
  const names = zoneNames(endpoint.accountId, endpoint.region);
  const zonal = new Map(endpoint.azIds.map((azId) => [azId, `${unique}-${names.get(azId)}.${suffix}`]));
  return { regional: `${unique}.${suffix}`, zonal };
}

/** The names that a private zone would give the service in the VPC, whether it is on or not. */
export function privateNames(fleet: Fleet, endpoint: EndpointSpec): string[] {
  const aws = awsServiceOf(endpoint.serviceName);
  const own = fleet.serviceByName(endpoint.serviceName)?.privateDnsName;
  const names = aws?.privateDnsNames ?? (own ? [own] : []);
  return names.map((name) => name.replace("{region}", endpoint.region));
}
