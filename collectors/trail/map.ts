import type { Event } from "@aws-sdk/client-cloudtrail";
import { groupOf, type TrailEvent } from "#lib/trail/schema.ts";
import { textOf } from "../values.ts";
import { actorOf, type UserIdentity } from "./actor.ts";

/** The part of CloudTrail's record that is read: "CloudTrail record contents for management events". */
interface TrailRecord {
  userIdentity?: UserIdentity;
  sourceIPAddress?: string;
  userAgent?: string;
  errorCode?: string;
  errorMessage?: string;
  requestParameters?: unknown;
  responseElements?: unknown;
}

const sources = /^(ec2|elasticloadbalancing)\.amazonaws\.com$/;
const longestRequest = 32_768;
const mostIds = 200;

/**
 * An event as it is stored; undefined for calls that are none of our business and for events without id or time.
 * `targetGroups` are the ARNs that inventory knows: load balancing for anything else is left out.
 */
export function mapEvent(
  event: Event,
  place: { accountId: string; region: string },
  targetGroups: ReadonlySet<string>,
): TrailEvent | undefined {
  const { EventId, EventTime, EventName, EventSource } = event;
  if (!EventId || !EventTime || !EventName || !groupOf(EventName)) return undefined;
  if (EventSource && !sources.test(EventSource)) return undefined;
  const record = recordOf(event.CloudTrailEvent);
  const named = event.Resources?.map(({ ResourceName }) => ResourceName);
  const resourceIds = idsIn([named, record.requestParameters, record.responseElements]);
  if (!concernsUs(EventName, resourceIds, record, targetGroups)) return undefined;
  const { actor, actorArn } = actorOf(record.userIdentity, event.Username);
  return {
    ...place,
    eventId: EventId,
    eventTime: EventTime,
    eventName: EventName,
    eventSource: EventSource ?? "",
    actor,
    actorArn,
    sourceIp: textOf(record.sourceIPAddress),
    userAgent: textOf(record.userAgent),
    errorCode: textOf(record.errorCode),
    errorMessage: shortened(record.errorMessage),
    resourceIds,
    request: requestOf(record.requestParameters),
  };
}

function recordOf(text: string | undefined): TrailRecord {
  try {
    const record: unknown = JSON.parse(text ?? "{}");
    return typeof record === "object" && record !== null ? (record as TrailRecord) : {};
  } catch {
    return {};
  }
}

const ec2Id = /^(vpce|vpce-svc|vpce-svc-perm|vpce-nfn|vpc|subnet|sg|sgr|rtb|rtbassoc|eni)-[0-9a-z]{8,}$/;
const elbArn =
  /^arn:[^:]+:elasticloadbalancing:[^:]+:\d*:(loadbalancer|listener|listener-rule|targetgroup)\//;

/** Ids and ARNs of EC2 and ELB anywhere in a value: CloudTrail writes the same call in more than one shape. */
function idsIn(value: unknown, found = new Set<string>()): string[] {
  if (typeof value === "string") {
    if (ec2Id.test(value) || elbArn.test(value)) found.add(value);
  } else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) idsIn(inner, found);
  }
  return [...found].sort().slice(0, mostIds);
}

const tagged = /^(vpce|vpce-svc|vpc|subnet|sg|rtb)-/;
const ourBalancer = /:(loadbalancer|listener)\/(net|gwy)\//;
const ourProtocol = /"(TCP|UDP|TLS|TCP_UDP|GENEVE)"/;

/** Tags of anything, target groups of containers: most of an account's calls are about other things. */
function concernsUs(
  name: string,
  ids: string[],
  { requestParameters, responseElements }: TrailRecord,
  targetGroups: ReadonlySet<string>,
): boolean {
  if (name === "CreateTags" || name === "DeleteTags") return ids.some((id) => tagged.test(id));
  const isBalancing = /LoadBalancer|Listener|Target|^SetS|^(Add|Remove)Tags$/.test(name);
  if (!isBalancing) return true;
  if (ids.some((id) => ourBalancer.test(id) || targetGroups.has(id))) return true;
  if (name === "CreateTargetGroup")
    return ourProtocol.test(JSON.stringify([requestParameters, responseElements]) ?? "");
  // A creation that failed has no ARN yet.
  return name === "CreateLoadBalancer" && /"(network|gateway)"/.test(JSON.stringify(requestParameters) ?? "");
}

const secret = /token|password|secret|credential|private.?key/i;

/** Parameters without what looks like a secret; null where there are none or too many to keep. */
function requestOf(parameters: unknown): unknown {
  if (typeof parameters !== "object" || parameters === null) return null;
  const text = JSON.stringify(parameters, (key, value) => (secret.test(key) ? undefined : value));
  // Postgres stores neither NUL nor half of a surrogate pair.
  if (text.length > longestRequest || /\\u(0000|d[89a-f])/i.test(text)) return null;
  return JSON.parse(text);
}

// AWS appends an encoded blob of several kilobytes to some refusals.
function shortened(message: string | undefined): string | null {
  const plain = message?.replace(/Encoded authorization failure message:.*/s, "").trim();
  return textOf(plain && plain.length > 1000 ? `${plain.slice(0, 999)}…` : plain);
}
