import { type ApiPart, problemsOfOne } from "../api/openapi/part.ts";
import { endpointId } from "../inventory/openapi.ts";
import {
  endpointProbesSchema,
  probeLocationSchema,
  probePushAnswerSchema,
  probePushSchema,
  probeSeriesSchema,
  pushedResultSchema,
} from "./schema.ts";

export const probesApi: ApiPart = {
  name: "Probes",
  description: "What agents and blackbox exporters find when they try.",
  paths: {
    "/api/v1/probes": {
      post: {
        summary: "Takes results of probes from an agent; sending the same again stores nothing again",
        description: "Authorization: Bearer with a token of probes.tokens in linkledger.yaml. At most 1 MiB.",
        body: {
          schema: probePushSchema,
          example: {
            location: { name: "payments-prod/use1-az1", vpcId: "vpc-0a1b2c3d4e5f60718", azId: "use1-az1" },
            results: [
              {
                target: "ledger.example.com:443",
                kind: "tls",
                time: "2026-11-18T14:05:00Z",
                success: true,
                latencySeconds: { resolve: 0.002, connect: 0.001, tls: 0.004, total: 0.007 },
                dns: { addresses: ["10.0.1.23"], ttlSeconds: 60 },
                intervalSeconds: 30,
              },
            ],
          },
        },
        answer: probePushAnswerSchema,
        problems: [400, 401, 403, 413, 415, 503],
      },
    },
    "/api/v1/endpoints/{id}/probes": {
      get: {
        summary: "What probes say about one endpoint: the last 24 hours and the last result of each series",
        parameters: [endpointId],
        answer: endpointProbesSchema,
        problems: problemsOfOne,
      },
    },
  },
  schemas: [probeLocationSchema, pushedResultSchema, probeSeriesSchema],
};
