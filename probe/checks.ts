import { Resolver } from "node:dns/promises";
import { request } from "node:http";
import { isIP, connect as netConnect, type Socket } from "node:net";
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from "node:tls";
import type { Config, Kind, Target } from "./config.ts";
import { errorClassOf, ProbeFailure } from "./failures.ts";

/** One result as `POST /api/v1/probes` takes it; latencies in seconds, a phase that was not reached is absent. */
export interface Result {
  target: string;
  vpcEndpointId?: string;
  kind: Kind;
  time: string;
  success: boolean;
  latencySeconds: { resolve?: number; connect?: number; tls?: number; firstByte?: number; total?: number };
  dns?: { addresses: string[]; ttlSeconds?: number };
  httpStatus?: number;
  certificateExpiresAt?: string;
  errorClass?: string;
  intervalSeconds: number;
}

type Settings = Pick<Config, "timeoutSeconds" | "ipFamily" | "dnsServers" | "intervalSeconds">;

/** Probes one target in one way. Never throws: what goes wrong is the result. */
export async function probe(target: Target, kind: Kind, settings: Settings): Promise<Result> {
  const signal = AbortSignal.timeout(settings.timeoutSeconds * 1000);
  const result: Result = {
    target: targetOf(target, kind),
    ...(target.vpcEndpointId && { vpcEndpointId: target.vpcEndpointId }),
    kind,
    time: new Date().toISOString(),
    success: false,
    latencySeconds: {},
    intervalSeconds: settings.intervalSeconds,
  };
  const begun = performance.now();
  const open: Socket[] = [];
  try {
    await run(target, kind, settings, result, signal, open);
    result.success = true;
  } catch (error) {
    result.errorClass = errorClassOf(error, result.latencySeconds);
  } finally {
    for (const socket of open) socket.destroy();
    result.latencySeconds.total = since(begun);
  }
  return result;
}

function targetOf({ host, port, path, plain }: Target, kind: Kind): string {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  if (kind === "dns") return host;
  return kind === "http" ? `${plain ? "http" : "https"}://${name}:${port}${path}` : `${name}:${port}`;
}

const since = (begun: number) => Number(((performance.now() - begun) / 1000).toFixed(6));

async function run(
  target: Target,
  kind: Kind,
  settings: Settings,
  result: Result,
  signal: AbortSignal,
  open: Socket[],
): Promise<void> {
  const timed = async <T>(
    phase: "resolve" | "connect" | "tls" | "firstByte",
    work: () => Promise<T>,
  ): Promise<T> => {
    const begun = performance.now();
    const value = await work();
    result.latencySeconds[phase] = since(begun);
    return value;
  };
  let address = target.host;
  if (!isIP(target.host)) {
    result.dns = await timed("resolve", () => resolve(target.host, settings, signal));
    address = result.dns.addresses[0] ?? "";
  }
  if (kind === "dns") return;
  const secured = kind === "tls" || (kind === "http" && !target.plain);
  const socket = secured
    ? tlsConnect(tlsOptions(target, address))
    : netConnect({ host: address, port: target.port });
  open.push(socket);
  await timed("connect", () => ready(socket, "connect", "connect-timeout", signal));
  if (secured) {
    const secure = socket as TLSSocket;
    await timed("tls", () => ready(secure, "secureConnect", "timeout", signal));
    result.certificateExpiresAt = expiryOf(secure);
    if (!secure.authorized && !target.anyCertificate)
      throw new ProbeFailure("tls-certificate", String(secure.authorizationError));
  }
  if (kind === "http") {
    result.httpStatus = await timed("firstByte", () => ask(socket, target, signal));
    const { expectStatus } = target;
    const good = expectStatus.length > 0 ? expectStatus.includes(result.httpStatus) : result.httpStatus < 400;
    if (!good) throw new ProbeFailure("http-status", String(result.httpStatus));
  }
}

/** The answer of DNS itself with its TTL: neither the hosts file nor a cache of this process is asked. */
async function resolve(
  host: string,
  { dnsServers, ipFamily, timeoutSeconds }: Settings,
  signal: AbortSignal,
) {
  const resolver = new Resolver({ timeout: timeoutSeconds * 1000, tries: 1 });
  if (dnsServers.length > 0) resolver.setServers(dnsServers);
  const stop = () => resolver.cancel();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const records =
      ipFamily === 6
        ? await resolver.resolve6(host, { ttl: true })
        : await resolver.resolve4(host, { ttl: true });
    if (records.length === 0) throw new ProbeFailure("nxdomain", "no address");
    return {
      addresses: records.map(({ address }) => address),
      ttlSeconds: Math.min(...records.map(({ ttl }) => ttl)),
    };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

// Judged by hand afterwards: the expiry of a certificate that is refused is worth knowing.
function tlsOptions({ host, port }: Target, address: string): ConnectionOptions {
  return { host: address, port, rejectUnauthorized: false, ...(!isIP(host) && { servername: host }) };
}

function ready(socket: Socket, event: string, late: string, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const stop = () => fail(new ProbeFailure(late, "no answer in time"));
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    // Stays: an error that comes when nobody waits any more would end the process.
    socket.on("error", fail);
    socket.once("close", () => fail(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
    socket.once(event, () => {
      signal.removeEventListener("abort", stop);
      done();
    });
  });
}

function expiryOf(socket: TLSSocket): string | undefined {
  const until = Date.parse(socket.getPeerCertificate().valid_to ?? "");
  return Number.isNaN(until) ? undefined : new Date(until).toISOString();
}

/** The status of the answer; its body is not read. */
function ask(socket: Socket, { host, port, path, plain }: Target, signal: AbortSignal): Promise<number> {
  return new Promise((done, fail) => {
    const asked = request({
      createConnection: () => socket,
      method: "GET",
      host,
      port,
      path,
      headers: {
        host: port === (plain ? 80 : 443) ? host : `${host}:${port}`,
        "user-agent": "linkledger-probe",
      },
      signal,
    });
    asked.once("response", (response) => {
      done(response.statusCode ?? 0);
      response.destroy();
    });
    asked.on("error", fail);
    asked.end();
  });
}
