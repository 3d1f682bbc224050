import type { Status } from "#components/ui/StatusMark.tsx";
import type { EndpointRow } from "#lib/inventory/endpointTableSchema.ts";
import type { Endpoint } from "#lib/inventory/schema.ts";

const statuses: Record<string, Status> = {
  available: "ok",
  pending: "busy",
  pendingacceptance: "busy",
  deleting: "busy",
  partial: "warn",
  rejected: "bad",
  failed: "bad",
  expired: "bad",
  deleted: "none",
};

/** How a state is drawn. AWS answers in either case. */
export const stateStatus = (state: string | null): Status =>
  statuses[(state ?? "").toLowerCase()] ?? "unknown";

const spellings: Record<string, string> = {
  pendingacceptance: "pending acceptance",
  gatewayloadbalancer: "GWLB",
  servicenetwork: "service network",
};

/** A state or type as people write it: `pending acceptance`, `interface`. */
export function spelled(word: string | null): string | null {
  return word === null ? null : (spellings[word.toLowerCase()] ?? word.toLowerCase());
}

/**
 * The part of a service name that tells services apart: `secretsmanager` of `com.amazonaws.eu-west-1.secretsmanager`,
 * `vpce-svc-0a1b` of `com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b`. Other names stay as they are.
 */
export function shortServiceName(name: string): string {
  const parts = name.split(".");
  const isAws = (parts[0] === "com" && parts[1] === "amazonaws") || (parts[0] === "cn" && parts[1] === "com");
  if (!isAws) return name;
  const region = parts.findIndex((part) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(part));
  const rest = parts.slice(region + 1).join(".");
  return region >= 0 && rest ? rest : name;
}

/** `az1` of `use1-az1`; local zones keep their name. */
export const shortAzId = (azId: string) => /-(az\d+)$/.exec(azId)?.[1] ?? azId;

/** Zones of one region in short: `az1,2,4`. */
export function shortAzIds(azIds: readonly string[]): string {
  const short = azIds.map(shortAzId);
  const allNumbered = short.every((azId) => /^az\d+$/.test(azId));
  return allNumbered && short.length > 0
    ? `az${short.map((azId) => azId.slice(2)).join(",")}`
    : short.join(" ");
}

/** Why CloudWatch has no traffic for an endpoint of this kind; null where it publishes some. */
export function notMeasurable(
  endpoint: Pick<Endpoint, "vpcEndpointType" | "serviceRegion" | "region">,
): string | null {
  if (endpoint.vpcEndpointType.toLowerCase() === "gateway")
    return "AWS publishes no traffic metrics for gateway endpoints.";
  if (endpoint.serviceRegion !== null && endpoint.serviceRegion !== endpoint.region)
    return `AWS publishes no traffic metrics for an endpoint in ${endpoint.region} whose service is in ${endpoint.serviceRegion}.`;
  return null;
}

/** Why a row's traffic is not known; null where it is. */
export function trafficUnknown(row: EndpointRow): string | null {
  const reason = notMeasurable(row);
  if (reason) return reason;
  return row.measuredFrom === null ? "Its traffic has not been collected yet." : null;
}
