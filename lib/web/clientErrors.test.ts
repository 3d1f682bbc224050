import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { problemSchema } from "../api/problem.ts";
import { answerToNoRequest, refuseNoRequest } from "./clientErrors.ts";

async function answerTo(sent: string): Promise<string> {
  const server = createServer({ maxHeaderSize: 1024 }, (_, response) => response.end("heard"));
  server.on("clientError", refuseNoRequest);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  try {
    socket.write(sent);
    return await text(socket);
  } finally {
    socket.destroy();
    server.close();
  }
}

const bodyOf = (answer: string) => problemSchema.parse(JSON.parse(answer.split("\r\n\r\n")[1] ?? ""));

it("tells what is no request as a problem, and ends the connection", async () => {
  const long = await answerTo(`GET / HTTP/1.1\r\nhost: x\r\na: ${"x".repeat(2000)}\r\n\r\n`);
  expect(long).toMatch(/^HTTP\/1\.1 431 /);
  expect(long).toContain("connection: close");
  expect(bodyOf(long)).toMatchObject({ status: 431, title: "Request Header Fields Too Large" });
  const nonsense = await answerTo("<script>alert(1)</script>\r\n\r\n");
  expect(nonsense).toMatch(/^HTTP\/1\.1 400 /);
  expect(bodyOf(nonsense)).toMatchObject({ status: 400, field: "request" });
  expect(nonsense).not.toContain("script");
});

it("names the statuses that Node's server would", () => {
  const status = (code: string | undefined) => bodyOf(answerToNoRequest(code)).status;
  expect(["ERR_HTTP_REQUEST_TIMEOUT", "HPE_CHUNK_EXTENSIONS_OVERFLOW", undefined].map(status)).toEqual([
    408, 413, 400,
  ]);
});
