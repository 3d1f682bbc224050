import { type ApiPart, pathParameter, problemsOfEntryToOne, problemsOfOne } from "../api/openapi/part.ts";
import { accountCheckSchema, accountCheckStateSchema, checkSchema } from "./checkSchema.ts";
import { checkRequestSchema } from "./loaders.ts";

const accountId = pathParameter("id", "accountId", "222222222222");

export const onboardingApi: ApiPart = {
  name: "Onboarding",
  description: "Whether accounts can be collected, and what they lack.",
  paths: {
    "/api/v1/accounts/{id}/checks": {
      get: {
        summary: "The last check of an account: can it be reached, which permissions and sources are there",
        parameters: [accountId],
        answer: accountCheckStateSchema,
        problems: problemsOfOne,
      },
      post: {
        summary: "Has an account checked by a worker, soon",
        parameters: [accountId],
        body: { schema: checkRequestSchema, example: {} },
        answer: accountCheckStateSchema,
        status: 202,
        problems: problemsOfEntryToOne,
      },
    },
  },
  schemas: [accountCheckSchema, checkSchema],
};
