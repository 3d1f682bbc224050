import type { TrailEvent } from "../fleet/trail.ts";
import { AwsError } from "../protocols/errors.ts";
import { decodeToken, encodeToken, pageOfToken } from "../protocols/paging.ts";
import type { WireObject } from "../protocols/xml.ts";
import { accessKeyOf, eventIdOf, renderRecord } from "./cloudtrail-record.ts";
import type { Call, Operations } from "./context.ts";

const PAGE = 50;
/** No lookup finds as many events as this. */
const LOOKUP_SPAN = 1_000_000;

interface LookupAttribute {
  AttributeKey: string;
  AttributeValue: string;
}

/**
 * The event history: management events of the last 90 days, newest first. Network activity events are not part
 * of it, as with AWS: a trail delivers them, here to CloudWatch Logs.
 */
export const cloudtrail: Operations = {
  LookupEvents: (call) => {
    const { LookupAttributes, MaxResults, NextToken, EventCategory, ...range } = call.json as {
      LookupAttributes?: LookupAttribute[];
      MaxResults?: number;
      NextToken?: string;
      EventCategory?: string;
      StartTime?: number;
      EndTime?: number;
    };
    const size = pageSize(MaxResults);
    const attribute = oneAttribute(LookupAttributes);
    const action = `LookupEvents/${call.accountId}/${call.region}/${JSON.stringify([attribute, range])}`;
    const position = NextToken ? decodeToken(action, NextToken, "InvalidNextTokenException") : undefined;
    // Events that arrive between two pages must not shift the rest: the token keeps the minute it began in.
    const minute =
      position === undefined ? Math.floor(call.now / 60_000) : Math.floor(position / LOOKUP_SPAN);
    const offset = position === undefined ? 0 : position % LOOKUP_SPAN;
    const found = EventCategory === "insight" ? [] : select(call, minute, attribute, range);
    const end = Math.min(offset + size, found.length);
    return {
      Events: found.slice(offset, end).map(render),
      NextToken:
        end < found.length
          ? encodeToken(action, minute * LOOKUP_SPAN + end, pageOfToken(NextToken) + 1)
          : undefined,
    };
  },
};

function pageSize(maxResults: number | undefined): number {
  if (maxResults === undefined) return PAGE;
  if (maxResults >= 1 && maxResults <= PAGE) return maxResults;
  throw new AwsError(
    "InvalidMaxResultsException",
    "A value specified for MaxResults is not valid. Specify 1 to 50.",
  );
}

function oneAttribute(attributes: LookupAttribute[] | undefined): LookupAttribute | undefined {
  if (attributes && attributes.length > 1)
    throw new AwsError("InvalidLookupAttributesException", "You can specify at most one lookup attribute.");
  return attributes?.[0];
}

function select(
  call: Call,
  minute: number,
  attribute: LookupAttribute | undefined,
  { StartTime, EndTime }: { StartTime?: number; EndTime?: number },
): TrailEvent[] {
  const from = (StartTime ?? 0) * 1000;
  const to = EndTime === undefined ? Number.POSITIVE_INFINITY : EndTime * 1000;
  if (from > to) throw new AwsError("InvalidTimeRangeException", "The start time is after the end time.");
  return call.trail
    .events(call.accountId, call.region, minute * 60_000)
    .filter(
      (event) =>
        event.at >= from && event.at <= to && (attribute === undefined || hasAttribute(event, attribute)),
    );
}

function hasAttribute(event: TrailEvent, { AttributeKey, AttributeValue }: LookupAttribute): boolean {
  switch (AttributeKey) {
    case "EventName":
      return event.name === AttributeValue;
    case "EventSource":
      return AttributeValue === "ec2.amazonaws.com";
    case "ResourceName":
      return event.resources.some((resource) => resource.name === AttributeValue);
    case "ResourceType":
      return event.resources.some((resource) => resource.type === AttributeValue);
    case "Username":
      return event.actor.sessionName === AttributeValue;
    case "EventId":
      return eventIdOf(event) === AttributeValue;
    case "AccessKeyId":
      return accessKeyOf(event) === AttributeValue;
    case "ReadOnly":
      return AttributeValue === "false";
    default:
      throw new AwsError(
        "InvalidLookupAttributesException",
        `Lookup attribute ${AttributeKey} is not valid.`,
      );
  }
}

function render(event: TrailEvent): WireObject {
  return {
    EventId: eventIdOf(event),
    EventName: event.name,
    ReadOnly: "false",
    AccessKeyId: accessKeyOf(event),
    EventTime: event.at / 1000,
    EventSource: "ec2.amazonaws.com",
    Username: event.actor.sessionName,
    Resources: event.resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
    CloudTrailEvent: JSON.stringify(renderRecord(event)),
  };
}
