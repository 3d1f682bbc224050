import { beforeEach, describe, expect, it } from "vitest";
import { configSchema } from "#lib/config/schema.ts";
import { evaluateDiagnosis } from "#lib/diagnosis/evaluate.ts";
import { accountRow, endpointRow, fixtureNow, insertEndpoints, scopeRow } from "#lib/testing/endpointRows.ts";
import { insertRows, processDatabase } from "#lib/testing/rows.ts";
import { GET as diagnosis } from "./endpoints/[id]/diagnosis/route.ts";
import { GET as endpoint } from "./endpoints/[id]/route.ts";
import { GET as endpoints } from "./endpoints/route.ts";
import { GET as findings } from "./findings/route.ts";
import { GET as csv } from "./findings.csv/route.ts";

const db = processDatabase();
const minute = 60_000;
const [consumer, provider] = ["111111111111", "333333333333"];
const seen = new Date("2026-10-01T00:00:00Z");
const collectors = [
  "endpoints",
  "network",
  "services",
  "connections",
  "load-balancers",
  "available-services",
];
const service = "com.amazonaws.vpce.us-east-1.vpce-svc-1";

const at = (minutes: number) => new Date(fixtureNow.getTime() + minutes * minute);
/** Judges, and says that it has. */
async function judge(now = fixtureNow) {
  const result = await evaluateDiagnosis({ db, config: configSchema.parse({}), now });
  await db.pool.query(
    `INSERT INTO evaluation (name, started_at, ended_at, outcome, as_of, judged, changed, first_pass_through, last_success_at)
     VALUES ('diagnosis', $1, $1, 'success', $2, $3, $4, true, $1) ON CONFLICT (name) DO NOTHING`,
    [now, result.asOf, result.judged, result.changed],
  );
  return result;
}

const none = { params: Promise.resolve({}) };
const get = async (route: typeof findings, query = "") =>
  (await route(new Request(`http://x/?${query}`), none)).json();
const one = (id: string) => diagnosis(new Request("http://x/"), { params: Promise.resolve({ id }) });
const found = async (query = "") =>
  (
    await get(
      findings,
      `checkId=endpoint-rejected&checkId=endpoint-failed&checkId=connection-rejected&${query}`,
    )
  ).items;

beforeEach(async () => {
  await db.pool.query(
    `TRUNCATE account, collector_scope, vpc_endpoint, vpc_endpoint_service, vpc_endpoint_connection,
       vpc_endpoint_service_permission, billed_cost,
       cost_reconciliation_day, finding, endpoint_diagnosis, evaluation`,
  );
  await insertRows(db, "account", [accountRow(consumer, "orders"), accountRow(provider, "payments")]);
  const scopes = [consumer, provider].flatMap((accountId) =>
    collectors.map((collector) => scopeRow({ accountId, collector })),
  );
  await insertRows(db, "collector_scope", scopes);
  await insertEndpoints(db, [
    endpointRow("vpce-1", { state: "rejected", serviceName: service, owner: "core" }),
    endpointRow("vpce-2", { state: "available" }),
  ]);
});

describe("an endpoint that was rejected", () => {
  it("is diagnosed as that, with its evidence, commands, fixes and runbook", async () => {
    await judge();
    const answer = await (await one("vpce-1")).json();
    expect(answer).toMatchObject({
      ...{
        vpcEndpointId: "vpce-1",
        accountId: consumer,
        state: "judged",
        consumerOurs: true,
        providerOurs: false,
      },
      ...{ asOf: at(-5).toISOString(), evaluatedAt: fixtureNow.toISOString() },
      otherSide: `no account of the fleet has ${service}`,
      verdict: { kind: "broken", break: { hop: "endpoint", cause: { checkId: "endpoint-rejected" } } },
    });
    expect(answer.hops.map(({ hop, state }: { hop: string; state: string }) => [hop, state])).toContainEqual([
      "endpoint",
      "fail",
    ]);
    const [{ confirm, fix, evidence, ...worst }] = answer.findings;
    expect(worst).toMatchObject({ checkId: "endpoint-rejected", isVerdict: true, owner: "core" });
    expect(worst.runbookId).toBe("endpoint-rejected");
    expect(evidence).not.toHaveLength(0);
    expect(confirm[0].command).toContain("--profile orders --region us-east-1");
    expect(fix.summary).not.toBe("");
    const detail = await (
      await endpoint(new Request("http://x/"), { params: Promise.resolve({ id: "vpce-1" }) })
    ).json();
    expect(detail).toMatchObject({
      path: { hops: answer.hops, lanes: answer.lanes },
      verdicts: { diagnosis: answer.verdict, evaluatedAt: answer.evaluatedAt },
    });
    const { items } = await get(endpoints, "worstFinding=endpoint-rejected");
    expect(items).toMatchObject([{ vpcEndpointId: "vpce-1", worstFinding: "endpoint-rejected" }]);
  });

  it("keeps the finding while nobody can tell, with the reason, and the time it began", async () => {
    await judge();
    const [before] = await found();
    await db.pool.query(
      "UPDATE collector_scope SET outcome = 'failed', error_class = 'denied', error_code = 'AccessDenied'",
    );
    await judge(at(5));
    const [stale] = await found("stale=true");
    expect(stale).toMatchObject({ state: "open", since: before.since, lastSeenAt: before.lastSeenAt });
    expect(stale.staleReason).toContain("the endpoints collector is denied (AccessDenied)");
    expect(await (await one("vpce-1")).json()).toMatchObject({ verdict: { kind: "not-known" } });
    await db.pool.query("UPDATE collector_scope SET outcome = 'success', last_success_at = $1", [at(9)]);
    await judge(at(10));
    expect(await found()).toMatchObject([{ stale: false, staleReason: null, since: before.since }]);
  });

  it("is over when it is accepted after all, and begins anew when it is rejected again", async () => {
    await judge();
    const set = (state: string, minutes: number) =>
      Promise.all([
        db.pool.query("UPDATE vpc_endpoint SET state = $1 WHERE vpc_endpoint_id = 'vpce-1'", [state]),
        db.pool.query("UPDATE collector_scope SET last_success_at = $1", [at(minutes)]),
      ]);
    await set("available", 10);
    await judge(at(10));
    expect(await found()).toEqual([]);
    expect(await found("state=ended")).toMatchObject([{ endedAt: at(10).toISOString(), state: "ended" }]);
    await set("rejected", 20);
    await judge(at(20));
    expect(await found("state=any")).toMatchObject([{ endedAt: null, since: at(20).toISOString() }]);
  });

  it("is over when the endpoint is gone, and its path with it", async () => {
    await judge();
    await db.pool.query("UPDATE vpc_endpoint SET gone_at = $1 WHERE vpc_endpoint_id = 'vpce-1'", [at(-1)]);
    await judge(at(5));
    expect(await found()).toEqual([]);
    expect(await found("state=ended")).toMatchObject([{ endedAt: at(-1).toISOString() }]);
    expect(await (await one("vpce-1")).json()).toMatchObject({
      ...{ state: "not-judged", verdict: null, findings: [] },
      reason: `It is gone since ${at(-1).toISOString()}: there is no path to walk.`,
    });
  });
});

describe("a connection from outside the fleet", () => {
  beforeEach(async () => {
    const entity = { accountId: provider, region: "us-east-1", firstSeenAt: seen, lastSeenAt: seen };
    await insertRows(db, "vpc_endpoint_service", [
      {
        ...entity,
        serviceId: "vpce-svc-1",
        serviceName: service,
        serviceState: "Available",
        collector: "services",
      },
    ]);
    await insertRows(db, "vpc_endpoint_service_permission", [
      { ...entity, serviceId: "vpce-svc-1", principal: "*", collector: "services" },
    ]);
    const connection = { ...entity, serviceId: "vpce-svc-1", collector: "connections" };
    await insertRows(db, "vpc_endpoint_connection", [
      {
        ...connection,
        vpcEndpointId: "vpce-9",
        vpcEndpointOwner: "999999999999",
        vpcEndpointState: "rejected",
      },
      { ...connection, vpcEndpointId: "vpce-1", vpcEndpointOwner: consumer, vpcEndpointState: "rejected" },
    ]);
  });

  it("is walked from the provider's side, and says that the other cannot be seen", async () => {
    await judge();
    expect(await (await one("vpce-9")).json()).toMatchObject({
      ...{ accountId: provider, serviceName: service, consumerOurs: false, providerOurs: true },
      otherSide: "account 999999999999 is not in the fleet",
      verdict: { kind: "broken", break: { hop: "service", cause: { checkId: "connection-rejected" } } },
    });
  });

  it("is joined with the consumer's side where that is ours", async () => {
    await judge();
    const answer = await (await one("vpce-1")).json();
    expect(answer).toMatchObject({
      accountId: consumer,
      consumerOurs: true,
      providerOurs: true,
      otherSide: null,
    });
  });
});

describe("what has not been judged", () => {
  it("says so, and an id that nobody has seen is not found", async () => {
    expect(await (await one("vpce-2")).json()).toMatchObject({
      ...{
        state: "not-judged",
        reason: "The fleet has not been diagnosed yet.",
        evaluatedAt: null,
        verdict: null,
      },
      ...{ lanes: [], hops: [], findings: [] },
    });
    expect(await get(findings)).toMatchObject({ asOf: null, total: 0, items: [] });
    expect((await one("vpce-nobody")).status).toBe(404);
    await judge();
    await insertEndpoints(db, [endpointRow("vpce-3")]);
    const reason = "It was first seen after the last evaluation.";
    expect(await (await one("vpce-3")).json()).toMatchObject({ state: "not-judged", reason });
  });
});

describe("a service that nobody is connected to", () => {
  it("is told of itself what stands open", async () => {
    const entity = {
      accountId: provider,
      region: "us-east-1",
      firstSeenAt: seen,
      lastSeenAt: seen,
      collector: "services",
    };
    await insertRows(db, "vpc_endpoint_service", [
      {
        ...entity,
        serviceId: "vpce-svc-7",
        serviceName: "x.vpce-svc-7",
        serviceState: "Available",
        acceptanceRequired: false,
      },
    ]);
    await insertRows(db, "vpc_endpoint_service_permission", [
      { ...entity, serviceId: "vpce-svc-7", principal: "*" },
    ]);
    await judge();
    const { items } = await get(findings, "checkId=open-service");
    expect(items).toMatchObject([
      {
        resourceType: "vpc-endpoint-service",
        resourceId: "vpce-svc-7",
        accountId: provider,
        vpcEndpointId: null,
      },
    ]);
    expect(items[0].sentence).toContain("Any account of AWS can connect to vpce-svc-7");
  });
});

describe("the books of a day", () => {
  it("are held against the same weekdays, and against what was estimated", async () => {
    await insertRows(db, "collector_scope", [scopeRow({ collector: "costs", intervalSeconds: 86_400 })]);
    await db.pool.query(
      `INSERT INTO billed_cost (account_id, day, service, usage_type, region, unblended_cost_usd, estimated, collected_at)
       SELECT $1, d, 'Amazon Virtual Private Cloud', 'VpcEndpoint-Hours', 'us-east-1',
         CASE WHEN d = '2026-11-12' THEN 60 ELSE 10 END, false, $2
       FROM generate_series('2026-09-01'::date, '2026-11-17', '1 day') d`,
      [consumer, fixtureNow],
    );
    await db.pool.query(
      `INSERT INTO cost_reconciliation_day (account_id, day, region, charge, service, usage_type, estimated_usd,
         billed_usd, unexplained_usd, causes, flagged, as_of, evaluated_at)
       SELECT $1, d, 'us-east-1', 'VpcEndpoint-Hours', '', '', 10, CASE WHEN d = '2026-11-12' THEN 60 ELSE 10 END,
         CASE WHEN d = '2026-11-12' THEN 50 ELSE 0 END,
         CASE WHEN d = '2026-11-12' THEN '[{"cause": "unknown-endpoint", "usd": 50}]' ELSE '[]' END::jsonb, true, $2, $2
       FROM unnest(ARRAY['2026-11-11', '2026-11-12', '2026-11-17']::date[]) d`,
      [consumer, fixtureNow],
    );
    await judge();
    const { items } = await get(findings, "resourceType=cost-day&sort=checkId");
    expect(
      items.map((item: { checkId: string; resourceId: string }) => [item.checkId, item.resourceId]),
    ).toEqual([
      ["cost-anomaly", "2026-11-12"],
      ["cost-unreconciled", "2026-11-12"],
    ]);
    expect(items[0].sentence).toContain("the same weekdays before cost $10.00");
    expect(items[1].sentence).toContain("$60.00 was billed and $10.00 estimated in us-east-1");
  });
});

describe("the list of findings", () => {
  it("has the worst first, filters by its fields, and says the same as CSV", async () => {
    await judge();
    const all = await get(findings, "limit=1000");
    expect(all.asOf).toBe(at(-5).toISOString());
    const rank = all.items.map(({ severity }: { severity: string }) =>
      ["page", "ticket", "info"].indexOf(severity),
    );
    expect(rank).toEqual(rank.toSorted());
    expect(new Set(rank).size).toBeGreaterThan(1);
    const only = await get(findings, "vpcEndpointId=vpce-1&severity=ticket&hop=endpoint&q=rejected");
    expect(only.items).toMatchObject([
      { checkId: "endpoint-rejected", serviceName: service, region: "us-east-1" },
    ]);
    expect((await get(findings, "checkId=endpoint-rejected&accountId=999999999999")).total).toBe(0);
    const text = await (await csv(new Request("http://x/?limit=1"), none)).text();
    expect(text.split("\r\n").filter((line) => /^[a-z-]+ /.test(line))).toHaveLength(all.total);
  });

  it("judges the same again without a change", async () => {
    await judge();
    const before = await get(findings, "limit=1000");
    expect((await judge(at(1))).changed).toBe(0);
    const evaluated = (items: { evaluatedAt: string }[]) => items.map(({ evaluatedAt: _, ...item }) => item);
    expect(evaluated((await get(findings, "limit=1000")).items)).toEqual(evaluated(before.items));
  });
});
