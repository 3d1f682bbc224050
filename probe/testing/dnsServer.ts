import { createSocket } from "node:dgram";
import type { AddressInfo } from "node:net";

/** What a name is answered with: IPv4 addresses and their TTL, a code of DNS, or nothing at all. */
export type DnsAnswer = { addresses: string[]; ttl: number } | { rcode: number } | "silent";

/** A DNS server over UDP on loopback that knows a few names; any other does not exist. */
export async function startDnsServer(
  names: Record<string, DnsAnswer>,
): Promise<{ address: string; close(): Promise<void> }> {
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const { name, end } = readName(query);
    const answer = names[name] ?? { rcode: 3 };
    if (answer === "silent") return;
    socket.send(respond(query.subarray(0, end), answer), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** The name of the first question, and where the question ends. */
function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 5 };
}

function respond(question: Buffer, answer: Exclude<DnsAnswer, "silent">): Buffer {
  const addresses = "addresses" in answer ? answer.addresses : [];
  const head = Buffer.from(question);
  // A response that recursed, one question, so many answers, and nothing else.
  head.writeUInt16BE(0x8180 | ("rcode" in answer ? answer.rcode : 0), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(addresses.length, 6);
  head.writeUInt32BE(0, 8);
  const records = addresses.map((address) => {
    const record = Buffer.alloc(16);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(1, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE("ttl" in answer ? answer.ttl : 0, 6);
    record.writeUInt16BE(4, 10);
    record.set(address.split(".").map(Number), 12);
    return record;
  });
  return Buffer.concat([head, ...records]);
}
