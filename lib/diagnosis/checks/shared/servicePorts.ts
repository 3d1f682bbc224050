import type { PathEvidence } from "../../evidenceSchema.ts";
import type { ListenerFacts, ProbeFacts } from "../../factsSchema.ts";
import type { EvidenceItem } from "../../schema.ts";
import { item } from "./answers.ts";
import { once } from "./once.ts";

export interface ServicePort {
  port: number;
  protocol: "tcp" | "udp";
}

/** The ports that clients connect to. `assumed`: nobody measured it, it is what AWS documents for its services. */
export type ServicePorts =
  | { known: true; ports: ServicePort[]; assumed: boolean; evidence: EvidenceItem }
  | { known: false; reason: string };

/** AWS's services answer HTTPS, https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html, but for these. */
const httpsPort = 443;
const otherAwsPorts: Record<string, number[]> = {
  "email-smtp": [25, 465, 587, 2465, 2587],
  "email-smtp-fips": [25, 465, 587, 2465, 2587],
  cassandra: [9142],
  "cassandra-fips": [9142],
  "transfer.server": [21, 22, 443],
  storagegateway: [443, 1026, 1027, 1028, 1031, 2222],
  "appstream.streaming": [443, 1400],
  highlander: [443, 4172, 4195],
  s3: [443, 80],
  dynamodb: [443, 80],
  "iot.data": [443, 8883],
};

/**
 * From the listeners where the service is ours, else from what is probed, else AWS's own. Where probes call none of the
 * ports that are listened on, either may be wrong: groups and firewalls are held against both.
 */
export const servicePorts = once(findPorts);

function findPorts({ serviceName, provider, probes }: PathEvidence): ServicePorts {
  const listeners = provider.ours && provider.listeners.state === "fresh" ? provider.listeners : undefined;
  const listened = listeners ? distinct(listeners.value.flatMap(portOfListener)) : [];
  const probed = probedPorts({ probes });
  if (listeners && listened.length > 0) {
    const apart = !probed.some((one) => listened.some(({ port }) => port === one.port));
    const ports = apart ? distinct([...listened, ...probed]) : listened;
    return { known: true, ports, assumed: false, evidence: told(listeners, "Listeners", listened) };
  }
  if (probes.state === "fresh" && probed.length > 0)
    return { known: true, ports: probed, assumed: false, evidence: told(probes, "Probed", probed) };
  if (!provider.ours && provider.owner === "aws") {
    const name = /^com\.amazonaws\.[a-z0-9-]+\.(.+)$/.exec(serviceName ?? "")?.[1] ?? "";
    const ports = (otherAwsPorts[name] ?? [httpsPort]).map(
      (port): ServicePort => ({ port, protocol: "tcp" }),
    );
    const from = { asOf: null, source: "AWS documentation" };
    return { known: true, ports, assumed: true, evidence: told(from, "AWS documents", ports) };
  }
  if (listeners) return { known: false, reason: "the service's load balancer has no listener" };
  if (provider.ours && provider.listeners.state !== "fresh")
    return { known: false, reason: `the service's listeners are not known: ${provider.listeners.reason}` };
  return { known: false, reason: "nobody says which port the service listens on" };
}

/** Ports that probes of the endpoint call. */
export const probedPorts = ({ probes }: Pick<PathEvidence, "probes">): ServicePort[] =>
  probes.state === "fresh" ? distinct(probes.value.flatMap(portOfProbe)) : [];

/** The ports alone; none where they are not known. */
export function knownPorts(evidence: PathEvidence): ServicePort[] {
  const ports = servicePorts(evidence);
  return ports.known ? ports.ports : [];
}

export const portWords = ({ port, protocol }: ServicePort) => `${protocol} ${port}`;

const told = (from: Parameters<typeof item>[0], label: string, ports: ServicePort[]) =>
  item(from, `${label}: service ports`, ports.map(portWords).join(", "));

/** None of a listener on all ports. */
export function portOfListener({ port, protocol }: ListenerFacts): ServicePort[] {
  if (port === null) return [];
  const upper = (protocol ?? "").toUpperCase();
  if (upper === "TCP_UDP" || upper === "TCP_QUIC")
    return [
      { port, protocol: "tcp" },
      { port, protocol: "udp" },
    ];
  return [{ port, protocol: upper === "UDP" || upper === "QUIC" ? "udp" : "tcp" }];
}

function portOfProbe({ kind, target }: ProbeFacts): ServicePort[] {
  if (kind === "dns") return [];
  const url = /^(https?):\/\/(?:\[[^\]]*\]|[^/:]+)(?::(\d+))?/.exec(target);
  const port = url ? Number(url[2] ?? (url[1] === "https" ? 443 : 80)) : Number(/:(\d+)$/.exec(target)?.[1]);
  return port >= 1 && port <= 65_535 ? [{ port, protocol: "tcp" }] : [];
}

function distinct(ports: ServicePort[]): ServicePort[] {
  const byWords = new Map(ports.map((port) => [portWords(port), port]));
  return [...byWords.values()].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
}
