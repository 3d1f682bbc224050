import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { judgeAddress } from "./addresses.ts";
import { checkDestination, type Resolve } from "./destination.ts";
import { OutboundFailedError, OutboundRefusedError } from "./errors.ts";
import { outboundSchema } from "./schema.ts";
import { send } from "./send.ts";

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** The port of a receiver on loopback. */
async function receiver(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

const resolves =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
const inside = outboundSchema.parse({ allow: ["Receiver.test", "127.0.0.1", "[::1]"] });
const nobody = outboundSchema.parse({});

describe("where an address leads", () => {
  it.each([
    ["public", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"]],
    [
      "internal",
      [
        ...["127.0.0.1", "127.8.9.1", "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1"],
        ...["100.64.0.1", "100.100.100.200", "fd12::1", "fec0::1", "::ffff:10.0.0.1", "::ffff:7f00:1"],
        "64:ff9b::a00:1",
      ],
    ],
    [
      "forbidden",
      [
        ...["169.254.169.254", "169.254.170.2", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fe80::1"],
        ...["fd00:ec2::254", "fd00:ec2::23", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255"],
        ...["240.0.0.1", "192.0.0.192", "198.18.0.1", "2002:a9fe:a9fe::", "2001:0:a00:1::", "64:ff9b:1::1"],
        ...["::a9fe:a9fe", "::ffff:0:a00:1", "100::1", "fe80::1%eth0", "not an address", ""],
      ],
    ],
  ])("%s", (verdict, addresses) => {
    const judged = addresses.map((address) => [address, judgeAddress(address)]);
    expect(judged).toEqual(addresses.map((address) => [address, verdict]));
  });
});

describe("what may be sent to", () => {
  it.each([
    ["http://hooks.example.com/x", /unencrypted/],
    ["ftp://hooks.example.com/x", /not a URL/],
    ["file:///etc/passwd", /not a URL/],
    ["//hooks.example.com", /not a URL/],
    ["https://ana:sesame@hooks.example.com/", /user or a password/],
    ["https://127.0.0.1/", /inside the network/],
    ["https://2130706433/", /inside the network/],
    ["https://0x7f.1/", /inside the network/],
    ["https://[::ffff:127.0.0.1]/", /inside the network/],
    ["https://[fd00:ec2::254]/latest", /nothing may be sent to/],
    ["https://169.254.169.254/latest/meta-data/", /nothing may be sent to/],
  ])("refuses %s", async (url, message) => {
    const refused = await checkDestination(url, nobody, resolves("8.8.8.8")).catch((error) => error);
    expect(refused).toBeInstanceOf(OutboundRefusedError);
    expect(refused.message).toMatch(message);
    expect(refused.message).not.toMatch(/sesame|meta-data/);
  });

  it("refuses a name of which one address is inside", async () => {
    const asked = checkDestination("https://hooks.example.com/", nobody, resolves("8.8.8.8", "10.0.0.1"));
    await expect(asked).rejects.toThrow("hooks.example.com (10.0.0.1) is inside the network");
  });

  it("lets an allowed name be inside, and never be the metadata service", async () => {
    const allowed = checkDestination("http://receiver.test./", inside, resolves("10.0.0.1"));
    expect((await allowed).addresses).toEqual([{ address: "10.0.0.1", family: 4 }]);
    const rebound = checkDestination("http://receiver.test/", inside, resolves("169.254.169.254"));
    await expect(rebound).rejects.toThrow(OutboundRefusedError);
  });

  it("lets a host with a port be that port alone", async () => {
    const policy = outboundSchema.parse({ allow: ["am.test:9093"] });
    await expect(
      checkDestination("http://am.test:9093/", policy, resolves("10.0.0.1")),
    ).resolves.toBeTruthy();
    await expect(checkDestination("http://am.test:9094/", policy, resolves("10.0.0.1"))).rejects.toThrow(
      /unencrypted/,
    );
  });

  it.each(["http://am.test", "am.test/path", "10.0.0.0/8", "*.test", ""])(
    "takes no %j for a host in the configuration",
    (host) => {
      expect(outboundSchema.safeParse({ allow: [host] }).success).toBe(false);
    },
  );
});

describe("sending", () => {
  it("connects to the address that was checked, whatever the name says next", async () => {
    const port = await receiver((request, response) => {
      response.end(`${request.method} ${request.url} ${request.headers.host}`);
    });
    let asked = 0;
    const rebinding: Resolve = async () => {
      asked++;
      return [{ address: asked === 1 ? "127.0.0.1" : "169.254.169.254", family: 4 }];
    };
    const answer = await send({ url: `http://receiver.test:${port}/a?b`, body: "{}" }, inside, rebinding);
    expect(answer).toMatchObject({ status: 200, body: `POST /a?b receiver.test:${port}`, truncated: false });
    expect(asked).toBe(1);
  });

  it("follows no redirect and asks for nothing compressed", async () => {
    const seen: (string | string[] | undefined)[] = [];
    const port = await receiver((request, response) => {
      seen.push(request.url, request.headers["accept-encoding"]);
      response.writeHead(302, { location: "http://169.254.169.254/latest" }).end("moved");
    });
    const answer = await send({ url: `http://127.0.0.1:${port}/a`, method: "GET" }, inside);
    expect(answer).toMatchObject({ status: 302, headers: { location: "http://169.254.169.254/latest" } });
    expect(seen).toEqual(["/a", undefined]);
  });

  it("reads no more of an answer than it was told to", async () => {
    const port = await receiver((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(10_000)));
      };
      response.on("drain", more);
      more();
    });
    const answer = await send({ url: `http://127.0.0.1:${port}/`, mostBytes: 100 }, inside);
    expect(answer).toMatchObject({ status: 200, body: "x".repeat(100), truncated: true });
  });

  it("gives up on who never ends an answer, without a word of the path", async () => {
    const port = await receiver((_, response) => response.write("a"));
    const late = await send({ url: `http://127.0.0.1:${port}/hunter2`, timeoutMs: 80 }, inside).catch(
      (e) => e,
    );
    expect(late).toBeInstanceOf(OutboundFailedError);
    expect(late.message).toBe("127.0.0.1 did not answer within 0.08 s.");
  });

  it("gives up on a resolver that never answers", async () => {
    const late = send(
      { url: "https://hooks.example.com/", timeoutMs: 50 },
      nobody,
      () => new Promise(() => {}),
    );
    await expect(late).rejects.toThrow(OutboundFailedError);
  });

  it("says that nobody is there, or the name has no address, as worth another try", async () => {
    const port = await receiver(() => {});
    servers.at(-1)?.close();
    const gone = await send({ url: `http://127.0.0.1:${port}/hunter2` }, inside).catch((error) => error);
    expect(gone).toBeInstanceOf(OutboundFailedError);
    expect(gone.message).toBe("127.0.0.1 cannot be reached: ECONNREFUSED.");
    const nameless = Object.assign(new Error("x"), { code: "ENOTFOUND" });
    const unknown = send({ url: "https://hooks.example.com/" }, nobody, () => Promise.reject(nameless));
    await expect(unknown).rejects.toThrow("hooks.example.com has no address (ENOTFOUND).");
  });
});
