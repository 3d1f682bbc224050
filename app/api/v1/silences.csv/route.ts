import { silenceList } from "#lib/alerts/silences/data.ts";
import { csvRoute } from "#lib/api/lists.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = csvRoute(silenceList);
