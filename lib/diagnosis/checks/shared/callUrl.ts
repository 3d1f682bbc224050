import type { PathEvidence } from "../../evidenceSchema.ts";
import { consumerOf, endpointOf, quote } from "./commands.ts";
import { hostOf } from "./probeTally.ts";
import { servicePorts } from "./servicePorts.ts";

/**
 * What curl calls to do as a probe does, quoted for a shell: the probe's URL, else `telnet://host:port`, which opens a
 * connection and speaks nothing. A target that is the endpoint's id stands for the endpoint's own name.
 */
export function callUrl(target: string, evidence: PathEvidence): string {
  if (/^https?:/.test(target)) return quote(target);
  const side = consumerOf(evidence);
  const names = side ? (endpointOf(side)?.dnsEntries ?? []).map(({ dnsName }) => dnsName).sort() : [];
  const host = hostOf(target);
  const called = host === evidence.vpcEndpointId ? (names[0] ?? host) : host;
  const ports = servicePorts(evidence);
  const port = /:(\d+)$/.exec(target)?.[1] ?? (ports.known ? ports.ports[0]?.port : undefined) ?? 443;
  return quote(`telnet://${called}:${port}`);
}
