import type { Aggregate, Command, Condition, Grouping } from "./parse.ts";

/** One log record: fields by name, `@timestamp` in milliseconds. */
export type LogRecord = Record<string, string | number>;
export type ResultRow = { field: string; value: string }[];

const MOST_ROWS = 10_000;
const TIMES = new Set(["@timestamp", "@ingestionTime"]);

/** Runs a query over records. `matched` counts those that pass every filter. */
export function runQuery(
  commands: Command[],
  records: Iterable<LogRecord>,
  limit: number,
): { rows: ResultRow[]; matched: number } {
  const filters = commands.flatMap((command) => (command.kind === "filter" ? [command.condition] : []));
  let found: LogRecord[] = [];
  const parsers = commands.filter((command) => command.kind === "parse");
  for (const raw of records) {
    const record = parsers.reduce(withParsed, raw);
    if (filters.every((one) => holds(one, record))) found.push(record);
  }
  const matched = found.length;
  const stats = commands.find((command) => command.kind === "stats");
  const bins = new Set<string>();
  let names = stats ? [] : ["@timestamp", "@message"];
  let most = Math.min(limit, MOST_ROWS);
  if (stats) {
    found = aggregate(found, stats);
    names = [...stats.groups, ...stats.aggregates].map(({ name }) => name);
    for (const group of stats.groups) if (group.binMs !== undefined) bins.add(group.name);
    for (const one of stats.aggregates)
      if (/^(earliest|latest)$/.test(one.function) && TIMES.has(one.field ?? "")) bins.add(one.name);
  } else found.sort((a, b) => compare(b["@timestamp"], a["@timestamp"]));
  for (const command of commands) {
    if (command.kind === "sort")
      found.sort((a, b) => {
        for (const { name, descending } of command.keys) {
          const order = compare(a[name], b[name]);
          if (order !== 0) return descending ? -order : order;
        }
        return 0;
      });
    if (command.kind === "limit") most = Math.min(most, command.count);
    if (command.kind === "fields") names = command.names;
  }
  const rows = found.slice(0, most).map((record) => renderRow(record, names, bins, stats !== undefined));
  return { rows, matched };
}

/** The record with the pieces that a `parse` finds in it; as it was where the text has another form. */
function withParsed(
  record: LogRecord,
  { field, pattern, names }: Extract<Command, { kind: "parse" }>,
): LogRecord {
  const pieces = pattern.exec(String(record[field] ?? ""))?.slice(1);
  if (!pieces) return record;
  return { ...record, ...Object.fromEntries(names.map((name, index) => [name, pieces[index] ?? ""])) };
}

/** Values that every record of the result must have in a field, read from conditions that all must hold. */
export function requiredValues(commands: Command[], field: string): Set<string> | undefined {
  const all = commands.flatMap((command) => (command.kind === "filter" ? conjuncts(command.condition) : []));
  let required: Set<string> | undefined;
  for (const condition of all) {
    let values: string[] | undefined;
    if (condition.kind === "in" && condition.field === field) values = condition.values.map(String);
    if (condition.kind === "compare" && condition.field === field && condition.operator === "=")
      values = [String(condition.value)];
    if (values) required = new Set(values.filter((value) => required?.has(value) ?? true));
  }
  return required;
}

function conjuncts(condition: Condition): Condition[] {
  return condition.kind === "and" ? condition.parts.flatMap(conjuncts) : [condition];
}

function holds(condition: Condition, record: LogRecord): boolean {
  switch (condition.kind) {
    case "and":
      return condition.parts.every((part) => holds(part, record));
    case "or":
      return condition.parts.some((part) => holds(part, record));
    case "not":
      return !holds(condition.part, record);
    case "present":
      return record[condition.field] !== undefined;
    case "in":
      return condition.values.some((value) => String(value) === String(record[condition.field]));
    case "like":
      return condition.pattern.test(String(record[condition.field] ?? ""));
    case "compare": {
      const actual = record[condition.field];
      if (actual === undefined) return false;
      const order = compare(actual, condition.value);
      const { operator } = condition;
      if (operator === "=") return order === 0;
      if (operator === "!=") return order !== 0;
      if (operator === "<") return order < 0;
      if (operator === "<=") return order <= 0;
      return operator === ">" ? order > 0 : order >= 0;
    }
  }
}

/** Numbers by size, everything else by its text. */
function compare(a: string | number | undefined, b: string | number | undefined): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  const [left, right] = [String(a ?? ""), String(b ?? "")];
  return left < right ? -1 : left > right ? 1 : 0;
}

function aggregate(
  records: LogRecord[],
  { aggregates, groups }: { aggregates: Aggregate[]; groups: Grouping[] },
): LogRecord[] {
  const buckets = new Map<string, LogRecord[]>();
  for (const record of records) {
    const key = JSON.stringify(groups.map((group) => groupValue(record, group)));
    const bucket = buckets.get(key);
    if (bucket) bucket.push(record);
    else buckets.set(key, [record]);
  }
  return [...buckets.values()].map((bucket) => {
    const row: LogRecord = {};
    for (const group of groups) {
      const value = groupValue(bucket[0] as LogRecord, group);
      if (value !== undefined) row[group.name] = value;
    }
    for (const one of aggregates) {
      const value = computed(bucket, one);
      if (value !== undefined) row[one.name] = value;
    }
    return row;
  });
}

function groupValue(record: LogRecord, { field, binMs }: Grouping): string | number | undefined {
  if (binMs !== undefined) return Math.floor(Number(record["@timestamp"]) / binMs) * binMs;
  return record[field as string];
}

function computed(records: LogRecord[], { function: name, field }: Aggregate): number | string | undefined {
  const values =
    field === undefined ? [] : records.map((record) => record[field]).filter((one) => one !== undefined);
  const numbers = values.map(Number);
  switch (name) {
    case "count":
      return field === undefined ? records.length : values.length;
    case "count_distinct":
      return new Set(values).size;
    case "earliest":
    case "latest":
      return edge(records, name)[field ?? ""];
    case "min":
      return numbers.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
    case "max":
      return numbers.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);
    default: {
      const sum = numbers.reduce((total, one) => total + one, 0);
      return name === "sum" ? sum : Number((sum / Math.max(1, numbers.length)).toFixed(4));
    }
  }
}

/** The first or the last record in time. */
function edge(records: LogRecord[], which: "earliest" | "latest"): LogRecord {
  const sign = which === "earliest" ? 1 : -1;
  return records.reduce((best, one) =>
    sign * compare(one["@timestamp"], best["@timestamp"]) < 0 ? one : best,
  );
}

function renderRow(record: LogRecord, names: string[], bins: Set<string>, isStats: boolean): ResultRow {
  const row = names.flatMap((field) => {
    const value = record[field];
    if (value === undefined) return [];
    const text = bins.has(field) || TIMES.has(field) ? isoSpace(Number(value)) : String(value);
    return [{ field, value: text }];
  });
  if (!isStats) row.push({ field: "@ptr", value: String(record["@ptr"]) });
  return row;
}

/** Insights writes times as `2026-03-18 15:07:00.000`. */
function isoSpace(time: number): string {
  return new Date(time).toISOString().replace("T", " ").replace("Z", "");
}
