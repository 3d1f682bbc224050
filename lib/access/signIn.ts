import { nonceHeader } from "../api/securityHeaders.ts";
import type { SignInConfig } from "../config/access.ts";
import { currentConfig } from "../config/data.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { NotFoundError } from "../errors.ts";
import { log } from "../log.ts";
import { cookieKind, readCookie, setCookie } from "./cookies.ts";
import { entitlementsOf } from "./entitlements.ts";
import { recordEvent } from "./events.ts";
import { recordsFailure } from "./failures.ts";
import { finishSignIn, providerSignOut, signInSeconds, startSignIn } from "./oidc.ts";
import { plainPage } from "./plainPage.ts";
import { currentPrincipal, nobody, type Principal } from "./principal.ts";
import { safeReturnTo } from "./returnTo.ts";
import { beginSession, endSession, type Identity, principalOfSession } from "./sessions.ts";

const noStore = { "cache-control": "no-store" };

function signInConfig(): SignInConfig {
  const config = currentConfig()?.access.signIn;
  if (config) return config;
  throw new NotFoundError("No sign-in is configured: set access.signIn in linkledger.yaml.");
}

function page(
  request: Request,
  status: number,
  title: string,
  sentences: string[],
  link: [string, string][],
) {
  const nonce = request.headers.get(nonceHeader) ?? "";
  const links = link.map(([href, label]) => ({ href, label }));
  return new Response(plainPage({ title, sentences, links, nonce }), {
    status,
    headers: { ...noStore, "content-type": "text/html; charset=utf-8" },
  });
}

function redirect(location: string, cookies: string[]): Response {
  const headers = new Headers({ ...noStore, location });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}

/** Sends a browser to the provider. Throws NotFoundError where no sign-in is configured. */
export async function beginSignIn(request: Request): Promise<Response> {
  const config = signInConfig();
  const returnTo = safeReturnTo(new URL(request.url).searchParams.get("returnTo"));
  try {
    const { url, sealed } = await startSignIn(config, returnTo);
    return redirect(url.href, [setCookie(cookieKind("sign-in", config.publicUrl), sealed, signInSeconds)]);
  } catch (error) {
    log.error({ why: whyOf(error), issuer: config.issuer }, "the sign-in provider cannot be used");
    return page(
      request,
      503,
      "Sign-in is not possible at the moment",
      ["The sign-in provider did not answer as expected. Linkledger's log says what happened."],
      [[`/sign-in?returnTo=${encodeURIComponent(returnTo)}`, "Try again"]],
    );
  }
}

/** Takes a browser back from the provider, and begins its session. Whatever is wrong is a page that says so, and on record. */
export async function endSignIn(request: Request): Promise<Response> {
  const config = signInConfig();
  const { search } = new URL(request.url);
  const cookies = request.headers.get("cookie");
  const started = cookieKind("sign-in", config.publicUrl);
  const sealed = readCookie(cookies, started.name);
  const fail = async (why: string, sentences: string[], who?: Principal) => {
    log.warn({ why }, "a sign-in failed");
    if (recordsFailure(currentTime()))
      await recordEvent(
        { action: "sign-in", outcome: "failed", target: "/sign-in/callback", detail: why },
        who ?? nobody(currentPrincipal()?.address),
      );
    const answer = page(request, 403, "Not signed in", sentences, [["/sign-in", "Sign in again"]]);
    answer.headers.append("set-cookie", setCookie(started, "", 0));
    return answer;
  };
  if (!sealed)
    return fail("no sign-in was begun in this browser", [
      "No sign-in was begun in this browser, or it took longer than ten minutes.",
    ]);
  let finished: { identity: Identity; returnTo: string };
  try {
    finished = await finishSignIn(config, search, sealed);
  } catch (error) {
    return fail(whyOf(error), ["The sign-in provider's answer was not accepted. Linkledger's log says why."]);
  }
  const { identity, returnTo } = finished;
  const entitlements = entitlementsOf(identity.groups, config);
  const { subject, name, email } = identity;
  const person: Principal = {
    kind: "person",
    subject,
    name,
    email,
    entitlements,
    address: currentPrincipal()?.address,
  };
  if (entitlements.length === 0)
    return fail(
      `no group is mapped to a role (${identity.groups.length} groups in the claim ${config.groupsClaim})`,
      [
        `You are signed in at the provider as ${name}, and none of your groups is mapped to a role in Linkledger.`,
        "Whoever runs Linkledger maps groups to roles in linkledger.yaml, under access.signIn.groups.",
      ],
      person,
    );
  const { pool } = await database();
  // A browser that was signed in before has one session afterwards, under a new secret.
  const before = readCookie(cookies, cookieKind("session", config.publicUrl).name);
  const now = currentTime();
  const old = before === undefined ? undefined : await principalOfSession(pool, before, config, now);
  if (old?.sessionId) await endSession(pool, old.sessionId, now);
  const secret = await beginSession(pool, identity, config, now, person.address);
  await recordEvent({ action: "sign-in", outcome: "done", target: "/sign-in/callback" }, person);
  return redirect(returnTo, [
    setCookie(cookieKind("session", config.publicUrl), secret, config.session.absoluteHours * 3600),
    setCookie(started, "", 0),
  ]);
}

// An error of the protocol may carry codes and tokens: of it only what names the fault goes into log and record.
function whyOf(error: unknown): string {
  const {
    code,
    error: answered,
    message,
    cause,
  } = error as Record<"code" | "error" | "message" | "cause", unknown>;
  const under = cause instanceof Error ? cause.message : undefined;
  return [code, answered, message, under]
    .filter((part) => typeof part === "string")
    .join(": ")
    .slice(0, 300);
}

/** Ends the session of a browser, if it has one. */
export async function signOut(request: Request): Promise<Response> {
  const config = signInConfig();
  const kind = cookieKind("session", config.publicUrl);
  const secret = readCookie(request.headers.get("cookie"), kind.name);
  const { pool } = await database();
  const now = currentTime();
  const who = secret === undefined ? undefined : await principalOfSession(pool, secret, config, now);
  if (who?.sessionId) {
    await endSession(pool, who.sessionId, now);
    const address = currentPrincipal()?.address;
    await recordEvent({ action: "sign-out", outcome: "done", target: "/sign-out" }, { ...who, address });
  }
  return redirect("/signed-out", [setCookie(kind, "", 0)]);
}

/** What a browser sees after that. */
export async function signedOutPage(request: Request): Promise<Response> {
  const config = signInConfig();
  const provider = await providerSignOut(config).catch(() => undefined);
  return page(
    request,
    200,
    "Signed out",
    ["Your session with Linkledger has ended."],
    [
      ["/sign-in", "Sign in again"],
      ...(provider ? [[provider.href, "Sign out at the provider too"] as [string, string]] : []),
    ],
  );
}
