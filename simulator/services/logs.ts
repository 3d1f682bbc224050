import { fold, hashString } from "../fleet/hash.ts";
import { bytesIn, FLOW_RECORD_BYTES, keptSpan, type LogGroupSpec, logGroupsOf } from "../fleet/log-groups.ts";
import { type Command, parseQuery } from "../insights/parse.ts";
import { recordsOf } from "../insights/records.ts";
import { type ResultRow, runQuery } from "../insights/run.ts";
import { AwsError } from "../protocols/errors.ts";
import { paginate } from "../protocols/paging.ts";
import type { WireObject } from "../protocols/xml.ts";
import { uuid } from "./cloudtrail-record.ts";
import type { Call, Operations, QueryOutcome } from "./context.ts";

const MOST_RUNNING = 30;
const MOST_GROUPS = 50;
const DEFAULT_LIMIT = 10_000;
/** Results can be asked for this long, milliseconds of the machine's clock. */
const KEPT_MS = 3_600_000;
/** A query nobody asks after ends by itself, milliseconds of the machine's clock. */
const ABANDONED_MS = 60_000;
/** Asking every interface of a VPC for every minute of a long time ends in a timeout. */
const MOST_BYTES = 40e9;

interface Query {
  scope: string;
  startedAt: number;
  groups: { group: LogGroupSpec; span: { from: number; to: number } }[];
  commands: Command[];
  limit: number;
  outcome: QueryOutcome;
  /** Answers that say the query still runs. */
  pollsLeft: number;
  status: "Scheduled" | "Running" | "Cancelled" | QueryOutcome;
  rows: ResultRow[];
  matched: number;
}

/** Queries of a running simulator by id, oldest first, and how many there ever were. */
interface Store {
  started: number;
  queries: Map<string, Query>;
}

const stores = new WeakMap<Call["traffic"], Store>();

/** CloudWatch Logs: log groups, and Logs Insights queries over them. */
export const logs: Operations = {
  DescribeLogGroups: (call) => {
    const { logGroupNamePrefix, logGroupNamePattern, limit, nextToken } = call.json as Record<string, never>;
    const prefix = String(logGroupNamePrefix ?? "");
    const pattern = String(logGroupNamePattern ?? "").toLowerCase();
    const found = logGroupsOf(call.fleet, call.accountId, call.region, call.now).filter(
      ({ name }) => name.startsWith(prefix) && name.toLowerCase().includes(pattern),
    );
    const action = `DescribeLogGroups/${call.accountId}/${call.region}/${prefix}/${pattern}`;
    const rules = { action, defaultSize: 50, min: 1, max: 50, tokenError: "InvalidParameterException" };
    const page = paginate(found, { maxResults: limit, nextToken }, rules);
    return { logGroups: page.items.map(renderGroup), nextToken: page.nextToken };
  },

  StartQuery: (call) => {
    const store = storeOf(call);
    const scope = `${call.accountId}/${call.region}`;
    forgetOld(store);
    const running = [...store.queries.values()].filter((query) => query.scope === scope && isRunning(query));
    if (running.length >= MOST_RUNNING)
      throw new AwsError(
        "LimitExceededException",
        "Account maximum query concurrency limit of [30] reached.",
      );
    const query = { ...readRequest(call), scope, startedAt: Date.now(), rows: [], matched: 0 };
    const id = uuid(`query/${call.fleet.plan.seed}/${store.started++}/${hashString(scope)}`);
    const pollsLeft = 1 + ((fold(hashString(id), 1) >>> 0) % 2);
    const outcome = outcomeOf(call, query.groups);
    store.queries.set(id, { ...query, outcome, pollsLeft, status: "Scheduled" });
    return { queryId: id };
  },

  GetQueryResults: (call) => {
    const query = findQuery(call);
    if (query.status === "Scheduled" && query.pollsLeft < 2) query.status = "Running";
    if (query.status === "Running" && query.pollsLeft === 0) finish(call, query);
    query.pollsLeft = Math.max(0, query.pollsLeft - 1);
    return {
      queryLanguage: "CWLI",
      results: query.rows as never,
      statistics: statistics(query),
      status: query.status,
    };
  },

  StopQuery: (call) => {
    const query = findQuery(call);
    if (!["Scheduled", "Running"].includes(query.status))
      throw new AwsError("InvalidParameterException", `Query already ended with status ${query.status}`);
    query.status = "Cancelled";
    return { success: true };
  },
};

function storeOf(call: Call): Store {
  const store = stores.get(call.traffic) ?? { started: 0, queries: new Map<string, Query>() };
  stores.set(call.traffic, store);
  return store;
}

function forgetOld({ queries }: Store): void {
  for (const [id, { startedAt }] of queries) {
    if (Date.now() - startedAt < KEPT_MS) return;
    queries.delete(id);
  }
}

function isRunning({ status, startedAt }: Query): boolean {
  return (status === "Scheduled" || status === "Running") && Date.now() - startedAt < ABANDONED_MS;
}

function findQuery(call: Call): Query {
  const query = storeOf(call).queries.get(String(call.json.queryId));
  if (query?.scope !== `${call.accountId}/${call.region}`)
    throw new AwsError("ResourceNotFoundException", "The specified query does not exist.");
  return query;
}

function readRequest(call: Call): Pick<Query, "groups" | "commands" | "limit"> {
  const { logGroupName, logGroupNames, logGroupIdentifiers, startTime, endTime, queryString, limit } =
    call.json as {
      logGroupName?: string;
      logGroupNames?: string[];
      logGroupIdentifiers?: string[];
      startTime?: number;
      endTime?: number;
      queryString?: string;
      limit?: number;
    };
  const names = [logGroupName ?? [], logGroupNames ?? [], logGroupIdentifiers ?? []].flat().map(nameOf);
  if (names.length === 0 || names.length > MOST_GROUPS)
    throw new AwsError("InvalidParameterException", "Specify 1 to 50 log groups.");
  if (startTime === undefined || endTime === undefined || startTime > endTime)
    throw new AwsError("InvalidParameterException", "The start time must be before the end time.");
  const commands = parseQuery(queryString ?? "");
  const known = logGroupsOf(call.fleet, call.accountId, call.region, call.now);
  const groups = names.map((name) => {
    const group = known.find((one) => one.name === name);
    if (!group)
      throw new AwsError(
        "ResourceNotFoundException",
        `Log group '${name}' does not exist for account ID '${call.accountId}'`,
      );
    return { group, span: keptSpan(group, startTime * 1000, endTime * 1000, call.now) };
  });
  for (const { group, span } of groups) {
    if (endTime * 1000 <= span.from)
      throw new AwsError(
        "MalformedQueryException",
        `end date and time is either before the log groups creation time or exceeds the log groups log retention settings (${group.name})`,
      );
  }
  return { groups, commands, limit: limit ?? DEFAULT_LIMIT };
}

/** A name, or the name in an ARN. */
function nameOf(identifier: string): string {
  return identifier.startsWith("arn:") ? (identifier.split(":")[6] ?? "") : identifier;
}

function outcomeOf(call: Call, groups: Query["groups"]): QueryOutcome {
  if (call.queryOutcome !== "Complete") return call.queryOutcome;
  return scannedBytes(groups) > MOST_BYTES ? "Timeout" : "Complete";
}

function finish(call: Call, query: Query): void {
  query.status = query.outcome;
  if (query.outcome !== "Complete") return;
  const { commands } = query;
  const records = (function* () {
    for (const { group, span } of query.groups) yield* recordsOf(call, group, span, commands);
  })();
  const { rows, matched } = runQuery(commands, records, query.limit);
  query.rows = rows;
  query.matched = matched;
}

function scannedBytes(groups: Query["groups"]): number {
  return groups.reduce((sum, { group, span }) => sum + bytesIn(group, span), 0);
}

/** What was read: everything when it ended well, about half when it did not. */
function statistics(query: Query): WireObject {
  const share = query.status === "Complete" ? 1 : query.status === "Scheduled" ? 0 : 0.5;
  const bytesScanned = Math.round(scannedBytes(query.groups) * share);
  return {
    recordsMatched: query.matched,
    recordsScanned: Math.round(bytesScanned / FLOW_RECORD_BYTES),
    estimatedRecordsSkipped: 0,
    bytesScanned,
    estimatedBytesSkipped: 0,
    logGroupsScanned: query.groups.length,
  };
}

function renderGroup(group: LogGroupSpec): WireObject {
  const arn = `arn:aws:logs:${group.region}:${group.accountId}:log-group:${group.name}`;
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    retentionInDays: group.retentionDays,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: Math.round(group.bytesPerDay * group.retentionDays * 0.12),
    logGroupClass: "STANDARD",
  };
}
