import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { callerOf, readNetworks } from "./caller.ts";

const proxies = readNetworks(["10.0.0.0/8", "192.0.2.7", "fd12::/16"]);
const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  callerOf({ socket: { remoteAddress }, headers } as unknown as IncomingMessage, proxies);

it.each([
  ["an address", "203.0.113.9", {}, "203.0.113.9"],
  ["IPv4 inside IPv6", "::ffff:203.0.113.9", {}, "203.0.113.9"],
  ["the network of an IPv6 address", "2001:db8:1:2:3:4:5:6", {}, "2001:db8:1:2::/64"],
  ["who is behind a proxy of ours", "10.1.1.1", { "x-forwarded-for": "203.0.113.9" }, "203.0.113.9"],
  ["who is behind two", "192.0.2.7", { "x-forwarded-for": "203.0.113.9, 10.9.9.9" }, "203.0.113.9"],
  ["not what the caller made up", "10.1.1.1", { "x-forwarded-for": "1.1.1.1, 203.0.113.9" }, "203.0.113.9"],
  ["nothing of a stranger's header", "203.0.113.9", { "x-forwarded-for": "1.1.1.1" }, "203.0.113.9"],
  ["the proxy, where it says nonsense", "10.1.1.1", { "x-forwarded-for": "<script>" }, "10.1.1.1"],
])("knows %s", (_, peer, headers, address) => {
  expect(from(peer, headers).address).toBe(address);
});

it("takes this machine for itself only where no proxy speaks for others", () => {
  expect(from("127.0.0.1").local).toBe(true);
  expect(from("::1").local).toBe(true);
  expect(from("127.0.0.1", { "x-forwarded-for": "127.0.0.1" }).local).toBe(false);
  expect(from("127.0.0.1", { forwarded: "for=127.0.0.1" }).local).toBe(false);
  expect(from("203.0.113.9", { "x-forwarded-for": "127.0.0.1" }).local).toBe(false);
});

it("tells tokens and sessions apart and keeps neither", () => {
  const one = from("203.0.113.9", { authorization: "Bearer hunter2" }).credential;
  expect(one).toMatch(/^[\w-]{43}$/);
  expect(from("203.0.113.9", { cookie: "session=hunter2" }).credential).not.toBe(one);
  expect(from("203.0.113.9").credential).toBeUndefined();
});
