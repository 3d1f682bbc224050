import { createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { insertFleet } from "../testing/fleetRows.ts";
import { processDatabase } from "../testing/rows.ts";
import { openApp } from "./testing/app.ts";
import { configureSignIn } from "./testing/config.ts";
import { openProvider } from "./testing/provider.ts";

const db = processDatabase();
const closing: (() => unknown)[] = [];
let app: string;
let issuer: string;
let somebody = {
  id: "ada",
  account: { name: "Ada Lovelace", email: "ada@example.com", groups: ["callers"] },
};
const noon = "2026-11-18T14:05:00Z";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

beforeAll(async () => {
  await insertFleet(db);
  const port = await freePort();
  app = `http://127.0.0.1:${port}`;
  const provider = await openProvider(
    () => somebody,
    () => `${app}/sign-in/callback`,
  );
  issuer = provider.issuer;
  const { access, close } = configureSignIn(issuer, app);
  const server = await openApp(access, port);
  closing.push(server.close, close, provider.close);
});

afterAll(async () => {
  for (const close of closing) await close();
});

beforeEach(() => setClock(noon));

const setClock = (now: string) => Object.assign(process.env, { LINKLEDGER_NOW: now });

/** A browser: cookies by host, no redirect followed unless asked. */
class Browser {
  readonly cookies = new Map<string, Map<string, string>>();

  async open(url: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(url);
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { accept: "text/html", cookie, ...(init.headers as Record<string, string>) };
    const answer = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }

  /** Follows redirects until an answer is none, or leads to what `stop` says. */
  async follow(
    url: string,
    stop: (url: string) => boolean = () => false,
  ): Promise<{ url: string; answer: Response }> {
    let at = url;
    for (let step = 0; step < 12; step++) {
      const answer = await this.open(at);
      const location = answer.headers.get("location");
      if (!location) return { url: at, answer };
      at = new URL(location, at).href;
      if (stop(at)) return { url: at, answer };
    }
    throw new Error(`redirected for ever, last to ${at}`);
  }
}

const events = async () =>
  (
    await db.pool.query(
      "SELECT action, outcome, actor, actor_kind AS kind, detail FROM access_event WHERE actor <> 'Ada' ORDER BY ctid",
    )
  ).rows;

test("somebody goes to a page, signs in at the provider, and is back at exactly that page", async () => {
  const browser = new Browser();
  const { url, answer } = await browser.follow(`${app}/endpoints?q=vpce-1&sort=-bytes30d`);
  expect([url, answer.status]).toEqual([`${app}/endpoints?q=vpce-1&sort=-bytes30d`, 200]);
  const api = await browser.open(`${app}/api/v1/endpoints`);
  expect(api.status).toBe(200);
  expect(await events()).toMatchObject([
    { action: "sign-in", outcome: "done", actor: "Ada Lovelace", kind: "person" },
  ]);
  const { rows } = await db.pool.query("SELECT session_id, groups FROM access_session");
  const secret = browser.cookies.get(new URL(app).host)?.get("linkledger-session") ?? "";
  expect(secret).toHaveLength(43);
  expect(rows).toMatchObject([{ session_id: expect.not.stringContaining(secret), groups: ["callers"] }]);
});

test("the way to the provider has PKCE, state and nonce, and the cookies are for this server alone", async () => {
  const answer = await new Browser().open(`${app}/sign-in?returnTo=//evil.example/x`);
  const url = new URL(answer.headers.get("location") ?? "");
  expect(url.origin).toBe(issuer);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    ...{ response_type: "code", client_id: "linkledger", code_challenge_method: "S256" },
    ...{ redirect_uri: `${app}/sign-in/callback`, state: expect.stringMatching(/.{40}/) },
    ...{ nonce: expect.stringMatching(/.{40}/), code_challenge: expect.stringMatching(/.{40}/) },
  });
  expect(answer.headers.get("set-cookie")).toMatch(
    /^linkledger-sign-in=\S+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/,
  );
  const { url: back } = await new Browser().follow(`${app}/sign-in?returnTo=//evil.example/x`);
  expect(back).toBe(`${app}/`);
});

test("an answer of the provider is good for the browser that asked, once, with its own state", async () => {
  const browser = new Browser();
  const { url: callback } = await browser.follow(`${app}/sign-in`, (url) =>
    url.startsWith(`${app}/sign-in/callback`),
  );
  const refused = async (who: Browser, url: string, words: RegExp) => {
    const answer = await who.open(url);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringMatching(words)]);
    expect(who.cookies.get(new URL(app).host)?.has("linkledger-session")).not.toBe(true);
  };
  await refused(new Browser(), callback, /No sign-in was begun in this browser/);
  const other = new Browser();
  await other.open(`${app}/sign-in`);
  await refused(other, callback, /was not accepted/);
  const forged = new Browser();
  await forged.open(`${app}/sign-in`);
  await refused(forged, `${app}/sign-in/callback?code=x&state=<script>alert(1)</script>`, /was not accepted/);
  expect((await browser.open(callback)).status).toBe(303);
  await refused(new Browser(), callback, /No sign-in was begun/);
  expect((await events()).filter(({ outcome }) => outcome === "failed")).toMatchObject(
    Array.from({ length: 4 }, () => ({ action: "sign-in", kind: "nobody" })),
  );
});

test("who is in no group that is mapped is told so, and gets no session", async () => {
  const before = somebody;
  somebody = { id: "eve", account: { name: "Eve <b>", email: "eve@example.com", groups: ["others"] } };
  const browser = new Browser();
  const { answer } = await browser.follow(`${app}/`);
  const text = await answer.text();
  somebody = before;
  expect([answer.status, text]).toEqual([403, expect.stringContaining("Eve &lt;b&gt;")]);
  expect(browser.cookies.get(new URL(app).host)?.has("linkledger-session")).toBe(false);
  expect((await events()).at(-1)).toMatchObject({ action: "sign-in", outcome: "failed", actor: "Eve <b>" });
});

test("a session ends when it is signed out of, not used, or old; its cookie then opens nothing", async () => {
  const status = async (browser: Browser) => (await browser.open(`${app}/api/v1/endpoints`)).status;
  const signedIn = async () => {
    setClock(noon);
    const browser = new Browser();
    await browser.follow(`${app}/`);
    expect(await status(browser)).toBe(200);
    return browser;
  };
  const out = await signedIn();
  const kept = new Map(out.cookies.get(new URL(app).host));
  expect(
    (await out.open(`${app}/sign-out`, { method: "POST", headers: { origin: "https://evil.example" } }))
      .status,
  ).toBe(403);
  expect(await status(out)).toBe(200);
  const answer = await out.open(`${app}/sign-out`, { method: "POST", headers: { origin: app } });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/signed-out"]);
  out.cookies.set(new URL(app).host, kept);
  expect(await status(out)).toBe(401);

  const idle = await signedIn();
  setClock("2026-11-18T15:04:00Z");
  expect(await status(idle)).toBe(200);
  setClock("2026-11-18T16:03:00Z");
  expect(await status(idle)).toBe(200);
  setClock("2026-11-18T17:04:00Z");
  expect(await status(idle)).toBe(401);

  const old = await signedIn();
  for (let minute = 50; minute < 720; minute += 55) {
    setClock(new Date(Date.parse(noon) + minute * 60_000).toISOString());
    expect(await status(old)).toBe(200);
  }
  setClock("2026-11-19T02:06:00Z");
  expect(await status(old)).toBe(401);
});

test("a token does what its role and grant say, until it is revoked or expires, and is stored as a hash", async () => {
  const before = somebody;
  somebody = { id: "root", account: { name: "Root", email: "root@example.com", groups: ["admins"] } };
  const admin = new Browser();
  await admin.follow(`${app}/`);
  somebody = before;
  const make = async (entry: object, who = admin) => {
    const answer = await who.open(`${app}/api/v1/access/tokens`, {
      method: "POST",
      headers: { origin: app, "content-type": "application/json" },
      body: JSON.stringify(entry),
    });
    return { status: answer.status, body: await answer.json() };
  };
  const call = async (secret: string, path = "/api/v1/endpoints", method = "GET") =>
    fetch(app + path, { method, headers: { authorization: `Bearer ${secret}` } });
  const made = await make({ name: "grafana", role: "viewer", accounts: ["222222222222"], expiresInDays: 7 });
  expect(made.status).toBe(201);
  const { secret, token } = made.body;
  expect(secret).toMatch(/^llt_[\w-]{43}$/);
  expect(token).toMatchObject({
    name: "grafana",
    madeBy: "Root",
    state: "valid",
    prefix: secret.slice(0, 10),
  });
  const { rows } = await db.pool.query("SELECT * FROM access_token");
  expect(JSON.stringify(rows)).not.toContain(secret.slice(10));
  expect(await (await call(secret)).json()).toMatchObject({ total: 0 });
  expect((await call(secret, "/api/v1/audits")).status).toBe(403);
  expect((await call(secret, "/api/v1/access/tokens")).status).toBe(403);
  for (const wrong of [`${secret.slice(0, -1)}x`, "llt_x", `llt_${"a".repeat(43)}`]) {
    const answer = await call(wrong);
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer realm="linkledger"',
    ]);
  }
  expect((await make({ name: "", role: "king" })).body).toMatchObject({
    errors: [{ field: "name" }, { field: "role" }],
  });
  setClock("2026-11-25T14:06:00Z");
  expect((await call(secret)).status).toBe(401);
  setClock(noon);
  expect((await call(secret)).status).toBe(200);
  const removed = await admin.open(`${app}/api/v1/access/tokens/${token.tokenId}`, {
    method: "DELETE",
    headers: { origin: app },
  });
  expect([removed.status, (await call(secret)).status]).toEqual([204, 401]);
  expect((await events()).slice(-4)).toMatchObject([
    ...[{ action: "sign-in" }, { action: "token made", actor: "Root" }],
    ...[
      { action: "token made", outcome: "failed" },
      { action: "token revoked", actor: "Root" },
    ],
  ]);
});

test("an admin of a part makes tokens for the part alone, and sees no others", async () => {
  const before = somebody;
  somebody = { id: "part", account: { name: "Part", email: "p@example.com", groups: ["part-admins"] } };
  const admin = new Browser();
  await admin.follow(`${app}/`);
  somebody = before;
  const make = async (more: object) => {
    const answer = await admin.open(`${app}/api/v1/access/tokens`, {
      method: "POST",
      headers: { origin: app, "content-type": "application/json" },
      body: JSON.stringify({ name: "part", role: "on-call", ...more }),
    });
    return answer.status;
  };
  expect(await make({})).toBe(403);
  expect(await make({ accounts: ["222222222222"] })).toBe(403);
  expect(await make({ accounts: ["111111111111"], owners: ["core"] })).toBe(403);
  expect(await make({ accounts: ["111111111111"] })).toBe(201);
  const list = await (await admin.open(`${app}/api/v1/access/tokens`)).json();
  expect(list.items.map(({ name }: { name: string }) => name)).toEqual(["part"]);
});

test("people see and end their own sessions, and an admin of the whole fleet everybody's, on record with whose", async () => {
  const before = somebody;
  const signedIn = async (id: string, name: string, group: string) => {
    somebody = { id, account: { name, email: `${id}@example.com`, groups: [group] } };
    const browser = new Browser();
    await browser.follow(`${app}/`);
    return browser;
  };
  const status = async (browser: Browser) => (await browser.open(`${app}/api/v1/endpoints`)).status;
  const list = async (browser: Browser, query = "") => {
    const answer = await browser.open(`${app}/api/v1/access/sessions${query}`);
    return { status: answer.status, ...(await answer.json()) };
  };
  const end = async (browser: Browser, sessionId: string) =>
    (
      await browser.open(`${app}/api/v1/access/sessions/${sessionId}`, {
        method: "DELETE",
        headers: { origin: app },
      })
    ).status;
  const [desk, phone, other] = [
    await signedIn("kim", "Kim", "part-viewers"),
    await signedIn("kim", "Kim", "part-viewers"),
    await signedIn("lee", "Lee", "part-admins"),
  ];
  const admin = await signedIn("boss", "Boss", "admins");
  somebody = before;
  const own = await list(desk);
  expect(own.items).toMatchObject([{ name: "Kim", own: true }, { name: "Kim" }]);
  expect(own.items.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
  expect(own.items[0].address).toContain("127.0.0.1");
  // What is shown of a session is not what is stored of its secret.
  const stored = await db.pool.query("SELECT session_id AS id FROM access_session");
  expect(stored.rows.map(({ id }) => id)).not.toContain(own.items[0].sessionId);
  expect((await list(other, "?whose=all")).status).toBe(403);
  expect((await list(admin, "?whose=nobody")).status).toBe(400);
  const [theirs] = (await list(other)).items;
  expect([await end(desk, theirs.sessionId), await end(desk, "x"), await status(other)]).toEqual([
    404, 404, 200,
  ]);
  const phones = own.items.find(({ current }: { current: boolean }) => !current);
  expect([await end(desk, phones.sessionId), await status(phone), await status(desk)]).toEqual([
    204, 401, 200,
  ]);
  const all = (await list(admin, "?whose=all")).items as { sessionId: string; name: string }[];
  const lees = all.find(({ name }) => name === "Lee");
  expect([await end(admin, lees?.sessionId ?? ""), await status(other)]).toEqual([204, 401]);
  expect((await events()).slice(-2)).toMatchObject([
    { action: "session ended", outcome: "done", actor: "Kim", detail: "the session of Kim" },
    { action: "session ended", outcome: "done", actor: "Boss", detail: "the session of Lee" },
  ]);
});

test("the record is exported, and neither changed nor deleted", async () => {
  await expect(db.pool.query("DELETE FROM access_event")).rejects.toThrow("append-only");
  await expect(db.pool.query("UPDATE access_event SET actor = 'x'")).rejects.toThrow("append-only");
});
