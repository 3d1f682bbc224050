import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { Control } from "./control.ts";
import { answer, authenticate, checkRegion, type Routed, route } from "./dispatch.ts";
import { Bills } from "./fleet/bills.ts";
import { buildDemoFleet } from "./fleet/demo-build.ts";
import { Fleet } from "./fleet/fleet.ts";
import { Traffic } from "./fleet/traffic.ts";
import { AwsError, renderError } from "./protocols/errors.ts";
import type { Simulation } from "./simulation.ts";

export interface SimulatorOptions {
  /** 0 picks a free port. */
  port?: number;
  seed?: string;
  /** Fixes the clock; milliseconds. */
  now?: number;
}

export interface Simulator extends Simulation {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Starts a simulator on loopback. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const fleet = new Fleet(buildDemoFleet(options.seed ?? "1"));
  const traffic = new Traffic(fleet);
  const bills = new Bills(fleet, traffic);
  const control = new Control();
  const simulation: Simulation = {
    fleet,
    traffic: new Traffic(fleet),
    control,
    now: () => options.now ?? Date.now(),
  };
  const server = createServer((request, response) => {
    handle(request, response, simulation).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { ...simulation, url: `http://127.0.0.1:${port}`, port, close };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  simulation: Simulation,
): Promise<void> {
  const requestId = randomUUID();
  const body = await readBody(request);
  let routed: Routed | undefined;
  try {
    routed = route({ headers: request.headers, body });
    const caller = authenticate(routed, simulation);
    checkRegion(routed, simulation, caller.accountId);
    send(response, 200, await answer(routed, caller, simulation, requestId), requestId);
  } catch (error) {
    const failure = error instanceof AwsError ? error : new AwsError("InternalFailure", String(error), 500);
    if (!(error instanceof AwsError)) console.error(error);
    const shape = routed?.json ? "json" : (routed?.definition.shape ?? "query");
    send(response, failure.status, renderError(shape, failure, requestId), requestId);
  }
}

function send(
  response: ServerResponse,
  status: number,
  { contentType, body }: { contentType: string; body: string },
  requestId: string,
): void {
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": requestId,
  });
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString("utf8");
}
