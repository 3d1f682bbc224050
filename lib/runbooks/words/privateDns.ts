import type { CheckId } from "#lib/diagnosis/schema.ts";
import type { RunbookWords } from "../schema.ts";

export const privateDnsWords = {
  "vpc-dns-support-off": {
    looksLike:
      "Names do not resolve at all in the VPC: the resolver at the VPC's base address plus two does not answer.",
    why: "enableDnsSupport is false on the VPC. Without its resolver nothing resolves there, unless the clients use DNS servers of their own, which then know nothing of the endpoint's private names.",
    prevent: [
      "Set enable_dns_support and enable_dns_hostnames in the module that makes VPCs; both are needed for private names.",
      "Watch ModifyVpcAttribute in CloudTrail.",
    ],
  },
  "vpc-dns-hostnames-off": {
    looksLike:
      "The service's friendly name leads to its public address, or nowhere, while the endpoint's long name works.",
    why: "Private DNS needs both VPC attributes. With enableDnsHostnames off, the private hosted zone that AWS keeps for the endpoint does not take effect, and nothing reports an error.",
    prevent: [
      "Set both DNS attributes where VPCs are made; a VPC that was made through the API has hostnames off by default.",
      "Check the answer of the name after each new endpoint, not the endpoint's state alone.",
    ],
  },
  "private-dns-unverified": {
    looksLike:
      "Consumers cannot switch private DNS on, the call is refused, and only the long name that begins with vpce- is there to use.",
    why: "AWS lets a service offer a name only after its provider has shown that the domain is theirs, by a TXT record in the public zone. The record is missing, has another name or value than was asked for, was put into a private zone, or nobody started the verification after publishing it.",
    prevent: [
      "Make the TXT record in Terraform, from the service's own attributes, and keep it after verification.",
      "Wait for the state verified before consumers are told of the name.",
    ],
  },
  "private-dns-off": {
    looksLike:
      "Clients that use the service's usual name go out to the public address, by NAT or not at all; the endpoint stays quiet.",
    why: "The endpoint was made with private DNS off, and no other endpoint or zone in the VPC serves the name. For services of AWS it is on by default in the console; for other providers' services, and in most templates, it has to be asked for.",
    prevent: [
      "Set private_dns_enabled explicitly in every endpoint, on or off, with the reason where it is off.",
      "Where names are shared from a central VPC, leave it off and keep a private hosted zone of your own for them.",
    ],
  },
  "dns-name-conflict": {
    looksLike:
      "The name leads to another endpoint or an old address, or switching private DNS on is refused because the name is taken.",
    why: "A name can have one private zone in a VPC. A second endpoint to the same service, or a hosted zone somebody made by hand for the same domain, answers in its place: the most specific zone wins, and a zone without the record answers that there is none.",
    prevent: [
      "One endpoint for each service and VPC; a second one with private DNS off, if there has to be one.",
      "Delete hand-made zones when private DNS takes their place.",
    ],
  },
  "dns-entries-missing": {
    looksLike: "The endpoint says available and has no DNS name at all; templates that read its names fail.",
    why: "DNS support was off in the VPC when the endpoint came up, or AWS did not finish it.",
    prevent: ["Switch both DNS attributes on before the first endpoint of a VPC is made."],
  },
  "dns-public-answer": {
    looksLike:
      "Calls work by way of NAT, with public egress on the bill, or time out where there is no way out. The endpoint carries less than it should.",
    why: "The resolver that clients ask does not answer from the endpoint's private zone: private DNS is off or not verified, a VPC attribute is off, the clients use DNS servers of their own that do not forward to the VPC's, or an old answer is still cached.",
    prevent: [
      "Probe the answer, not only the connection: an answer outside the endpoint's interfaces is the earliest sign.",
      "In hybrid networks forward the service's domain to a Route 53 Resolver inbound endpoint.",
      "Deny the public path where the service allows it, by a policy on aws:SourceVpce, so that a leak fails loudly.",
    ],
  },
} as const satisfies Partial<Record<CheckId, RunbookWords>>;
