import { z } from "zod";

/** Topics of Amazon SNS whose messages are believed; all others are refused. */
export const snsSchema = z.strictObject({
  topics: z
    .array(
      z
        .string()
        .regex(
          /^arn:aws(-cn|-us-gov)?:sns:[a-z]{2}(-[a-z]+)+-\d:\d{12}:[\w-]{1,256}(\.fifo)?$/,
          "expected the ARN of a topic: arn:aws:sns:<region>:<account id>:<name>",
        ),
    )
    .default([]),
});

/** SNS itself sends at most 256 KB of message; JSON escapes and the envelope come on top. */
export const mostSnsBytes = 640 * 1024;

const words = (most: number) => z.string().max(most);

/** A message as SNS posts it over HTTPS. Unknown fields are let be: SNS may add some, and signs only these. */
export const snsEnvelopeSchema = z
  .object({
    Type: z.enum(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
    MessageId: words(100).min(1),
    TopicArn: words(400),
    Message: words(600_000),
    Timestamp: z.iso.datetime("expected an ISO 8601 time such as 2026-11-18T14:05:00.000Z"),
    SignatureVersion: z.enum(["1", "2"]),
    Signature: words(2000).regex(/^[A-Za-z0-9+/]+={0,2}$/, "expected base64"),
    SigningCertURL: words(500),
    Subject: words(1000).nullish(),
    Token: words(2000).optional(),
    SubscribeURL: words(4000).optional(),
    UnsubscribeURL: words(4000).optional(),
  })
  .meta({ id: "SnsMessage" });
export type SnsEnvelope = z.infer<typeof snsEnvelopeSchema>;

/** What became of a message. */
export const snsAnswerSchema = z
  .object({
    status: z
      .enum(["recorded", "confirmed", "duplicate"])
      .describe("duplicate: it was received before, and has no effect again."),
    event: z.string().nullable().describe("Connect, Accept, Reject or Delete, where the message says so."),
    serviceId: z.string().nullable(),
    vpcEndpointId: z.string().nullable(),
    scopes: z.int().describe("Scopes that are collected sooner because of it."),
  })
  .meta({ id: "SnsAnswer" });
export type SnsAnswer = z.infer<typeof snsAnswerSchema>;
