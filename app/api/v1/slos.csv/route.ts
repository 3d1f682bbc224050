import { csvRoute } from "#lib/api/lists.ts";
import { sloList } from "#lib/slo/sloList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = csvRoute(sloList);
