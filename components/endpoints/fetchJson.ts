import type { Problem } from "#lib/api/problem.ts";

/** What the server answered instead of what was asked for. */
export class ProblemError extends Error {
  readonly status: number;
  constructor(problem: Pick<Problem, "status" | "detail" | "title">) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
  }
}

/** Fetches JSON. Throws ProblemError with the server's own words, TypeError when the server was not reached. */
export async function fetchJson<Answer>(url: string, signal?: AbortSignal): Promise<Answer> {
  return (await (await fetchOk(url, signal)).json()) as Answer;
}

/** The same, as the text that it came as. */
export async function fetchJsonText(url: string, signal?: AbortSignal): Promise<string> {
  return (await fetchOk(url, signal)).text();
}

async function fetchOk(url: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal, headers: { accept: "application/json" } });
  if (response.ok) return response;
  const problem = await response.json().catch(() => null);
  throw new ProblemError(problem ?? { status: response.status, title: `HTTP ${response.status}` });
}
