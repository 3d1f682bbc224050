import { createVerify, type X509Certificate } from "node:crypto";
import type { SnsEnvelope } from "./schema.ts";

/** SNS tries for about an hour to deliver; what is older was recorded by somebody and is sent again. */
export const oldestMessageMs = 65 * 60_000;
export const furthestAheadMs = 5 * 60_000;

// In the order that AWS signs them in: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
const notified = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"] as const;
const confirmed = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"] as const;

/** The text whose signature a message carries. */
export function signedText(message: SnsEnvelope): string {
  const fields = message.Type === "Notification" ? notified : confirmed;
  return fields
    .map((field) => [field, message[field]])
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([field, value]) => `${field}\n${value}\n`)
    .join("");
}

/** Version 1 signs with SHA-1, version 2 with SHA-256; both with RSA. False for a key that is not RSA. */
export function isSignedBy(certificate: X509Certificate, message: SnsEnvelope): boolean {
  const { publicKey } = certificate;
  if (publicKey.asymmetricKeyType !== "rsa") return false;
  const verify = createVerify(message.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256");
  return verify.update(signedText(message), "utf8").verify(publicKey, message.Signature, "base64");
}

/** Region and partition of a topic; undefined for what is no ARN of a topic. */
export function topicPlace(arn: string): { region: string; accountId: string; host: string } | undefined {
  const [, partition, region, accountId] =
    /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d):(\d{12}):[\w-]{1,256}(?:\.fifo)?$/.exec(
      arn,
    ) ?? [];
  if (!partition || !region || !accountId) return undefined;
  return { region, accountId, host: `sns.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}` };
}

/**
 * Why a certificate's address is not to be believed, or undefined. Only SNS of the topic's own region, over HTTPS on
 * its usual port, and a certificate's own path: no bucket, no redirect through another page of that host.
 */
export function certificateUrlProblem(text: string, host: string): string | undefined {
  const url = URL.parse(text);
  if (url?.protocol !== "https:" || url.host !== host || url.username !== "" || url.password !== "")
    return `expected https://${host}/SimpleNotificationService-….pem`;
  if (!/^\/SimpleNotificationService-[0-9A-Za-z]{8,64}\.pem$/.test(url.pathname) || url.search || url.hash)
    return `expected https://${host}/SimpleNotificationService-….pem`;
  return undefined;
}

/** The same for the address that confirms a subscription: ConfirmSubscription of that topic with that token alone. */
export function subscribeUrlProblem(
  text: string | undefined,
  message: SnsEnvelope,
  host: string,
): string | undefined {
  const url = text === undefined ? null : URL.parse(text);
  const wrong = `expected https://${host}/?Action=ConfirmSubscription of the topic and the token of the message`;
  if (url?.protocol !== "https:" || url.host !== host || url.pathname !== "/" || url.hash) return wrong;
  if (url.username !== "" || url.password !== "") return wrong;
  const asked = Object.fromEntries(url.searchParams);
  const right =
    asked.Action === "ConfirmSubscription" &&
    asked.TopicArn === message.TopicArn &&
    asked.Token !== undefined &&
    asked.Token === message.Token;
  return right ? undefined : wrong;
}

/** Why the time of a message is not to be believed, or undefined. */
export function timeProblem(timestamp: string, now: Date): string | undefined {
  const ageMs = now.getTime() - Date.parse(timestamp);
  if (ageMs > oldestMessageMs) return `is ${Math.round(ageMs / 60_000)} minutes old; expected at most 65.`;
  if (ageMs < -furthestAheadMs) return "lies more than 5 minutes ahead.";
  return undefined;
}

/**
 * What a notification of a connection speaks of. AWS documents the events (Connect, Accept, Reject, Delete) and not
 * the text around them: ids and the event are taken from wherever they stand, and are null where they do not.
 */
export function readConnectionEvent({ Subject, Message }: Pick<SnsEnvelope, "Subject" | "Message">) {
  const text = `${Subject ?? ""}\n${Message}`;
  return {
    event: namedEvent(Message) ?? wordEvent(text),
    serviceId: /\bvpce-svc-[0-9a-f]{8,17}\b/.exec(text)?.[0] ?? null,
    vpcEndpointId: /\bvpce-(?!svc-)[0-9a-f]{8,17}\b/.exec(text)?.[0] ?? null,
  };
}

const events = ["Connect", "Accept", "Reject", "Delete"] as const;

function namedEvent(message: string): string | undefined {
  try {
    const values = Object.entries(JSON.parse(message) as Record<string, unknown>);
    const said = values.find(([name]) => /^(event|eventType|event_type|connectionEvent)$/i.test(name))?.[1];
    return events.find((event) => event.toLowerCase() === String(said).toLowerCase());
  } catch {
    return undefined;
  }
}

function wordEvent(text: string): string | null {
  const stems = {
    Connect: /\bconnect(ed)?\b/i,
    Accept: /\baccept(ed)?\b/i,
    Reject: /\breject(ed)?\b/i,
    Delete: /\bdelet(e|ed)\b/i,
  };
  const found = events.filter((event) => stems[event].test(text));
  // "A connection was accepted" speaks of one event; a sentence with two of them tells none.
  return found.length === 1 ? (found[0] as string) : null;
}
