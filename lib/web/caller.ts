import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";

/** Who asks, as far as is known before anybody has looked at a token or a session. */
export interface Caller {
  /** An IPv4 address, or the /64 of an IPv6 address: whoever has one address of it has all of them. */
  address: string;
  /** A digest of the token or the cookies that came along, whether they are good for anything or not. */
  credential: string | undefined;
  /** A program or a browser on this machine, with no proxy in between that says so. */
  local: boolean;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Network = [Address, number];

/** Addresses and blocks as the configuration gives them. */
export function readNetworks(texts: readonly string[]): Network[] {
  return texts.map((text) => {
    if (text.includes("/")) return ipaddr.parseCIDR(text);
    const address = ipaddr.process(text);
    return [address, address.kind() === "ipv4" ? 32 : 128];
  });
}

const isIn = (address: Address, networks: Network[]) =>
  networks.some(
    ([network, bits]) => network.kind() === address.kind() && address.match([network, bits] as never),
  );

function keyOf(address: Address): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  return `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}

/** `trusted`: the proxies of ours. What anybody else writes into X-Forwarded-For is not believed. */
export function callerOf(request: IncomingMessage, trusted: Network[]): Caller {
  const peer = request.socket.remoteAddress ?? "";
  const { authorization = "", cookie = "" } = request.headers;
  const credential =
    authorization || cookie
      ? createHash("sha256").update(`${authorization}\n${cookie}`).digest("base64url")
      : undefined;
  if (!ipaddr.isValid(peer)) return { address: "unknown", credential, local: false };
  const hops = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",").reverse();
  let address = ipaddr.process(peer);
  // From our side outwards: each proxy of ours vouches for the one before it.
  for (const hop of hops) {
    if (!isIn(address, trusted) || !ipaddr.isValid(hop.trim())) break;
    address = ipaddr.process(hop.trim());
  }
  const forwarded = "x-forwarded-for" in request.headers || "forwarded" in request.headers;
  return { address: keyOf(address), credential, local: !forwarded && address.range() === "loopback" };
}
