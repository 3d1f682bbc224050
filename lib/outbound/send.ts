import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import {
  checkDestination,
  type Destination,
  pinnedLookup,
  type Resolve,
  systemResolve,
} from "./destination.ts";
import { OutboundFailedError } from "./errors.ts";
import type { OutboundAnswer, OutboundPolicy, OutboundRequest } from "./schema.ts";

const defaultTimeoutMs = 10_000;
const defaultMostBytes = 64 * 1024;

/**
 * The one way out to addresses that people configured: alerts, webhooks, their test buttons. HTTPS to public addresses,
 * and whatever `outbound.allow` names; the name is resolved once and the connection goes to the addresses checked.
 * No redirect is followed, no connection is kept, nothing compressed is asked for.
 * Throws OutboundRefusedError (do not try again) and OutboundFailedError (try again).
 */
export async function send(
  request: OutboundRequest,
  policy: OutboundPolicy,
  resolve: Resolve = systemResolve,
): Promise<OutboundAnswer> {
  const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
  const late = AbortSignal.timeout(timeoutMs);
  const signal = request.signal ? AbortSignal.any([late, request.signal]) : late;
  // A resolver cannot be called off: we stop waiting for it.
  const ended = new Promise<never>((_, fail) => {
    signal.addEventListener("abort", () => fail(signal.reason), { once: true });
  });
  ended.catch(() => {});
  let host = "The receiver";
  try {
    const destination = await Promise.race([checkDestination(request.url, policy, resolve), ended]);
    host = destination.host;
    return await exchange(destination, request, signal);
  } catch (error) {
    if (late.aborted) {
      throw new OutboundFailedError(`${host} did not answer within ${timeoutMs / 1000} s.`, { cause: error });
    }
    throw error;
  }
}

function exchange(
  { url, host, addresses }: Destination,
  { method = "POST", headers = {}, body, mostBytes = defaultMostBytes }: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  const options = {
    method,
    headers: {
      "user-agent": "linkledger",
      ...headers,
      ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
    },
    signal,
    agent: false as const,
    lookup: pinnedLookup(addresses),
    maxHeaderSize: 16 * 1024,
  };
  return new Promise((done, fail) => {
    const failed = (error: NodeJS.ErrnoException) =>
      fail(
        new OutboundFailedError(`${host} cannot be reached: ${error.code ?? error.name}.`, { cause: error }),
      );
    const heard = (answer: IncomingMessage) => readAnswer(answer, mostBytes).then(done, failed);
    const sent =
      url.protocol === "https:"
        ? requestTls(url, { ...options, rejectUnauthorized: true }, heard)
        : requestPlain(url, options, heard);
    sent.on("error", failed);
    sent.end(body);
  });
}

async function readAnswer(answer: IncomingMessage, mostBytes: number): Promise<OutboundAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > mostBytes) break;
  }
  return {
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, [value ?? []].flat().join(", ")]),
    ),
    body: Buffer.concat(chunks).subarray(0, mostBytes).toString("utf8"),
    truncated: length > mostBytes,
  };
}
