import { expect } from "vitest";
import type { FlowLogFacts } from "../../rejects/schema.ts";
import type { Piece } from "../evidenceSchema.ts";
import type {
  FleetCheck,
  FleetCostDay,
  FleetEndpoint,
  FleetLoadBalancer,
  FleetProvisioning,
  FleetQuota,
  FleetScope,
  FleetService,
  FleetSharedService,
  FleetVpc,
  IdleFacts,
} from "../fleet/factsSchema.ts";
import { type CheckAnswer, checkAnswerSchema, commandSchema, fixSchema } from "../schema.ts";
import { consumerParts } from "./consumer.ts";
import { providerParts } from "./provider.ts";
import { asOf, consumerAccount, ids, now, providerAccount, watermark } from "./world.ts";

export const fresh = <T>(value: T, source = "endpoints", at = asOf): Piece<T> => ({
  state: "fresh",
  value,
  asOf: at,
  source,
});
export const missing = (source = "endpoints"): Piece<never> => ({
  state: "missing",
  asOf: null,
  source,
  reason: `the ${source} collector is denied`,
});
export const stale = <T>(value: T, source = "endpoints"): Piece<T> => ({
  state: "stale",
  value,
  asOf,
  source,
  reason: `the ${source} collector has failed since 12:00`,
});

export const idle = (more: Partial<IdleFacts> = {}): IdleFacts => ({
  state: "active",
  reason: "3.2 GB passed in the last 30 days.",
  since: null,
  saving: null,
  kept: null,
  ...more,
});
export const unused = (more: Partial<IdleFacts> = {}): IdleFacts =>
  idle({
    state: "idle",
    reason: "Nothing passed for 41 days, and all of them were collected.",
    since: new Date("2026-10-08T00:00:00Z"),
    saving: { usd: 14.6, price: "0.01 USD per zone-hour", priceDate: "2026-09-01" },
    ...more,
  });

export const flowLog = (more: Partial<FlowLogFacts> = {}): FlowLogFacts => ({
  ...{ flowLogId: "fl-0a1", resourceId: ids.vpc, trafficType: "REJECT", flowLogStatus: "ACTIVE" },
  ...{ logDestinationType: "cloud-watch-logs", logDestination: null, logGroupName: "flow" },
  ...{ deliverLogsStatus: "SUCCESS", deliverLogsErrorMessage: null, logFormat: null, elsewhere: false },
  ...{ maxAggregationIntervalSeconds: 600, creationTime: null },
  ...more,
});

const narrow = JSON.stringify({
  Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }],
});

/** Facts about subjects that are in order; a test changes what it is about. */
export function inOrder() {
  const consumer = consumerParts();
  const provider = providerParts();
  const place = { account: consumerAccount, region: ids.region };
  const own = { account: providerAccount, region: ids.region };
  const [loadBalancer] = provider.loadBalancers;
  if (!loadBalancer || !provider.service) throw new Error("the provider's parts are incomplete");
  const endpoint: FleetEndpoint = {
    ...place,
    vpcEndpointId: consumer.endpoint.vpcEndpointId,
    endpoint: fresh({
      ...consumer.endpoint,
      serviceName: "com.amazonaws.us-east-1.sqs",
      policyDocument: narrow,
    }),
    otherEndpoints: fresh([]),
    availableService: fresh({
      ...{ serviceName: "com.amazonaws.us-east-1.sqs", serviceId: "vpce-svc-aws" },
      ...{ serviceTypes: ["Interface"], serviceOwner: "amazon", serviceRegion: ids.region, azIds: [] },
      ...{ privateDnsNames: [], baseEndpointDnsNames: [], vpcEndpointPolicySupported: true },
      ...{ acceptanceRequired: false, privateDnsNameVerificationState: null },
    }),
    flowLogs: fresh([flowLog()], "network"),
    idle: fresh(idle(), "idle"),
    idleZones: fresh([], "idle"),
    changes: fresh([]),
    ownerTagKeys: ["team", "owner"],
  };
  const vpc: FleetVpc = {
    ...place,
    vpcId: ids.vpc,
    endpoints: fresh(
      ["s3", "dynamodb"].map((service) => ({
        ...{ vpcEndpointId: `vpce-0${service}`, vpcEndpointType: "Gateway", state: "available" },
        ...{ serviceName: `com.amazonaws.us-east-1.${service}`, privateDnsEnabled: null },
        ...{ dnsEntries: [], azIds: [], creationTimestamp: asOf },
      })),
    ),
    routeTables: fresh(
      [
        {
          ...{ routeTableId: "rtb-0a1", main: true, subnetIds: ids.subnets },
          routes: [
            { DestinationCidrBlock: "10.20.0.0/16", GatewayId: "local", State: "active" },
            { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-0a1", State: "active" },
          ],
        },
      ],
      "network",
    ),
    gatewayTraffic: missing("nat-gateways"),
    egress: fresh(
      [
        {
          ...{ serviceName: "com.amazonaws.us-east-1.sqs", gatewayId: "nat-0a1" },
          ...{ bytesLastDay: 3e8, usualBytesPerDay: 2.5e8 },
        },
      ],
      "nat-gateways",
    ),
  };
  const service: FleetService = {
    ...own,
    serviceId: ids.service,
    service: fresh(provider.service, "services"),
    idle: fresh(idle(), "idle"),
    changes: fresh([], "services"),
    ownerTagKeys: ["team"],
  };
  const lb: FleetLoadBalancer = {
    ...own,
    loadBalancerArn: loadBalancer.loadBalancerArn,
    loadBalancer: fresh(
      { ...loadBalancer, environment: "production", deletionProtectionEnabled: true },
      "load-balancers",
    ),
    serviceIds: fresh([ids.service], "services"),
    serviceEnvironments: [],
    idle: fresh(idle(), "idle"),
  };
  const quota: FleetQuota = {
    ...place,
    quotaCode: "L-29B6F2EB",
    resourceId: ids.vpc,
    quota: fresh(
      {
        ...{ quotaCode: "L-29B6F2EB", quotaName: "Interface VPC endpoints per VPC", resourceId: ids.vpc },
        ...{ value: 50, usage: 12, adjustable: true },
      },
      "quotas",
    ),
    forecast: fresh(
      {
        ...{ state: "running-out" as const, reason: "0.4 more a day.", usedPerDay: 0.4 },
        exhaustedAt: new Date("2027-01-12T00:00:00Z"),
      },
      "quotas",
    ),
  };
  const scope: FleetScope = {
    ...place,
    ...{ collector: "endpoints", intervalSeconds: 600, outcome: "success" },
    ...{ lastSuccessAt: asOf, lastAttemptAt: asOf, errorClass: null, errorMessage: null },
    delivery: fresh({ expected: 10_000, delivered: 9_999, from: asOf, to: watermark }, "probes"),
  };
  const provisioning: FleetProvisioning = {
    ...place,
    calls: fresh({ from: new Date("2026-10-19T00:00:00Z"), to: asOf, succeeded: 120, failed: {} }, "trail"),
    provisioned: fresh([
      { vpcEndpointId: "vpce-01", atLeastSeconds: 0, atMostSeconds: 90 },
      { vpcEndpointId: "vpce-02", atLeastSeconds: 30, atMostSeconds: 110 },
    ]),
  };
  const costDay: FleetCostDay = {
    ...place,
    day: "2026-11-16",
    anomaly: fresh(
      { state: "within", reason: "Mondays cost this much.", usd: 41.2, low: 38, high: 44 },
      "costs",
    ),
    reconciliation: fresh(
      {
        ...{ state: "reconciled", reason: "The estimate is 0.4 % below the bill.", causes: ["credit"] },
        ...{ estimatedUsd: 41, billedUsd: 41.2, unexplainedUsd: 0.2, priceDate: "2026-09-01" },
      },
      "costs",
    ),
  };
  const sharedService: FleetSharedService = {
    ...place,
    serviceName: "com.amazonaws.us-east-1.kms",
    endpoints: fresh({ endpoints: 20, vpcs: 10, accounts: 8, bytes30d: 12_000_000 }),
    whatIf: fresh(
      {
        ...{ state: "dearer", reason: "One shared endpoint would cost more than all of them." },
        ...{ presentUsd: 292, centralUsd: 401, saving: null },
      },
      "costs",
    ),
  };
  return { endpoint, vpc, service, lb, quota, scope, provisioning, costDay, sharedService };
}
export type InOrder = ReturnType<typeof inOrder>;

/** One row of a fleet check's table: what is changed, how, and every answer as `fail ticket [use1-az1]`. */
export type FleetRow = [what: string, change: (facts: InOrder) => unknown, answers: string, reason?: RegExp];

const hole = /\bundefined\b|\bNaN\b|(?<!\/dev\/)\bnull\b|\[object|""/;

/** Answers in the words of `FleetRow`, sorted; holds what is true of every fleet check. */
export function askedFleet<F>(check: FleetCheck<F>, facts: F): { words: string; reasons: string } {
  const answers = check.evaluate(facts, now);
  expect(check.evaluate(reversed(facts), now)).toEqual(answers);
  expect(answers.length).toBeGreaterThan(0);
  for (const answer of answers) {
    expect(checkAnswerSchema.parse(answer)).toMatchObject({ checkId: check.id, hop: "fleet" });
    expect(answer.reason).toMatch(/^[A-Za-z0-9$].*\.$/);
    expect(answer.reason).not.toMatch(hole);
    if (answer.state === "fail") holdMended(check, facts, answer);
  }
  return {
    words: answers.map(wordsOf).sort().join(" | "),
    reasons: answers.map(({ reason }) => reason).join(" "),
  };
}

function holdMended<F>(check: FleetCheck<F>, facts: F, answer: CheckAnswer) {
  expect(answer.evidence.length).toBeGreaterThan(0);
  const commands = check.confirm(facts, answer);
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) {
    commandSchema.parse(command);
    expect(command.command).not.toMatch(hole);
    expect(command.command).toMatch(/^aws .* --profile [\w-]+ --region us-east-1$/);
  }
  const fix = fixSchema.parse(check.fix(facts, answer));
  expect([fix.summary, fix.console, ...fix.cli, fix.terraform].join("\n")).not.toMatch(hole);
  expect(check.confirm(reversed(facts), answer)).toEqual(commands);
  expect(check.fix(reversed(facts), answer)).toEqual(fix);
}

const wordsOf = ({ state, severity, lanes }: CheckAnswer) =>
  `${state}${state === "fail" ? ` ${severity}` : ""}${lanes.length > 0 ? ` [${lanes.join(" ")}]` : ""}`;

/** The same facts with every list the other way round; orders that mean something (tag keys) are kept. */
function reversed<T>(value: T, key = ""): T {
  if (Array.isArray(value))
    return (key === "ownerTagKeys" ? value : value.map((one) => reversed(one)).reverse()) as T;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, reversed(one, name)])) as T;
}
