import type { AccessDenial } from "#lib/accessDenials/schema.ts";
import { AwsError } from "../aws/errors.ts";
import { textOf } from "../values.ts";

/** Denied calls, as CloudTrail wrote them, oldest first. */
export const denialQuery =
  'fields @timestamp, @message | filter eventType = "AwsVpceEvent" and errorCode = "VpceAccessDenied" | sort @timestamp asc';

/** A denied call, and whose it is: a trail of an organization delivers those of all accounts to one log group. */
export interface FoundDenial extends AccessDenial {
  accountId: string;
  region: string;
}

type Fields = Record<string, string | undefined>;

/** Rows of `denialQuery`. Throws AwsError `malformed` where one is no event: leaving it out would hide a denial. */
export function mapDenials(
  rows: readonly Record<string, string>[],
  place: { accountId: string; region: string },
): FoundDenial[] {
  return rows.map((row) => {
    const event = parse(row["@message"]);
    const who = (event?.userIdentity ?? {}) as Fields;
    const { eventID, eventTime, eventSource, eventName, ...rest } = (event ?? {}) as Fields;
    const at = new Date(eventTime ?? "");
    if (!eventID || !eventSource || !eventName || Number.isNaN(at.getTime()))
      throw unreadable(row["@message"]);
    return {
      accountId: rest.recipientAccountId ?? place.accountId,
      region: rest.awsRegion ?? place.region,
      eventId: eventID,
      eventTime: at,
      vpcEndpointId: textOf(rest.vpcEndpointId),
      vpcEndpointAccountId: textOf(rest.vpcEndpointAccountId),
      principal: textOf(who.arn) ?? textOf(who.principalId),
      principalType: textOf(who.type),
      principalAccountId: textOf(who.accountId),
      eventSource,
      eventName,
      sourceIpAddress: textOf(rest.sourceIPAddress),
      errorMessage: textOf(rest.errorMessage),
    };
  });
}

function parse(message: string | undefined): Record<string, unknown> | undefined {
  try {
    return JSON.parse(message ?? "");
  } catch {
    return undefined;
  }
}

function unreadable(message: string | undefined): AwsError {
  const text = `an event of CloudTrail could not be read: ${(message ?? "").slice(0, 200)}`;
  return new AwsError({ errorClass: "malformed", code: "UnreadableEvent", message: text });
}
