import type { IncomingMessage, ServerResponse } from "node:http";
import type { Problem } from "./problem.ts";

const methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];

/**
 * Answers requests that the web framework would answer with 500 before any code of ours sees them: paths that are
 * no valid percent-encoding of UTF-8, and methods that no address has. True when the request has been answered.
 */
export function refuseMalformed(request: IncomingMessage, response: ServerResponse): boolean {
  const problem = malformation(request);
  if (!problem) return false;
  response.writeHead(problem.status, {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...(problem.status === 405 && { allow: "GET, HEAD, OPTIONS" }),
  });
  response.end(JSON.stringify(problem));
  return true;
}

function malformation({ method = "GET", url = "/" }: IncomingMessage): Problem | undefined {
  const [path = "/"] = url.split("?", 1);
  const problem = (status: number, title: string, detail: string): Problem => ({
    type: "about:blank",
    title,
    status,
    detail,
    instance: path,
  });
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
