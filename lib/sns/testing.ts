import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, request as requestTls } from "node:https";
import type { AddressInfo } from "node:net";
import type { Fetch } from "./certificates.ts";
import { signedText } from "./compute.ts";
import type { SnsEnvelope } from "./schema.ts";

// Just enough of DER (X.690) for certificates: Node reads them and makes none.
const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const size = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const oid = (...bytes: number[]) => der(0x06, Buffer.from(bytes));
const utf8 = (text: string) => der(0x0c, Buffer.from(text));
const named = (name: string) => sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), utf8(name))));
const at = (time: Date) => der(0x18, Buffer.from(time.toISOString().replaceAll(/[-:T]|\.\d+/g, "")));
const sha256WithRsa = sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), der(0x05));

export interface Identity {
  name: string;
  key: KeyObject;
  pem: string;
}

/** A certificate of a new key, signed by `issuer` or by itself. */
export function makeIdentity(
  name: string,
  issuer?: Identity,
  [from, to] = [new Date("2020-01-01"), new Date("2049-01-01")],
): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const constraints = sequence(oid(0x55, 0x1d, 0x13), der(0x04, sequence(der(0x01, Buffer.from([255])))));
  const names = sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(der(0x82, Buffer.from(name)))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1, ...crypto.getRandomValues(new Uint8Array(7))])),
    sha256WithRsa,
    named(issuer?.name ?? name),
    sequence(at(from), at(to)),
    named(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(issuer ? names : constraints)),
  );
  const signature = createSign("RSA-SHA256")
    .update(body)
    .sign(issuer?.key ?? privateKey);
  const whole = sequence(body, sha256WithRsa, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString("base64").replaceAll(/.{64}/g, "$&\n");
  return {
    name,
    key: privateKey,
    pem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

/** Signs a message as SNS does. */
export function signed(message: Omit<SnsEnvelope, "Signature">, key: KeyObject): SnsEnvelope {
  const sign = createSign(message.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256");
  const unsigned = { ...message, Signature: "" };
  return { ...unsigned, Signature: sign.update(signedText(unsigned), "utf8").sign(key, "base64") };
}

/**
 * What answers at sns.us-east-1.amazonaws.com, over TLS on loopback under an authority of its own; `asked` are the
 * paths that were asked for.
 */
export async function openSnsServer(answer: (path: string) => { status: number; body: string }) {
  const authority = makeIdentity("Test authority");
  const host = makeIdentity("sns.us-east-1.amazonaws.com", authority);
  const asked: string[] = [];
  const server = createServer(
    { key: host.key.export({ type: "pkcs8", format: "pem" }), cert: host.pem },
    (request, response) => {
      asked.push(request.url ?? "");
      const { status, body } = answer(request.url ?? "");
      response.writeHead(status).end(body);
    },
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const fetch: Fetch = (address) =>
    new Promise((done, fail) => {
      const { hostname, pathname, search } = new URL(address);
      const to = {
        host: "127.0.0.1",
        port,
        servername: hostname,
        path: pathname + search,
        ca: authority.pem,
      };
      requestTls({ ...to, agent: false }, async (response) => {
        const chunks: Buffer[] = await response.toArray();
        done({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      })
        .on("error", fail)
        .end();
    });
  const close = () => new Promise<void>((done) => server.close(() => done()));
  return { fetch, asked, close };
}
