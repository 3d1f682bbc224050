import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";
import { confine } from "../../api/securityHeaders.ts";
import { callerOf } from "../../web/caller.ts";
import type { Access } from "../atStart.ts";
import { openGate } from "../gate.ts";
import { matchRoute } from "../matchRoute.ts";

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;

function paramsOf(pattern: string, path: string): Record<string, string | string[]> {
  const given = path.split("/").slice(1);
  const params: Record<string, string | string[]> = {};
  for (const [i, part] of pattern.split("/").slice(1).entries()) {
    const name = /^\[(\.\.\.)?(\w+)\]$/.exec(part);
    if (name?.[2]) params[name[2]] = name[1] ? given.slice(i) : (given[i] as string);
  }
  return params;
}

/** Answers as the app's route handlers do; a page is the word "page". */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url = "/" } = request;
  const [path = "/"] = url.split("?", 1);
  const pattern = matchRoute(path)?.pattern ?? "";
  const file = `app${pattern}/route.ts`;
  if (!existsSync(file)) {
    response.end("page");
    return;
  }
  const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, Handler>;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const handler = module[method];
  if (!handler) {
    response.writeHead(405).end();
    return;
  }
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  const asked = new Request(new URL(url, `http://${request.headers.host}`), {
    method,
    headers,
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  });
  const result = await handler(asked, { params: Promise.resolve(paramsOf(pattern, path)) });
  response.writeHead(result.status, [...result.headers].flat());
  response.end(Buffer.from(await result.arrayBuffer()));
}

/** The app as the gate has it in front of it, on loopback, without the web framework; `handle` in place of its handlers. */
export async function openApp(
  access: Access,
  at = 0,
  handle = answer,
): Promise<{ url: string; close(): Promise<void> }> {
  const gate = openGate(handle, {
    access: access.current,
    isFile: (path) => path === "/icon.svg",
    callerOf: (request) => callerOf(request, []),
  });
  const server = createServer((request, response) => {
    confine(request, response);
    gate(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((done) => server.listen(at, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
