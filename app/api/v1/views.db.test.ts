import { beforeEach, describe, expect, it } from "vitest";
import { DELETE, PATCH } from "#app/api/v1/views/[id]/route.ts";
import { GET, POST } from "#app/api/v1/views/route.ts";
import { processDatabase } from "#lib/testing/rows.ts";

const db = processDatabase();
const none = { params: Promise.resolve({}) };
const [ana, ben] = [
  "linkledger-browser=11111111-1111-4111-8111-111111111111",
  "linkledger-browser=22222222-2222-4222-8222-222222222222",
];
const idle = { list: "/idle", name: "Expensive", query: "state=idle&sort=-savingUsd&cursor=x&owner=" };

beforeEach(async () => {
  await db.pool.query("TRUNCATE saved_view, saved_view_start");
});

const ask = (url: string, method: string, cookie: string, body?: unknown) =>
  new Request(`http://x${url}`, {
    method,
    headers: { cookie, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const save = async (body: unknown, cookie = ana) => {
  const response = await POST(ask("/api/v1/views", "POST", cookie, body), none);
  return { status: response.status, body: await response.json(), cookie: response.headers.get("set-cookie") };
};
const change = async (id: string, body: unknown, cookie = ana) => {
  const response = await PATCH(ask(`/api/v1/views/${id}`, "PATCH", cookie, body), {
    params: Promise.resolve({ id }),
  });
  return { status: response.status, body: await response.json() };
};
const remove = async (id: string, cookie = ana) =>
  (await DELETE(ask(`/api/v1/views/${id}`, "DELETE", cookie), { params: Promise.resolve({ id }) })).status;
const names = async (cookie: string, list = "/idle") => {
  const response = await GET(ask(`/api/v1/views?list=${encodeURIComponent(list)}`, "GET", cookie), none);
  const { items } = await response.json();
  return items.map(({ name, start }: { name: string; start: boolean }) => (start ? `${name} *` : name));
};

describe("saved views", () => {
  it("belong to a browser, or to everybody", async () => {
    const { status, body } = await save(idle);
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ query: "state=idle&sort=-savingUsd&owner=", shared: false, start: false }),
    ]);
    await save({ ...idle, name: "All hands", shared: true }, ben);
    expect(await names(ana)).toEqual(["All hands", "Expensive"]);
    expect(await names(ben)).toEqual(["All hands"]);
    expect(await change(body.viewId, { name: "Mine" }, ben)).toMatchObject({ status: 404 });
    expect(await remove(body.viewId, ben)).toBe(404);
    expect(await change(body.viewId, { shared: true })).toMatchObject({
      status: 200,
      body: { shared: true },
    });
    expect(await names(ben)).toEqual(["All hands", "Expensive"]);
    expect(await remove(body.viewId, ben)).toBe(204);
    expect(await names(ana)).toEqual(["All hands"]);
  });

  it("are a start for one browser alone, one of each list", async () => {
    const first = await save({ ...idle, shared: true, start: true });
    const second = await save({ ...idle, name: "Kept", query: "kept=yes" });
    expect(await names(ana)).toEqual(["Expensive *", "Kept"]);
    expect(await names(ben)).toEqual(["Expensive"]);
    await change(second.body.viewId, { start: true });
    expect(await names(ana)).toEqual(["Expensive", "Kept *"]);
    await change(first.body.viewId, { start: false });
    expect(await names(ana)).toEqual(["Expensive", "Kept *"]);
    await remove(second.body.viewId);
    expect((await db.pool.query("SELECT FROM saved_view_start")).rowCount).toBe(0);
  });

  it("give a browser its id, which no script reads", async () => {
    expect((await save(idle, "")).cookie).toMatch(
      /^linkledger-browser=[0-9a-f-]{36}; .*HttpOnly; SameSite=Lax$/,
    );
    expect((await save({ ...idle, name: "Two" })).cookie).toBeNull();
  });

  it.each([
    [{ ...idle, list: "/nowhere" }, "list"],
    [{ ...idle, name: " " }, "name"],
    [{ ...idle, name: "x".repeat(61) }, "name"],
    [{ ...idle, name: "two\nlines" }, "name"],
    [{ ...idle, query: "colour=blue" }, "query.colour"],
    [{ ...idle, query: "sort=colour" }, "query.sort"],
    [{ ...idle, colour: "blue" }, "colour"],
    [{ ...idle, name: "Taken" }, "name"],
  ])("are refused as %j", async (body, field) => {
    await save({ ...idle, name: "Taken" });
    const { status, body: problem } = await save(body);
    expect([status, problem.field]).toEqual([400, field]);
    expect(await names(ana)).toEqual(["Taken"]);
  });

  it("are changed by something, and to a name that is free", async () => {
    await save(idle);
    const { body } = await save({ ...idle, name: "Two" });
    expect(await change(body.viewId, {})).toMatchObject({ status: 400 });
    expect(await change(body.viewId, { name: "Expensive" })).toMatchObject({
      status: 400,
      body: { field: "name" },
    });
    expect(await change(body.viewId, { query: "page=2" })).toMatchObject({ body: { field: "query.page" } });
    expect((await GET(ask("/api/v1/views?list=/nowhere", "GET", ana), none)).status).toBe(400);
  });
});
