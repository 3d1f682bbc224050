import type { Column, ListDefinition } from "../api/list/definition.ts";
import {
  type Audit,
  type AuditAttestation,
  type AuditConnection,
  type AuditCoverage,
  type AuditEndpoint,
  type AuditFinding,
  type AuditService,
  auditAttestationSchema,
  auditConnectionSchema,
  auditCoverageSchema,
  auditEndpointSchema,
  auditFindingSchema,
  auditSchema,
  auditServiceSchema,
} from "./schema.ts";

// Columns and their order are format 1 of a snapshot: its hashes are over these CSVs. Another column is another format.

const text = (name: string): Column => ({ kind: "text", sql: `r.${name}` });
const word = (name: string): Column => ({ kind: "text", sql: `r.${name}`, filter: "ignoreCase" });
const texts = (name: string): Column => ({ kind: "texts", sql: `r.${name}` });
const time = (name: string): Column => ({ kind: "time", sql: `r.${name}` });
const flag = (name: string): Column => ({ kind: "boolean", sql: `r.${name}` });
const whole = (name: string): Column => ({ kind: "integer", sql: `r.${name}` });
const usd = (name: string): Column => ({ kind: "number", sql: `r.${name}` });

const place = { accountId: text("account_id"), accountName: text("account_name"), region: text("region") };
const tagged = { owner: text("owner"), environment: text("environment"), application: text("application") };

// The id comes out of the database or has been checked to be a UUID.
const rowsOf = (table: string, snapshotId: string) =>
  `(SELECT * FROM ${table} WHERE snapshot_id = '${snapshotId}'::uuid) r`;

const identity = (...columns: string[]) => columns.map((column) => `r.${column}`);

/** Every audit, newest first. */
export const auditList: ListDefinition<Audit> = {
  name: "audits",
  item: auditSchema,
  from: "audit_snapshot r",
  joins: {
    attested: `LEFT JOIN (SELECT snapshot_id, count(*) AS attestations FROM audit_attestation GROUP BY 1) t
      ON t.snapshot_id = r.snapshot_id`,
  },
  columns: {
    snapshotId: { kind: "text", sql: "r.snapshot_id::text" },
    quarter: text("quarter"),
    quarterFrom: time("quarter_from"),
    quarterTo: time("quarter_to"),
    asOf: time("as_of"),
    final: { kind: "boolean", sql: "(r.as_of >= r.quarter_to)" },
    madeAt: time("made_at"),
    madeBy: text("made_by"),
    provenFrom: time("proven_from"),
    endpoints: whole("endpoints"),
    services: whole("services"),
    connections: whole("connections"),
    findings: whole("findings"),
    scopes: whole("scopes"),
    scopesCovered: whole("scopes_covered"),
    attestations: { kind: "integer", sql: "coalesce(t.attestations, 0)", join: "attested" },
    sha256: text("sha256"),
  },
  key: ["snapshotId"],
  identity: ["r.snapshot_id"],
  defaultSort: "-madeAt",
  search: [{ sql: "concat_ws(' ', r.quarter, r.made_by, r.snapshot_id, r.sha256) ILIKE :q" }],
};

const endpoints = (snapshotId: string): ListDefinition<AuditEndpoint> => ({
  name: "audits/{id}/endpoints",
  item: auditEndpointSchema,
  from: rowsOf("audit_endpoint", snapshotId),
  joins: {},
  columns: {
    vpcEndpointId: text("vpc_endpoint_id"),
    ...place,
    vpcId: text("vpc_id"),
    vpcEndpointType: word("vpc_endpoint_type"),
    serviceName: text("service_name"),
    serviceRegion: text("service_region"),
    state: word("state"),
    ...tagged,
    azIds: texts("az_ids"),
    securityGroupIds: texts("security_group_ids"),
    privateDnsEnabled: flag("private_dns_enabled"),
    requesterManaged: flag("requester_managed"),
    policyDocument: { ...text("policy_document"), filter: false, sort: false },
    policyDigest: text("policy_digest"),
    principals: texts("principals"),
    creationTimestamp: time("creation_timestamp"),
    firstSeen: time("first_seen_at"),
    basis: text("basis"),
    covered: flag("covered"),
    bytes: whole("bytes"),
    bytesComplete: flag("bytes_complete"),
    billedUsd: usd("billed_usd"),
    estimatedUsd: usd("estimated_usd"),
    estimatedComplete: flag("estimated_complete"),
    idleState: text("idle_state"),
    worstFinding: text("worst_finding"),
  },
  key: ["accountId", "region", "vpcEndpointId"],
  identity: identity("account_id", "region", "vpc_endpoint_id"),
  defaultSort: "accountId",
  search: [
    {
      sql: "concat_ws(' ', r.vpc_endpoint_id, r.service_name, r.account_id, r.account_name, r.vpc_id, r.owner) ILIKE :q",
    },
  ],
});

const services = (snapshotId: string): ListDefinition<AuditService> => ({
  name: "audits/{id}/services",
  item: auditServiceSchema,
  from: rowsOf("audit_service", snapshotId),
  joins: {},
  columns: {
    serviceId: text("service_id"),
    ...place,
    serviceName: text("service_name"),
    serviceState: word("service_state"),
    acceptanceRequired: flag("acceptance_required"),
    principals: texts("principals"),
    azIds: texts("az_ids"),
    loadBalancerArns: texts("load_balancer_arns"),
    privateDnsName: text("private_dns_name"),
    supportedRegions: texts("supported_regions"),
    connections: whole("connections"),
    ...tagged,
    firstSeen: time("first_seen_at"),
    covered: flag("covered"),
  },
  key: ["accountId", "region", "serviceId"],
  identity: identity("account_id", "region", "service_id"),
  defaultSort: "accountId",
  search: [
    {
      sql: "concat_ws(' ', r.service_id, r.service_name, r.account_id, r.account_name, r.owner) ILIKE :q",
    },
  ],
});

const connections = (snapshotId: string): ListDefinition<AuditConnection> => ({
  name: "audits/{id}/connections",
  item: auditConnectionSchema,
  from: rowsOf("audit_connection", snapshotId),
  joins: {},
  columns: {
    serviceId: text("service_id"),
    vpcEndpointId: text("vpc_endpoint_id"),
    accountId: text("account_id"),
    region: text("region"),
    vpcEndpointOwner: text("vpc_endpoint_owner"),
    vpcEndpointRegion: text("vpc_endpoint_region"),
    vpcEndpointState: word("vpc_endpoint_state"),
    creationTimestamp: time("creation_timestamp"),
    owner: text("owner"),
    firstSeen: time("first_seen_at"),
    basis: text("basis"),
    covered: flag("covered"),
  },
  key: ["accountId", "region", "serviceId", "vpcEndpointId"],
  identity: identity("account_id", "region", "service_id", "vpc_endpoint_id"),
  defaultSort: "accountId",
  search: [
    {
      sql: "concat_ws(' ', r.service_id, r.vpc_endpoint_id, r.account_id, r.vpc_endpoint_owner, r.owner) ILIKE :q",
    },
  ],
});

const findings = (snapshotId: string): ListDefinition<AuditFinding> => ({
  name: "audits/{id}/findings",
  item: auditFindingSchema,
  from: rowsOf("audit_finding", snapshotId),
  joins: {},
  columns: {
    findingId: text("finding_id"),
    accountId: text("account_id"),
    region: text("region"),
    resourceId: text("resource_id"),
    check: text("check_id"),
    severity: word("severity"),
    state: word("state"),
    sentence: text("sentence"),
    since: time("since"),
    owner: text("owner"),
    covered: flag("covered"),
  },
  key: ["accountId", "region", "findingId"],
  identity: identity("account_id", "region", "finding_id"),
  defaultSort: "accountId",
  search: [
    {
      sql: "concat_ws(' ', r.finding_id, r.resource_id, r.check_id, r.sentence, r.account_id, r.owner) ILIKE :q",
    },
  ],
});

const coverage = (snapshotId: string): ListDefinition<AuditCoverage> => ({
  name: "audits/{id}/coverage",
  item: auditCoverageSchema,
  from: rowsOf("audit_coverage", snapshotId),
  joins: {},
  columns: {
    accountId: text("account_id"),
    region: text("region"),
    collector: text("collector"),
    days: text("days"),
    daysComplete: whole("days_complete"),
    daysExpected: whole("days_expected"),
    firstCompleteDay: { kind: "date", sql: "r.first_complete_day" },
    lastCompleteDay: { kind: "date", sql: "r.last_complete_day" },
    covered: flag("covered"),
  },
  key: ["accountId", "region", "collector"],
  identity: identity("account_id", "region", "collector"),
  defaultSort: "accountId",
  search: [{ sql: "concat_ws(' ', r.account_id, r.region, r.collector) ILIKE :q" }],
});

const attestations = (snapshotId: string): ListDefinition<AuditAttestation> => ({
  name: "audits/{id}/attestations",
  item: auditAttestationSchema,
  from: rowsOf("audit_attestation", snapshotId),
  joins: {},
  columns: {
    attestationId: { kind: "text", sql: "r.attestation_id::text" },
    sha256: text("sha256"),
    owner: text("owner"),
    name: text("name"),
    remark: text("remark"),
    attestedAt: time("attested_at"),
  },
  key: ["attestationId"],
  identity: identity("attestation_id"),
  defaultSort: "-attestedAt",
  search: [{ sql: "concat_ws(' ', r.owner, r.name, r.remark) ILIKE :q" }],
});

/** The tables of one audit: what it froze, and what was said about it. */
export const auditTables = { endpoints, services, connections, findings, coverage, attestations };
export type AuditTable = keyof typeof auditTables;
