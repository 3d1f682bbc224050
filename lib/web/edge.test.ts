import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { unhealthySchema } from "../api/health.ts";
import { problemSchema } from "../api/problem.ts";
import { log } from "../log.ts";
import { type Edge, openEdge } from "./edge.ts";
import { defaultWebSettings, type WebSettings } from "./schema.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Handle = Parameters<typeof openEdge>[0];
const answering: Handle = async (_, response) => void response.end("answered");

async function open(
  settings: Partial<WebSettings>,
  handle = answering,
): Promise<{ url: string; edge: Edge }> {
  const edge = openEdge(handle, { ...defaultWebSettings, ...settings });
  server = createServer(edge.listener);
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, edge };
}

const statuses = async (url: string, times: number, headers: Record<string, string> = {}) => {
  const seen: number[] = [];
  for (let n = 0; n < times; n++) {
    const answer = await fetch(url, { headers });
    await answer.text();
    seen.push(answer.status);
  }
  return seen;
};
const times = (n: number, status: number) => Array(n).fill(status);

it("tells a caller that asks too often when to come back, and still says how it is", async () => {
  const { url } = await open({ requestsPerMinute: 10 });
  expect(await statuses(`${url}/api/v1/endpoints`, 11)).toEqual([...times(10, 200), 429]);
  const refused = await fetch(`${url}/costs?a=b`);
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(refused.headers.get("content-security-policy")).toContain("default-src 'none'");
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(problemSchema.parse(await refused.json())).toMatchObject({ status: 429, instance: "/costs" });
  expect(await statuses(`${url}/api/health`, 3)).toEqual(times(3, 200));
  expect(await statuses(`${url}/_next/static/a.js`, 3)).toEqual(times(3, 200));
});

it("says that it is stopping, and ends each connection with its answer", async () => {
  const { url, edge } = await open({ requestsPerMinute: 10 });
  expect((await fetch(`${url}/api/health`)).headers.get("connection")).toBe("keep-alive");
  edge.drain();
  const health = await fetch(`${url}/api/health`);
  expect([health.status, health.headers.get("connection")]).toEqual([503, "close"]);
  expect(unhealthySchema.parse(await health.json())).toMatchObject({ status: "draining" });
  const page = await fetch(url);
  expect([page.status, page.headers.get("connection")]).toEqual([200, "close"]);
});

it("answers for a handler that never does, and that one harms nobody afterwards", async () => {
  let late: Promise<unknown> = Promise.resolve();
  const { url } = await open({ answerTimeoutSeconds: 0.05 }, async (_, response) => {
    late = new Promise((done) => response.once("close", done)).then(() => response.setHeader("a", "b"));
    await late;
  });
  const answer = await fetch(`${url}/idle`);
  expect(answer.status).toBe(503);
  expect(problemSchema.parse(await answer.json()).detail).toMatch(/took too long/);
  await expect(late).rejects.toThrow(/after they are sent/);
});

it("keeps what went wrong to itself", async () => {
  const told = vi.spyOn(log, "error").mockImplementation(() => {});
  const { url } = await open({}, () => Promise.reject(new Error("hunter2")));
  const answer = await fetch(url);
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain("hunter2");
  expect(told).toHaveBeenCalledOnce();
  told.mockRestore();
});

it("refuses addresses longer than any of ours", async () => {
  const { url } = await open({});
  expect(await statuses(`${url}/?q=${"x".repeat(8000)}`, 1)).toEqual([200]);
  expect(await statuses(`${url}/?q=${"x".repeat(8200)}`, 1)).toEqual([414]);
  // What the framework would redirect, with the address in its headers twice.
  for (const path of ["/api//v1", "/costs/", "/a%5C/"]) {
    expect(await statuses(`${url}${path}?q=${"x".repeat(1900)}`, 1)).toEqual([200]);
    expect(await statuses(`${url}${path}?q=${"x".repeat(2100)}`, 1)).toEqual([414]);
  }
});
