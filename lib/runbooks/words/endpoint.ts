import type { CheckId } from "#lib/diagnosis/schema.ts";
import type { RunbookWords } from "../schema.ts";

export const endpointWords = {
  "endpoint-rejected": {
    looksLike: "Calls time out; the endpoint says rejected. It is billed all the same until it is deleted.",
    why: "Somebody at the provider, or their automation, turned the connection down, or the service it led to was deleted. A rejected endpoint never recovers by itself.",
    prevent: [
      "Agree on the consumer's account and role before the endpoint is made.",
      "Send the provider's Reject events to the consumer's team, with the reason.",
    ],
  },
  "endpoint-failed": {
    looksLike: "A new endpoint never comes up; the template that makes it stops with an error.",
    why: "AWS could not make its interfaces: a subnet without free addresses, a zone the service is not in, an address family the service does not speak, or a quota. The last error on the endpoint names it.",
    prevent: [
      "Check the service's zones, by AZ ID, and the free addresses of the subnets before creating.",
      "Let the pipeline stop on a failed endpoint and show its last error.",
    ],
  },
  "endpoint-expired": {
    looksLike: "An endpoint that once waited for acceptance is now expired, and calls time out.",
    why: "The request was never answered by the provider, and lapsed.",
    prevent: ["Have the provider notified of each request, and agree who answers it within a day."],
  },
  "endpoint-partial": {
    looksLike: "Clients in some zones work and in others time out; the endpoint says partial.",
    why: "Interfaces could be made in some of the subnets only. The usual reasons are those of a failed endpoint, in one zone.",
    prevent: [
      "As for a failed endpoint: check zones and free addresses of every subnet, not of the first alone.",
    ],
  },
  "endpoint-pending-acceptance": {
    looksLike: "The endpoint was made and nothing answers: all calls time out. It is billed while it waits.",
    why: "The service asks for acceptance, and nobody on the provider's side has given it: they were not notified, do not know the account, or wait for a ticket.",
    prevent: [
      "Wire the service's connection notifications to a topic that somebody reads.",
      "Accept known accounts automatically, by a function that looks them up in a register; leave the rest to people.",
      "Where the allow-list is tight, acceptance may be switched off instead.",
    ],
  },
  "subnet-ip-exhausted": {
    looksLike:
      "Creating or changing the endpoint fails for one subnet, or AWS cannot replace an interface there.",
    why: "The subnet has no free address. Each endpoint takes one for each subnet; clusters that give every pod an address empty a small subnet quickly.",
    prevent: [
      "Keep endpoints in small subnets of their own, apart from workloads.",
      "Watch free addresses of the subnets that endpoints are in.",
    ],
  },
  "endpoint-eni-missing": {
    looksLike: "Clients of one zone time out, or are sent to another zone; the endpoint says available.",
    why: "An interface is gone or not in use: it was never made, was detached while a subnet was changed, or AWS is replacing it.",
    prevent: ["Change subnets of an endpoint one at a time, and look at its interfaces afterwards."],
  },
  "endpoint-sg-blocks-port": {
    looksLike:
      "The endpoint is available, the name resolves to its addresses, and every call times out. Flow logs of its interfaces show REJECT, if there are any.",
    why: "The group on the endpoint's interfaces has no inbound rule for the service's port from where the clients are. It is the filter that is forgotten most: the console calls the endpoint available without it, and the provider cannot see it.",
    prevent: [
      "Give each endpoint its own group, with the service's port from the clients' groups or ranges, in the module that makes it.",
      "Refer to client groups rather than to addresses, so that new subnets are covered.",
    ],
  },
  "flow-log-rejects": {
    looksLike: "Some sources time out and others work.",
    why: "The interfaces of the endpoint refuse packets: the security group has no rule for that source and port, or a network ACL stands in the way. The source and port in the flow log say which rule is missing.",
    prevent: [
      "Review refused sources once a week: most are clients that somebody forgot.",
      "Where ACLs are used, open the ephemeral ports for the answers as well; ACLs keep no state.",
    ],
  },
  "endpoint-policy-denies": {
    looksLike:
      "The connection works and the service answers 403 or AccessDenied, for calls through this endpoint only.",
    why: "The endpoint's policy does not allow the caller, the action or the resource. It comes on top of the caller's own permissions and the resource's: all of them have to allow.",
    prevent: [
      "Keep the policy beside the workload's role, and change both together.",
      "Turn on CloudTrail's network activity events for the service: denied calls then name their caller.",
      "Try a changed policy in a test VPC first; it takes effect at once.",
    ],
  },
  "endpoint-sg-default": {
    looksLike:
      "Only workloads that carry the VPC's default group can call; all others time out. Or, where somebody opened that group, too many can.",
    why: "The endpoint was made without naming a group, and took the default one. As AWS makes it, that group admits its own members alone; a rule added there for one endpoint opens everything that carries it.",
    prevent: [
      "Always name security_group_ids in endpoints.",
      "Strip the default group of its rules, so that whatever lands on it fails at once.",
    ],
  },
  "packets-dropped": {
    looksLike: "Large requests or answers hang while small ones work, or throughput falls at peaks.",
    why: "The endpoint drops packets: those over 8,500 bytes always, others when a zone carries more than it can take. It scales from 10 to 100 Gbps for each zone, not in an instant.",
    prevent: [
      "Keep the MTU of clients at 8,500 or less, and let path MTU discovery through.",
      "Spread load over zones, and raise it in steps.",
    ],
  },
  "endpoint-resets": {
    looksLike:
      "Connections that were idle for minutes end in `connection reset by peer`, or many do at once.",
    why: "Resets come from the service's side: connections idle for longer than 350 seconds are dropped by the load balancer, or targets restart, leave or refuse.",
    prevent: [
      "Send TCP keepalives well under 350 seconds, for example every 200.",
      "Drain targets before they stop.",
    ],
  },
} as const satisfies Partial<Record<CheckId, RunbookWords>>;
