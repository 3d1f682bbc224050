import { type ApiPart, pathParameter, problemsOfEntryToOne } from "../api/openapi/part.ts";
import { acknowledgementEntrySchema, acknowledgementSchema } from "./acknowledge.ts";
import { alertList } from "./list.ts";

const alertId = pathParameter("id", "alertId of /api/v1/alerts.", "slo:m2-connect:page");

export const alertsApi: ApiPart = {
  name: "Alerts",
  description: "What fires, since when, and who has it.",
  lists: [alertList],
  paths: {
    "/api/v1/alerts/{id}/acknowledgements": {
      post: {
        summary: "Puts on record who has taken an alert on, or that it is for anybody again",
        parameters: [alertId],
        body: {
          schema: acknowledgementEntrySchema,
          example: { by: "ana@example.com", note: "Looking at the load balancer.", undo: false },
        },
        answer: acknowledgementSchema,
        problems: problemsOfEntryToOne,
      },
    },
  },
};
