import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { judgeAddress } from "./addresses.ts";
import { OutboundFailedError, OutboundRefusedError } from "./errors.ts";
import type { OutboundPolicy } from "./schema.ts";

export interface Address {
  address: string;
  family: 4 | 6;
}
export type Resolve = (host: string) => Promise<Address[]>;

/** Asks the system's resolver for every address, hosts file included. */
export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }));

export interface Destination {
  url: URL;
  /** Without the brackets of an IPv6 address. */
  host: string;
  /** Checked; connect to these and ask no resolver again. */
  addresses: Address[];
}

/**
 * Reads a URL and says whether Linkledger may send to it at all, before anybody is asked for an address.
 * Throws OutboundRefusedError.
 */
export function readDestination(
  text: string,
  policy: OutboundPolicy,
): { url: URL; host: string; allowed: boolean } {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "") {
    throw new OutboundRefusedError("The address is not a URL such as https://hooks.example.com/path.");
  }
  if (url.username !== "" || url.password !== "") {
    throw new OutboundRefusedError(
      `The URL of ${url.host} has a user or a password in it; send a header instead.`,
    );
  }
  const name = url.hostname.replace(/\.$/, "");
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const allowed = policy.allow.some((one) => one === name || one === `${name}:${port}`);
  if (url.protocol === "http:" && !allowed) {
    throw new OutboundRefusedError(
      `${url.host} would be sent to unencrypted: use https, or allow the host under outbound.allow in linkledger.yaml.`,
    );
  }
  return { url, host: name.replace(/^\[|\]$/g, ""), allowed };
}

/**
 * Resolves the host once and checks every address that it has: one that is refused refuses them all, because a name
 * that is both outside and inside is how somebody gets in.
 * Throws OutboundRefusedError, and OutboundFailedError where the name has no address now.
 */
export async function checkDestination(
  text: string,
  policy: OutboundPolicy,
  resolve: Resolve = systemResolve,
): Promise<Destination> {
  const { url, host, allowed } = readDestination(text, policy);
  const addresses = await addressesOf(host, resolve);
  for (const { address } of addresses) {
    const verdict = judgeAddress(address);
    if (verdict === "public" || (verdict === "internal" && allowed)) continue;
    const where = address === host ? host : `${host} (${address})`;
    throw new OutboundRefusedError(
      verdict === "internal"
        ? `${where} is inside the network: allow the host under outbound.allow in linkledger.yaml if it is meant.`
        : `${where} is an address that nothing may be sent to (link-local, instance metadata, multicast or reserved).`,
    );
  }
  return { url, host, addresses };
}

async function addressesOf(host: string, resolve: Resolve): Promise<Address[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family: family === 6 ? 6 : 4 }];
  let addresses: Address[];
  try {
    addresses = await resolve(host);
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code ?? "no answer");
    throw new OutboundFailedError(`${host} has no address (${code}).`, { cause: error });
  }
  if (addresses.length === 0) throw new OutboundFailedError(`${host} has no address.`);
  return addresses;
}

/** What a socket asks instead of DNS: always the addresses that were checked. */
export function pinnedLookup(addresses: Address[]): LookupFunction {
  return (_, options, done) => {
    const fitting = addresses.filter(({ family }) => !options.family || options.family === family);
    const [first] = fitting;
    if (!first) done(Object.assign(new Error("no address of this family"), { code: "ENOTFOUND" }), "", 0);
    else if (options.all) done(null, fitting);
    else done(null, first.address, first.family);
  };
}
