import { csvRoute } from "#lib/api/lists.ts";
import { findingList } from "#lib/diagnosis/findingList.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = csvRoute(findingList);
