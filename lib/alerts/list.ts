import { z } from "zod";
import type { ListDefinition } from "../api/list/definition.ts";
import { checkIds, commandSchema, hops } from "../diagnosis/schema.ts";
import { troubleColumns, troubleSearch } from "../diagnosis/troubleColumns.ts";
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
    silencedUntil: time.describe("Nobody is told of it until then; null: it is not silenced."),
    silenceId: text,
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
    environment: text,
    groupKey: z
      .string()
      .describe("Alerts with the same one are about one trouble: a service, or else an account."),
    findings: z.int().describe("Findings that stand behind it."),
    receivers: z.array(z.string()).describe("Who has been told that it fires."),
    since: isoTime.describe("Since when the trouble is known to last."),
    firedAt: isoTime,
    lastSeenAt: isoTime.describe("The last evaluation that found it."),
    resolvedAt: time,
    acknowledgedAt: time,
    acknowledgedBy: text,
    acknowledgedNote: text,
    confirm: z.array(commandSchema),
    changedAt: isoTime.describe("The last evaluation that changed it."),
  })
  .meta({ id: "AlertItem" });
export type AlertItem = z.infer<typeof alertItemSchema>;

const severitySql = `CASE a.severity WHEN 'page' THEN '2' ELSE '1' END
  || CASE WHEN a.state = 'resolved' THEN '0' WHEN a.silence_id IS NOT NULL THEN '1' WHEN a.state = 'acknowledged' THEN '2' ELSE '3' END`;

const receiversSql =
  "ARRAY(SELECT t.receiver FROM alert_told t WHERE t.account_id = a.account_id AND t.alert_id = a.alert_id ORDER BY 1)";
const shared = troubleColumns("a", "c");

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
    silencedUntil: { kind: "time", sql: "a.silenced_until" },
    silenceId: { kind: "text", sql: "a.silence_id" },
    source: { kind: "text", sql: "a.source" },
    title: shared.title,
    sentence: { kind: "text", sql: "a.sentence", filter: false },
    hop: shared.hop,
    checkId: shared.checkId,
    sloId: { kind: "text", sql: "a.slo_id" },
    accountId: shared.accountId,
    accountName: shared.accountName,
    region: shared.region,
    vpcEndpointId: shared.vpcEndpointId,
    resourceType: shared.resourceType,
    resourceId: shared.resourceId,
    serviceName: shared.serviceName,
    owner: shared.owner,
    environment: { kind: "text", sql: "a.environment" },
    groupKey: { kind: "text", sql: "a.group_key" },
    findings: { kind: "integer", sql: "a.findings" },
    receivers: { kind: "texts", sql: receiversSql },
    since: shared.since,
    firedAt: { kind: "time", sql: "a.fired_at" },
    lastSeenAt: {
      kind: "time",
      sql: "CASE WHEN a.state <> 'resolved' AND a.missing_since IS NULL THEN greatest(a.last_seen_at, (SELECT last_success_at FROM evaluation WHERE name = 'alerts')) ELSE a.last_seen_at END",
    },
    resolvedAt: { kind: "time", sql: "a.resolved_at" },
    acknowledgedAt: { kind: "time", sql: "a.acknowledged_at" },
    acknowledgedBy: { kind: "text", sql: "a.acknowledged_by" },
    acknowledgedNote: { kind: "text", sql: "a.acknowledged_note", filter: false },
    confirm: { kind: "object", sql: "a.confirm" },
    changedAt: { kind: "time", sql: "a.evaluated_at" },
  },
  key: ["accountId", "alertId"],
  identity: ["a.account_id", "a.alert_id"],
  defaultSort: "-severity",
  search: troubleSearch("a"),
  choices: {
    state: {
      values: {
        open: "a.state <> 'resolved'",
        firing: "a.state = 'firing'",
        asking: "a.state = 'firing' AND a.silence_id IS NULL",
        silenced: "a.state <> 'resolved' AND a.silence_id IS NOT NULL",
        acknowledged: "a.state = 'acknowledged'",
        resolved: "a.state = 'resolved'",
        any: undefined,
      },
      default: "open",
      description:
        "Alerts that are open (the default: firing or acknowledged), in one of the states, asking (firing and not silenced), silenced, or any.",
    },
  },
  evaluator: "alerts",
};
