import type { Database } from "../db/pool.ts";
import { packWalk } from "../diagnosis/packing.ts";
import type { Walk } from "../diagnosis/walkSchema.ts";
import { defined, sloSchema } from "../slo/definition.ts";
import { accountRow, endpointRow, fixtureNow, insertEndpoints, scopeRow } from "./endpointRows.ts";
import { insertRows } from "./rows.ts";

const accountId = "111111111111";
const region = "us-east-1";
const seen = new Date("2026-10-01T00:00:00Z");
const entity = { accountId, region, firstSeenAt: seen, lastSeenAt: seen };
export const loadBalancerArn = `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/net/pay/0123456789abcdef`;
const targetGroupArn = `arn:aws:elasticloadbalancing:${region}:${accountId}:targetgroup/pay/fedcba9876543210`;
const runId = "0190e0e0-0000-7000-8000-000000000001";

const diagnosed = { accountId, region, vpcEndpointId: "vpce-1", evaluatedAt: fixtureNow };
const reason = "vpce-1 was rejected by the provider, and is billed until it is deleted.";
const cause = {
  ...{ checkId: "endpoint-rejected", hop: "endpoint", state: "fail", role: "cause", severity: "ticket" },
  ...{ reason, evidence: [], lanes: [], since: null },
};
const lane = {
  azId: "use1-az1",
  state: "broken",
  brokenAt: "endpoint",
  cause: "endpoint-rejected",
  hops: [],
};
const verdict = {
  ...{ kind: "broken", break: { hop: "endpoint", lanes: [], cause }, others: [], unjudged: [] },
  sentence: `Broken at the endpoint: ${reason}`,
};
const diagnosisRow = {
  ...diagnosed,
  ...{ consumerOurs: true, providerOurs: false, otherSide: "AWS runs the service itself", verdict: "broken" },
  ...{ hop: "endpoint", checkId: "endpoint-rejected", sentence: verdict.sentence, since: fixtureNow },
  ...{ worstFinding: "endpoint-rejected", worstSeverity: "ticket", walkDigest: "", walkedAt: fixtureNow },
  ...{ asOf: fixtureNow, walk: packWalk({ verdict, lanes: [lane], hops: [], beside: [] } as Walk) },
};
const findingRow = {
  ...diagnosed,
  ...{ findingKey: "endpoint-rejected vpce-1", checkId: "endpoint-rejected", hop: "endpoint", role: "cause" },
  ...{ severity: "ticket", title: "The endpoint was rejected", sentence: reason, isVerdict: true },
  ...{ resourceType: "vpc-endpoint", resourceId: "vpce-1", owner: "core", since: fixtureNow },
  ...{ lastSeenAt: fixtureNow, contentDigest: "" },
};

/** One of everything that the API shows, around one endpoint `vpce-1` and one service `vpce-svc-1`. */
export async function insertFleet(db: Database): Promise<void> {
  await insertRows(db, "account", [accountRow(accountId, "payments-prod")]);
  const collectors = [
    "endpoints",
    "network",
    "services",
    "connections",
    "load-balancers",
    "costs",
    "metrics",
  ];
  await insertRows(
    db,
    "collector_scope",
    collectors.map((collector) => scopeRow({ collector })),
  );
  await insertEndpoints(db, [
    endpointRow("vpce-1", { owner: "core", tags: { team: "core" }, raw: { VpcEndpointId: "vpce-1" } }),
  ]);
  await insertRows(db, "subnet", [
    { ...entity, subnetId: "subnet-1", vpcId: "vpc-1", azId: "use1-az1", collector: "network" },
  ]);
  await insertRows(db, "network_interface", [
    { ...entity, networkInterfaceId: "eni-vpce-1", subnetId: "subnet-1", collector: "network" },
  ]);
  await insertRows(db, "resource_change", [
    {
      accountId,
      observedAt: fixtureNow,
      region,
      resourceType: "vpc_endpoint",
      resourceId: "vpce-1",
      change: "modified",
      field: "state",
      before: JSON.stringify("pending"),
      after: JSON.stringify("available"),
      collector: "endpoints",
      runId,
    },
  ]);
  await insertRows(db, "vpc_endpoint_service", [
    {
      ...entity,
      serviceId: "vpce-svc-1",
      serviceName: `com.amazonaws.vpce.${region}.vpce-svc-1`,
      networkLoadBalancerArns: [loadBalancerArn],
      collector: "services",
    },
  ]);
  await insertRows(db, "vpc_endpoint_service_permission", [
    { ...entity, serviceId: "vpce-svc-1", principal: "*", collector: "services" },
  ]);
  await insertRows(db, "vpc_endpoint_connection", [
    {
      ...entity,
      serviceId: "vpce-svc-1",
      vpcEndpointId: "vpce-1",
      vpcEndpointOwner: accountId,
      vpcEndpointState: "pendingAcceptance",
      collector: "connections",
    },
  ]);
  await insertLoadBalancer(db);
  await insertJudgements(db);
  await insertRows(db, "access_event", [
    {
      ...{
        eventId: runId,
        at: fixtureNow,
        actorKind: "person",
        actor: "Ada",
        subject: "ada",
        action: "sign-in",
      },
      ...{ outcome: "done", target: "/sign-in/callback" },
    },
  ]);
  await insertRows(db, "endpoint_diagnosis", [diagnosisRow]);
  await insertRows(db, "finding", [findingRow]);
  await insertRows(db, "alert", [
    {
      ...{
        accountId: "111111111111",
        alertId: "a1",
        askingSince: fixtureNow,
        subject: "vpce-1",
        source: "diagnosis",
        severity: "page",
      },
      ...{ state: "firing", title: "Rejected", sentence: "The provider rejected it.", hop: "endpoint" },
      ...{
        checkId: "endpoint-rejected",
        region: "us-east-1",
        vpcEndpointId: "vpce-1",
        groupKey: "fraud-api",
      },
      ...{
        findings: 1,
        since: fixtureNow,
        firedAt: fixtureNow,
        lastSeenAt: fixtureNow,
        evaluatedAt: fixtureNow,
      },
    },
  ]);
  await insertRows(db, "alert_silence", [
    {
      ...{ silenceId: "9c1d2e3f4a5b", origin: "person", reason: "Targets are replaced." },
      ...{ startsAt: fixtureNow, endsAt: new Date(fixtureNow.getTime() + 3_600_000) },
      ...{ matchers: JSON.stringify({ service: ["fraud-api"] }), createdBy: "ana", createdAt: fixtureNow },
    },
  ]);
  await insertRows(db, "idle_transition", [
    {
      ...{ accountId, region, resourceType: "endpoint", resourceId: "vpce-1", fromState: "low-use" },
      ...{
        toState: "idle",
        knownStateBefore: "low-use",
        change: "became-idle",
        reason: "not a byte in 30 days",
      },
      ...{ savingUsd: 7.3, asOf: fixtureNow, observedAt: fixtureNow },
    },
  ]);
  await insertRows(db, "idle_decision", [
    {
      ...{ accountId, region, resourceType: "endpoint", resourceId: "vpce-1", decision: "keep" },
      ...{ reason: "month-end runs", decidedBy: "core", decidedAt: fixtureNow, state: "idle" },
      ...{ keepUntil: new Date("2027-03-31T00:00:00Z"), savingUsd: 7.3, priceDate: "2026-11-01" },
    },
  ]);
  await insertRows(db, "idle_verdict", [
    {
      ...{
        accountId,
        region,
        resourceType: "endpoint",
        resourceId: "vpce-1",
        kind: "Interface",
        owner: "core",
      },
      ...{ state: "idle", cause: "no-traffic", reason: "not a byte in 30 days", since: fixtureNow },
      ...{ idleDays: 31, windowBytes: 0, confidence: "high", evidence: { zones: 1 } },
      ...{ savingUsd: 7.3, priceUsd: 0.01, priceDate: "2026-11-01", priceSource: "fallback" },
      ...{ asOf: fixtureNow, evaluatedAt: fixtureNow },
    },
  ]);
  await insertRows(db, "collector_run", [
    {
      accountId,
      runId,
      region,
      collector: "endpoints",
      startedAt: fixtureNow,
      outcome: "partial",
      apiCalls: 3,
      costUsd: 0.5,
      parts: [{ part: "a", outcome: "failed", resources: 0 }],
    },
  ]);
  await insertRows(db, "billed_cost", [
    {
      accountId,
      day: "2026-11-02",
      service: "Amazon Virtual Private Cloud",
      usageType: "USE1-VpcEndpoint-Hours",
      region,
      unblendedCostUsd: 1.25,
      estimated: false,
      collectedAt: fixtureNow,
    },
    {
      accountId,
      day: "2026-11-17",
      service: "Amazon Virtual Private Cloud",
      usageType: "VpcEndpoint-Bytes",
      region: "",
      unblendedCostUsd: 0.5,
      estimated: true,
      collectedAt: fixtureNow,
    },
  ]);
}

async function insertJudgements(db: Database): Promise<void> {
  await insertRows(db, "quota_forecast", [
    {
      accountId,
      region,
      quotaCode: "L-29B6F2EB",
      resourceId: "vpc-1",
      state: "near",
      reason: "41 of 50 are used.",
      quotaLimit: 50,
      used: 41,
      forecast: "unknown",
      forecastReason: "Use is known for 1 of the last 30 days; a trend takes 7.",
      asOf: fixtureNow,
      evaluatedAt: fixtureNow,
    },
  ]);
  await insertRows(db, "slo", [
    {
      sloId: "m2-connect",
      position: 1,
      title: "Connections succeed",
      indicator: "connect",
      guideId: "M2",
      kind: "ratio",
      source: "probes",
      definition: JSON.stringify(defined(sloSchema.parse({ id: "m2-connect", indicator: "connect" }))),
      definitionDigest: "0",
      objective: 99.95,
      budgetWindow: "30d",
      policy: "workbook",
      state: "met",
      reason: "60 % of the error budget is left.",
      bad: 2,
      total: 10_000,
      attainment: 0.9998,
      allowed: 5,
      budgetLeft: 0.6,
      asOf: fixtureNow,
      evaluatedAt: fixtureNow,
    },
  ]);
  await insertRows(db, "slo_day", [
    { sloId: "m2-connect", day: "2026-11-17", bad: 2, total: 9000, attainment: 0.9998, asOf: fixtureNow },
  ]);
  await insertRows(db, "slo_endpoint", [
    {
      ...{ accountId, sloId: "m2-connect", vpcEndpointId: "vpce-1", region, state: "met" },
      ...{ reason: "2 of 10000 failed.", availabilityClass: "99.9", bad: 2, total: 10_000 },
      ...{ attainment: 0.9998, budgetLeft: 0.6, asOf: fixtureNow, evaluatedAt: fixtureNow },
    },
  ]);
}

async function insertLoadBalancer(db: Database): Promise<void> {
  const collector = "load-balancers";
  await insertRows(db, "load_balancer", [{ ...entity, loadBalancerArn, loadBalancerName: "pay", collector }]);
  await insertRows(db, "listener", [
    {
      ...entity,
      listenerArn: `${loadBalancerArn}/l`,
      loadBalancerArn,
      port: 443,
      protocol: "TCP",
      collector,
    },
  ]);
  await insertRows(db, "target_group", [
    { ...entity, targetGroupArn, targetGroupName: "pay", loadBalancerArns: [loadBalancerArn], collector },
  ]);
  const target = { ...entity, targetGroupArn, port: 8443, collector };
  await insertRows(db, "target_health", [
    { ...target, targetId: "i-1", state: "healthy" },
    { ...target, targetId: "i-2", state: "unhealthy", reason: "Target.Timeout" },
    { ...target, targetId: "i-3", state: "healthy", goneAt: fixtureNow },
  ]);
}
