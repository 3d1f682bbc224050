import { readFile } from "node:fs/promises";
import type { PrometheusSource } from "#lib/config/probes.ts";
import { configuredVariable } from "#lib/env.ts";
import type { ErrorClass } from "#lib/runs/schema.ts";
import { AwsError } from "../aws/errors.ts";

/** A series of a range query: labels, and [seconds, value as text]. */
export interface RangeSeries {
  metric: Record<string, string>;
  values: [number, string][];
}

export interface RangeAnswer {
  series: RangeSeries[];
  /** What the server says it left out, as Thanos does when one of its stores is away. */
  warnings: string[];
}

/** Seconds, both ends inclusive. */
export interface Grid {
  start: number;
  end: number;
  step: number;
}

/** Prometheus gives so many points a series at most. */
export const mostPoints = 11_000;
const mostBytes = 64 * 1024 * 1024;

/** Codes of failures that a shorter range may not meet. */
const tooMuch = new Set(["TooLarge", "TooManySamples"]);

/** True where the same question over a shorter range may be answered. */
export function isTooMuch(error: unknown): boolean {
  return error instanceof AwsError && tooMuch.has(error.failure.code);
}

/**
 * Asks a Prometheus-compatible API for a range.
 * @throws AwsError with the class of the failure, whatever the server is; no credentials are in its message.
 */
export async function queryRange(
  source: PrometheusSource,
  query: string,
  grid: Grid,
  signal: AbortSignal,
  onCall: () => void,
): Promise<RangeAnswer> {
  const url = new URL(`${source.url}/api/v1/query_range`);
  for (const [name, value] of Object.entries({ query, ...grid })) url.searchParams.set(name, String(value));
  const headers = await headersOf(source);
  const timeout = AbortSignal.timeout(source.timeoutSeconds * 1000);
  try {
    onCall();
    const response = await fetch(url, {
      headers,
      redirect: "manual",
      signal: AbortSignal.any([signal, timeout]),
    });
    const text = await readBounded(response);
    return readAnswer(response, text);
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw unreached(error, signal, timeout, source);
  }
}

async function headersOf({ bearerTokenFile, basicAuth, headers }: PrometheusSource): Promise<Headers> {
  const all = new Headers({ accept: "application/json" });
  for (const [name, value] of Object.entries(headers)) {
    const text = typeof value === "string" ? value : configuredVariable(value.env);
    if (text === undefined && typeof value !== "string")
      throw failed(
        "expired-credentials",
        "NoVariable",
        `the header ${name} is to come from the variable ${value.env}, which is not set`,
      );
    if (text !== undefined) all.set(name, text);
  }
  if (bearerTokenFile) all.set("authorization", `Bearer ${await secretOf(bearerTokenFile)}`);
  if (basicAuth) {
    const pair = `${basicAuth.username}:${await secretOf(basicAuth.passwordFile)}`;
    all.set("authorization", `Basic ${Buffer.from(pair).toString("base64")}`);
  }
  return all;
}

/** Read for every question: such files are rewritten when a token is renewed. */
async function secretOf(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "Unreadable";
    throw failed("expired-credentials", code, `the file ${file} cannot be read`);
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) {
      const message = `the answer is larger than ${mostBytes / 1024 / 1024} MB: narrow the source's selector, or make several sources of it`;
      throw failed("permanent", "TooLarge", message);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

interface Body {
  status?: unknown;
  errorType?: unknown;
  error?: unknown;
  warnings?: unknown;
  data?: { resultType?: unknown; result?: unknown };
}

function readAnswer(response: Response, text: string): RangeAnswer {
  const { status } = response;
  if (status >= 300 && status < 400) {
    const message = `the server redirects, which is not followed: sign-in pages do that; give the final address as url`;
    throw failed(status === 304 ? "malformed" : "permanent", `HTTP ${status}`, message);
  }
  const body = parse(text);
  if (body?.status === "success" && status === 200) {
    const { resultType, result } = body.data ?? {};
    if (resultType === "matrix" && Array.isArray(result) && result.every(isSeries))
      return { series: result, warnings: Array.isArray(body.warnings) ? body.warnings.map(String) : [] };
    throw failed("malformed", "NoMatrix", "the answer is no matrix of series");
  }
  const errorType = typeof body?.errorType === "string" ? body.errorType : undefined;
  const message =
    typeof body?.error === "string"
      ? body.error
      : `the server answered HTTP ${status} with a page that is no answer of Prometheus`;
  if (errorType === undefined) throw failed(classOf(status), `HTTP ${status}`, message);
  if (/too many samples|maximum resolution|exceed.*limit/i.test(message))
    throw failed("permanent", "TooManySamples", message);
  const passing = errorType === "timeout" || errorType === "unavailable" || errorType === "canceled";
  throw failed(passing ? "unavailable" : classOf(status), errorType, message);
}

function classOf(status: number): ErrorClass {
  if (status === 429) return "throttled";
  if (status === 401) return "expired-credentials";
  if (status === 403 || status === 407) return "denied";
  if (status === 404 || status === 405 || status === 501) return "absent";
  if (status >= 500) return "unavailable";
  return status >= 400 ? "permanent" : "malformed";
}

function parse(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSeries(value: unknown): value is RangeSeries {
  const { metric, values } = (value ?? {}) as Partial<RangeSeries>;
  return typeof metric === "object" && metric !== null && Array.isArray(values);
}

function unreached(
  error: unknown,
  signal: AbortSignal,
  timeout: AbortSignal,
  source: PrometheusSource,
): AwsError {
  if (signal.aborted) return failed("interrupted", "AbortError", "the worker was stopped", error);
  if (timeout.aborted)
    return failed(
      "network",
      "TimeoutError",
      `no whole answer within ${source.timeoutSeconds} seconds`,
      error,
    );
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  const code = cause?.code ?? "NetworkingError";
  return failed("network", code, (cause?.message ?? message ?? code).slice(0, 300), error);
}

// The class of the collectors' own failures has the name of whom most of them ask.
function failed(errorClass: ErrorClass, code: string, message: string, cause?: unknown): AwsError {
  const text = message.replace(/\s+/g, " ").trim();
  return new AwsError(
    { errorClass, code, message: text.length > 400 ? `${text.slice(0, 399)}…` : text },
    { cause },
  );
}
