import { type ApiPart, pathParameter, problemsOfEntry, problemsOfEntryToOne } from "../api/openapi/part.ts";
import { changeList } from "./changeList.ts";
import { decisionList } from "./decisionList.ts";
import {
  bulkDecisionEntrySchema,
  decisionEntrySchema,
  decisionSchema,
  decisionsSchema,
} from "./decisionSchema.ts";
import { idleList } from "./list.ts";

const entry = {
  decision: "keep",
  reason: "Kept for the recovery exercise in March.",
  by: "ana@example.com",
  keepUntil: "2027-04-01",
};

export const idleApi: ApiPart = {
  name: "Idle",
  description: "What nobody uses, what it costs, and what was decided about it.",
  lists: [idleList, decisionList, changeList],
  paths: {
    "/api/v1/idle/{id}/decisions": {
      post: {
        summary: "Puts on record what is decided about something idle: keep, retire, retired or undo",
        parameters: [
          pathParameter(
            "id",
            "resourceId of /api/v1/idle, the slashes of an ARN encoded.",
            "vpce-0a1b2c3d4e5f60718",
          ),
        ],
        body: { schema: decisionEntrySchema, example: entry },
        answer: decisionSchema,
        problems: problemsOfEntryToOne,
      },
    },
    "/api/v1/idle-decisions": {
      post: {
        summary:
          "The same decision about many things: about all of them, or, where one is refused, about none",
        body: {
          schema: bulkDecisionEntrySchema,
          example: { ...entry, items: [{ resourceId: "vpce-0a1b2c3d4e5f60718" }] },
        },
        answer: decisionsSchema,
        status: 201,
        problems: problemsOfEntry,
      },
    },
  },
};
