import type { ApiPart } from "../api/openapi/part.ts";
import { snsAnswerSchema, snsEnvelopeSchema } from "./schema.ts";

export const snsApi: ApiPart = {
  name: "Webhooks in",
  description: "What others tell Linkledger.",
  paths: {
    "/api/v1/sns": {
      post: {
        summary:
          "Takes connection notifications of Amazon SNS, and confirms subscriptions to configured topics",
        description:
          "Only topics of webhooks.sns.topics in linkledger.yaml, only with a signature of SNS (version 1 or 2), " +
          "at most 65 minutes old. The same MessageId again has no effect. SNS posts it as text/plain.",
        body: {
          schema: snsEnvelopeSchema,
          type: "text/plain",
          example: {
            Type: "Notification",
            MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
            TopicArn: "arn:aws:sns:us-east-1:222222222222:endpoint-connections",
            Message: '{"event":"Connect","vpcEndpointId":"vpce-0a1b2c3d4e5f60718"}',
            Timestamp: "2026-11-18T14:05:00.000Z",
            SignatureVersion: "2",
            Signature:
              "EXAMPLEpH+DcEwjAPg8O9mY8dReBSwksfg2S7WKQcikcNKWLQjwu6A4VbeS0QHVCkhRS7fUQvi2egU3N858fiTDN6bkkOxYDVrY0Ad8L10Hs3zH81mtnPk5uvvolIC1CXGu43obcgFxeL3khZl8IKvO61GWB6jI9b5+gLPoBc1Q=",
            SigningCertURL:
              "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem",
          },
        },
        answer: snsAnswerSchema,
        problems: [400, 403, 413, 503],
      },
    },
  },
};
