import { hex } from "../fleet/hash.ts";
import type { TrailEvent } from "../fleet/trail.ts";

/** The record of a management event, as CloudTrail writes it. */
export function renderRecord(event: TrailEvent): Record<string, unknown> {
  const { accountId, region, actor, error } = event;
  return {
    eventVersion: "1.11",
    userIdentity: identity(event),
    eventTime: isoSeconds(event.at),
    eventSource: "ec2.amazonaws.com",
    eventName: event.name,
    awsRegion: region,
    sourceIPAddress: actor.sourceAddress,
    userAgent: actor.userAgent,
    ...(error ? { errorCode: error.code, errorMessage: error.message } : {}),
    requestParameters: event.request(),
    responseElements: error ? null : event.response(),
    requestID: uuid(`request/${event.key}/${accountId}`),
    eventID: eventIdOf(event),
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: "Management",
    tlsDetails: {
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: `ec2.${region}.amazonaws.com`,
    },
  };
}

export function eventIdOf(event: Pick<TrailEvent, "key" | "accountId">): string {
  return uuid(`event/${event.key}/${event.accountId}`);
}

export function accessKeyOf(event: Pick<TrailEvent, "accountId" | "actor">): string {
  return `ASIA${hex(`key/${event.accountId}/${event.actor.sessionName}`, 16).toUpperCase()}`;
}

function identity(event: TrailEvent): Record<string, unknown> {
  const { accountId, actor } = event;
  const roleId = `AROA${hex(`role/${accountId}/${actor.roleName}`, 17).toUpperCase()}`;
  return {
    type: "AssumedRole",
    principalId: `${roleId}:${actor.sessionName}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${actor.roleName}/${actor.sessionName}`,
    accountId,
    accessKeyId: accessKeyOf(event),
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: roleId,
        arn: `arn:aws:iam::${accountId}:role/${actor.roleName}`,
        accountId,
        userName: actor.roleName,
      },
      attributes: {
        creationDate: isoSeconds(event.at - 7 * 60_000),
        mfaAuthenticated: String(actor.mfa),
      },
    },
    ...(actor.invokedBy ? { invokedBy: actor.invokedBy } : {}),
  };
}

export function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

/** A UUID drawn from a key. */
export function uuid(key: string): string {
  const digits = hex(key, 32);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}
