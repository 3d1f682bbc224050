import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertFleet } from "../testing/fleetRows.ts";
import { processDatabase } from "../testing/rows.ts";
import { roles } from "./permissions.ts";
import { routes } from "./routes.ts";
import { beginSession } from "./sessions.ts";
import { openApp } from "./testing/app.ts";
import { configureSignIn } from "./testing/config.ts";
import { insertCrossing, insertTwin, twinAccount, twinMark } from "./testing/twin.ts";

// Every address × every method × every role × the whole fleet or a part of it, through the gate and the handlers.
const db = processDatabase();
let url: string;
/** The gate alone: what lies behind it answers "let in". */
let gateUrl: string;
const closing: (() => unknown)[] = [];
const cookies = new Map<string, string>();
const groups = {
  whole: { viewer: "viewers", "on-call": "callers", auditor: "auditors", admin: "admins" },
  part: { viewer: "part-viewers", "on-call": "part-callers", auditor: "part-auditors", admin: "part-admins" },
} as const;

beforeAll(async () => {
  await insertFleet(db);
  await insertTwin(db);
  const { access, close } = configureSignIn("http://127.0.0.1:1/", "http://127.0.0.1:1");
  const app = await openApp(access);
  const gate = await openApp(access, 0, async (_, response) => {
    response.end("let in");
  });
  closing.push(app.close, gate.close, close);
  [url, gateUrl] = [app.url, gate.url];
  const signIn = access.current().signIn;
  if (!signIn) throw new Error("no sign-in");
  for (const group of [
    ...Object.values(groups.whole),
    ...Object.values(groups.part),
    "core-viewers",
    "strangers",
  ]) {
    const who = { issuer: signIn.issuer, subject: group, name: group, email: null, groups: [group] };
    cookies.set(group, await beginSession(db.pool, who, signIn, new Date("2026-11-18T14:05:00Z")));
  }
});

afterAll(async () => {
  for (const close of closing) await close();
});

/** Asks as a member of a group; as nobody without one. Changes come from a page of ours. */
async function ask(
  method: string,
  path: string,
  group?: string,
  { accept = "application/json", at = url }: { accept?: string; at?: string } = {},
) {
  const headers: Record<string, string> = { accept };
  if (group) headers.cookie = `linkledger-session=${cookies.get(group)}`;
  if (method !== "GET") headers.origin = "http://127.0.0.1:1";
  if (method === "POST" || method === "PATCH") headers["content-type"] = "application/json";
  const body = method === "POST" || method === "PATCH" ? "{}" : undefined;
  const answer = await fetch(at + path, { method, headers, body, redirect: "manual" });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const pathOf = (pattern: string) =>
  pattern
    .replace("[vpcEndpointId]/[serviceId]", "vpce-1/vpce-svc-1")
    .replace(/\/endpoints\/\[\w+\]/, "/endpoints/vpce-1")
    .replace(/\/services\/\[\w+\]/, "/services/vpce-svc-1")
    .replace("/slos/[id]", "/slos/dns")
    .replace(/\/\[\[?\.{3}\w+\]\]?/, "/x")
    .replaceAll(/\[\w+\]/g, "x");

const cases = Object.entries(routes).flatMap(([pattern, rule]) =>
  Object.entries(rule).map(([method, need]) => ({
    pattern,
    method,
    need: need as string,
    path: pathOf(pattern),
  })),
);
const isGuarded = ({ need }: { need: string }) => need !== "public" && need !== "own";

test("every method that a handler answers has its permission, and no other", async () => {
  for (const [pattern, rule] of Object.entries(routes)) {
    const file = `app${pattern}/route.ts`;
    if (!existsSync(file) || pattern === "/api/[[...path]]") continue;
    const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<
      string,
      (request: Request, context: object) => Promise<Response>
    >;
    // What a handler says that it takes; one that does not say takes what it exports.
    const said = await module.OPTIONS?.(new Request(`${url}${pathOf(pattern)}`, { method: "OPTIONS" }), {});
    const takes = said?.headers.get("allow")?.split(", ") ?? Object.keys(module);
    const answered = ["GET", "POST", "PATCH", "DELETE"].filter((name) => takes.includes(name));
    expect(`${pattern}: ${answered}`).toBe(`${pattern}: ${Object.keys(rule)}`);
  }
});

test("nobody gets in without signing in: a problem for programs, the way to sign-in and back for people", async () => {
  for (const { method, path } of cases.filter(isGuarded)) {
    const { status, headers, text } = await ask(method, path);
    expect(`${method} ${path} ${status}`).toBe(`${method} ${path} 401`);
    expect(headers.get("www-authenticate")).toContain("Bearer");
    expect(JSON.parse(text)).toMatchObject({ status: 401, instance: path });
  }
  const page = await ask("GET", "/endpoints?q=a%20b&sort=-x", undefined, { accept: "text/html" });
  expect([page.status, page.headers.get("location")]).toEqual([
    302,
    "/sign-in?returnTo=%2Fendpoints%3Fq%3Da%2520b%26sort%3D-x",
  ]);
  const api = await ask("GET", "/api/v1/endpoints", undefined, { accept: "text/html" });
  expect(api.status).toBe(401);
});

test.each(roles)(
  "%s: what the role may, over the whole fleet and over a part, and nothing more",
  async (role) => {
    for (const { method, path, need } of cases.filter(isGuarded)) {
      const [, fleet, permission] = /^(fleet )?(.+)$/.exec(need) as unknown as [
        string,
        string | undefined,
        string,
      ];
      const may = allowed[permission]?.includes(role);
      const whole = await ask(method, path, groups.whole[role], { at: gateUrl });
      const part = await ask(method, path, groups.part[role], { at: gateUrl });
      const outcome = ({ status }: { status: number }) => (status === 200 ? "let in" : status);
      expect(`whole ${method} ${path} ${outcome(whole)}`).toBe(
        `whole ${method} ${path} ${may ? "let in" : 403}`,
      );
      const mayPart = may && fleet === undefined;
      expect(`part ${method} ${path} ${outcome(part)}`).toBe(
        `part ${method} ${path} ${mayPart ? "let in" : 403}`,
      );
      if (whole.status === 403) expect(JSON.parse(whole.text).detail).toMatch(/takes the role/);
      else if (part.status === 403) expect(JSON.parse(part.text).detail).toMatch(/whole fleet/);
    }
  },
);

test("whoever is let in is answered: nothing fails for a part of the fleet, and nothing is refused behind the gate", {
  timeout: 180_000,
}, async () => {
  for (const { method, path, need } of cases.filter(isGuarded)) {
    const groups = need.startsWith("fleet ") ? ["admins"] : ["part-admins"];
    for (const group of groups) {
      const { status, text } = await ask(method, path, group);
      const fine = status < 500 && status !== 403;
      expect(`${method} ${path} ${fine || `${status} ${text}`}`).toBe(`${method} ${path} true`);
    }
  }
});

// Said once more than in lib/access/permissions.ts, so that a slip there is seen.
const allowed: Record<string, string[]> = {
  read: ["viewer", "on-call", "auditor", "admin"],
  account: ["viewer", "on-call", "auditor", "admin"],
  acknowledge: ["on-call", "admin"],
  decide: ["on-call", "admin"],
  views: ["on-call", "auditor", "admin"],
  audit: ["auditor", "admin"],
  activity: ["auditor", "admin"],
  settings: ["admin"],
};

test("what changes something, and what is about people and settings, is never a viewer's", () => {
  for (const { method, pattern, need } of cases.filter(isGuarded)) {
    if (method !== "GET" || /^\/(settings|api\/v1\/(access|activity))/.test(pattern))
      expect(`${method} ${pattern}: ${need}`).not.toMatch(/: (fleet )?read$/);
    if (/audits/.test(pattern)) expect(`${pattern}: ${need}`).toMatch(/: fleet /);
  }
});

test("the answers to somebody with a part of the fleet hold nothing of the rest, and all of the part", {
  timeout: 180_000,
}, async () => {
  const leaks: string[] = [];
  let bytes = 0;
  for (const { path, method } of cases.filter(
    (one) => one.method === "GET" && /^\/(api|internal|metrics)/.test(one.pattern),
  )) {
    for (const group of ["part-viewers", "core-viewers"]) {
      const { text } = await ask(method, path, group);
      bytes += text.length;
      if (text.includes(twinAccount) || text.includes(twinMark)) leaks.push(`${group} ${path}`);
    }
  }
  expect(leaks).toEqual([]);
  expect(bytes).toBeGreaterThan(20_000);
  const whole = await ask("GET", "/api/v1/endpoints", "viewers");
  expect(whole.text).toContain(twinAccount);
  for (const group of ["part-viewers", "core-viewers"])
    expect(JSON.parse((await ask("GET", "/api/v1/endpoints", group)).text)).toMatchObject({ total: 1 });
  for (const path of [`/api/v1/endpoints/vpce-1`, "/api/v1/endpoints/vpce-1/diagnosis"])
    expect((await ask("GET", path, "part-viewers")).status).toBe(200);
  for (const path of [`vpce-1${twinMark}`, `vpce-1${twinMark}/diagnosis`, `vpce-1${twinMark}/metrics`])
    expect((await ask("GET", `/api/v1/endpoints/${path}`, "part-viewers")).status).toBe(404);
  const found = await ask("GET", `/internal/search?q=${twinMark}`, "part-viewers");
  expect(JSON.parse(found.text)).toEqual({ hits: [] });
  expect((await ask("GET", `/internal/search?q=${twinMark}`, "viewers")).text).toContain(twinAccount);
});

test("what is outside of a grant can be changed no more than seen", async () => {
  const before = await db.pool.query("SELECT state FROM alert ORDER BY alert_id");
  const acknowledge = (alertId: string, group: string) =>
    fetch(`${url}/api/v1/alerts/${alertId}/acknowledgements`, {
      method: "POST",
      headers: {
        ...{ cookie: `linkledger-session=${cookies.get(group)}`, origin: "http://127.0.0.1:1" },
        "content-type": "application/json",
      },
      body: JSON.stringify({ by: "somebody else" }),
    });
  expect((await acknowledge(`a1${twinMark}`, "part-callers")).status).toBe(404);
  expect((await db.pool.query("SELECT state FROM alert ORDER BY alert_id")).rows).toEqual(before.rows);
  const own = await acknowledge("a1", "part-callers");
  // On record is who is signed in, whatever name was entered.
  expect([own.status, await own.json()]).toMatchObject([200, { by: "part-callers" }]);
});

test("a change that another site made a browser send is refused, and so is one that does not say where from", async () => {
  const send = (headers: Record<string, string>) =>
    fetch(`${url}/api/v1/access/tokens`, {
      method: "POST",
      headers: {
        cookie: `linkledger-session=${cookies.get("admins")}`,
        "content-type": "application/json",
        ...headers,
      },
      body: JSON.stringify({ name: "x", role: "viewer" }),
    }).then(({ status }) => status);
  expect(await send({ origin: "https://evil.example" })).toBe(403);
  expect(await send({ origin: "null" })).toBe(403);
  expect(await send({ "sec-fetch-site": "cross-site", origin: "http://127.0.0.1:1" })).toBe(403);
  expect(await send({})).toBe(403);
  expect((await db.pool.query("SELECT FROM access_token")).rowCount).toBe(0);
});

test("who is signed in and in no group that is mapped sees nothing", async () => {
  for (const { method, path } of cases.filter(isGuarded))
    expect(`${path} ${(await ask(method, path, "strangers", { at: gateUrl })).status}`).toBe(`${path} 403`);
});

test("of a path into another account its consumer is told the hop, and nothing that was seen there", async () => {
  await insertCrossing(db);
  const paths = [
    ...["/api/v1/endpoints/vpce-crossing", "/api/v1/endpoints/vpce-crossing/diagnosis", "/api/v1/findings"],
    ...["/api/v1/findings.csv", "/api/v1/alerts", "/api/v1/alerts.csv", "/internal/on-call"],
  ];
  for (const path of paths) {
    const part = await ask("GET", path, "part-viewers");
    expect([path, part.status, part.text.includes(twinAccount)]).toEqual([path, 200, false]);
    expect([path, part.text.includes("vpce-crossing")]).toEqual([path, true]);
  }
  const own = JSON.parse(
    (await ask("GET", "/api/v1/endpoints/vpce-crossing/diagnosis", "part-viewers")).text,
  );
  expect(own.verdict).toMatchObject({
    kind: "broken",
    break: { hop: "targets", cause: { checkId: "targets-unhealthy" } },
  });
  const whole = await ask("GET", "/api/v1/endpoints/vpce-crossing/diagnosis", "viewers");
  expect(whole.text).toContain(`No target of arn:aws:elasticloadbalancing:us-east-1:${twinAccount}`);
});
