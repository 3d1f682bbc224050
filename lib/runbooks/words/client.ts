import type { CheckId } from "#lib/diagnosis/schema.ts";
import type { RunbookWords } from "../schema.ts";

export const clientWords = {
  "client-egress-blocked": {
    looksLike:
      "Every call times out, from all clients of a subnet or of one group, and the endpoint shows no new connections. The name resolves as it should.",
    why: "The packets never leave. A security group on the clients has no outbound rule for the service's port, or the network ACL of their subnet drops the call, or the answer to it on the ephemeral ports. A timeout rather than a refusal is typical: security groups and ACLs drop in silence.",
    prevent: [
      "Give workloads an outbound rule that names the endpoint's security group, in the same module that makes the endpoint.",
      "Where outbound traffic is closed by default, test a connection to each endpoint in the pipeline that deploys the workload.",
      "Keep flow logs of the client subnets, so that a refused call leaves a trace.",
    ],
  },
  "resolver-stale": {
    looksLike:
      "Some clients still call the public or an older address, others in the same VPC are fine. It began when private DNS was switched on or the endpoint was made anew, and goes away host by host.",
    why: "Somebody between the client and the VPC's resolver keeps an answer for longer than its TTL: a process that resolves once (a JVM without networkaddress.cache.ttl, a connection pool), a caching daemon on the host, CoreDNS in a cluster, or a company resolver outside the VPC.",
    prevent: [
      "Lower the TTL a day before names move, and raise it afterwards.",
      "Set networkaddress.cache.ttl (JVM) and the like to a minute, and let connection pools resolve again when they reconnect.",
      "Let custom resolvers forward the service's domain to the VPC's own, without a cache of their own.",
    ],
  },
  "probe-connect-failing": {
    looksLike:
      "Probes inside the VPC fail to connect more often than their objective allows, and so do clients.",
    why: "This says that calls fail, not where. The cause is at one of the hops: the name, the endpoint and its security group, the service's gates, the load balancer or its targets. Where none of them is seen to fail, look at those that could not be judged.",
    prevent: [
      "Probe each endpoint from every zone that clients run in: a failure in one zone alone narrows the search to that lane.",
      "Alert on the burn rate of the objective rather than on single failures.",
    ],
  },
  "probe-latency-high": {
    looksLike:
      "Calls succeed and are slow: the 95th percentile is above the objective, 50 ms within a region by default.",
    why: "Within a region PrivateLink itself adds little. Time goes into a slow resolver, into reaching a zone other than the client's own, into a load balancer at its flow limits, or into the targets.",
    prevent: [
      "Put an interface into each zone that clients run in, and use the zonal names where zones must stay apart.",
      "Keep connections open: a TCP and TLS handshake for each call pays the round trip several times.",
    ],
  },
  "cross-region-latency": {
    looksLike: "Calls from one region take over 20 ms longer than the same calls made next to the service.",
    why: "The endpoint, its clients and the service are not in one region, or the way between regions has changed. Distance cannot be tuned away.",
    prevent: [
      "Offer the service in each region that has clients, and let each use the endpoint of its own region.",
      "Where a single region is meant, put the distance into the objective: an alert that nobody can act on is noise.",
    ],
  },
} as const satisfies Partial<Record<CheckId, RunbookWords>>;
