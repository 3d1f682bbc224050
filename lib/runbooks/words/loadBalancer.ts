import type { CheckId } from "#lib/diagnosis/schema.ts";
import type { RunbookWords } from "../schema.ts";

export const loadBalancerWords = {
  "lb-replaced": {
    looksLike:
      "All consumers time out since a deployment on the provider's side, although targets are healthy.",
    why: "The service points at a load balancer that was deleted or made anew. A new one has another ARN, and the service does not follow.",
    prevent: [
      "Change load balancers in place. Where one has to be replaced, add the new one to the service first and remove the old one when it is quiet.",
      "Switch deletion protection on.",
    ],
  },
  "az-not-served": {
    looksLike:
      "Clients in one zone time out, in others all is well; or an endpoint cannot be made in a zone.",
    why: "The endpoint stands in a zone that the service's load balancer is not in. It is seldom visible by name: us-east-1a is another building in another account. Only AZ IDs such as use1-az1 mean the same everywhere.",
    prevent: [
      "Publish AZ IDs with the service's name, and choose subnets by AZ ID.",
      "Enable every zone of the region on the load balancer.",
    ],
  },
  "lb-no-listener": {
    looksLike: "Calls are refused or reset at once, from everywhere.",
    why: "No listener of the load balancer takes the port that clients call: it moved, was deleted, or clients use another port than was agreed.",
    prevent: [
      "Treat the listener's port as part of the service's interface: announce changes, and run both ports for a while.",
    ],
  },
  "lb-sg-blocks-port": {
    looksLike:
      "Calls time out from everywhere, although the endpoint, its groups and all targets are in order.",
    why: "The load balancer was made with security groups, they hold for PrivateLink traffic as well, and none of their rules names the port it listens on. Groups of load balancers are newer than most texts about PrivateLink, which say that there are none.",
    prevent: [
      "Decide once whether these groups are to hold for PrivateLink. The allow-list and the consumers' own groups guard the way already.",
      "Keep the group's rule and the listener's port in one module, so that they change together.",
    ],
  },
  "lb-internet-facing": {
    looksLike: "Nothing fails. The service can be reached from the internet, past both gates.",
    why: "The load balancer behind the service is not internal. PrivateLink adds a private way to it and closes none.",
    prevent: [
      "Set internal on load balancers behind services, and forbid the other in policy: the scheme cannot be changed later.",
    ],
  },
  "cross-zone-off": {
    looksLike: "Calls from one zone fail or hang, from others they work.",
    why: "With cross-zone load balancing off, each zone's node reaches targets of its own zone alone, and one zone that is used has none. A target group's own setting comes before that of the load balancer.",
    prevent: [
      "Run targets in every zone that the load balancer is in, or turn cross-zone on.",
      "Crossing costs the load balancer's owner about $0.01 for each GB each way in us-east-1: reckon it before choosing.",
    ],
  },
  "alb-target-chain": {
    looksLike:
      "Odd, partial failures behind a Network Load Balancer that leads to an Application Load Balancer.",
    why: "The outer health check asks for a port or protocol that the inner load balancer does not serve, so that it calls a sound one sick, or a sick one sound.",
    prevent: [
      "Check the inner load balancer on its traffic port, in its listener's protocol, on a path its own targets answer.",
      "Leave the inner load balancer out where the outer one is enough.",
    ],
  },
  "lb-flow-pressure": {
    looksLike: "New connections fail under load while open ones go on.",
    why: "Too many flows for too few targets: about 64,000 source ports serve each combination of addresses and ports, and 55,000 flows a minute to one target are a practical limit. RejectedFlowCount and PortAllocationErrorCount above 0 prove it.",
    prevent: [
      "Reuse connections at the clients.",
      "More targets, or the same targets on more ports; several load balancers for very many consumers.",
    ],
  },
  "lb-resets-idle-timeout": {
    looksLike: "Long-lived connections (gRPC streams, database pools) end about every six minutes.",
    why: "A Network Load Balancer forgets TCP flows that were silent for 350 seconds, and answers the next packet with a reset. Targets are healthy meanwhile.",
    prevent: [
      "Keepalives at 200 seconds or less in clients and pools.",
      "Newer load balancers let the listener's idle timeout be raised.",
    ],
  },
  "single-az-endpoint": {
    looksLike: "Nothing fails until the zone does; then every call does.",
    why: "A production endpoint has an interface in one zone alone. Clients of other zones cross to it, which costs time and money as well.",
    prevent: [
      "Two zones at least in production; each costs its own zone-hour, about $7.30 a month in us-east-1.",
    ],
  },
} as const satisfies Partial<Record<CheckId, RunbookWords>>;
