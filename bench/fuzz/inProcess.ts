import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { FuzzAnswer } from "./judge.ts";
import type { FuzzRequest } from "./requests.ts";

type Route = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;

/** The handler's own answer, without a server; undefined where no request can be made or no handler is. */
export async function askHandler({
  method,
  operation,
  id,
  target,
  headers,
  body,
}: FuzzRequest): Promise<FuzzAnswer | undefined> {
  const folder = operation
    .replace("load-balancers/{id}", "load-balancers/[...id]")
    .replaceAll(/\{(\w+)\}/g, "[$1]");
  const file = `app${folder}/route.ts`;
  if (!existsSync(file)) throw new Error(`${operation} has no ${file}`);
  const handler = ((await import(/* @vite-ignore */ resolve(file))) as Record<string, Route>)[method];
  if (!handler) return undefined;
  let request: Request;
  try {
    request = new Request(`http://x${target}`, { method, headers, body: body ?? null });
  } catch {
    return undefined;
  }
  // What a server would have led elsewhere, or nowhere: an empty id, one that is a way up.
  if (id === "" || new URL(request.url).pathname !== target.split("?", 1)[0]) return undefined;
  const params = Promise.resolve({ id: operation.includes("load-balancers") ? [id] : id });
  const answer = await handler(request, { params });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}
