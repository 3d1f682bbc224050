import { type ApiPart, problemsOfOne, queryParameter, text, time } from "../api/openapi/part.ts";
import { endpointId } from "../inventory/openapi.ts";
import {
  endpointMetricPointSchema,
  endpointMetricSeriesSchema,
  endpointMetricsSchema,
  healthyHostsSchema,
  metricGapSchema,
  resolutionNames,
} from "./schema.ts";

export const metricsApi: ApiPart = {
  name: "Metrics",
  description: "Traffic over time, and what Prometheus scrapes.",
  paths: {
    "/api/v1/endpoints/{id}/metrics": {
      get: {
        summary: "Traffic of one endpoint, as a whole and per AZ",
        parameters: [
          endpointId,
          queryParameter("from", time, "Inclusive; 24 hours before `to` when absent."),
          queryParameter("to", time, "Exclusive; now when absent."),
          queryParameter("resolution", {
            ...text,
            enum: [...resolutionNames, "auto"],
            default: "auto",
          }),
        ],
        answer: endpointMetricsSchema,
        problems: problemsOfOne,
      },
    },
    "/metrics": {
      get: {
        summary: "The fleet and the collectors for Prometheus",
        answer: {
          type: "text/plain",
          example:
            "# HELP linkledger_endpoint_existing Endpoints that exist.\n# TYPE linkledger_endpoint_existing gauge\n" +
            'linkledger_endpoint_existing{account_id="222222222222",region="us-east-1",vpc_endpoint_type="Interface",state="available"} 42\n',
        },
      },
    },
  },
  schemas: [metricGapSchema, healthyHostsSchema, endpointMetricPointSchema, endpointMetricSeriesSchema],
};
