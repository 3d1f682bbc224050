import { type ApiPart, pathParameter, problemsOfOne } from "../api/openapi/part.ts";
import { sloEndpointList } from "./endpointList.ts";
import { sloDetailSchema } from "./sloDetail.ts";
import { sloList } from "./sloList.ts";

const sloId = pathParameter("id", "sloId", "m2-connect");

const openSloExample = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: m2-connect
spec:
  service: privatelink
  indicatorRef: m2-connect
  budgetingMethod: Occurrences
  timeWindow:
    - { duration: 28d, isRolling: true }
  objectives:
    - { target: 0.999 }
`;

export const sloApi: ApiPart = {
  name: "SLOs",
  description: "Objectives, their error budgets and burn rates.",
  lists: [sloList, sloEndpointList],
  paths: {
    "/api/v1/slos/{id}": {
      get: {
        summary: "One objective with its definition, burn-down and worst endpoints",
        parameters: [sloId],
        answer: sloDetailSchema,
        problems: problemsOfOne,
      },
    },
    "/api/v1/slos/{id}/openslo": {
      get: {
        summary: "One objective as OpenSLO v1",
        parameters: [sloId],
        answer: { type: "application/yaml", example: openSloExample },
        problems: problemsOfOne,
      },
    },
  },
};
