import type { ApiPart } from "../api/openapi/part.ts";
import { runList } from "./runList.ts";

export const runsApi: ApiPart = {
  name: "Runs",
  description: "What the collectors did, and what came of it.",
  lists: [runList],
};
