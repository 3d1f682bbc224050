import type { BillLine } from "../fleet/bill-line.ts";
import { itemize } from "../fleet/itemized-bills.ts";
import { MANAGEMENT_ACCOUNT } from "../fleet/make.ts";
import { AwsError } from "../protocols/errors.ts";
import { decodeToken, encodeToken } from "../protocols/paging.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations } from "./context.ts";
import { dimensionsOf, type Expression, matchesExpression, readDimension } from "./cost-filter.ts";

const DAY = 86_400_000;
/** Days whose figures may still change. */
const ESTIMATED_DAYS = 2;
const HISTORY_MONTHS = 14;
/** Resource-level data reaches back so far. */
const RESOURCE_DAYS = 14;

interface Request {
  start: number;
  end: number;
  granularity: "DAILY" | "MONTHLY";
  metrics: string[];
  groupBy: string[];
  filter: Expression | undefined;
  /** Those it groups or filters by. */
  dimensions: string[];
}

export const costExplorer: Operations = {
  GetCostAndUsage: async (call) => {
    const request = readRequest(call);
    if (request.dimensions.includes("RESOURCE_ID"))
      throw new AwsError("ValidationException", "RESOURCE_ID is not supported by GetCostAndUsage");
    return answer(call, request);
  },

  // Opt-in, by day, the last two weeks only, and by resource.
  GetCostAndUsageWithResources: async (call) => {
    if (!call.resourceCosts.has(call.accountId))
      throw new AwsError("DataUnavailableException", "Resource-level data is not enabled for this account");
    const request = readRequest(call);
    const earliest = Math.floor(call.now / DAY) * DAY - RESOURCE_DAYS * DAY;
    if (request.start < earliest)
      throw new AwsError("ValidationException", "Start date must be within the last 14 days");
    if (request.granularity !== "DAILY")
      throw new AwsError("ValidationException", "Resource-level data is available by day only");
    if (!request.dimensions.includes("RESOURCE_ID"))
      throw new AwsError("ValidationException", "Group by or filter by RESOURCE_ID");
    return answer(call, request);
  },
};

async function answer(call: Call, request: Request): Promise<WireObject> {
  const { rows, nextToken } = await collectRows(call, request);
  return {
    GroupDefinitions: request.groupBy.map((Key) => ({ Type: "DIMENSION", Key })),
    ResultsByTime: resultsByTime(rows, request) as never,
    DimensionValueAttributes: [],
    NextPageToken: nextToken,
  };
}

/** No period has as many groups as this. */
const PERIOD_SPAN = 1_000_000;

/** Rows from where the token points until the page is full. A period may go on on the next page. */
async function collectRows(call: Call, request: Request) {
  const token = call.json.NextPageToken as string | undefined;
  const position = token ? decodeToken("GetCostAndUsage", token, "InvalidNextTokenException") : 0;
  const first = Math.floor(position / PERIOD_SPAN);
  const rows: Row[] = [];
  const sources = new Map<string, Source[]>();
  for (const [index, period] of [...periodsOf(request)].entries()) {
    if (index < first) continue;
    const all = await rowsOf(call, request, period, sources);
    const skip = index === first ? position % PERIOD_SPAN : 0;
    const room = call.costPageSize - rows.length;
    rows.push(...all.slice(skip, skip + room));
    if (all.length - skip > room) {
      const nextToken = encodeToken("GetCostAndUsage", index * PERIOD_SPAN + skip + room);
      return { rows, nextToken };
    }
  }
  return { rows, nextToken: undefined };
}

interface Period {
  start: number;
  end: number;
  estimated: boolean;
}

/** One group of one period; `keys` is undefined for a period's total or for a period without groups. */
interface Row {
  period: Period;
  keys: string[] | undefined;
  cost: number;
  quantity: number;
  unit: string;
}

function readRequest(call: Call): Request {
  const { TimePeriod, Granularity, Metrics, GroupBy, Filter } = call.json as {
    TimePeriod?: { Start?: string; End?: string };
    Granularity?: string;
    Metrics?: string[];
    GroupBy?: { Type?: string; Key: string }[];
    Filter?: Expression;
  };
  const start = Date.parse(`${TimePeriod?.Start}T00:00:00Z`);
  const end = Date.parse(`${TimePeriod?.End}T00:00:00Z`);
  if (!(start < end))
    throw new AwsError("ValidationException", "Start date (and hour) should be before end date");
  const now = new Date(call.now);
  if (start < Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - HISTORY_MONTHS, 1))
    throw new AwsError("ValidationException", "You haven't enabled historical data beyond 14 months");
  if (Granularity !== "DAILY" && Granularity !== "MONTHLY")
    throw new AwsError("ValidationException", `Granularity ${Granularity} is not enabled for this account`);
  if ((GroupBy ?? []).length > 2)
    throw new AwsError("ValidationException", "GroupBy can have at most 2 group definitions");
  const unsupported = (GroupBy ?? []).find((group) => group.Type !== undefined && group.Type !== "DIMENSION");
  if (unsupported)
    throw new AwsError("ValidationException", `Group type ${unsupported.Type} is not supported`);
  if (!Metrics?.length) throw new AwsError("ValidationException", "Metrics cannot be empty");
  const groupBy = (GroupBy ?? []).map((group) => group.Key);
  const dimensions = [...groupBy, ...dimensionsOf(Filter)];
  return { start, end, granularity: Granularity, metrics: Metrics, groupBy, filter: Filter, dimensions };
}

function* periodsOf({ start, end, granularity }: Request): Generator<Omit<Period, "estimated">> {
  for (let from = start; from < end; ) {
    const date = new Date(from);
    const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
    const to = Math.min(end, granularity === "DAILY" ? from + DAY : month);
    yield { start: from, end: to };
    from = to;
  }
}

/** A line that passes the filter, and the group it counts for. */
interface Source {
  line: BillLine;
  keys: string[] | undefined;
  key: string;
}

async function rowsOf(
  call: Call,
  request: Request,
  span: Omit<Period, "estimated">,
  sources: Map<string, Source[]>,
): Promise<Row[]> {
  const period = { ...span, estimated: span.end > call.now - ESTIMATED_DAYS * DAY };
  const groups = new Map<string, Row>();
  const month = new Date(span.start).toISOString().slice(0, 7);
  const firstDay = new Date(span.start).getUTCDate() - 1;
  const days = Math.round((span.end - span.start) / DAY);
  const found = sources.get(month) ?? (await sourcesOf(call, request, month));
  sources.set(month, found);
  for (const source of found) addLine(groups, source, period, firstDay, days);
  const rows = [...groups.values()].filter((row) => row.cost !== 0 || row.quantity !== 0);
  if (rows.length > 0) return rows;
  return [{ period, keys: undefined, cost: 0, quantity: 0, unit: "N/A" }];
}

async function sourcesOf(call: Call, request: Request, month: string): Promise<Source[]> {
  const { filter, groupBy, dimensions } = request;
  const { fleet, traffic, now } = call;
  const itemized = dimensions.includes("AZ") || dimensions.includes("RESOURCE_ID");
  const found: Source[] = [];
  for (const region of call.fleet.regions) {
    const lines = await call.bills.month(region, month, call.now);
    for (const line of itemized ? itemize(lines, { fleet, traffic, region, month, now }) : lines) {
      if (!isVisible(line, call) || !matchesExpression(line, filter)) continue;
      const keys = groupBy.length === 0 ? undefined : groupBy.map((name) => readDimension(line, name));
      found.push({ line, keys, key: keys?.join("|") ?? "" });
    }
  }
  return found;
}

/** The management account sees everybody's costs, a member its own. */
function isVisible(line: BillLine, call: Call): boolean {
  return call.accountId === MANAGEMENT_ACCOUNT || line.accountId === call.accountId;
}

function addLine(
  groups: Map<string, Row>,
  { line, keys, key }: Source,
  period: Period,
  firstDay: number,
  days: number,
): void {
  let row = groups.get(key);
  if (!row) {
    row = { period, keys, cost: 0, quantity: 0, unit: line.unit };
    groups.set(key, row);
  }
  if (row.unit !== line.unit) row.unit = "N/A";
  for (let day = firstDay; day < firstDay + days; day++) {
    row.cost += line.cost[day] as number;
    row.quantity += line.quantity[day] as number;
  }
}

function resultsByTime(rows: Row[], request: Request): WireObject[] {
  const results = new Map<number, { period: Period; total: Row | undefined; groups: Row[] }>();
  for (const row of rows) {
    const result = results.get(row.period.start) ?? { period: row.period, total: undefined, groups: [] };
    if (row.keys) result.groups.push(row);
    else result.total = row;
    results.set(row.period.start, result);
  }
  return [...results.values()].map(({ period, total, groups }) => ({
    TimePeriod: { Start: isoDay(period.start), End: isoDay(period.end) },
    Total: total && request.groupBy.length === 0 ? amounts(total, request.metrics) : {},
    Groups: groups.map((row) => ({ Keys: row.keys, Metrics: amounts(row, request.metrics) })),
    Estimated: period.estimated,
  }));
}

function amounts(row: Row, metrics: string[]): WireObject {
  return Object.fromEntries(
    metrics.map((metric) => [
      metric,
      metric === "UsageQuantity" || metric === "NormalizedUsageAmount"
        ? { Amount: decimal(row.quantity), Unit: row.unit }
        : { Amount: decimal(row.cost), Unit: "USD" },
    ]),
  );
}

/** Amounts come as decimal strings with ten places at most. */
function decimal(value: number): string {
  return String(Number(value.toFixed(10)));
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
