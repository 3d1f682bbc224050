import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { openGate } from "./gate.ts";

it("without sign-in answers who names this machine, and no name that was made to point to it", async () => {
  const gate = openGate(async (_, response) => void response.end("the fleet"), {
    access: () => ({ metrics: "token" }),
    isFile: () => false,
    callerOf: () => ({ address: "127.0.0.1", local: true, credential: undefined }),
  });
  const server = createServer((asked, response) => void gate(asked, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const ask = (host: string) =>
    new Promise<{ status?: number; body: string }>((done, fail) => {
      const asked = request({ port, host: "127.0.0.1", path: "/api/v1/endpoints", headers: { host } });
      asked.on("error", fail).on("response", (answer) => {
        let body = "";
        answer.on("data", (chunk) => (body += chunk));
        answer.on("end", () => done({ status: answer.statusCode, body }));
      });
      asked.end();
    });
  try {
    expect(await ask(`localhost:${port}`)).toEqual({ status: 200, body: "the fleet" });
    const rebound = await ask(`attacker.example:${port}`);
    expect(rebound.status).toBe(421);
    expect(rebound.body).toContain("expected localhost");
    expect(rebound.body).not.toContain("the fleet");
  } finally {
    server.close();
  }
});
