import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pushedResultSchema } from "#lib/probes/schema.ts";
import { probe } from "./checks.ts";
import { type Kind, readConfig } from "./config.ts";
import { certificate, key } from "./testing/certificate.ts";
import { startDnsServer } from "./testing/dnsServer.ts";

const servers: Server[] = [];
const sockets = new Set<Socket>();
async function listen<S extends Server>(server: S): Promise<number> {
  servers.push(server);
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

let dns: Awaited<ReturnType<typeof startDnsServer>>;
let ports: Record<"http" | "tls" | "silent" | "hangsUp" | "closed", number>;

beforeAll(async () => {
  dns = await startDnsServer({
    "api.probe.test": { addresses: ["127.0.0.1"], ttl: 60 },
    "two.probe.test": { addresses: ["127.0.0.1", "52.94.1.2"], ttl: 5 },
    "broken.probe.test": { rcode: 2 },
    "silent.probe.test": "silent",
  });
  const closed = createTcpServer();
  ports = {
    http: await listen(
      createHttpServer((request, response) => {
        response.writeHead(request.url === "/missing" ? 404 : 200, { host: request.headers.host ?? "" });
        // A body that never ends: only the status is waited for.
        response.write("x");
      }),
    ),
    tls: await listen(
      createTlsServer({ cert: certificate, key }, (socket) => socket.end("HTTP/1.1 204 No Content\r\n\r\n")),
    ),
    silent: await listen(createTcpServer(() => {})),
    hangsUp: await listen(createTcpServer((socket) => socket.destroy())),
    closed: await listen(closed),
  };
  await new Promise((resolve) => closed.close(resolve));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) if (server.listening) await new Promise((resolve) => server.close(resolve));
  await dns.close();
});

async function run(kind: Kind, target: object, more: object = {}) {
  const config = readConfig({
    push: { url: "http://x/", token: "t" },
    location: { name: "here" },
    dnsServers: [dns.address],
    timeoutSeconds: 2,
    targets: [{ host: "api.probe.test", kinds: [kind], ...target }],
    ...more,
  });
  const [first] = config.targets;
  if (!first) throw new Error("no target");
  const result = await probe(first, kind, config);
  // The API takes whatever the agent makes.
  expect(pushedResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(
    JSON.parse(JSON.stringify(result)),
  );
  return result;
}

describe("a probe", () => {
  it("of DNS tells every address and the TTL", async () => {
    expect(await run("dns", { host: "two.probe.test" })).toMatchObject({
      target: "two.probe.test",
      success: true,
      dns: { addresses: ["127.0.0.1", "52.94.1.2"], ttlSeconds: 5 },
      latencySeconds: { resolve: expect.any(Number), total: expect.any(Number) },
    });
  });

  it("of TCP connects to what DNS answered, or to the address that is given", async () => {
    const { latencySeconds, ...result } = await run("tcp", { port: ports.silent, vpcEndpointId: "vpce-0a1" });
    expect(result).toMatchObject({
      success: true,
      target: `api.probe.test:${ports.silent}`,
      vpcEndpointId: "vpce-0a1",
    });
    expect(Object.keys(latencySeconds)).toEqual(["resolve", "connect", "total"]);
    const plain = await run("tcp", { host: "127.0.0.1", port: ports.silent });
    expect(plain.success).toBe(true);
    expect(plain.dns).toBeUndefined();
  });

  it("of TLS shakes hands by the host's name and tells the certificate's end", async () => {
    const trusted = await run("tls", { port: ports.tls, anyCertificate: true });
    expect(trusted).toMatchObject({ success: true, certificateExpiresAt: expect.stringMatching(/^2126-/) });
    expect(trusted.latencySeconds.tls).toBeGreaterThan(0);
    // Nobody we trust has signed it; when it ends is told all the same.
    expect(await run("tls", { port: ports.tls })).toMatchObject({
      success: false,
      errorClass: "tls-certificate",
      certificateExpiresAt: trusted.certificateExpiresAt,
    });
  });

  it("of HTTP takes the status and no more", async () => {
    const plain = { port: ports.http, plain: true };
    const good = await run("http", plain);
    expect(good).toMatchObject({
      success: true,
      httpStatus: 200,
      target: `http://api.probe.test:${ports.http}/`,
    });
    expect(Object.keys(good.latencySeconds)).toEqual(["resolve", "connect", "firstByte", "total"]);
    expect(await run("http", { ...plain, path: "/missing" })).toMatchObject({
      success: false,
      httpStatus: 404,
      errorClass: "http-status",
    });
    expect(await run("http", { ...plain, path: "/missing", expectStatus: [404] })).toMatchObject({
      success: true,
    });
    expect(await run("http", { port: ports.tls, anyCertificate: true })).toMatchObject({
      success: true,
      httpStatus: 204,
    });
  });
});

describe("a probe that fails says how far it came, and why", () => {
  const soon = { timeoutSeconds: 0.2 };
  it.each<[string, Kind, () => object, object, string, string[]]>([
    ["a name that does not exist", "dns", () => ({ host: "none.probe.test" }), {}, "nxdomain", ["total"]],
    ["a server of DNS that fails", "tcp", () => ({ host: "broken.probe.test" }), {}, "dns-error", ["total"]],
    [
      "a server of DNS that is silent",
      "dns",
      () => ({ host: "silent.probe.test" }),
      soon,
      "dns-timeout",
      ["total"],
    ],
    ["a closed port", "tcp", () => ({ port: ports.closed }), {}, "refused", ["resolve", "total"]],
    [
      "nobody who shakes hands",
      "tls",
      () => ({ port: ports.silent }),
      soon,
      "timeout",
      ["resolve", "connect", "total"],
    ],
    ["who hangs up", "tls", () => ({ port: ports.hangsUp }), {}, "reset", ["resolve", "connect", "total"]],
    ["no TLS", "tls", () => ({ port: ports.http }), {}, "tls-error", ["resolve", "connect", "total"]],
    [
      "no answer",
      "http",
      () => ({ port: ports.silent, plain: true }),
      soon,
      "timeout",
      ["resolve", "connect", "total"],
    ],
  ])("%s", async (_what, kind, target, more, errorClass, phases) => {
    const result = await run(kind, target(), more);
    expect(result).toMatchObject({ success: false, errorClass });
    expect(Object.keys(result.latencySeconds)).toEqual(phases);
  });
});
