import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { configSchema } from "../config/schema.ts";
import { InvalidInputError } from "../errors.ts";
import { parseCsv } from "../testing/csv.ts";
import { accountRow, endpointRow, insertEndpoints, scopeRow } from "../testing/endpointRows.ts";
import { insertRows, processDatabase } from "../testing/rows.ts";
import { auditTableCsv } from "./data.ts";
import { loadAudit, requireAudit } from "./loaders.ts";
import { attest, makeSnapshot } from "./mutations.ts";
import { parseQuarter, type Quarter } from "./quarter.ts";
import { type AuditDetail, type SealedTable, sealedTables } from "./schema.ts";

const db = processDatabase();
const config = configSchema.parse({});
const now = new Date("2026-10-02T06:00:00Z");
const end = new Date("2026-10-01T00:00:00Z");
const q3 = parseQuarter("2026Q3", now);
const accountId = "111111111111";
const other = "222222222222";
const region = "us-east-1";
const day = (text: string) => new Date(`${text}T12:00:00Z`);
const seen = day("2026-07-05");
const runId = "0190e0e0-0000-7000-8000-000000000001";
let runs = 0;
const run = (overrides: Record<string, unknown>) => ({
  accountId,
  runId: `0190e0e0-0000-7000-8000-0000000001${String(runs++).padStart(2, "0")}`,
  region,
  collector: "endpoints",
  outcome: "success",
  ...overrides,
});
const change = (resourceId: string, overrides: Record<string, unknown>) => ({
  accountId,
  observedAt: day("2026-10-01"),
  region,
  resourceType: "vpc-endpoint",
  resourceId,
  change: "modified",
  collector: "endpoints",
  runId,
  ...overrides,
});
const json = (value: unknown) => JSON.stringify(value);
const policy = json({
  Statement: [
    { Effect: "Allow", Principal: { AWS: ["arn:aws:iam::1:role/b", "arn:aws:iam::1:role/a"] }, Action: "*" },
    { Effect: "Deny", Principal: "*", Action: "sqs:Purge" },
  ],
});

beforeAll(async () => {
  await insertRows(db, "account", [accountRow(accountId, "=pay")]);
  const collectors = ["endpoints", "services", "connections"];
  await insertRows(
    db,
    "collector_scope",
    [accountId, other].flatMap((id) => collectors.map((collector) => scopeRow({ accountId: id, collector }))),
  );
  await insertRows(db, "collector_run", [
    ...collectors.flatMap((collector) =>
      ["2026-09-28", "2026-09-30", "2026-10-02"].map((at) =>
        run({ collector, startedAt: new Date(`${at}T03:00:00Z`) }),
      ),
    ),
    run({ startedAt: day("2026-09-29"), outcome: "partial" }),
    run({ startedAt: day("2026-09-29"), outcome: "failed" }),
    run({ accountId: other, startedAt: day("2026-09-15") }),
    run({ accountId: other, startedAt: day("2026-09-30"), outcome: "failed" }),
  ]);
  const old = { firstSeenAt: seen };
  await insertEndpoints(db, [
    endpointRow("vpce-changed", {
      ...old,
      state: "failed",
      owner: "new-owner",
      tags: { Team: "new-owner" },
      subnetIds: ["subnet-2"],
      azIds: ["use1-az2"],
      securityGroupIds: ["sg-2"],
      policyDocument: policy,
    }),
    endpointRow("vpce-came-later", { firstSeenAt: day("2026-10-01"), creationTimestamp: day("2026-10-01") }),
    endpointRow("vpce-deleted", { ...old, state: "deleted" }),
    endpointRow("vpce-gone-before", { ...old, goneAt: day("2026-08-01") }),
    endpointRow("vpce-gone-since", { ...old, goneAt: day("2026-10-01") }),
    endpointRow("vpce-inferred", { firstSeenAt: day("2026-10-01"), creationTimestamp: day("2026-09-30") }),
    endpointRow("vpce-quiet", { ...old, owner: "core", tags: { team: "core" } }),
    endpointRow("vpce-returned", { ...old }),
    endpointRow("vpce-uncovered", { ...old, accountId: other }),
  ]);
  await insertRows(
    db,
    "subnet",
    ["1", "2"].map((n) => ({
      accountId,
      region,
      subnetId: `subnet-${n}`,
      vpcId: "vpc-1",
      azId: `use1-az${n}`,
      firstSeenAt: seen,
      lastSeenAt: seen,
      collector: "network",
    })),
  );
  const later = { observedAt: day("2026-10-02") };
  await insertRows(db, "resource_change", [
    change("vpce-changed", {
      field: "state",
      before: json("pending"),
      after: json("available"),
      observedAt: seen,
    }),
    change("vpce-changed", { field: "state", before: json("available"), after: json("rejected") }),
    change("vpce-changed", { ...later, field: "state", before: json("rejected"), after: json("failed") }),
    change("vpce-changed", {
      field: "tags",
      before: json({ Team: "old-owner" }),
      after: json({ Team: "new-owner" }),
    }),
    change("vpce-changed", { field: "subnetIds", before: json(["subnet-1"]), after: json(["subnet-2"]) }),
    change("vpce-changed", { field: "securityGroupIds", before: json(["sg-1"]), after: json(["sg-2"]) }),
    change("vpce-changed", { field: "policyDocument", before: json("{broken"), after: json(policy) }),
    change("vpce-came-later", { change: "created" }),
    change("vpce-inferred", { change: "created" }),
    change("vpce-gone-before", { change: "gone", observedAt: day("2026-08-01") }),
    change("vpce-gone-since", { change: "gone" }),
    change("vpce-returned", { change: "gone", observedAt: day("2026-08-01") }),
    change("vpce-returned", { ...later, change: "returned" }),
    change("vpce-svc-1/arn:late", { change: "created", resourceType: "vpc-endpoint-service-permission" }),
    change("vpce-svc-1/arn:left", { change: "gone", resourceType: "vpc-endpoint-service-permission" }),
    change("vpce-svc-1", {
      resourceType: "vpc-endpoint-service",
      field: "acceptanceRequired",
      before: json(true),
      after: json(false),
    }),
    change("vpce-svc-1/vpce-x", {
      resourceType: "vpc-endpoint-connection",
      field: "vpcEndpointState",
      before: json("pendingAcceptance"),
      after: json("available"),
    }),
  ]);
  const entity = { accountId, region, firstSeenAt: seen, lastSeenAt: seen };
  await insertRows(db, "vpc_endpoint_service", [
    {
      ...entity,
      serviceId: "vpce-svc-1",
      serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-1",
      acceptanceRequired: false,
      owner: "core",
      collector: "services",
    },
  ]);
  const permission = { ...entity, serviceId: "vpce-svc-1", collector: "services" };
  await insertRows(db, "vpc_endpoint_service_permission", [
    { ...permission, principal: "arn:stays" },
    { ...permission, principal: "arn:late", firstSeenAt: day("2026-10-01") },
    { ...permission, principal: "arn:left", goneAt: day("2026-10-01") },
  ]);
  await insertRows(db, "vpc_endpoint_connection", [
    {
      ...entity,
      serviceId: "vpce-svc-1",
      vpcEndpointId: "vpce-x",
      vpcEndpointOwner: "999999999999",
      vpcEndpointState: "available",
      collector: "connections",
    },
  ]);
  await insertVerdicts(entity);
  await insertCosts();
  await insertTraffic();
});

async function insertVerdicts(entity: Record<string, unknown>): Promise<void> {
  const verdict = {
    accountId,
    region,
    resourceType: "endpoint",
    subnetId: "",
    cause: "x",
    reason: "x",
    evaluatedAt: now,
  };
  await insertRows(db, "idle_verdict", [
    { ...verdict, resourceId: "vpce-quiet", state: "idle", since: day("2026-10-01") },
    { ...verdict, resourceId: "vpce-changed", state: "active", since: seen },
    { ...verdict, resourceId: "vpce-inferred", state: "active", since: day("2026-10-01") },
  ]);
  await insertRows(db, "idle_transition", [
    {
      accountId,
      region,
      resourceType: "endpoint",
      resourceId: "vpce-quiet",
      fromState: "low-use",
      toState: "idle",
      reason: "x",
      observedAt: day("2026-10-01"),
    },
  ]);
  const finding = {
    accountId: entity.accountId,
    region,
    checkId: "x",
    hop: "dns",
    role: "cause",
    severity: "ticket",
    title: "x",
    sentence: '=cmd|" /C calc"!A1',
    resourceType: "vpc-endpoint",
    resourceId: "vpce-changed",
    vpcEndpointId: "vpce-changed",
    isVerdict: false,
    since: seen,
    lastSeenAt: now,
    evaluatedAt: now,
    contentDigest: "x",
  };
  await insertRows(db, "finding", [
    { ...finding, findingKey: "open" },
    { ...finding, findingKey: "worst", checkId: "worst", severity: "page", endedAt: now, stale: true },
    { ...finding, findingKey: "ended-before", endedAt: day("2026-09-01") },
    { ...finding, findingKey: "began-since", since: day("2026-10-01") },
  ]);
}

async function insertCosts(): Promise<void> {
  await db.pool.query(
    `CREATE TABLE endpoint_cost_day_test PARTITION OF endpoint_cost_day FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`,
  );
  await db.pool.query(
    `INSERT INTO endpoint_cost_day (account_id, day, vpc_endpoint_id, az_id, region, hours, hours_usd, data_usd, as_of, evaluated_at)
     SELECT $1, day, 'vpce-quiet', az, $2, 24, 0.24, 0.01, $3, $3
     FROM generate_series('2026-06-30'::date, '2026-10-01', '1 day') day, unnest(ARRAY['use1-az1', 'use1-az2']) az`,
    [accountId, region, now],
  );
  const cost = {
    accountId,
    vpcEndpointId: "vpce-changed",
    azId: "use1-az1",
    region,
    hours: 24,
    asOf: now,
    evaluatedAt: now,
  };
  await insertRows(db, "endpoint_cost_day", [
    { ...cost, day: "2026-09-29", hoursUsd: 0.24, dataUsd: null, reason: "metrics-missing" },
    { ...cost, day: "2026-09-30", hoursUsd: 0.24, dataUsd: 0.5 },
    {
      ...cost,
      vpcEndpointId: "vpce-gone-since",
      day: "2026-09-30",
      hoursUsd: null,
      dataUsd: null,
      reason: "no-price",
    },
  ]);
}

async function insertTraffic(): Promise<void> {
  await db.pool.query(
    `CREATE TABLE vpc_endpoint_metric_1d_test PARTITION OF vpc_endpoint_metric_1d FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`,
  );
  const metric = (vpcEndpointId: string, at: string, bytes: number) => ({
    accountId,
    vpcEndpointId,
    ts: new Date(`${at}T00:00:00Z`),
    bytesProcessed: bytes,
  });
  await insertRows(db, "vpc_endpoint_metric_1d", [
    metric("vpce-changed", "2026-06-30", 1000),
    metric("vpce-changed", "2026-07-01", 5),
    metric("vpce-changed", "2026-09-30", 7),
    metric("vpce-changed", "2026-10-01", 1000),
  ]);
  const mark = (resourceId: string, collectedFrom: string) => ({
    accountId,
    namespace: "AWS/PrivateLinkEndpoints",
    resourceId,
    grain: "endpoint",
    periodSeconds: 3600,
    region,
    collectedFrom: day(collectedFrom),
    watermark: now,
    updatedAt: now,
  });
  await insertRows(db, "metric_watermark", [
    mark("vpce-changed", "2026-07-10"),
    mark("vpce-quiet", "2026-06-01"),
    mark("vpce-gone-since", "2026-08-01"),
  ]);
}

async function make(quarter: Quarter = q3, at = now): Promise<AuditDetail> {
  const id = await makeSnapshot(db.pool, { quarter, madeBy: "Ada", now: at, config });
  return loadAudit(id as string);
}

async function csvOf({ snapshotId }: AuditDetail, table: SealedTable): Promise<string> {
  const { audit } = await requireAudit(snapshotId);
  return new Response(await auditTableCsv(audit, table, {}, new AbortController().signal)).text();
}

async function records(
  audit: AuditDetail,
  table: SealedTable,
): Promise<Record<string, string | undefined>[]> {
  const [header = [], ...rows] = parseCsv(await csvOf(audit, table));
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index]])));
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("a quarter that has ended", () => {
  let audit: AuditDetail;
  let byId: Map<string | undefined, Record<string, string | undefined>>;
  beforeAll(async () => {
    audit = await make();
    byId = new Map((await records(audit, "endpoints")).map((row) => [row.vpcEndpointId, row]));
  });

  it("holds what existed at its end, as the change log tells", () => {
    expect([...byId.keys()]).toEqual([
      "vpce-changed",
      "vpce-gone-since",
      "vpce-inferred",
      "vpce-quiet",
      "vpce-uncovered",
    ]);
    expect(audit).toMatchObject({ quarter: "2026Q3", asOf: end.toISOString(), final: true, endpoints: 5 });
  });

  it("shows fields as they were before what changed since", () => {
    expect(byId.get("vpce-changed")).toMatchObject({
      state: "available",
      owner: "old-owner",
      azIds: "use1-az1",
      securityGroupIds: "sg-1",
      policyDocument: "{broken",
      policyDigest: sha256("{broken"),
      principals: "",
      basis: "observed",
      covered: "true",
      idleState: "active",
      worstFinding: "worst",
    });
    expect(byId.get("vpce-quiet")).toMatchObject({ owner: "core", state: "available", idleState: "low-use" });
    expect(byId.get("vpce-inferred")).toMatchObject({ basis: "inferred", idleState: "" });
  });

  it("neutralises what a spreadsheet would run", () => {
    expect(byId.get("vpce-quiet")?.accountName).toBe("'=pay");
  });

  it("sums the traffic of its days; nothing is zero that was not measured for all of the time", () => {
    const traffic = (id: string) => [byId.get(id)?.bytes, byId.get(id)?.bytesComplete];
    expect(traffic("vpce-changed")).toEqual(["12", "false"]);
    expect(traffic("vpce-quiet")).toEqual(["0", "true"]);
    expect(traffic("vpce-gone-since")).toEqual(["", ""]);
    expect(traffic("vpce-uncovered")).toEqual(["", ""]);
  });

  it("sums the estimate of its days; one that lacks a price or traffic says so", () => {
    const cost = (id: string) => [byId.get(id)?.estimatedUsd, byId.get(id)?.estimatedComplete];
    expect(cost("vpce-quiet")).toEqual(["46.000000", "true"]);
    expect(cost("vpce-changed")).toEqual(["0.980000", "false"]);
    expect(cost("vpce-gone-since")).toEqual(["", ""]);
  });

  it("knows who might connect, and who was connected", async () => {
    expect(await records(audit, "services")).toMatchObject([
      {
        serviceId: "vpce-svc-1",
        principals: "arn:left;arn:stays",
        acceptanceRequired: "true",
        connections: "1",
      },
    ]);
    expect(await records(audit, "connections")).toMatchObject([
      { vpcEndpointId: "vpce-x", vpcEndpointState: "pendingAcceptance", owner: "core" },
    ]);
  });

  it("has the findings that were open, and says of which nobody was sure", async () => {
    expect((await records(audit, "findings")).map(({ findingId, covered }) => [findingId, covered])).toEqual([
      ["open", "true"],
      ["worst", "false"],
    ]);
  });

  it("says which scopes were complete on which days", async () => {
    const rows = await records(audit, "coverage");
    const of = (id: string) => rows.find((row) => row.accountId === id && row.collector === "endpoints");
    expect(of(accountId)).toMatchObject({
      days: `${".".repeat(89)}cpc`,
      daysComplete: "2",
      daysExpected: "92",
      firstCompleteDay: "2026-09-28",
      lastCompleteDay: "2026-09-30",
      covered: "true",
    });
    expect(of(other)).toMatchObject({ lastCompleteDay: "2026-09-15", covered: "false" });
    expect(byId.get("vpce-uncovered")?.covered).toBe("false");
    expect(audit.coverage).toMatchObject({ scopes: 6, covered: 3, complete: 0 });
    expect(audit.coverage.incompleteDays.find(({ day: at }) => at === "2026-09-29")?.scopes).toBe(6);
    expect(audit.provenFrom).toBe("2026-09-29T00:00:00.000Z");
  });

  it("is sealed with the hash of its statement, which has that of every table's bytes", async () => {
    const { statement, audit: header } = await requireAudit(audit.snapshotId);
    expect(sha256(statement)).toBe(header.sha256);
    expect(JSON.parse(statement)).toMatchObject({ format: 1, snapshotId: audit.snapshotId, madeBy: "Ada" });
    expect(audit.files.map(({ table }) => table)).toEqual([...sealedTables]);
    for (const { table, rows, bytes, sha256: hash } of audit.files) {
      const csv = await csvOf(audit, table);
      expect([table, sha256(csv), Buffer.byteLength(csv)]).toEqual([table, hash, bytes]);
      expect([table, parseCsv(csv).length - 1]).toEqual([table, rows]);
    }
  });

  it("made again later, says the same of the same moment", async () => {
    await db.pool.query("UPDATE vpc_endpoint SET state = 'available' WHERE vpc_endpoint_id = 'vpce-quiet'");
    const again = await make(q3, new Date("2026-10-03T06:00:00Z"));
    expect(again.files.filter(({ table }) => table !== "coverage")).toEqual(
      audit.files.filter(({ table }) => table !== "coverage"),
    );
  });
});

describe("the bytes of format 1", () => {
  it("have these columns in this order", async () => {
    const audit = await make();
    const headers = await Promise.all(
      sealedTables.map(async (table) => (await csvOf(audit, table)).split("\r\n")[0]),
    );
    expect(headers).toEqual([
      "vpcEndpointId,accountId,accountName,region,vpcId,vpcEndpointType,serviceName,serviceRegion,state,owner,environment,application,azIds,securityGroupIds,privateDnsEnabled,requesterManaged,policyDocument,policyDigest,principals,creationTimestamp,firstSeen,basis,covered,bytes,bytesComplete,billedUsd,estimatedUsd,estimatedComplete,idleState,worstFinding",
      "serviceId,accountId,accountName,region,serviceName,serviceState,acceptanceRequired,principals,azIds,loadBalancerArns,privateDnsName,supportedRegions,connections,owner,environment,application,firstSeen,covered",
      "serviceId,vpcEndpointId,accountId,region,vpcEndpointOwner,vpcEndpointRegion,vpcEndpointState,creationTimestamp,owner,firstSeen,basis,covered",
      "findingId,accountId,region,resourceId,check,severity,state,sentence,since,owner,covered",
      "accountId,region,collector,days,daysComplete,daysExpected,firstCompleteDay,lastCompleteDay,covered",
    ]);
    expect((await csvOf(audit, "connections")).split("\r\n")[1]).toBe(
      "vpce-svc-1,vpce-x,111111111111,us-east-1,999999999999,,pendingAcceptance,,core,2026-07-05T12:00:00.000Z,observed,true",
    );
  });
});

describe("a quarter that lasts", () => {
  it("is frozen as it is now", async () => {
    const audit = await make(parseQuarter("2026Q4", now));
    expect(audit).toMatchObject({ quarter: "2026Q4", asOf: now.toISOString(), final: false });
    const rows = await records(audit, "endpoints");
    const changed = rows.find(({ vpcEndpointId }) => vpcEndpointId === "vpce-changed");
    // What was observed at noon of the 2nd is later than the moment.
    expect(changed).toMatchObject({
      state: "rejected",
      owner: "new-owner",
      azIds: "use1-az2",
      principals: "arn:aws:iam::1:role/a;arn:aws:iam::1:role/b",
    });
    expect(rows.map(({ vpcEndpointId }) => vpcEndpointId)).toContain("vpce-came-later");
    expect(rows.map(({ vpcEndpointId }) => vpcEndpointId)).not.toContain("vpce-gone-since");
  });
});

describe("a quarter before the first collection", () => {
  it("is refused, with the field named", async () => {
    await expect(make(parseQuarter("2025Q1", now))).rejects.toThrow(InvalidInputError);
    await expect(make(parseQuarter("2025Q1", now))).rejects.toMatchObject({ field: "quarter" });
  });
});

describe("what is frozen", () => {
  const tables = ["endpoint", "service", "connection", "finding", "coverage"].map(
    (table) => `audit_${table}`,
  );
  it.each([...tables, "audit_snapshot", "audit_attestation"])("%s refuses to be changed", async (table) => {
    const { snapshotId, sha256: hash } = await make();
    await attest(db.pool, { snapshotId, sha256: hash }, { owner: "core", name: "Ada" }, now);
    for (const statement of [
      `UPDATE ${table} SET snapshot_id = snapshot_id`,
      `DELETE FROM ${table} WHERE snapshot_id = '${snapshotId}'`,
      `TRUNCATE ${table}`,
    ])
      await expect(db.pool.query(statement)).rejects.toThrow("is frozen");
  });

  it.each(tables)("%s refuses rows behind the seal", async (table) => {
    const { snapshotId } = await make();
    await expect(
      db.pool.query(
        `INSERT INTO ${table} SELECT (jsonb_populate_record(t, '{"account_id": "333333333333"}')).* FROM ${table} t
         WHERE snapshot_id = $1 LIMIT 1`,
        [snapshotId],
      ),
    ).rejects.toThrow("sealed");
  });

  it("is all there or not at all", async () => {
    const before = await db.pool.query("SELECT count(*) AS rows FROM audit_endpoint");
    await expect(make(parseQuarter("2025Q1", now))).rejects.toThrow();
    const after = await db.pool.query("SELECT count(*) AS rows FROM audit_endpoint");
    expect(after.rows).toEqual(before.rows);
  });
});
