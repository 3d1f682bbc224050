import { denialsOf } from "../fleet/denials.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { hashString } from "../fleet/hash.ts";
import { FLOW_LOG_FIELDS, type LogGroupSpec } from "../fleet/log-groups.ts";
import { acceptedFlows, type FlowRecord, interfacesOf, rejectedFlows } from "../fleet/rejects.ts";
import type { Traffic } from "../fleet/traffic.ts";
import { isoSeconds, uuid } from "../services/cloudtrail-record.ts";
import type { Command } from "./parse.ts";
import { type LogRecord, requiredValues } from "./run.ts";

const MINUTE = 60_000;

interface Source {
  fleet: Fleet;
  traffic: Traffic;
  now: number;
}

/** The records of a log group in a span of time that a query can match; others are not even made. */
export function* recordsOf(
  source: Source,
  group: LogGroupSpec,
  span: { from: number; to: number },
  commands: Command[],
): Generator<LogRecord> {
  const [from, to] = [Math.ceil(span.from / MINUTE), Math.floor(span.to / MINUTE)];
  if (group.kind === "network-activity") yield* denialRecords(source, group, from, to);
  if (group.kind !== "flow" || !group.vpc) return;
  const actions = requiredValues(commands, "action");
  const interfaces = requiredValues(commands, "interfaceId");
  for (const at of interfacesOf(source.fleet, group.vpc, source.now)) {
    if (interfaces && !interfaces.has(at.eni.id)) continue;
    if (actions?.has("REJECT") ?? true)
      for (const flow of rejectedFlows(source.fleet, at, { from, to })) yield flowRecord(group, flow);
    if (actions?.has("ACCEPT") ?? true)
      for (const flow of acceptedFlows(source.fleet, source.traffic, at, { from, to }))
        yield flowRecord(group, flow);
  }
}

/** A flow as Insights finds its fields, by itself where the record has the default format, and else none. */
function flowRecord(group: LogGroupSpec, flow: FlowRecord): LogRecord {
  const { interfaceId, minute, action, srcAddr, dstAddr, srcPort, dstPort, packets, bytes } = flow;
  const start = minute * 60 + ((hashString(`${interfaceId}/${srcAddr}/${dstPort}`) >>> 0) % 30);
  const end = start + 29;
  const found = {
    ...{ version: 2, accountId: group.accountId, interfaceId, srcAddr, dstAddr, srcPort, dstPort },
    ...{ protocol: 6, packets, bytes, start, end, action, logStatus: "OK" },
  };
  const named = new Map(FLOW_LOG_FIELDS.split(" ").map((name, index) => [name, Object.values(found)[index]]));
  const custom = group.vpc?.flowLogFields;
  const message = (custom ?? FLOW_LOG_FIELDS).split(" ").map((name) => named.get(name) ?? "-");
  return {
    "@timestamp": start * 1000,
    "@message": message.join(" "),
    "@logStream": `${interfaceId}-all`,
    "@ptr": Buffer.from(`${interfaceId}|${srcAddr}|${dstPort}|${minute}`).toString("base64"),
    ...(custom === undefined ? found : {}),
  };
}

function* denialRecords(source: Source, group: LogGroupSpec, from: number, to: number): Generator<LogRecord> {
  for (const { endpoint, at, key, eventSource, eventName, principalId } of denialsOf(
    source,
    group,
    from,
    to,
  )) {
    const errorMessage = "The request was denied due to a VPC endpoint policy";
    const event = {
      eventVersion: "1.11",
      userIdentity: { type: "AWSAccount", principalId, accountId: endpoint.accountId },
      eventTime: isoSeconds(at),
      eventSource,
      eventName,
      awsRegion: endpoint.region,
      sourceIPAddress: `${endpoint.vpc.prefix}.1.${20 + ((hashString(principalId) >>> 0) % 200)}`,
      errorCode: "VpceAccessDenied",
      errorMessage,
      requestParameters: null,
      responseElements: null,
      requestID: uuid(`request/${key}`),
      eventID: uuid(`event/${key}`),
      eventType: "AwsVpceEvent",
      recipientAccountId: endpoint.accountId,
      sharedEventID: uuid(`shared/${key}`),
      vpcEndpointId: endpoint.id,
      vpcEndpointAccountId: endpoint.accountId,
      eventCategory: "NetworkActivity",
    };
    const { userIdentity, requestParameters: _request, responseElements: _response, ...flat } = event;
    yield {
      "@timestamp": at,
      "@message": JSON.stringify(event),
      "@logStream": `${endpoint.accountId}_CloudTrail_${endpoint.region}`,
      "@ptr": Buffer.from(key).toString("base64"),
      ...flat,
      "userIdentity.type": userIdentity.type,
      "userIdentity.principalId": principalId,
      "userIdentity.accountId": userIdentity.accountId,
    };
  }
}
