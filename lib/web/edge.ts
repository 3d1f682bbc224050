import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { refuseMalformed, sendProblem } from "../api/guard.ts";
import type { Draining } from "../api/health.ts";
import { confine } from "../api/securityHeaders.ts";
import { log } from "../log.ts";
import { callerOf, readNetworks } from "./caller.ts";
import { RequestRates } from "./rates.ts";
import type { WebSettings } from "./schema.ts";

export interface Edge {
  listener: RequestListener;
  /** From now on the health check says 503, and each answer is the last of its connection. */
  drain(): void;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const pathOf = (request: IncomingMessage) => (request.url ?? "/").split("?", 1)[0] ?? "/";
/** Files of the build, and the question whether we live: they cost nothing and must always be answered. */
const isFree = (path: string) => path.startsWith("/_next/static/") || path === "/api/health";

/** What every request passes before any page or handler sees it: headers, malformed requests, limits, deadlines. */
export function openEdge(handle: Handle, settings: WebSettings): Edge {
  const rates = new RequestRates(settings.requestsPerMinute);
  const proxies = readNetworks(settings.trustedProxies);
  let draining = false;

  async function admit(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    if (draining) {
      response.setHeader("connection", "close");
      if (path === "/api/health") return sayDraining(request, response);
    }
    if (!isFree(path)) {
      const seconds = await rates.count(callerOf(request, proxies));
      if (seconds !== undefined) return refuseForNow(response, path, seconds);
    }
    giveUpLate(response, path, settings.answerTimeoutSeconds);
    await handle(request, response);
  }

  return {
    listener(request, response) {
      confine(request, response);
      if (refuseMalformed(request, response)) return;
      admit(request, response).catch((error: unknown) => failed(error, request, response));
    },
    drain() {
      draining = true;
    },
  };
}

function sayDraining(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { "content-type": "application/json", "cache-control": "no-store" });
  const body: Draining = { status: "draining", detail: "This process is stopping; ask another one." };
  response.end(request.method === "HEAD" ? undefined : JSON.stringify(body));
}

function refuseForNow(response: ServerResponse, instance: string, seconds: number): void {
  const detail = `Too many requests from this caller; ask again in ${seconds} s.`;
  sendProblem(
    response,
    { type: "about:blank", title: "Too Many Requests", status: 429, detail, instance },
    { "retry-after": String(seconds) },
  );
}

/** An answer that has not begun after so long is a 503, never a page that hangs. */
function giveUpLate(response: ServerResponse, instance: string, seconds: number): void {
  const timer = setTimeout(() => {
    if (response.headersSent || response.writableEnded) return;
    log.warn({ instance, seconds }, "an answer took too long");
    const detail = "The answer took too long; narrow the filter, or try again later.";
    response.setHeader("connection", "close");
    sendProblem(
      response,
      { type: "about:blank", title: "Service Unavailable", status: 503, detail, instance },
      { "retry-after": "5" },
    );
  }, seconds * 1000);
  response.once("close", () => clearTimeout(timer));
}

function failed(error: unknown, request: IncomingMessage, response: ServerResponse): void {
  // Whoever was told that it takes too long is not told again.
  if (response.writableEnded || response.destroyed) return;
  log.error({ err: error, instance: pathOf(request) }, "a request failed");
  if (response.headersSent) return void response.destroy();
  const problem = {
    type: "about:blank",
    title: "Internal Server Error",
    status: 500,
    instance: pathOf(request),
  };
  sendProblem(response, { ...problem, detail: "Linkledger made a mistake; its log says which." });
}
