import { type ApiPart, problemsOfOne, queryParameter, text } from "../api/openapi/part.ts";
import { balancerCostSchema } from "./balancers/schema.ts";
import { costGroups, costsSchema } from "./billedSchema.ts";
import { costOutlookSchema } from "./outlook/schema.ts";
import { causeSchema } from "./reconcile/schema.ts";
import { interAzDataWords, whatIfAnswerSchema, whatIfQuestions, whatIfsSchema } from "./whatIf/schema.ts";

const day = { type: "string", format: "date" };
const costParameters = [
  queryParameter(
    "groupBy",
    { type: "string", enum: [...costGroups], default: "account" },
    "AWS bills no finer than account, region, service, usage type and day: by endpoint, az, vpc, serviceName or owner all that is billed is in one row whose key is null, unless the bill by resource was collected.",
  ),
  queryParameter("from", day, "First day, inclusive; the first of this month when absent."),
  queryParameter("to", day, "Last day, exclusive; tomorrow when absent."),
];

const count = (name: string, minimum: number, description: string) =>
  queryParameter(name, { type: "integer", minimum }, description);

const whatIfParameters = [
  queryParameter("vpcEndpointId", text, "One endpoint; the whole fleet when absent."),
  queryParameter(
    "question",
    { type: "string", enum: [...whatIfQuestions] },
    "All of them when absent; of the fleet gateway and central.",
  ),
  count("azCount", 1, "fewer-azs: AZs to keep; one less than now when absent."),
  count("natGateways", 0, "nat: gateways to be made for it; by the VPC's routes when absent."),
  count(
    "transitGatewayAttachments",
    0,
    "central: attachments to be made for it; by the VPCs' routes when absent.",
  ),
  queryParameter(
    "interAzData",
    { type: "string", enum: [...interAzDataWords], default: "free" },
    "fewer-azs: whether data between AZs is charged for.",
  ),
  queryParameter("limit", { type: "integer", minimum: 1, maximum: 1000, default: 100 }),
];

export const costApi: ApiPart = {
  name: "Costs",
  description: "Estimated, billed, and what lies between.",
  paths: {
    "/api/v1/costs": {
      get: {
        summary: "What was estimated, what AWS billed, and what lies between",
        parameters: costParameters,
        answer: costsSchema,
      },
    },
    "/api/v1/costs.csv": {
      get: {
        summary: "The same rows as CSV",
        parameters: costParameters,
        answer: {
          type: "text/csv",
          example:
            "key,name,estimated,billed,unexplained\r\n222222222222,payments-prod,1752.4,1760.1,7.7\r\n",
        },
      },
    },
    "/api/v1/costs/outlook": {
      get: {
        summary: "This month's cost so far, forecast, unusual days and budget",
        answer: costOutlookSchema,
      },
    },
    "/api/v1/costs/what-if": {
      get: {
        summary:
          "What a month would cost otherwise: of one endpoint every question, of the fleet what saves most first",
        parameters: whatIfParameters,
        answer: whatIfsSchema,
        problems: problemsOfOne,
      },
    },
  },
  schemas: [balancerCostSchema, causeSchema, whatIfAnswerSchema],
};
