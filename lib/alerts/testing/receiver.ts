import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "vitest";

export interface Received {
  path: string;
  headers: Record<string, string>;
  body: unknown;
  text: string;
  /** What it was answered. */
  status: number;
}

/** What a receiver says: a status, with headers and a body; "nonsense": no HTTP; "nothing": the connection breaks. */
export type Answer =
  | { status: number; headers?: Record<string, string>; body?: string }
  | "nonsense"
  | "nothing";

/** A receiver of alerts on loopback that answers as it is told to, and keeps what it took. */
export function testReceiver() {
  let server: Server;
  const receiver = {
    answer: (() => ({ status: 200 })) as (request: Received) => Answer | Promise<Answer>,
    /** Every request, in order. */
    requests: [] as Received[],
    /** Those that were answered well. */
    taken: () => receiver.requests.filter(({ status }) => status >= 200 && status < 300),
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString("utf8");
      const received: Received = {
        path: request.url ?? "",
        headers: request.headers as Record<string, string>,
        body: JSON.parse(text),
        text,
        status: 0,
      };
      receiver.requests.push(received);
      const answer = await receiver.answer(received);
      if (answer === "nothing") return void request.socket.destroy();
      if (answer === "nonsense") return void request.socket.end("SSH-2.0-OpenSSH_9.2\r\n");
      received.status = answer.status;
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      response.end(answer.body ?? '{"status":"success"}');
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });
  beforeEach(() => {
    receiver.requests = [];
    receiver.answer = () => ({ status: 200 });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return receiver;
}
