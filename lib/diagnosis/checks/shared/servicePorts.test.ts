import { describe, expect, it } from "vitest";
import { awsService, gap } from "../../testing/changes.ts";
import { type Parts, path, probe } from "../../testing/path.ts";
import { callUrl } from "./callUrl.ts";
import { portWords, servicePorts } from "./servicePorts.ts";

const listens = (port: number | null, protocol: string) => (p: Parts) =>
  Object.assign(p.provider.listeners[0]!, { port, protocol });
const probed =
  (...targets: string[]) =>
  (p: Parts) =>
    Object.assign(p, { probes: targets.map((target) => probe(null, null, { target })) });
const aws = (name: string) => (p: Parts) => [
  awsService(p),
  Object.assign(p.endpoint, { serviceName: `com.amazonaws.us-east-1.${name}` }),
];
const all =
  (...changes: ((p: Parts) => unknown)[]) =>
  (p: Parts) =>
    changes.map((change) => change(p));

const notSeen = "the service's listeners are not known: the load-balancers collector is denied";

describe("the service's port", () => {
  it.each<[string, (p: Parts) => unknown, string]>([
    ["a listener's, whatever else is probed", probed("payments:8443", "payments:9999"), "tcp 8443"],
    ["both where probes call no listener's", probed("payments:9999"), "tcp 8443, tcp 9999"],
    ["a UDP listener's", all(listens(514, "UDP"), probed()), "udp 514"],
    ["a TLS listener's", all(listens(443, "TLS"), probed()), "tcp 443"],
    [
      "a probe's where listeners are not seen",
      all(gap("provider.listeners"), probed("a:9443", "https://b/x")),
      "tcp 443, tcp 9443",
    ],
    [
      "a probe's own in a URL",
      all(gap("provider.listeners"), probed("http://[::1]:8080/", "http://c")),
      "tcp 80, tcp 8080",
    ],
    [
      "none of a probe's that names none",
      all(gap("provider.listeners"), probed("a.example.com", "vpce-0a1:0")),
      `unknown: ${notSeen}`,
    ],
    [
      "not known where nothing listens",
      all(listens(null, "TCP"), probed()),
      "unknown: the service's load balancer has no listener",
    ],
    ["AWS's HTTPS", all(aws("secretsmanager"), probed()), "tcp 443 (assumed)"],
    ["AWS's own exceptions", all(aws("cassandra"), probed()), "tcp 9142 (assumed)"],
    ["a probe's before what AWS documents", all(aws("kafka"), probed("b:9094")), "tcp 9094"],
  ])("is %s", (_, change, expected) => {
    const ports = servicePorts(path(change));
    const words = ports.known
      ? `${ports.ports.map(portWords).join(", ")}${ports.assumed ? " (assumed)" : ""}`
      : `unknown: ${ports.reason}`;
    expect(words).toBe(expected);
  });
});

describe("a call", () => {
  const url = (target: string, change: (p: Parts) => unknown = () => {}) => callUrl(target, path(change));
  it("is the probe's URL, or a bare connection to the service's port", () => {
    expect(url("https://x.example.com/health?a=1&b=2")).toBe("'https://x.example.com/health?a=1&b=2'");
    expect(url("x.example.com:9000")).toBe("telnet://x.example.com:9000");
    expect(url("x.example.com")).toBe("telnet://x.example.com:8443");
    expect(url("x.example.com", all(gap("provider.listeners"), probed()))).toBe("telnet://x.example.com:443");
  });
  it("of an endpoint's id goes to its own name", () => {
    expect(url("vpce-0a1b2c3d4e5f60001")).toBe("telnet://payments.internal.example.com:8443");
  });
});
