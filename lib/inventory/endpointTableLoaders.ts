import type { ListQuery } from "../api/list/definition.ts";
import { type Problem, toProblem } from "../api/problem.ts";
import { currentTime } from "../env.ts";
import { listEndpointRows } from "./endpointRows.ts";
import type { EndpointRowPage } from "./endpointTableSchema.ts";

/** The first page of the table, or what is wrong with the request or the database. `now` is the server's clock. */
export interface EndpointTable {
  now: string;
  page: EndpointRowPage | null;
  problem: Problem | null;
}

/** What `/endpoints` shows at first. Bad input and an absent database are answers, not exceptions. */
export async function loadEndpointTable(query: ListQuery): Promise<EndpointTable> {
  const now = currentTime().toISOString();
  try {
    return { now, page: await listEndpointRows(query), problem: null };
  } catch (error) {
    const problem = toProblem(error, "/endpoints");
    if (!problem) throw error;
    return { now, page: null, problem };
  }
}
