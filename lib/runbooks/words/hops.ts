import type { Hop } from "#lib/diagnosis/schema.ts";
import type { HopWords } from "../schema.ts";

export const hopWords: Record<Hop, HopWords> = {
  client: {
    title: "Client",
    about:
      "The workload resolves a name and opens a connection; its own security group and subnet have to let it out.",
    ownership:
      "The consumer: whoever runs the workload and its subnets. Neither the provider nor AWS sees a packet that never left.",
  },
  "private-dns": {
    title: "Private DNS",
    about: "The VPC's resolver answers with the addresses of the endpoint's interfaces, in this VPC alone.",
    ownership:
      "The consumer owns the VPC's DNS settings and switches private names on; the provider has to prove the name's domain first. AWS keeps the zone.",
  },
  endpoint: {
    title: "Endpoint and its interfaces",
    about:
      "One interface in each zone, in the consumer's subnets, with the consumer's security groups and policy.",
    ownership:
      "The consumer owns the endpoint, its groups, policy and subnets. The provider sees its state alone; AWS makes and keeps the interfaces.",
  },
  service: {
    title: "Service and its gates",
    about: "Two gates in a row: the allow-list says who may ask, acceptance says who is let in.",
    ownership: "The provider. The consumer sees no more than that it may not, or that it waits.",
  },
  "load-balancer": {
    title: "Load balancer and zones",
    about: "The provider's load balancer takes the connection in the zone that it arrives in.",
    ownership:
      "The provider. Of zones both sides own a half: the consumer chooses the endpoint's, the provider the service's.",
  },
  targets: {
    title: "Targets",
    about: "The processes that answer, checked by the load balancer.",
    ownership: "The provider, and the team that runs the application.",
  },
  fleet: {
    title: "Fleet",
    about:
      "What is true beside every path: provisioning, quotas, money and hygiene. None of it breaks a call today.",
    ownership:
      "Whoever owns the account: the consumer for endpoints, the provider for services and load balancers. AWS for quotas and for how long provisioning takes.",
  },
};
