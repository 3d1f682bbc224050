import {
  type ApiPart,
  pathParameter,
  problemsOfEntry,
  problemsOfEntryToOne,
  problemsOfOne,
} from "../api/openapi/part.ts";
import {
  acknowledgementEntrySchema,
  acknowledgementSchema,
  acknowledgementsEntrySchema,
  acknowledgementsSchema,
} from "./acknowledge.ts";
import { alertDeliverySchema, alertDetailSchema, alertEventSchema } from "./detail.ts";
import { alertList } from "./list.ts";
import { matchSchema } from "./matchers.ts";
import { receiverItemSchema, receiversSchema } from "./receiverHealth.ts";
import { silenceList } from "./silences/data.ts";
import { silenceEndEntrySchema, silenceEntrySchema, silenceItemSchema } from "./silences/schema.ts";
import { receiverTestEntrySchema, receiverTestSchema } from "./testReceiver.ts";

const alertId = pathParameter("id", "alertId of /api/v1/alerts.", "7a4e0b1c9d2f38560417");
const silenceId = pathParameter(
  "id",
  "silenceId of /api/v1/silences.",
  "0199d3a4-7b1c-7e21-9c55-3f0a6d2b8e11",
);
const note = { by: "ana@example.com", note: "Looking at the load balancer.", undo: false };
const match = { service: ["com.amazonaws.vpce.us-east-1.vpce-svc-0a1b2c3d4e5f60718"] };
const silence = {
  ...{ silenceId: "0199d3a4-7b1c-7e21-9c55-3f0a6d2b8e11", state: "active", origin: "person" },
  ...{ startsAt: "2026-11-18T14:00:00.000Z", endsAt: "2026-11-18T16:00:00.000Z" },
  ...{ reason: "Targets are replaced, CHG-1234.", match, createdBy: "ana@example.com" },
  ...{ createdAt: "2026-11-18T13:55:00.000Z", endedAt: null, endedBy: null, alerts: 3 },
};

export const alertsApi: ApiPart = {
  name: "Alerts",
  description: "What fires, since when, who has it, who was told, and what is silenced.",
  lists: [alertList, silenceList],
  schemas: [matchSchema, alertEventSchema, alertDeliverySchema, receiverItemSchema],
  paths: {
    "/api/v1/alerts/{id}": {
      get: {
        summary: "One alert with its history and what receivers were told",
        parameters: [alertId],
        answer: alertDetailSchema,
        problems: problemsOfOne,
      },
    },
    "/api/v1/alerts/{id}/acknowledgements": {
      post: {
        summary: "Puts on record who has taken an alert on, or that it is for anybody again",
        parameters: [alertId],
        body: { schema: acknowledgementEntrySchema, example: note },
        answer: acknowledgementSchema,
        problems: problemsOfEntryToOne,
      },
    },
    "/api/v1/alert-acknowledgements": {
      post: {
        summary: "The same of several alerts at once; those of which it is not possible stay as they are",
        body: {
          schema: acknowledgementsEntrySchema,
          example: { ...note, alertIds: ["7a4e0b1c9d2f38560417"] },
        },
        answer: acknowledgementsSchema,
        problems: problemsOfEntry,
      },
    },
    "/api/v1/silences": {
      post: {
        summary: "Silences what matches for a while; it takes effect within a minute",
        body: {
          schema: silenceEntrySchema,
          example: {
            by: "ana@example.com",
            reason: "Targets are replaced, CHG-1234.",
            endsAt: "2026-11-18T16:00:00Z",
            match,
          },
        },
        answer: silenceItemSchema,
        answerExample: silence,
        status: 201,
        problems: problemsOfEntry,
      },
    },
    "/api/v1/silences/{id}/ends": {
      post: {
        summary: "Ends a silence now; it stays on record",
        parameters: [silenceId],
        body: { schema: silenceEndEntrySchema, example: { by: "ana@example.com" } },
        answer: silenceItemSchema,
        answerExample: {
          ...silence,
          state: "over",
          endedAt: "2026-11-18T15:00:00.000Z",
          endedBy: "ana@example.com",
        },
        problems: problemsOfEntryToOne,
      },
    },
    "/api/v1/receivers": {
      get: {
        summary: "How it goes with each receiver of alerts; no address and no secret",
        answer: receiversSchema,
      },
    },
    "/api/v1/receivers/{id}/tests": {
      post: {
        summary: "Sends a test to a receiver, now",
        description: "What waits for it is sent once it has worked. One test in 5 seconds.",
        parameters: [pathParameter("id", "Its name in linkledger.yaml.", "on-call")],
        body: { schema: receiverTestEntrySchema, example: {} },
        answer: receiverTestSchema,
        problems: [...problemsOfEntryToOne, 429],
      },
    },
  },
};
