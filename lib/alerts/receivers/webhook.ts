import { createHmac } from "node:crypto";
import { readSecret } from "../../config/secret.ts";
import type { OutboundRequest } from "../../outbound/schema.ts";
import type { ReceiverOf } from "../receiverConfig.ts";
import { jsonHeaders, type ReceiverKind, type Sending, testPayload } from "./receiver.ts";
import { urlOf } from "./url.ts";

/** `v1=` and HMAC-SHA256 in hexadecimal over `<timestamp>.<body>`. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}

/**
 * A signed request. The key is the message's, the same at every attempt: who has seen it answers 2xx and does nothing.
 * The timestamp is that of the attempt, so that old requests can be refused.
 */
export async function signedRequest(
  receiver: ReceiverOf<"webhook">,
  event: "alerts" | "test" | "heartbeat",
  content: object,
  { messageId, now }: Sending,
): Promise<OutboundRequest> {
  const body = JSON.stringify({ version: 1, event, messageId, ...content });
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return {
    url: await urlOf(receiver.url),
    headers: {
      ...jsonHeaders,
      "linkledger-event": event,
      "linkledger-timestamp": timestamp,
      "linkledger-signature": signatureOf(await readSecret(receiver.secret), timestamp, body),
      "idempotency-key": messageId,
    },
    body,
  };
}

export const webhook: ReceiverKind<"webhook"> = {
  mostEvents: 500,
  mostAlerts: 500,
  idempotent: true,
  async requests({ alertmanager: _its, ...payload }, receiver, sending) {
    return [await signedRequest(receiver, "alerts", payload, sending)];
  },
  async test(receiver, sending) {
    return [await signedRequest(receiver, "test", testPayload(sending), sending)];
  },
};
