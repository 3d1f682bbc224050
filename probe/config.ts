import { isIP } from "node:net";

export const kinds = ["dns", "tcp", "tls", "http"] as const;
export type Kind = (typeof kinds)[number];

export interface Target {
  vpcEndpointId?: string;
  host: string;
  port: number;
  kinds: Kind[];
  /** For `http`: what is asked for, over TLS unless `plain`. */
  path: string;
  plain: boolean;
  /** Statuses that count as success; any below 400 when empty. */
  expectStatus: number[];
  /** Accepts any certificate: its expiry is told, its issuer is not judged. */
  anyCertificate: boolean;
}

export interface Config {
  push: { url: string; token: string };
  location: Record<string, string>;
  targets: Target[];
  intervalSeconds: number;
  timeoutSeconds: number;
  concurrency: number;
  maxBuffered: number;
  ipFamily: 4 | 6;
  /** DNS servers as address or address:port; those of the system when empty. */
  dnsServers: string[];
}

/** The configuration is wrong: the message says which field, and what was expected. */
export class ConfigError extends Error {}

type Json = Record<string, unknown>;

/**
 * Checks a configuration.
 * @param secrets what the environment says: it outweighs the file, in which a token does not belong.
 * @throws ConfigError naming the field.
 */
export function readConfig(value: unknown, secrets: { url?: string; token?: string } = {}): Config {
  const root = record(value, "configuration", [
    "push",
    "location",
    "targets",
    "intervalSeconds",
    "timeoutSeconds",
    "concurrency",
    "maxBuffered",
    "ipFamily",
    "dnsServers",
  ]);
  const push = record(root.push ?? {}, "push", ["url", "token"]);
  const url = text(secrets.url ?? push.url, "push.url (or PROBE_PUSH_URL)");
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new ConfigError("push.url: expected a URL such as https://linkledger.example/api/v1/probes");
  const places = ["name", "accountId", "region", "vpcId", "subnetId", "azId"];
  const location = record(root.location, "location", places) as Record<string, string>;
  for (const [key, one] of Object.entries(location)) text(one, `location.${key}`);
  text(location.name, "location.name");
  if (!Array.isArray(root.targets) || root.targets.length === 0)
    throw new ConfigError("targets: expected a list of at least one target");
  const ipFamily = root.ipFamily ?? 4;
  if (ipFamily !== 4 && ipFamily !== 6) throw new ConfigError("ipFamily: expected 4 or 6");
  return {
    push: { url, token: text(secrets.token ?? push.token, "push.token (or PROBE_TOKEN)") },
    location,
    targets: root.targets.map(readTarget),
    intervalSeconds: number(root.intervalSeconds ?? 60, "intervalSeconds", 1, 86_400),
    timeoutSeconds: number(root.timeoutSeconds ?? 5, "timeoutSeconds", 0.05, 300),
    concurrency: number(root.concurrency ?? 20, "concurrency", 1, 1000),
    maxBuffered: number(root.maxBuffered ?? 10_000, "maxBuffered", 1, 1_000_000),
    ipFamily,
    dnsServers: texts(root.dnsServers ?? [], "dnsServers"),
  };
}

function readTarget(value: unknown, index: number): Target {
  const at = `targets[${index}]`;
  const allowed = [
    "vpcEndpointId",
    "host",
    "port",
    "kinds",
    "path",
    "plain",
    "expectStatus",
    "anyCertificate",
  ];
  const target = record(value, at, allowed);
  const wanted = texts(target.kinds ?? ["dns", "tcp"], `${at}.kinds`);
  for (const kind of wanted)
    if (!kinds.includes(kind as Kind))
      throw new ConfigError(`${at}.kinds: expected some of ${kinds.join(", ")}`);
  const host = text(target.host, `${at}.host`);
  if (/[/\s]/.test(host) || (host.includes(":") && !isIP(host)))
    throw new ConfigError(`${at}.host: expected a host name or an address, without scheme and port`);
  const statuses = target.expectStatus ?? [];
  if (!Array.isArray(statuses)) throw new ConfigError(`${at}.expectStatus: expected a list of HTTP statuses`);
  const path = text(target.path ?? "/", `${at}.path`);
  if (!path.startsWith("/")) throw new ConfigError(`${at}.path: expected a path that begins with /`);
  return {
    ...(target.vpcEndpointId !== undefined && {
      vpcEndpointId: text(target.vpcEndpointId, `${at}.vpcEndpointId`),
    }),
    host,
    port: number(target.port ?? 443, `${at}.port`, 1, 65_535),
    kinds: wanted as Kind[],
    path,
    plain: target.plain === true,
    expectStatus: statuses.map((status, i) => number(status, `${at}.expectStatus[${i}]`, 100, 599)),
    anyCertificate: target.anyCertificate === true,
  };
}

function record(value: unknown, field: string, keys: readonly string[]): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ConfigError(`${field}: expected an object with ${keys.join(", ")}`);
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined)
    throw new ConfigError(`${field}.${unknown}: unknown key; expected ${keys.join(", ")}`);
  return value as Json;
}

function text(value: unknown, field: string): string {
  if (typeof value !== "string" || value === "") throw new ConfigError(`${field}: expected a text`);
  return value;
}

function texts(value: unknown, field: string): string[] {
  if (!Array.isArray(value)) throw new ConfigError(`${field}: expected a list of texts`);
  return value.map((one, i) => text(one, `${field}[${i}]`));
}

function number(value: unknown, field: string, min: number, max: number): number {
  if (typeof value !== "number" || !(value >= min && value <= max))
    throw new ConfigError(`${field}: expected a number from ${min} to ${max}`);
  return value;
}
