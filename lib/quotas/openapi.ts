import type { ApiPart } from "../api/openapi/part.ts";
import { quotaList } from "./quotaList.ts";

export const quotasApi: ApiPart = {
  name: "Quotas",
  description: "Limits of AWS, and how near they are.",
  lists: [quotaList],
};
