import { defaultObjectives, type PathEvidence, type ProviderSide } from "#lib/diagnosis/evidenceSchema.ts";
import type { LoadBalancerFacts, ProbeFacts, TargetGroupFacts } from "#lib/diagnosis/factsSchema.ts";
import type { CheckId } from "#lib/diagnosis/schema.ts";
import { consumerTemplate, held } from "./consumer.ts";
import { accountMark, fromMark, hostMark, portMark, toMark } from "./marks.ts";
import { loadBalancerTemplate, providerTemplate, targetGroupTemplate } from "./provider.ts";

const probe: ProbeFacts = {
  ...{ seriesId: "template", source: "template", location: "a client" },
  ...{ locationAccountId: "CONSUMER_ACCOUNT_ID", locationRegion: "CONSUMER_REGION" },
  ...{ locationVpcId: "VPC_ID", locationSubnetId: "CLIENT_SUBNET_ID", locationAzId: "AZ_ID" },
  ...{ kind: "tcp", target: `${hostMark}:${portMark}`, intervalSeconds: 60, stale: false },
  ...{ from: fromMark, to: toMark, results: 1, successes: 0, answersInside: 0, answersOutside: 1 },
  ...{ totalSecondsP95: null, errors: {}, last: null },
};

const path: PathEvidence = {
  ...{ vpcEndpointId: "VPC_ENDPOINT_ID", region: "CONSUMER_REGION", serviceName: "SERVICE_NAME" },
  ...{ consumer: consumerTemplate, provider: providerTemplate },
  ...{ probes: held([probe]), changes: held([]), objectives: defaultObjectives },
};

const provider = (more: Partial<ProviderSide>): PathEvidence => ({
  ...path,
  provider: { ...providerTemplate, ...more },
});
const targetGroup = (more: Partial<TargetGroupFacts>) =>
  provider({ targetGroups: held([{ ...targetGroupTemplate, ...more }]) });
const loadBalancer = (more: Partial<LoadBalancerFacts>) =>
  provider({ loadBalancers: held([{ ...loadBalancerTemplate, ...more }]) });

/** Where a check's commands speak of what its failure alone shows. */
const variants: Partial<Record<CheckId, PathEvidence>> = {
  "endpoint-eni-missing": { ...path, consumer: { ...consumerTemplate, networkInterfaces: held([]) } },
  "resolver-stale": {
    ...path,
    probes: held([probe, { ...probe, seriesId: "right", answersInside: 1, answersOutside: 0 }]),
  },
  "principal-too-wide": provider({
    permissions: held([
      { principal: `arn:aws:iam::${accountMark}:root`, principalType: "Account" },
      { principal: `arn:aws:iam::${accountMark}:role/CLIENT_ROLE`, principalType: "Role" },
    ]),
  }),
  "open-service": provider({ permissions: held([{ principal: "*", principalType: "All" }]) }),
  "lb-sg-blocks-port": loadBalancer({
    securityGroupIds: ["SECURITY_GROUP_ID"],
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on",
  }),
  "lb-internet-facing": loadBalancer({ scheme: "internet-facing" }),
  "alb-target-chain": targetGroup({ targetType: "alb", healthCheckPort: "8080" }),
  "targets-empty": provider({ targetHealth: held([]) }),
  "health-check-port-mismatch": targetGroup({ healthCheckPort: "8080" }),
  "source-ip-not-preserved": targetGroup({
    attributes: { "proxy_protocol_v2.enabled": "false" },
    tags: { "client-ip": "required" },
  }),
  "error-rate-high": {
    ...path,
    probes: held([{ ...probe, kind: "http", target: `https://${hostMark}:${portMark}/` }]),
  },
};

/** A path whose ids are placeholders, as the check's failure would show it. */
export const pathTemplate = (id: CheckId): PathEvidence => variants[id] ?? path;
