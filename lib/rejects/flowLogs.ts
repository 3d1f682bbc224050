import type { EndpointInterface, FlowFormat, FlowLogFacts, RejectSource } from "./schema.ts";

const defaultFormat =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
const defaultFields: FlowFormat = {
  parse: null,
  interfaceId: "interfaceId",
  srcAddr: "srcAddr",
  dstPort: "dstPort",
  protocol: "protocol",
  action: "action",
  packets: "packets",
};
const needed = ["interface-id", "srcaddr", "dstport", "protocol", "action"];
/** CloudWatch Logs has a record about so long after its aggregation interval ended. */
const deliverySeconds = 300;
const usualAggregationSeconds = 600;

/**
 * Where refused flows of an interface can be read: in the log group of a flow log of the interface, its subnet or its
 * VPC. A flow log of rejected traffic alone is preferred, because a query pays for every byte of the group.
 */
export function rejectSourceOf(at: EndpointInterface, flowLogs: readonly FlowLogFacts[]): RejectSource {
  const places = [at.networkInterfaceId, at.subnetId, at.vpcId];
  const own = flowLogs.filter(({ resourceId }) => resourceId !== null && places.includes(resourceId));
  if (own.length === 0)
    return { readable: false, reason: "no flow log covers the interface, its subnet or its VPC" };
  const ranked = own.toSorted((a, b) => rankOf(a) - rankOf(b) || (a.flowLogId < b.flowLogId ? -1 : 1));
  const sources = ranked.map(sourceOf);
  return sources.find(({ readable }) => readable) ?? (sources[0] as RejectSource);
}

const rankOf = ({ trafficType }: FlowLogFacts) => (trafficType?.toUpperCase() === "REJECT" ? 0 : 1);

function sourceOf(flowLog: FlowLogFacts): RejectSource {
  const { flowLogId, logGroupName, trafficType, logDestination } = flowLog;
  const no = (reason: string): RejectSource => ({
    readable: false,
    reason: `flow log ${flowLogId} ${reason}`,
  });
  if (trafficType?.toUpperCase() === "ACCEPT") return no("records accepted traffic only");
  const kind = flowLog.logDestinationType ?? "cloud-watch-logs";
  if (kind !== "cloud-watch-logs")
    return no(`goes to ${placeOf(kind)} (${logDestination ?? "unknown"}), which is not read`);
  if (flowLog.elsewhere) return no("is delivered to a log group of another account, which is not read");
  if (!logGroupName) return no("names no log group");
  if (flowLog.deliverLogsStatus === "FAILED")
    return no(`cannot deliver its records: ${flowLog.deliverLogsErrorMessage ?? "AWS gives no reason"}`);
  if (flowLog.flowLogStatus !== null && flowLog.flowLogStatus !== "ACTIVE")
    return no(`is ${flowLog.flowLogStatus}, not ACTIVE`);
  const format = formatOf(flowLog.logFormat);
  if (typeof format === "string") return no(format);
  const lagSeconds = (flowLog.maxAggregationIntervalSeconds ?? usualAggregationSeconds) + deliverySeconds;
  return { readable: true, flowLogId, logGroupName, format, lagSeconds, since: flowLog.creationTime };
}

function placeOf(kind: string): string {
  if (kind === "s3") return "S3";
  return kind === "kinesis-data-firehose" ? "Data Firehose" : kind;
}

/**
 * The fields of a flow log's format. Insights finds those of the default format by itself; those of a custom one are
 * cut out of the record, which is text with blanks in between.
 * @returns the fields, or what the format lacks.
 */
export function formatOf(logFormat: string | null): FlowFormat | string {
  if (logFormat === null || logFormat.trim() === "") return defaultFields;
  const before = read.get(logFormat);
  if (before !== undefined) return before;
  const format = readFormat(logFormat);
  // A fleet has a handful of formats, and asks for them at each interface.
  if (read.size >= 1000) read.clear();
  read.set(logFormat, format);
  return format;
}
const read = new Map<string, FlowFormat | string>();

function readFormat(logFormat: string): FlowFormat | string {
  const fields = [...logFormat.matchAll(/\$\{([a-z0-9-]+)\}/g)].map(([, name]) => name as string);
  if (fields.map((name) => `\${${name}}`).join(" ") !== logFormat.trim())
    return "has a format that is not fields with blanks in between";
  if (fields.join(" ") === defaultFormat) return defaultFields;
  const missing = needed.filter((name) => !fields.includes(name));
  if (missing.length > 0) return `leaves out ${missing.join(", ")}`;
  const parse = `parse @message "${fields.map(() => "*").join(" ")}" as ${fields.map(columnOf).join(", ")}`;
  return {
    parse,
    interfaceId: columnOf("interface-id"),
    srcAddr: columnOf("srcaddr"),
    dstPort: columnOf("dstport"),
    protocol: columnOf("protocol"),
    action: columnOf("action"),
    packets: fields.includes("packets") ? columnOf("packets") : null,
  };
}

/** A name that no field which Insights finds by itself has. */
const columnOf = (field: string) => `flow_${field.replaceAll("-", "_")}`;
