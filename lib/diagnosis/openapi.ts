import { type ApiPart, problemsOfOne } from "../api/openapi/part.ts";
import { endpointId } from "../inventory/openapi.ts";
import { diagnosisSchema } from "./diagnosisSchema.ts";
import { findingList } from "./findingList.ts";
import { checkAnswerSchema, commandSchema, evidenceItemSchema, fixSchema } from "./schema.ts";
import { breakSchema, laneSchema, verdictSchema, walkedHopSchema } from "./walkSchema.ts";

export const diagnosisApi: ApiPart = {
  name: "Diagnosis",
  description: "Which hop is broken, with evidence.",
  lists: [findingList],
  paths: {
    "/api/v1/endpoints/{id}/diagnosis": {
      get: {
        summary:
          "The path of one endpoint, or of one connection to a service of ours: hop by hop, with its verdict",
        parameters: [endpointId],
        answer: diagnosisSchema,
        problems: problemsOfOne,
      },
    },
  },
  schemas: [
    evidenceItemSchema,
    commandSchema,
    fixSchema,
    checkAnswerSchema,
    breakSchema,
    laneSchema,
    walkedHopSchema,
    verdictSchema,
  ],
};
