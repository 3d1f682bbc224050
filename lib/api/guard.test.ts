import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { refuseMalformed } from "./guard.ts";

let server: Server;
beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    if (!refuseMalformed(incoming, outgoing)) outgoing.end("passed on");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => server.close());

async function send(path: string, method = "GET") {
  const { port } = server.address() as AddressInfo;
  const asked = request({ host: "127.0.0.1", port, path, method, agent: false }).end();
  const [answer] = await once(asked, "response");
  return { status: answer.statusCode as number, body: await text(answer) };
}

it.each(["/api/v1/endpoints/%zz", "/endpoints/%", "/%ff%fe", "/%C0%80"])(
  "refuses the path %s",
  async (path) => {
    const { status, body } = await send(path);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ status: 400, field: "path", instance: path });
  },
);

it.each(["TRACE", "PROPFIND"])("refuses %s", async (method) => {
  expect((await send("/api/v1/endpoints", method)).status).toBe(405);
});

it.each(["/", "/api/v1/endpoints/%00", "/endpoints?q=%zz", "/%F0%9F%92%A5"])("passes %s on", async (path) => {
  expect(await send(path)).toEqual({ status: 200, body: "passed on" });
});
