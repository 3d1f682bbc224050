import { z } from "zod";
import { acknowledgementEntrySchema, acknowledgementSchema } from "../alerts/acknowledge.ts";
import { alertList } from "../alerts/list.ts";
import { diffChanges, diffSubjects } from "../audits/diff.ts";
import { auditList, auditTables } from "../audits/lists.ts";
import {
  attestationRequestSchema,
  auditAttestationSchema,
  auditDetailSchema,
  auditDiffItemSchema,
  auditDiffSchema,
  auditRequestSchema,
} from "../audits/schema.ts";
import { balancerCostSchema } from "../cost/balancers/schema.ts";
import { costGroups, costsSchema } from "../cost/billedSchema.ts";
import { costOutlookSchema } from "../cost/outlook/schema.ts";
import { causeSchema } from "../cost/reconcile/schema.ts";
import {
  interAzDataWords,
  whatIfAnswerSchema,
  whatIfQuestions,
  whatIfsSchema,
} from "../cost/whatIf/schema.ts";
import { diagnosisSchema } from "../diagnosis/diagnosisSchema.ts";
import { findingList } from "../diagnosis/findingList.ts";
import { checkAnswerSchema, commandSchema, evidenceItemSchema, fixSchema } from "../diagnosis/schema.ts";
import { breakSchema, laneSchema, verdictSchema, walkedHopSchema } from "../diagnosis/walkSchema.ts";
import { changeList } from "../idle/changeList.ts";
import { decisionList } from "../idle/decisionList.ts";
import { bulkDecisionEntrySchema, decisionEntrySchema, decisionsSchema } from "../idle/decisionSchema.ts";
import { idleList } from "../idle/list.ts";
import {
  changeAttributionSchema,
  changeCandidateSchema,
  resourceChangeSchema,
} from "../inventory/changeSchema.ts";
import { connectionList } from "../inventory/connectionList.ts";
import { endpointList } from "../inventory/endpointList.ts";
import { loadBalancerList } from "../inventory/loadBalancerList.ts";
import { loadBalancerDetailSchema } from "../inventory/loadBalancerSchema.ts";
import {
  endpointDetailSchema,
  endpointNetworkInterfaceSchema,
  endpointProvenanceSchema,
} from "../inventory/schema.ts";
import { serviceList } from "../inventory/serviceList.ts";
import {
  endpointMetricPointSchema,
  endpointMetricSeriesSchema,
  endpointMetricsSchema,
  healthyHostsSchema,
  metricGapSchema,
  resolutionNames,
} from "../metrics/schema.ts";
import {
  endpointProbesSchema,
  probeLocationSchema,
  probePushAnswerSchema,
  probePushSchema,
  probeSeriesSchema,
  pushedResultSchema,
} from "../probes/schema.ts";
import { quotaList } from "../quotas/quotaList.ts";
import { runList } from "../runs/runList.ts";
import { sloEndpointList } from "../slo/endpointList.ts";
import { sloDetailSchema } from "../slo/sloDetail.ts";
import { sloList } from "../slo/sloList.ts";
import {
  savedViewSchema,
  savedViewsSchema,
  viewChangeSchema,
  viewEntrySchema,
  viewLists,
} from "../views/schema.ts";
import { healthSchema } from "./health.ts";
import {
  type Column,
  isFilterable,
  isRange,
  isSortable,
  type ListDefinition,
  rangeSuffixes,
} from "./list/definition.ts";
import { coverageSchema, listPageSchema } from "./list/page.ts";
import { defaultLimit, maxLimit } from "./list/plan.ts";
import { problemSchema } from "./problem.ts";

type Json = Record<string, unknown>;
type AnyList = ListDefinition<Record<string, unknown>>;

const auditTableLists = Object.values(auditTables).map((listOf) => listOf(""));
const lists = [
  endpointList,
  serviceList,
  connectionList,
  loadBalancerList,
  alertList,
  idleList,
  decisionList,
  changeList,
  findingList,
  runList,
  sloList,
  sloEndpointList,
  quotaList,
  auditList,
  ...auditTableLists,
] as unknown as AnyList[];

const text = { type: "string" };
const ref = (id: string) => ({ $ref: `#/components/schemas/${id}` });
const idOf = (schema: z.ZodType) => String(z.globalRegistry.get(schema)?.id);

/** Describes all of `/api/v1`, `/api/health` and `/metrics` as OpenAPI 3.1, from the schemas that the handlers use. */
export function openApiDocument(): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "Linkledger",
      version: "1",
      description:
        "A company's AWS PrivateLink fleet. Times are ISO 8601 UTC, bytes are integers, money is US dollars. " +
        "A null is not known, which is never the same as zero. Errors are RFC 9457 problems; bad input is a 400 that names the field.",
    },
    paths: {
      ...Object.fromEntries(lists.flatMap(listPaths).map(withEntry)),
      ...onePaths(),
      ...costPaths(),
      ...probePaths(),
      ...auditPaths(),
      ...alertPaths(),
      ...idlePaths(),
      ...viewPaths(),
      "/api/health": { get: healthOperation() },
      "/metrics": {
        get: operation("The fleet and the collectors for Prometheus", [], { "text/plain": { schema: text } }),
      },
      "/api/v1/openapi.json": {
        get: operation("This document", [], { "application/json": { schema: { type: "object" } } }),
      },
    },
    components: { schemas: componentSchemas() },
  };
}

function componentSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  const named: z.ZodType[] = [
    ...lists.map(({ item }) => item),
    coverageSchema,
    endpointNetworkInterfaceSchema,
    resourceChangeSchema,
    changeAttributionSchema,
    changeCandidateSchema,
    endpointProvenanceSchema,
    endpointDetailSchema,
    sloDetailSchema,
    loadBalancerDetailSchema,
    balancerCostSchema,
    metricGapSchema,
    healthyHostsSchema,
    endpointMetricPointSchema,
    endpointMetricSeriesSchema,
    endpointMetricsSchema,
    causeSchema,
    costsSchema,
    costOutlookSchema,
    whatIfAnswerSchema,
    whatIfsSchema,
    acknowledgementEntrySchema,
    acknowledgementSchema,
    decisionEntrySchema,
    bulkDecisionEntrySchema,
    decisionsSchema,
    viewEntrySchema,
    viewChangeSchema,
    savedViewSchema,
    savedViewsSchema,
    probeLocationSchema,
    pushedResultSchema,
    probePushSchema,
    probePushAnswerSchema,
    probeSeriesSchema,
    endpointProbesSchema,
    evidenceItemSchema,
    commandSchema,
    fixSchema,
    checkAnswerSchema,
    breakSchema,
    laneSchema,
    walkedHopSchema,
    verdictSchema,
    diagnosisSchema,
    auditDetailSchema,
    auditDiffItemSchema,
    auditDiffSchema,
    auditRequestSchema,
    attestationRequestSchema,
    healthSchema,
    problemSchema,
  ];
  for (const schema of named) registry.add(schema, { id: idOf(schema) });
  for (const def of lists) registry.add(listPageSchema(def.item, def.sums), { id: pageId(def) });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]),
  );
}

const pageId = (def: AnyList) => `${idOf(def.item)}Page`;

function operation(summary: string, parameters: Json[], content: Json, problems = ["400", "503"]): Json {
  const problem = { content: { "application/problem+json": { schema: ref("Problem") } } };
  const titles: Record<string, string> = {
    "400": "Bad input; the field is named",
    "401": "No token, or one that is not known",
    "403": "Nobody may do this: no token is configured",
    "404": "No such thing",
    "413": "Too much at once",
    "415": "Compressed, or in another way not to be read",
    "503": "The database does not answer",
  };
  return {
    summary,
    parameters,
    responses: {
      "200": { description: summary, content },
      ...Object.fromEntries(problems.map((status) => [status, { description: titles[status], ...problem }])),
    },
  };
}

const jsonOf = (id: string) => ({ "application/json": { schema: ref(id) } });

function withEntry([path, methods]: [string, Json]): [string, Json] {
  const post = entryPaths()[path];
  return [path, post ? { ...methods, post } : methods];
}

function listPaths(def: AnyList): [string, Json][] {
  const filters = [
    ...choiceParameters(def),
    ...Object.entries<Column>(def.columns).flatMap(columnParameters),
  ];
  if (def.tags) filters.push(tagParameter);
  const order = [queryParameter("q", text, "Case-insensitive substring."), sortParameter(def)];
  const paging = [
    queryParameter("limit", { type: "integer", minimum: 1, maximum: maxLimit, default: defaultLimit }),
    queryParameter("cursor", text, "nextCursor of the page before, with the same sort, q and filters."),
  ];
  const within = def.name.includes("{id}") ? [pathParameter("id", "Of the snapshot.")] : [];
  const name = def.name.split("/").at(-1);
  const problems = within.length > 0 ? ["400", "404", "503"] : undefined;
  const page = operation(
    `One page of ${name}`,
    [...within, ...paging, ...order, ...filters],
    jsonOf(pageId(def)),
    problems,
  );
  const csv = operation(
    `All ${name} of the same filters as CSV, streamed; limit and cursor have no effect`,
    [...within, ...order, ...filters],
    { "text/csv": { schema: text } },
    problems,
  );
  return [
    [`/api/v1/${def.name}`, { get: page }],
    [`/api/v1/${def.name}.csv`, { get: csv }],
  ];
}

function queryParameter(name: string, schema: Json, description?: string): Json {
  return { name, in: "query", required: false, schema, ...(description && { description }) };
}

function sortParameter(def: AnyList): Json {
  const fields = Object.entries<Column>(def.columns)
    .filter(([, column]) => isSortable(column))
    .flatMap(([field]) => [field, `-${field}`]);
  return queryParameter(
    "sort",
    { type: "string", enum: fields, default: def.defaultSort },
    "A field, with - in front for descending. Nulls come last either way.",
  );
}

function choiceParameters(def: AnyList): Json[] {
  return Object.entries(def.choices ?? {}).map(([name, choice]) =>
    queryParameter(
      name,
      { type: "string", enum: Object.keys(choice.values), default: choice.default },
      choice.description,
    ),
  );
}

const valueSchemas: Record<Column["kind"], Json> = {
  text,
  texts: text,
  object: text,
  boolean: { type: "string", enum: ["true", "false", ""] },
  integer: { type: "string", pattern: "^(-?\\d+)?$" },
  number: { type: "string", pattern: "^(-?\\d+(\\.\\d+)?)?$" },
  time: text,
  date: text,
};

function columnParameters([field, column]: [string, Column]): Json[] {
  if (!isFilterable(column)) return [];
  const cased = column.filter === "ignoreCase" ? " Case does not matter." : "";
  const description = `Repeat for OR. Empty finds what has no value.${cased}`;
  const any = {
    ...queryParameter(field, { type: "array", items: valueSchemas[column.kind] }, description),
    style: "form",
    explode: true,
  };
  if (!isRange(column)) return [any];
  const [from, to] = rangeSuffixes(column);
  const upper = to === ".to" ? "Exclusive upper bound." : "Inclusive upper bound.";
  return [
    any,
    queryParameter(`${field}${from}`, text, "Inclusive lower bound."),
    queryParameter(`${field}${to}`, text, upper),
  ];
}

const tagParameter = {
  name: "tag",
  in: "query",
  required: false,
  description: "tag.<key>=<value>: rows with that tag. Repeat for OR; an empty value finds rows without it.",
  // Serialized as tag.<key>=value, once per key.
  schema: { type: "object", additionalProperties: text, propertyNames: { pattern: "^tag\\..+" } },
  style: "form",
  explode: true,
};

function pathParameter(name: string, description: string): Json {
  return { name, in: "path", required: true, schema: text, description };
}

function onePaths(): Record<string, Json> {
  const endpointId = pathParameter("id", "vpcEndpointId");
  const time = { type: "string", format: "date-time" };
  return {
    "/api/v1/endpoints/{id}": {
      get: operation("One endpoint, also when it is gone", [endpointId], jsonOf("EndpointDetail"), [
        "400",
        "404",
        "503",
      ]),
    },
    "/api/v1/endpoints/{id}/metrics": {
      get: operation(
        "Traffic of one endpoint, as a whole and per AZ",
        [
          endpointId,
          queryParameter("from", time, "Inclusive; 24 hours before `to` when absent."),
          queryParameter("to", time, "Exclusive; now when absent."),
          queryParameter("resolution", {
            type: "string",
            enum: [...resolutionNames, "auto"],
            default: "auto",
          }),
        ],
        jsonOf("EndpointMetrics"),
        ["400", "404", "503"],
      ),
    },
    "/api/v1/endpoints/{id}/diagnosis": {
      get: operation(
        "The path of one endpoint, or of one connection to a service of ours: hop by hop, with its verdict",
        [endpointId],
        jsonOf("Diagnosis"),
        ["400", "404", "503"],
      ),
    },
    "/api/v1/slos/{id}": {
      get: operation(
        "One objective with its definition, burn-down and worst endpoints",
        [pathParameter("id", "sloId")],
        jsonOf("SloDetail"),
        ["400", "404", "503"],
      ),
    },
    "/api/v1/slos/{id}/openslo": {
      get: operation(
        "One objective as OpenSLO v1",
        [pathParameter("id", "sloId")],
        { "application/yaml": { schema: text } },
        ["400", "404", "503"],
      ),
    },
    "/api/v1/load-balancers/{id}": {
      get: operation(
        "One load balancer with its listeners, target groups and target health",
        [pathParameter("id", "The ARN, its slashes encoded or not, or the part behind `loadbalancer/`.")],
        jsonOf("LoadBalancerDetail"),
        ["400", "404", "503"],
      ),
    },
  };
}

function costPaths(): Record<string, Json> {
  const parameters = [
    queryParameter(
      "groupBy",
      { type: "string", enum: [...costGroups], default: "account" },
      "AWS bills no finer than account, region, service, usage type and day: by endpoint, az, vpc, serviceName or owner all that is billed is in one row whose key is null, unless the bill by resource was collected.",
    ),
    queryParameter(
      "from",
      { type: "string", format: "date" },
      "First day, inclusive; the first of this month when absent.",
    ),
    queryParameter("to", { type: "string", format: "date" }, "Last day, exclusive; tomorrow when absent."),
  ];
  return {
    "/api/v1/costs": {
      get: operation(
        "What was estimated, what AWS billed, and what lies between",
        parameters,
        jsonOf("Costs"),
      ),
    },
    "/api/v1/costs/outlook": {
      get: operation(
        "This month's cost so far, forecast, unusual days and budget",
        [],
        jsonOf("CostOutlook"),
      ),
    },
    "/api/v1/costs/what-if": {
      get: operation(
        "What a month would cost otherwise: of one endpoint every question, of the fleet what saves most first",
        whatIfParameters(),
        jsonOf("WhatIfs"),
        ["400", "404", "503"],
      ),
    },
    "/api/v1/costs.csv": {
      get: operation("The same rows as CSV", parameters, { "text/csv": { schema: text } }),
    },
  };
}

function whatIfParameters(): Json[] {
  const count = (name: string, minimum: number, description: string) =>
    queryParameter(name, { type: "integer", minimum }, description);
  return [
    queryParameter("vpcEndpointId", text, "One endpoint; the whole fleet when absent."),
    queryParameter(
      "question",
      { type: "string", enum: [...whatIfQuestions] },
      "All of them when absent; of the fleet gateway and central.",
    ),
    count("azCount", 1, "fewer-azs: AZs to keep; one less than now when absent."),
    count("natGateways", 0, "nat: gateways to be made for it; by the VPC's routes when absent."),
    count(
      "transitGatewayAttachments",
      0,
      "central: attachments to be made for it; by the VPCs' routes when absent.",
    ),
    queryParameter(
      "interAzData",
      { type: "string", enum: [...interAzDataWords], default: "free" },
      "fewer-azs: whether data between AZs is charged for.",
    ),
    queryParameter("limit", { type: "integer", minimum: 1, maximum: 1000, default: 100 }),
  ];
}

function alertPaths(): Record<string, Json> {
  const acknowledge = operation(
    "Puts on record who has taken an alert on, or that it is for anybody again",
    [pathParameter("id", "alertId of /api/v1/alerts.")],
    jsonOf("Acknowledgement"),
    ["400", "403", "404", "413", "415", "503"],
  );
  const requestBody = { required: true, content: jsonOf("AcknowledgementEntry") };
  return { "/api/v1/alerts/{id}/acknowledgements": { post: { ...acknowledge, requestBody } } };
}

function idlePaths(): Record<string, Json> {
  const decide = operation(
    "Puts on record what is decided about something idle: keep, retire, retired or undo",
    [pathParameter("id", "resourceId of /api/v1/idle, the slashes of an ARN encoded.")],
    jsonOf("IdleDecision"),
    ["400", "403", "404", "413", "415", "503"],
  );
  const requestBody = { required: true, content: jsonOf("IdleDecisionEntry") };
  return { "/api/v1/idle/{id}/decisions": { post: { ...decide, requestBody } } };
}

function probePaths(): Record<string, Json> {
  const push = operation(
    "Takes results of probes from an agent; sending the same again stores nothing again",
    [],
    jsonOf("ProbePushAnswer"),
    ["400", "401", "403", "413", "415", "503"],
  );
  return {
    "/api/v1/probes": {
      post: {
        ...push,
        description: "Authorization: Bearer with a token of probes.tokens in linkledger.yaml. At most 1 MiB.",
        requestBody: { required: true, content: jsonOf("ProbePush") },
      },
    },
    "/api/v1/endpoints/{id}/probes": {
      get: operation(
        "What probes say about one endpoint: the last 24 hours and the last result of each series",
        [pathParameter("id", "vpcEndpointId")],
        jsonOf("EndpointProbes"),
        ["400", "404", "503"],
      ),
    },
  };
}

function entryOperation(summary: string, parameters: Json[], body: string, answer: string): Json {
  const problems = ["400", "403", ...(parameters.length > 0 ? ["404"] : []), "413", "415", "503"];
  const { responses, ...rest } = operation(summary, parameters, {}, problems);
  const { "200": _read, ...refused } = responses as Json;
  return {
    ...rest,
    requestBody: { required: true, content: jsonOf(body) },
    responses: { "201": { description: summary, content: jsonOf(answer) }, ...refused },
  };
}

function repeatedParameter(name: string, words: readonly string[]): Json {
  const schema = { type: "array", items: { type: "string", enum: [...words] } };
  return { ...queryParameter(name, schema, "Repeat for OR."), style: "form", explode: true };
}

function auditPaths(): Record<string, Json> {
  const id = pathParameter("id", "Of the snapshot.");
  const one = ["400", "404", "503"];
  const compared = [
    id,
    queryParameter("with", text, "Snapshot to compare with; the previous quarter's when absent."),
    repeatedParameter("subject", diffSubjects),
    repeatedParameter("change", diffChanges),
  ];
  const paging = [
    queryParameter("limit", { type: "integer", minimum: 1, maximum: maxLimit, default: defaultLimit }),
    queryParameter("cursor", text, "nextCursor of the page before, with the same filters."),
  ];
  return {
    "/api/v1/audits/{id}/diff": {
      get: operation("What differs from another audit", [...compared, ...paging], jsonOf("AuditDiff"), one),
    },
    "/api/v1/audits/{id}/diff.csv": {
      get: operation(
        "All of what differs from another audit as CSV, streamed",
        compared,
        { "text/csv": { schema: text } },
        one,
      ),
    },
    "/api/v1/audits/{id}": {
      get: operation("One audit with its method, thresholds and coverage", [id], jsonOf("AuditDetail"), one),
    },
    "/api/v1/audits/{id}/statement.json": {
      get: operation(
        "What was sealed, byte by byte: its SHA-256 is that of the audit",
        [id],
        { "application/json": { schema: { type: "object" } } },
        one,
      ),
    },
  };
}

/** What may be added to a list that is there. */
function entryPaths(): Record<string, Json> {
  const id = pathParameter("id", "Of the snapshot.");
  const attested = idOf(auditAttestationSchema);
  return {
    "/api/v1/idle-decisions": entryOperation(
      "The same decision about many things: about all of them, or, where one is refused, about none",
      [],
      "IdleDecisionsEntry",
      "IdleDecisions",
    ),
    "/api/v1/audits": entryOperation("Freezes a quarter", [], "AuditRequest", "AuditDetail"),
    "/api/v1/audits/{id}/attestations": entryOperation(
      "Attests an audit in an owner's name",
      [id],
      "AttestationRequest",
      attested,
    ),
  };
}

function viewPaths(): Record<string, Json> {
  const id = pathParameter("id", "viewId");
  const list = queryParameter(
    "list",
    { type: "string", enum: [...viewLists] },
    "The path of its page; all lists when absent.",
  );
  const change = operation("Changes a view", [id], jsonOf("SavedView"), ["400", "403", "404", "415", "503"]);
  const gone = operation("Deletes a view", [id], {}, ["404", "503"]);
  const { "200": _read, ...refused } = gone.responses as Json;
  return {
    "/api/v1/views": {
      get: operation(
        "The views of a list that the sender's browser keeps, and those of everybody",
        [list],
        jsonOf("SavedViews"),
      ),
      post: entryOperation("Keeps a view of a list", [], "SavedViewEntry", "SavedView"),
    },
    "/api/v1/views/{id}": {
      patch: { ...change, requestBody: { required: true, content: jsonOf("SavedViewChange") } },
      delete: { ...gone, responses: { "204": { description: "It is deleted" }, ...refused } },
    },
  };
}

function healthOperation(): Json {
  const get = operation("The health of Linkledger itself", [], jsonOf("Health"), []);
  const unavailable = { description: "The database does not answer", content: jsonOf("Health") };
  return { ...get, responses: { ...(get.responses as Json), "503": unavailable } };
}
