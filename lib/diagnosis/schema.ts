import { z } from "zod";

/** The path of one connection, in the order in which it is walked. */
export const pathHops = ["client", "private-dns", "endpoint", "service", "load-balancer", "targets"] as const;
export type PathHop = (typeof pathHops)[number];

/** Where a check belongs: a hop of the path, or `fleet`, which is beside every path and never walked. */
export const hops = [...pathHops, "fleet"] as const;
export type Hop = (typeof hops)[number];

/**
 * Every check, deeper causes first: of several that fail at one hop, the first one here takes the verdict, whatever
 * its severity (an endpoint that was rejected does not fail by its security group).
 */
export const checkIds = [
  // client
  "client-egress-blocked",
  "resolver-stale",
  "probe-connect-failing",
  "probe-latency-high",
  "cross-region-latency",
  // private-dns
  "vpc-dns-support-off",
  "vpc-dns-hostnames-off",
  "private-dns-unverified",
  "private-dns-off",
  "dns-name-conflict",
  "dns-entries-missing",
  "dns-public-answer",
  // endpoint
  "endpoint-rejected",
  "endpoint-failed",
  "endpoint-expired",
  "endpoint-partial",
  "endpoint-pending-acceptance",
  "subnet-ip-exhausted",
  "endpoint-eni-missing",
  "endpoint-sg-blocks-port",
  "flow-log-rejects",
  "endpoint-policy-denies",
  "endpoint-sg-default",
  "packets-dropped",
  "endpoint-resets",
  // service
  "service-not-available",
  "principal-not-allowed",
  "connection-rejected",
  "allowed-principals-quota",
  "notifications-missing",
  "open-service",
  "principal-too-wide",
  // load-balancer
  "lb-replaced",
  "az-not-served",
  "lb-no-listener",
  "lb-sg-blocks-port",
  "lb-internet-facing",
  "cross-zone-off",
  "alb-target-chain",
  "lb-flow-pressure",
  "lb-resets-idle-timeout",
  "single-az-endpoint",
  // targets
  "targets-empty",
  "targets-unhealthy",
  "health-check-port-mismatch",
  "error-rate-high",
  "source-ip-not-preserved",
  // fleet
  "provisioning-failing",
  "provisioning-slow",
  "endpoint-quota",
  "telemetry-gap",
  "unexpected-egress",
  "idle-endpoint",
  "idle-az",
  "idle-service",
  "orphan-nlb",
  "missing-gateway-endpoint",
  "duplicate-endpoint",
  "central-endpoint-candidate",
  "cost-anomaly",
  "cost-unreconciled",
  "endpoint-policy-open",
  "untagged-owner",
  "flow-logs-off",
  "permission-change",
  "deletion-protection-off",
] as const;
export type CheckId = (typeof checkIds)[number];

/**
 * - `unknown`: evidence is missing or stale, or lies with somebody else (AWS, an account that is not ours); the reason says which.
 * - `not-applicable`: the question makes no sense here (a gateway endpoint has no interfaces). Never used for "we cannot see it".
 */
export const answerStates = ["pass", "fail", "unknown", "not-applicable"] as const;
export type AnswerState = (typeof answerStates)[number];

/** `page` wakes somebody, `ticket` waits for the morning, `info` is worth knowing. Worst first. */
export const severities = ["page", "ticket", "info"] as const;
export type Severity = (typeof severities)[number];

/**
 * - `cause`: its failure keeps calls from passing its hop, and takes the verdict where it is the first.
 * - `symptom`: says that calls hang, not where; never ends the walk, never decides a hop.
 * - `contributing`: makes a break worse, or would have kept it away: stands beside the verdict and never takes it.
 * - `advisory`: wrong in itself (open to everybody, near a quota, one zone only), and stops no call: reported as a finding,
 *   and its hop passes all the same.
 *
 * A hop fails by causes alone: only what stops connections by itself may be one.
 */
export const roles = ["cause", "symptom", "contributing", "advisory"] as const;
export type Role = (typeof roles)[number];

const isoTime = z.string().meta({ format: "date-time" });

/** One observed value. */
export const evidenceItemSchema = z
  .object({
    label: z.string().describe("What was looked at, e.g. `Inbound rules of sg-0a1`."),
    value: z.string().describe("What was seen, in words for people, with its unit."),
    observedAt: isoTime
      .nullable()
      .describe("As of when: the last success of its scope or its watermark; null where nobody knows."),
    source: z.string().describe("Collector that saw it, e.g. `network`; `estimated` values say so here."),
    resourceId: z.string().nullable().describe("Id or ARN of what was looked at."),
  })
  .meta({ id: "EvidenceItem" });
export type EvidenceItem = z.infer<typeof evidenceItemSchema>;

/** What one check says about one path, as it is stored. A check gives one answer, or one for each set of lanes. */
export const checkAnswerSchema = z
  .object({
    checkId: z.enum(checkIds),
    hop: z.enum(hops),
    state: z.enum(answerStates),
    role: z.enum(roles).describe("The check's own, unless what it saw makes it a lesser one."),
    severity: z.enum(severities).describe("How bad a failure is; of other states, how bad it would be."),
    reason: z.string().describe("One sentence that a tired person understands, ids included."),
    evidence: z.array(evidenceItemSchema),
    lanes: z.array(z.string()).describe("AZ IDs it holds for, sorted; empty: all of them."),
    since: isoTime.nullable().describe("Since when it is so, where the evidence tells."),
  })
  .meta({ id: "CheckAnswer" });
export type CheckAnswer = z.infer<typeof checkAnswerSchema>;

/** A command that confirms a finding, ready to paste: ids, account profile and region are filled in. */
export const commandSchema = z
  .object({
    title: z.string().describe("What it shows."),
    command: z.string(),
    runIn: z
      .string()
      .describe("Where it runs: `payments-prod (222222222222), eu-west-1`, or `a client in subnet-0a1`."),
    expect: z.string().describe("What it prints when all is well, and what confirms the finding."),
  })
  .meta({ id: "Command" });
export type Command = z.infer<typeof commandSchema>;

/** How to mend a finding, three ways. */
export const fixSchema = z
  .object({
    owner: z.enum(["consumer", "provider", "aws"]).describe("Whose side has to act."),
    summary: z.string().describe("What to change, in one sentence."),
    console: z.string().describe("Where to click."),
    cli: z.array(z.string()).describe("AWS CLI; empty where there is no such call."),
    terraform: z.string().describe("What to change in Terraform; '' where Terraform has no part in it."),
  })
  .meta({ id: "Fix" });
export type Fix = z.infer<typeof fixSchema>;

/**
 * One check of the playbook. All three functions are pure; `confirm` and `fix` are asked for failures only. `Evidence` is
 * `PathEvidence` for the hops of the path; a check of the fleet names its own, made of `Piece`s as well.
 */
export interface Check<Evidence> {
  id: CheckId;
  hop: Hop;
  role: Role;
  /** The worst that it reports. */
  severity: Severity;
  /** The failure in a few words: `Security group blocks the service port`. */
  title: string;
  /** Document and row that it comes from: `D 2, O 5`; `ours` where it is our own. */
  source: string;
  /** At least one answer, whatever the evidence; the same for the same evidence in any order. */
  evaluate(evidence: Evidence, now: Date): CheckAnswer[];
  confirm(evidence: Evidence, answer: CheckAnswer): Command[];
  fix(evidence: Evidence, answer: CheckAnswer): Fix;
}
