import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openClient } from "./clients.ts";
import { classify } from "./errors.ts";
import { type HandlerOptions, openHandler } from "./handler.ts";

const open: { server: Server; handler: ReturnType<typeof openHandler> }[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const { server, handler } of open.splice(0)) {
    handler.destroy();
    server.closeAllConnections();
    server.close();
  }
});

/** A server that answers in this way, and a handler to ask it with. */
async function served(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options?: HandlerOptions,
) {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const handler = openHandler(options);
  open.push({ server, handler });
  const ask = (abortSignal?: AbortSignal) =>
    handler.handle(
      {
        ...{ protocol: "http:", hostname: "127.0.0.1", port, method: "POST", path: "/" },
        ...{ query: {}, headers: {}, body: "Action=DescribeVpcs" },
      } as Parameters<typeof handler.handle>[0],
      { abortSignal },
    );
  return { ask, handler, port, server };
}

const failure = (asked: Promise<unknown>) =>
  asked.then(
    () => {
      throw new Error("it was answered");
    },
    (error: unknown) => classify(error),
  );

describe("an answer", () => {
  it("comes whole, as bytes, its headers in small letters", async () => {
    const { ask } = await served((_, response) => {
      response.writeHead(200, { "X-Amzn-RequestId": "one" });
      response.write("é".repeat(40_000));
      setTimeout(() => response.end("end"), 20);
    });
    const { response } = await ask();
    expect(response.statusCode).toBe(200);
    expect(response.headers["x-amzn-requestid"]).toBe("one");
    expect(Buffer.from(response.body).toString()).toBe(`${"é".repeat(40_000)}end`);
  });

  it("is empty bytes where there is no body", async () => {
    const { ask } = await served((_, response) => response.writeHead(204).end());
    const { response } = await ask();
    expect(response.body).toHaveLength(0);
  });

  it("leaves the connection open for later calls", async () => {
    const ports = new Set<number | undefined>();
    const { ask } = await served((request, response) => {
      ports.add(request.socket.remotePort);
      response.end("ok");
    });
    for (let i = 0; i < 10; i++) await ask();
    // The second call may come before the first one's connection is free again.
    expect(ports.size).toBeLessThanOrEqual(2);
  });
});

describe("a connection that fails", () => {
  it("in the middle of an answer is cut off", async () => {
    const { ask } = await served((_, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half", () => response.destroy());
    });
    expect(await failure(ask())).toEqual({
      errorClass: "network",
      code: "ECONNRESET",
      message: "the connection was cut off",
    });
  });

  it("before an answer is cut off", async () => {
    const { ask } = await served((_, response) => response.destroy());
    expect(await failure(ask())).toMatchObject({ errorClass: "network", code: "ECONNRESET" });
  });

  it("is refused", async () => {
    const { ask, server } = await served((_, response) => response.end());
    await new Promise((closed) => server.close(closed));
    expect(await failure(ask())).toMatchObject({ errorClass: "network", code: "ECONNREFUSED" });
  });

  it("is silent for too long, before an answer or in it", async () => {
    const never = await served(() => {}, { silentMs: 200 });
    const timedOut = { errorClass: "network", code: "TimeoutError", message: "no answer for 0.2 s" };
    expect(await failure(never.ask())).toEqual(timedOut);
    const half = await served((_, response) => response.write("half"), { silentMs: 200 });
    expect(await failure(half.ask())).toEqual(timedOut);
  });

  it("is tried again by the SDK, wherever it was cut off", async () => {
    let asked = 0;
    const { handler, port } = await served((_, response) => {
      asked++;
      if (asked === 1) return response.destroy();
      if (asked > 2) return response.end("<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>");
      response.writeHead(200, { "content-length": 100 });
      response.write("half", () => response.destroy());
    });
    vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${port}`);
    const client = openClient("ec2", {
      region: "us-east-1",
      credentials: async () => ({ accessKeyId: "id", secretAccessKey: "secret" }),
      requestHandler: handler,
    });
    expect(await client.send(new DescribeVpcsCommand({}) as never)).toMatchObject({ Vpcs: [] });
    expect(asked).toBe(3);
  });
});

describe("a call that is cancelled", () => {
  for (const reason of [undefined, new Error("stopped")])
    it(`counts as interrupted ${reason ? "for whatever reason" : "without a reason"}`, async () => {
      const stop = new AbortController();
      const { ask } = await served(() => stop.abort(reason));
      expect(await failure(ask(stop.signal))).toMatchObject({
        errorClass: "interrupted",
        code: "AbortError",
      });
      expect(await failure(ask(stop.signal))).toMatchObject({ errorClass: "interrupted" });
    });

  it("counts as interrupted in the middle of an answer", async () => {
    const stop = new AbortController();
    const { ask } = await served((_, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("half", () => stop.abort());
    });
    expect(await failure(ask(stop.signal))).toMatchObject({ errorClass: "interrupted" });
  });
});
