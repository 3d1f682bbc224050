import { describe, expect, it } from "vitest";
import type { RouteTableFacts } from "../factsSchema.ts";
import { askedFleet, type FleetRow, fresh, type InOrder, inOrder, missing, stale } from "../testing/fleet.ts";
import { asOf, ids } from "../testing/world.ts";
import { centralEndpointCandidate } from "./centralEndpointCandidate.ts";
import { costAnomaly } from "./costAnomaly.ts";
import { costUnreconciled } from "./costUnreconciled.ts";
import { endpointQuota } from "./endpointQuota.ts";
import type { FleetCheck } from "./factsSchema.ts";
import { missingGatewayEndpoint } from "./missingGatewayEndpoint.ts";
import { provisioningFailing } from "./provisioningFailing.ts";
import { provisioningSlow } from "./provisioningSlow.ts";
import { telemetryGap } from "./telemetryGap.ts";
import { unexpectedEgress } from "./unexpectedEgress.ts";

type Key = keyof InOrder;
const set =
  <K extends Key>(key: K, more: Partial<InOrder[K]>) =>
  (facts: InOrder) =>
    Object.assign(facts[key], more);
/** Changes the value inside a piece. */
const within =
  <K extends Key>(key: K, piece: keyof InOrder[K], more: object) =>
  (facts: InOrder) =>
    Object.assign((facts[key][piece] as { value: object }).value, more);

const calls = (succeeded: number, failed: Record<string, number>) =>
  within("provisioning", "calls", { succeeded, failed });
const still = Number.POSITIVE_INFINITY;
const made = (...bounds: [number, number][]) =>
  set("provisioning", {
    provisioned: fresh(
      bounds.map(([atLeastSeconds, atMostSeconds], i) => ({
        vpcEndpointId: `vpce-${i}`,
        atLeastSeconds,
        atMostSeconds,
      })),
    ),
  });
const used = (usage: number | null, value: number | null = 50) => within("quota", "quota", { usage, value });
const minutesAgo = (minutes: number) => new Date(asOf.getTime() - (minutes - 5) * 60_000);
const scope = (more: Partial<InOrder["scope"]>) => set("scope", more);
const gateways =
  (...services: string[]) =>
  (facts: InOrder) => {
    const list = (facts.vpc.endpoints as { value: { serviceName: string | null }[] }).value;
    facts.vpc.endpoints = fresh(
      list.filter(({ serviceName }) => services.some((one) => serviceName?.endsWith(one))),
    ) as InOrder["vpc"]["endpoints"];
  };
const both =
  (...changes: ((facts: InOrder) => unknown)[]) =>
  (facts: InOrder) =>
    changes.map((change) => change(facts));
const routed = (...routes: Record<string, unknown>[]) =>
  set("vpc", {
    routeTables: fresh<RouteTableFacts[]>([{ routeTableId: "rtb-0a1", main: true, subnetIds: [], routes }]),
  });
const egress = (bytesLastDay: number, usualBytesPerDay: number | null) =>
  set("vpc", {
    egress: fresh([
      { serviceName: "com.amazonaws.us-east-1.sqs", gatewayId: "nat-0a1", bytesLastDay, usualBytesPerDay },
    ]),
  });
const saving = { usd: 210, price: "0.01 USD per zone-hour", priceDate: "2026-09-01" };

// biome-ignore lint/suspicious/noExplicitAny: each table is of its own check's facts, which `facts[key]` holds.
const tables: [FleetCheck<any>, Key, FleetRow[]][] = [
  [
    provisioningFailing,
    "provisioning",
    [
      ["none failed", () => {}, "pass"],
      ["one of 200", calls(199, { VpcEndpointLimitExceeded: 1 }), "pass"],
      ["one of 100", calls(99, { VpcEndpointLimitExceeded: 1 }), "pass"],
      [
        "two of 100",
        calls(98, { UnauthorizedOperation: 2 }),
        "fail ticket",
        /2 of 100 .* UnauthorizedOperation/,
      ],
      [
        "by a limit",
        calls(0, { VpcEndpointLimitExceeded: 3, Other: 3 }),
        "fail ticket",
        /Other and VpcEndpointLimit/,
      ],
      ["asked to slow down", calls(5, { "Client.RequestLimitExceeded": 1 }), "pass", /5 of 5/],
      ["nobody tried", calls(0, {}), "not-applicable"],
      ["codes without a count", calls(5, { UnauthorizedOperation: 0 }), "pass"],
      ["trail not read", set("provisioning", { calls: missing("trail") }), "unknown"],
      [
        "trail stale",
        set("provisioning", { calls: stale({ from: asOf, to: asOf, succeeded: 0, failed: {} }, "trail") }),
        "unknown",
      ],
    ],
  ],
  [
    provisioningSlow,
    "provisioning",
    [
      ["fast", () => {}, "pass"],
      ["slow for sure", made([130, 700], [200, 800], [0, 90]), "fail ticket", /longer than 130 s/],
      ["one slow of three", made([500, 900], [0, 100], [10, 110]), "pass"],
      ["pending still", made([1500, still]), "fail ticket", /longer than 1500 s/],
      ["pending since a minute", made([60, still]), "unknown"],
      ["looked at too seldom", made([0, 600], [30, 600]), "unknown", /too seldom/],
      ["none", made(), "not-applicable"],
      ["not read", set("provisioning", { provisioned: missing() }), "unknown"],
    ],
  ],
  [
    endpointQuota,
    "quota",
    [
      ["under", () => {}, "pass"],
      ["just under", used(39), "pass"],
      ["80 %", used(40), "fail ticket", /40 of 50 .* on 2027-01-12/],
      ["80 %, no forecast", both(used(40), set("quota", { forecast: missing("quotas") })), "fail ticket"],
      ["full", used(50), "fail page", /next one is refused/],
      ["over", used(51), "fail page"],
      ["none allowed, none used", used(0, 0), "pass"],
      ["none allowed, one used", used(1, 0), "fail page"],
      ["use not counted", used(null), "unknown"],
      ["limit not told", used(40, null), "unknown"],
      ["not read", set("quota", { quota: missing("quotas") }), "unknown"],
      [
        "principals, which are another check's",
        both(
          set("quota", { quotaCode: "L-PRINCIPAL" }),
          within("quota", "quota", { quotaName: "Principals per endpoint service", usage: 50 }),
        ),
        "not-applicable",
      ],
      ...([0.9, 1] as const).map(
        (share): FleetRow => [
          `characters of a policy, ${share * 100} %`,
          both(
            set("quota", { quotaCode: "L-3248932A", resourceId: "" }),
            within("quota", "quota", { quotaName: "Characters per VPC endpoint policy" }),
            used(20_480 * share, 20_480),
          ),
          share < 1 ? "fail ticket" : "fail page",
          share < 1 ? /18432 of 20480/ : /can say no more/,
        ],
      ),
      [
        "services of a region, full",
        both(
          set("quota", { quotaCode: "endpoint-services", resourceId: "" }),
          within("quota", "quota", { quotaName: "VPC endpoint services per Region", usage: 50 }),
        ),
        "fail page",
        /used in us-east-1/,
      ],
    ],
  ],
  [
    telemetryGap,
    "scope",
    [
      ["up to date", () => {}, "pass"],
      ["three intervals", scope({ lastSuccessAt: minutesAgo(30) }), "pass"],
      [
        "more",
        scope({ lastSuccessAt: minutesAgo(31), outcome: "failed", errorClass: "denied" }),
        "fail ticket",
        /31 minutes ago .* every 10 minutes \(denied\)/,
      ],
      ["days", scope({ lastSuccessAt: minutesAgo(60 * 24 * 4) }), "fail ticket", /4 days/],
      ["the last run failed, not long ago", scope({ outcome: "failed", errorClass: "throttled" }), "pass"],
      [
        "never",
        scope({ lastSuccessAt: null, outcome: "failed", errorClass: "denied" }),
        "fail ticket",
        /never succeeded \(denied\)/,
      ],
      [
        "never, so far",
        scope({ lastSuccessAt: null, outcome: "failed", errorClass: "throttled" }),
        "fail info",
      ],
      [
        "never, as the server does not offer it",
        scope({ lastSuccessAt: null, outcome: "failed", errorClass: "absent" }),
        "fail info",
      ],
      ["not run yet", scope({ lastSuccessAt: null, lastAttemptAt: null, outcome: null }), "unknown"],
      ["not asked", scope({ outcome: "skipped", lastSuccessAt: null }), "not-applicable"],
      ["datapoints missing", within("scope", "delivery", { delivered: 9_989 }), "fail ticket", /11 of 10000/],
      ["nothing to deliver", within("scope", "delivery", { delivered: 0, expected: 0 }), "pass"],
      ["delivery not known", scope({ delivery: missing("metrics") }), "pass"],
    ],
  ],
  [
    missingGatewayEndpoint,
    "vpc",
    [
      ["both there", () => {}, "pass"],
      ["none, NAT", gateways(), "fail info", /S3 and DynamoDB: .* was not measured/],
      ["no S3, NAT", gateways("dynamodb"), "fail info", /for S3:/],
      ["no DynamoDB, NAT", gateways("s3"), "unknown", /DynamoDB; whether/],
      [
        "none, no way out",
        both(gateways(), routed({ DestinationCidrBlock: "10.0.0.0/8", GatewayId: "local" })),
        "pass",
      ],
      [
        "none, a dead NAT",
        both(
          gateways(),
          routed({ DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1", State: "blackhole" }),
        ),
        "pass",
      ],
      [
        "none, and a paid endpoint carries it",
        both(
          gateways(),
          set("vpc", {
            routeTables: missing("network"),
            gatewayTraffic: fresh([
              { service: "s3", by: "interface-endpoint", resourceId: "vpce-0s3i", bytes: 5 * 1024 ** 3 },
              { service: "dynamodb", by: "nat", resourceId: "nat-1", bytes: 0 },
            ]),
          }),
        ),
        "fail info",
        /5.* to S3 through vpce-0s3i/,
      ],
      ["routes not read", both(gateways(), set("vpc", { routeTables: missing("network") })), "unknown"],
      ["endpoints not read", set("vpc", { endpoints: missing() }), "unknown"],
    ],
  ],
  [
    unexpectedEgress,
    "vpc",
    [
      ["as usual", () => {}, "pass"],
      ["twice", egress(5e8, 2.5e8), "fail ticket", /through nat-0a1 for com\.amazonaws\.us-east-1\.sqs/],
      ["twice of little", egress(2e6, 1e6), "pass"],
      ["much, usual not known", egress(5e8, null), "unknown"],
      ["never before", egress(5e8, 0), "fail ticket"],
      ["not collected", set("vpc", { egress: missing("nat-gateways") }), "unknown"],
      ["no endpoint", both(gateways(), set("vpc", { egress: missing("nat-gateways") })), "not-applicable"],
    ],
  ],
  [
    costAnomaly,
    "costDay",
    [
      ["as usual", () => {}, "pass"],
      ["dearer", within("costDay", "anomaly", { state: "above", usd: 80 }), "fail ticket"],
      ["cheaper", within("costDay", "anomaly", { state: "below", usd: 2 }), "fail info"],
      ["no band", within("costDay", "anomaly", { state: "unknown", low: null, high: null }), "unknown"],
      ["not judged", set("costDay", { anomaly: missing("costs") }), "unknown"],
    ],
  ],
  [
    costUnreconciled,
    "costDay",
    [
      ["reconciled", () => {}, "pass"],
      [
        "unreconciled",
        within("costDay", "reconciliation", { state: "unreconciled", unexplainedUsd: 9 }),
        "fail ticket",
      ],
      [
        "bill not final",
        within("costDay", "reconciliation", { state: "unknown", billedUsd: null }),
        "unknown",
      ],
      ["not judged", set("costDay", { reconciliation: missing("costs") }), "unknown"],
    ],
  ],
  [
    centralEndpointCandidate,
    "sharedService",
    [
      ["dearer", () => {}, "pass"],
      [
        "cheaper",
        within("sharedService", "whatIf", { state: "cheaper", saving, centralUsd: 82 }),
        "fail info",
      ],
      ["no price", within("sharedService", "whatIf", { state: "unknown", presentUsd: null }), "unknown"],
      ["not reckoned", set("sharedService", { whatIf: missing("costs") }), "unknown"],
      ["in two VPCs", within("sharedService", "endpoints", { vpcs: 2 }), "not-applicable"],
      ["endpoints not read", set("sharedService", { endpoints: missing() }), "unknown"],
    ],
  ],
];

describe.each(tables)("$id", (check, key, rows) => {
  it.each(rows)("%s", (_, alter, answers, reason) => {
    const facts = inOrder();
    alter(facts);
    const { words, reasons } = askedFleet(check, facts[key]);
    expect(words).toBe(answers);
    if (reason) expect(reasons).toMatch(reason);
    expect(check.subject(facts[key]).region).toBe(ids.region);
  });
});
