import { recordedAction } from "../access/actions.ts";
import { authorize } from "../access/authorize.ts";
import { recordEvent } from "../access/events.ts";
import { grantWords } from "../access/grants.ts";
import { matchRoute } from "../access/matchRoute.ts";
import { currentGrant, currentPrincipal } from "../access/principal.ts";
import { log } from "../log.ts";
import { type Problem, ProblemError, toProblem } from "./problem.ts";

type Context<Params> = { params: Promise<Params> };
type Handler<Params> = (request: Request, params: Params) => Promise<Response>;
type Route<Params> = (request: Request, context: Context<Params>) => Promise<Response>;

const readMethods = "GET, HEAD, OPTIONS";
const writeMethods = "POST, OPTIONS";
const bothMethods = "GET, HEAD, POST, OPTIONS";
const changeMethods = "PATCH, DELETE, OPTIONS";

const headers = { "cache-control": "no-store" };

/** A JSON answer that no cache keeps. */
export function json(body: unknown, status = 200, more: HeadersInit = {}): Response {
  return Response.json(body, { status, headers: { ...headers, ...more } });
}

/** A problem as `application/problem+json`. */
export function problemResponse(problem: Problem, more: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...headers, "content-type": "application/problem+json", ...more },
  });
}

/**
 * The methods of a read-only address: GET and HEAD answer, the others say 405. Whatever the handler throws
 * becomes problem JSON: 400, 404 or 503, and 500 only for a mistake of Linkledger's own, which is logged.
 */
export function readOnly<Params = Record<string, never>>(handler: Handler<Params>) {
  const GET = answering(handler, true);
  const HEAD: Route<Params> = async (request, context) => {
    const answer = await answering(handler, false)(request, context);
    // Ends a stream that GET opened, and the query behind it.
    await answer.body?.cancel();
    return new Response(null, { status: answer.status, headers: answer.headers });
  };
  const refuse = refusing(readMethods);
  return {
    GET,
    HEAD,
    OPTIONS: optionsOf(readMethods),
    POST: refuse,
    PUT: refuse,
    PATCH: refuse,
    DELETE: refuse,
  };
}

/** The methods of an address that only takes: POST answers, the others say 405. Errors become problems as above. */
export function postOnly<Params = Record<string, never>>(handler: Handler<Params>) {
  const POST = answering(handler, true);
  const refuse = refusing(writeMethods);
  return {
    POST,
    OPTIONS: optionsOf(writeMethods),
    GET: refuse,
    HEAD: refuse,
    PUT: refuse,
    PATCH: refuse,
    DELETE: refuse,
  };
}

/** The methods of an address that is read and added to: GET, HEAD and POST answer, the others say 405. */
export function readAndPost<Params = Record<string, never>>(read: Handler<Params>, add: Handler<Params>) {
  const { GET, HEAD } = readOnly(read);
  const { POST } = postOnly(add);
  const refuse = refusing(bothMethods);
  return { GET, HEAD, POST, OPTIONS: optionsOf(bothMethods), PUT: refuse, PATCH: refuse, DELETE: refuse };
}

/** The methods of something kept for people: PATCH and DELETE answer, the others say 405. Errors become problems. */
export function patchAndDelete<Params>(change: Handler<Params>, remove: Handler<Params>) {
  const refuse = refusing(changeMethods);
  return {
    PATCH: postOnly(change).POST,
    DELETE: postOnly(remove).POST,
    OPTIONS: optionsOf(changeMethods),
    GET: refuse,
    HEAD: refuse,
    POST: refuse,
    PUT: refuse,
  };
}

// What a handler has to say of what it did, for the record.
const details = new WeakMap<Response, string>();

/** The answer, and what the record says besides: what the address does not tell. */
export function recordedWith(answer: Response, detail: string): Response {
  details.set(answer, detail);
  return answer;
}

/** A handler whose errors are problems, for who may ask it; what they changed or took away goes on record. */
function answering<Params>(handler: Handler<Params>, record: boolean): Route<Params> {
  return async (request, context) => {
    const path = new URL(request.url).pathname;
    const action = record ? recordedAction(request.method, matchRoute(path)?.pattern ?? path) : undefined;
    const write = async (outcome: "done" | "failed", detail: string | null) => {
      const { search } = new URL(request.url);
      if (action) await recordEvent({ action, outcome, target: path + search, detail });
    };
    try {
      const refusal = refusalOf(request, path);
      if (refusal) return refusal;
      const answer = await handler(request, await context.params);
      await write(
        answer.ok ? "done" : "failed",
        answer.ok ? (details.get(answer) ?? null) : `answered ${answer.status}`,
      );
      return answer;
    } catch (error) {
      const answer = failure(error, request);
      await write("failed", error instanceof Error ? error.message : null);
      return answer;
    }
  };
}

// The gate has asked the same before; a handler does not rely on having been reached through it.
function refusalOf(request: Request, path: string): Response | undefined {
  const principal = currentPrincipal();
  if (!principal || principal.kind === "system") return undefined;
  const decision = authorize(request.method, path, principal);
  return decision.kind === "refused" ? problemResponse(decision.problem) : undefined;
}

/** The methods of something that can only be taken away: DELETE answers, the others say 405. */
export function deleteOnly<Params>(remove: Handler<Params>) {
  const refuse = refusing("DELETE, OPTIONS");
  return {
    DELETE: postOnly(remove).POST,
    OPTIONS: optionsOf("DELETE, OPTIONS"),
    GET: refuse,
    HEAD: refuse,
    POST: refuse,
    PUT: refuse,
    PATCH: refuse,
  };
}

function optionsOf(allow: string) {
  return async () => new Response(null, { status: 204, headers: { ...headers, allow } });
}

function refusing(allow: string) {
  return async (request: Request): Promise<Response> => {
    const detail = `${request.method} is not possible here; expected ${allow}.`;
    const instance = new URL(request.url).pathname;
    return problemResponse(
      { type: "about:blank", title: "Method Not Allowed", status: 405, detail, instance },
      { allow },
    );
  };
}

function failure(error: unknown, request: Request): Response {
  const instance = new URL(request.url).pathname;
  // Nobody is left to answer, and nothing is wrong.
  if (request.signal.aborted) return new Response(null, { status: 499 });
  const problem = outsideGrant(error, instance) ?? toProblem(error, instance);
  if (problem) {
    if (problem.status === 503) log.warn({ err: error, instance }, "the database did not answer");
    const more = error instanceof ProblemError ? error.headers : {};
    return problemResponse(problem, problem.status === 503 ? { "retry-after": "5" } : more);
  }
  log.error({ err: error, instance }, "an answer of the API failed");
  return problemResponse({
    type: "about:blank",
    title: "Internal Server Error",
    status: 500,
    detail: "Linkledger made a mistake; its log says which.",
    instance,
  });
}

// With a part of the fleet only views can be read, and written through: what has none is kept for the whole.
function outsideGrant(error: unknown, instance: string): Problem | undefined {
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  if (!["42P01", "44000", "55000", "0A000"].includes(code)) return undefined;
  const grant = currentGrant();
  if (grant === null) return undefined;
  log.warn({ err: error, instance }, "an answer cannot be given for a part of the fleet");
  const detail = `This is kept for the whole fleet and cannot be cut down to ${grantWords(grant)}, which is what you may see or change.`;
  return { type: "about:blank", title: "Forbidden", status: 403, detail, instance };
}
