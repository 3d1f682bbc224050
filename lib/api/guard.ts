import type { IncomingMessage, ServerResponse } from "node:http";
import type { Problem } from "./problem.ts";

/** Longer ones no list of ours makes; the framework would cut or refuse them in ways of its own. */
const longestUrl = 8 * 1024;
/** The framework answers such a path by redirecting, and repeats the address twice in headers that clients have limits for. */
const longestRedirected = 2 * 1024;
const isRedirected = (path: string) => /\/\/|\\|.\/$/.test(path);

const methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];

/**
 * Answers requests that the web framework would answer with 500 before any code of ours sees them: paths that are
 * no valid percent-encoding of UTF-8, and methods that no address has. True when the request has been answered.
 */
export function refuseMalformed(request: IncomingMessage, response: ServerResponse): boolean {
  const problem = malformation(request);
  if (!problem) return false;
  sendProblem(response, problem, problem.status === 405 ? { allow: "GET, HEAD, OPTIONS" } : {});
  return true;
}

/** Answers with a problem before the web framework has begun to. */
export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  headers: Record<string, string> = {},
): void {
  response.writeHead(problem.status, {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...headers,
  });
  response.end(JSON.stringify(problem));
}

function malformation({ method = "GET", url = "/" }: IncomingMessage): Problem | undefined {
  const [path = "/"] = url.split("?", 1);
  const problem = (status: number, title: string, detail: string): Problem => ({
    type: "about:blank",
    title,
    status,
    detail,
    instance: path.slice(0, 200),
  });
  const longest = isRedirected(path) ? longestRedirected : longestUrl;
  if (url.length > longest) {
    return problem(414, "URI Too Long", `The address has ${url.length} characters; at most ${longest}.`);
  }
  if (!methods.includes(method)) {
    return problem(405, "Method Not Allowed", `${method} is not possible here; expected GET, HEAD, OPTIONS.`);
  }
  try {
    decodeURIComponent(path);
    return undefined;
  } catch {
    const detail = "path: is not valid percent-encoding of UTF-8.";
    const errors = [{ field: "path", message: "is not valid percent-encoding of UTF-8." }];
    return { ...problem(400, "Bad Request", detail), field: "path", errors };
  }
}
