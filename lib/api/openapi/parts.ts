import { accessApi } from "../../access/openapi.ts";
import { alertsApi } from "../../alerts/openapi.ts";
import { auditsApi } from "../../audits/openapi.ts";
import { costApi } from "../../cost/openapi.ts";
import { diagnosisApi } from "../../diagnosis/openapi.ts";
import { idleApi } from "../../idle/openapi.ts";
import { inventoryApi } from "../../inventory/openapi.ts";
import { metricsApi } from "../../metrics/openapi.ts";
import { onboardingApi } from "../../onboarding/openapi.ts";
import { probesApi } from "../../probes/openapi.ts";
import { quotasApi } from "../../quotas/openapi.ts";
import { runsApi } from "../../runs/openapi.ts";
import { sloApi } from "../../slo/openapi.ts";
import { snsApi } from "../../sns/openapi.ts";
import { viewsApi } from "../../views/openapi.ts";
import { healthSchema, unhealthySchema } from "../health.ts";
import type { ApiPart } from "./part.ts";

const ownApi: ApiPart = {
  name: "Linkledger",
  description: "Linkledger itself.",
  paths: {
    "/api/health": {
      get: {
        summary: "The health of Linkledger itself",
        answer: healthSchema,
        problems: [],
        otherwise: {
          503: {
            description: "The database does not answer, or this process is stopping",
            answer: unhealthySchema,
          },
        },
      },
    },
    "/api/v1/openapi.json": {
      get: {
        summary: "This document",
        answer: { type: "application/json", schema: { type: "object" }, example: { openapi: "3.1.0" } },
        problems: [400],
      },
    },
  },
};

/** Every part of the API, in the order of the document. A route that is in none of them fails a test. */
export const parts: ApiPart[] = [
  inventoryApi,
  metricsApi,
  diagnosisApi,
  probesApi,
  sloApi,
  alertsApi,
  idleApi,
  costApi,
  quotasApi,
  auditsApi,
  runsApi,
  viewsApi,
  onboardingApi,
  snsApi,
  accessApi,
  ownApi,
];
