import type { IncomingMessage, ServerResponse } from "node:http";
import { sendProblem } from "../api/guard.ts";
import type { Problem } from "../api/problem.ts";
import { nonceHeader } from "../api/securityHeaders.ts";
import type { AccessConfig, SignInConfig } from "../config/access.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { log } from "../log.ts";
import type { Caller } from "../web/caller.ts";
import { recordedAction } from "./actions.ts";
import { authorize } from "./authorize.ts";
import { cookieKind, readCookie } from "./cookies.ts";
import { recordEvent } from "./events.ts";
import { namesThisMachine } from "./localHost.ts";
import { matchRoute } from "./matchRoute.ts";
import { foreignChange, foreignProblem } from "./ownPage.ts";
import { refusedPage } from "./plainPage.ts";
import { asSystem, enter, localPrincipal, nobody, type Principal } from "./principal.ts";
import { principalOfSession } from "./sessions.ts";
import { bearerToken, principalOfToken } from "./tokens.ts";

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface GateOptions {
  /** The configuration as it is now. */
  access(): AccessConfig;
  /** Whether `path` is a file of the build or of `public/`, which are anybody's. */
  isFile(path: string): boolean;
  callerOf(request: IncomingMessage): Caller;
}

/** Who asks, or that they came with something that opens nothing. */
type Known = { principal: Principal | undefined; wrong?: string };

const problem = (status: number, title: string, detail: string, instance: string): Problem => ({
  ...{ type: "about:blank", title, status, detail, instance },
});

/**
 * What every request passes before a page or handler sees it: who asks, whether they may, and over what of the fleet.
 * From here on all that the request waits for knows both.
 */
export function openGate(handle: Handle, { access, isFile, callerOf }: GateOptions): Handle {
  return async (request, response) => {
    const { method = "GET", url = "/" } = request;
    const [path = "/"] = url.split("?", 1);
    if ((method === "GET" || method === "HEAD") && isFile(path))
      return asSystem(() => handle(request, response));
    const config = access();
    if (!config.signIn && !namesThisMachine(request.headers.host)) return misdirected(response, path);
    const caller = callerOf(request);
    let known: Known;
    try {
      known = await whoAsks(request, path, config, caller);
    } catch (error) {
      unavailable(error, response, path);
      return;
    }
    const { wrong } = known;
    const principal = known.principal && { ...known.principal, address: caller.address };
    if (wrong) return challenge(response, path, wrong);
    const foreign = foreignOf(request, path, principal, config.signIn);
    if (foreign) return sendProblem(response, foreignProblem(foreign, path));
    const decision = authorize(method, path, principal);
    if (decision.kind === "allowed") {
      const asker = principal ?? nobody(caller.address);
      return enter(asker, decision.grant, () => handle(request, response));
    }
    if (decision.kind === "unknown") {
      if (isNavigation(request, path)) return toSignIn(response, url);
      return challenge(response, path, "Sign in, or send Authorization: Bearer with a token.");
    }
    const action = recordedAction(method, matchRoute(path)?.pattern ?? path);
    if (action && decision.problem.status === 403)
      await recordEvent(
        { action, outcome: "refused", target: path, detail: decision.problem.detail ?? null },
        principal,
      );
    refuse(request, response, decision.problem, decision.allow);
  };
}

async function whoAsks(
  request: IncomingMessage,
  path: string,
  { signIn, metrics }: AccessConfig,
  caller: Caller,
): Promise<Known> {
  const { authorization, cookie } = request.headers;
  const need = matchRoute(path)?.rule;
  // An address with a secret of its own: what is in Authorization is for it.
  if (Object.values(need ?? {}).includes("own")) return { principal: signIn ? undefined : localPrincipal };
  const now = currentTime();
  const token = bearerToken(authorization);
  if (token !== undefined) {
    const principal = await asSystem(async () => principalOfToken((await database()).pool, token, now));
    return principal
      ? { principal }
      : { principal, wrong: "The token is not known, or it is expired or revoked." };
  }
  if (!signIn) return { principal: localPrincipal };
  const secret = readCookie(cookie, cookieKind("session", signIn.publicUrl).name);
  if (secret !== undefined) {
    const principal = await asSystem(async () =>
      principalOfSession((await database()).pool, secret, signIn, now),
    );
    if (principal) return { principal };
  }
  if (path === "/metrics" && metrics === "loopback" && caller.local) return { principal: localPrincipal };
  return { principal: undefined };
}

function foreignOf(
  request: IncomingMessage,
  path: string,
  principal: Principal | undefined,
  signIn: SignInConfig | undefined,
): string | undefined {
  if (principal?.kind === "token" || Object.values(matchRoute(path)?.rule ?? {}).includes("own"))
    return undefined;
  const header = (name: string) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  };
  const origin = signIn && new URL(signIn.publicUrl).origin;
  return foreignChange({ method: request.method ?? "GET", header }, origin);
}

/** A person going to a page, as against a program, or a page of ours asking for data. */
function isNavigation({ method, headers }: IncomingMessage, path: string): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  if (/^\/(api|internal|metrics)(\/|$)/.test(path) || headers.rsc !== undefined) return false;
  return (headers.accept ?? "").includes("text/html");
}

/** Longer addresses, three times as long when they are encoded, would not fit into what clients take for headers. */
const longestReturnTo = 2048;

function misdirected(response: ServerResponse, path: string): void {
  const detail =
    "Without sign-in Linkledger answers this machine alone: expected localhost, 127.0.0.1 or [::1] as Host. A proxy on this machine has to send one of these.";
  sendProblem(response, problem(421, "Misdirected Request", detail, path));
}

function toSignIn(response: ServerResponse, url: string): void {
  const returnTo = url.length > longestReturnTo ? "/" : url;
  response.writeHead(302, {
    location: `/sign-in?returnTo=${encodeURIComponent(returnTo)}`,
    "cache-control": "no-store",
  });
  response.end();
}

function challenge(response: ServerResponse, path: string, detail: string): void {
  sendProblem(response, problem(401, "Unauthorized", detail, path), {
    "www-authenticate": 'Bearer realm="linkledger"',
  });
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Problem,
  allow: string | undefined,
): void {
  if (!isNavigation(request, refusal.instance)) {
    sendProblem(response, refusal, allow ? { allow } : {});
    return;
  }
  const nonce = String(request.headers[nonceHeader] ?? "");
  response.writeHead(refusal.status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : refusedPage(refusal, nonce));
}

function unavailable(error: unknown, response: ServerResponse, path: string): void {
  log.warn({ err: error, instance: path }, "who asks could not be found out");
  const detail =
    error instanceof DatabaseUnavailableError
      ? "The database cannot be reached; try again later."
      : "Who you are cannot be checked at the moment; try again later.";
  sendProblem(response, problem(503, "Service Unavailable", detail, path), { "retry-after": "5" });
}
