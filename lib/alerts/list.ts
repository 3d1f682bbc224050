import { z } from "zod";
import type { ListDefinition } from "../api/list/definition.ts";
import { checkIds, commandSchema, hops } from "../diagnosis/schema.ts";
import { alertSeverities, alertSources, alertStates } from "./schema.ts";

const text = z.string().nullable();
const isoTime = z.string().meta({ format: "date-time" });
const time = isoTime.nullable();

/** An alert as the API and the CSV show it. */
export const alertItemSchema = z
  .object({
    alertId: z.string().describe("The same whenever the same thing is in trouble."),
    severity: z.enum(alertSeverities).describe("page: somebody is woken; ticket: in working hours."),
    state: z.enum(alertStates),
    flapping: z
      .boolean()
      .describe("Fired three times within an hour: it must be quiet for longer to be resolved."),
    source: z.enum(alertSources),
    title: z.string(),
    sentence: z.string().describe("What breaks, in the words of the finding that is worst."),
    hop: z.enum(hops).nullable(),
    checkId: z.enum(checkIds).nullable().describe("Also the name of the runbook: /runbooks/<checkId>."),
    sloId: text,
    accountId: z.string().describe("Empty: of the whole fleet."),
    accountName: text,
    region: z.string().describe("Empty: of no one region."),
    vpcEndpointId: text,
    resourceType: text,
    resourceId: text,
    serviceName: text,
    owner: text,
    groupKey: z
      .string()
      .describe("Alerts with the same one are about one trouble: a service, or else an account."),
    findings: z.int().describe("Findings that stand behind it."),
    since: isoTime.describe("Since when the trouble is known to last."),
    firedAt: isoTime,
    lastSeenAt: isoTime.describe("The last evaluation that found it."),
    resolvedAt: time,
    acknowledgedAt: time,
    acknowledgedBy: text,
    acknowledgedNote: text,
    confirm: z.array(commandSchema),
    evaluatedAt: isoTime,
  })
  .meta({ id: "AlertItem" });
export type AlertItem = z.infer<typeof alertItemSchema>;

const severitySql =
  "CASE a.severity WHEN 'page' THEN '2' ELSE '1' END || CASE a.state WHEN 'firing' THEN '2' WHEN 'acknowledged' THEN '1' ELSE '0' END";

/** The list of alerts, open ones by default, pages that nobody has acknowledged first. */
export const alertList: ListDefinition<AlertItem> = {
  name: "alerts",
  item: alertItemSchema,
  from: "alert a",
  joins: { account: "LEFT JOIN account c ON c.account_id = a.account_id" },
  columns: {
    alertId: { kind: "text", sql: "a.alert_id" },
    severity: { kind: "text", sql: "a.severity", sortSql: severitySql },
    state: { kind: "text", sql: "a.state", filter: false },
    flapping: { kind: "boolean", sql: "a.flapping" },
    source: { kind: "text", sql: "a.source" },
    title: { kind: "text", sql: "a.title" },
    sentence: { kind: "text", sql: "a.sentence", filter: false },
    hop: { kind: "text", sql: "a.hop" },
    checkId: { kind: "text", sql: "a.check_id" },
    sloId: { kind: "text", sql: "a.slo_id" },
    accountId: { kind: "text", sql: "a.account_id" },
    accountName: { kind: "text", sql: "c.name", join: "account" },
    region: { kind: "text", sql: "a.region" },
    vpcEndpointId: { kind: "text", sql: "a.vpc_endpoint_id" },
    resourceType: { kind: "text", sql: "a.resource_type" },
    resourceId: { kind: "text", sql: "a.resource_id" },
    serviceName: { kind: "text", sql: "a.service_name" },
    owner: { kind: "text", sql: "a.owner" },
    groupKey: { kind: "text", sql: "a.group_key" },
    findings: { kind: "integer", sql: "a.findings" },
    since: { kind: "time", sql: "a.since" },
    firedAt: { kind: "time", sql: "a.fired_at" },
    lastSeenAt: { kind: "time", sql: "a.last_seen_at" },
    resolvedAt: { kind: "time", sql: "a.resolved_at" },
    acknowledgedAt: { kind: "time", sql: "a.acknowledged_at" },
    acknowledgedBy: { kind: "text", sql: "a.acknowledged_by" },
    acknowledgedNote: { kind: "text", sql: "a.acknowledged_note", filter: false },
    confirm: { kind: "object", sql: "a.confirm" },
    evaluatedAt: { kind: "time", sql: "a.evaluated_at" },
  },
  key: ["accountId", "alertId"],
  identity: ["a.account_id", "a.alert_id"],
  defaultSort: "-severity",
  search: [
    {
      sql: "concat_ws(' ', a.title, a.sentence, a.check_id, a.resource_id, a.service_name, a.account_id, a.owner) ILIKE :q",
    },
    { sql: "c.name ILIKE :q", join: "account" },
  ],
  choices: {
    state: {
      values: {
        open: "a.state <> 'resolved'",
        firing: "a.state = 'firing'",
        acknowledged: "a.state = 'acknowledged'",
        resolved: "a.state = 'resolved'",
        any: undefined,
      },
      default: "open",
      description:
        "Alerts that are open (the default: firing or acknowledged), in one of the states, or any.",
    },
  },
  evaluator: "alerts",
};
