import type { CheckId } from "#lib/diagnosis/schema.ts";
import type { RunbookWords } from "../schema.ts";

/** Fleet: provisioning, quotas, telemetry and hygiene. */
export const fleetOperationsWords = {
  "provisioning-failing": {
    looksLike: "Pipelines that make endpoints stop; new environments come up without them.",
    why: "AWS refuses CreateVpcEndpoint: the role lacks a permission (ec2:CreateVpcEndpoint, ec2:CreateTags, or route53:AssociateVPCWithHostedZone for private names), a quota is used up, the service does not know the account, or zones and subnets do not fit. The error code in CloudTrail says which.",
    prevent: [
      "Make endpoints in one module that is tried in a test account with the same role.",
      "Watch the quota, and ask for more before it is used up.",
    ],
  },
  "provisioning-slow": {
    looksLike: "Deployments wait for minutes until an endpoint is available.",
    why: "Usually seconds to two minutes. Longer means throttled calls, many endpoints made at once, or trouble at AWS in that region.",
    prevent: [
      "Make endpoints long before they are needed, not with each short-lived environment.",
      "Let pipelines retry with pauses, and limit how many run at a time.",
    ],
  },
  "endpoint-quota": {
    looksLike:
      "Creating an endpoint or a service fails with a LimitExceeded code, although everything else is right.",
    why: "By default a VPC takes 50 interface and Gateway Load Balancer endpoints together, a region 20 gateway endpoints, and an account a few tens of endpoint services. A policy takes 20,480 characters, which is not raised for anybody. Use grows unnoticed until the next one is refused.",
    prevent: [
      "Ask for an increase at 80 %: approval may take days.",
      "Share endpoints through a central VPC instead of one of each in every VPC.",
      "Retire idle ones.",
    ],
  },
  "telemetry-gap": {
    looksLike:
      "Pages say stale, verdicts turn to unknown, graphs end. The fleet itself may be fine: nobody can tell.",
    why: "A collector no longer gets through for an account and region: its role or trust was changed, the account was suspended, a region was switched off, AWS throttles, or the worker stands still.",
    prevent: [
      "Roll the reader's role out by StackSets, so that accounts are not changed one by one.",
      "Alarm on the lag of collectors, not on their errors alone.",
      "Exempt the reader's role from new service control policies, or test them on it.",
    ],
  },
  "permission-change": {
    looksLike: "Often nothing. Where a change was wrong, consumers are refused, or somebody new connects.",
    why: "The allow-list, acceptance, or an endpoint's policy was changed in the last seven days. Most surges of 403 follow such a change within minutes.",
    prevent: [
      "Change permissions in code alone, with a second pair of eyes.",
      "Read this list every week; each entry has somebody who knows about it, or should not be there.",
    ],
  },
  "endpoint-policy-open": {
    looksLike:
      "Nothing fails. Whoever is in the VPC may send data through the endpoint to any account's resources, with any credentials.",
    why: "AWS puts a policy that allows everything on each new endpoint, and nobody narrowed it.",
    prevent: [
      "Allow the organization's principals and resources alone (aws:PrincipalOrgID, aws:ResourceOrgID); that suits nearly every workload.",
      "Mind what AWS itself fetches through it, such as package repositories in S3, before narrowing resources.",
    ],
  },
  "untagged-owner": {
    looksLike: "Nobody answers when it breaks or costs too much.",
    why: "It carries none of the configured owner tags: it was made by hand, or by a template from before the rule.",
    prevent: [
      "Set default_tags in the Terraform provider.",
      "Require the tag on CreateVpcEndpoint by a tag policy or service control policy.",
    ],
  },
  "flow-logs-off": {
    looksLike: "Nothing fails. When something does, nobody can tell a refused call from one that never came.",
    why: "Neither the VPC nor the endpoint's subnets or interfaces record flows, or what does has stopped or keeps accepted ones only.",
    prevent: [
      "Record REJECT on endpoints' interfaces at least: it is little data, and the first thing that is asked for in an incident.",
      "Watch the delivery status: a log whose role was deleted stays ACTIVE and delivers nothing.",
    ],
  },
  "deletion-protection-off": {
    looksLike: "Nothing fails until somebody deletes the load balancer; then all consumers do.",
    why: "The load balancer of a production service can be deleted by one call.",
    prevent: ["Set enable_deletion_protection in production, and prevent_destroy in Terraform."],
  },
} as const satisfies Partial<Record<CheckId, RunbookWords>>;
