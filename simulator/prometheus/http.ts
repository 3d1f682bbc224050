/** A Prometheus-compatible HTTP API over the fleet's blackbox probes, read-only and without sign-in. */
import type { Simulation } from "../simulation.ts";
import { evaluateInstant, evaluateRange } from "./evaluate.ts";
import { type Matcher, PromqlError, parseDuration, parsePromql, parseSelector } from "./promql.ts";
import { findSeries, type Labels } from "./series.ts";

export interface PrometheusAnswer {
  status: number;
  body: unknown;
}

const ROOT = "/prometheus/api/v1/";
const HOUR = 3600;

/** The name of what is asked for, for faults and counters: `query`, `query_range`, `series`, `labels`, `label`. */
export function prometheusAction(url: URL): string {
  return url.pathname.slice(ROOT.length).split("/")[0] ?? "";
}

/** Answers `/prometheus/api/v1/…`; parameters come in the URL or, by POST, as a form. */
export function answerPrometheus(
  method: string,
  url: URL,
  body: string,
  simulation: Simulation,
): PrometheusAnswer {
  const params = new URLSearchParams(url.search);
  if (method === "POST") for (const [name, value] of new URLSearchParams(body)) params.append(name, value);
  try {
    const data = url.pathname.startsWith(ROOT)
      ? read(url.pathname.slice(ROOT.length), params, simulation)
      : undefined;
    if (data === undefined) return failure(404, "not_found", `nothing at ${url.pathname}`);
    return { status: 200, body: { status: "success", data } };
  } catch (error) {
    if (error instanceof PromqlError) return failure(400, "bad_data", error.message);
    throw error;
  }
}

export function failure(status: number, errorType: string, error: string): PrometheusAnswer {
  return { status, body: { status: "error", errorType, error } };
}

function read(path: string, params: URLSearchParams, { fleet, now: clock }: Simulation): unknown {
  const now = clock() / 1000;
  const span = { from: time(params, "start", now - HOUR), to: time(params, "end", now) };
  const series = (required: boolean): Labels[] => {
    const selectors = selectorsOf(params, required);
    const found = selectors.flatMap((matchers) =>
      findSeries(fleet, matchers, span.from, Math.min(span.to, now)),
    );
    return found.map(({ labels }) => labels);
  };
  switch (path) {
    case "query":
      return evaluateInstant(fleet, now, parsePromql(required(params, "query")), time(params, "time", now));
    case "query_range": {
      const grid = {
        start: time(params, "start"),
        end: time(params, "end"),
        step: parseDuration(required(params, "step")),
      };
      const result = evaluateRange(fleet, now, parsePromql(required(params, "query")), grid);
      return { resultType: "matrix", result };
    }
    case "series":
      return series(true);
    case "labels":
      return sorted(series(false).flatMap((labels) => Object.keys(labels)));
    case "status/buildinfo":
      return { version: "2.53.3", revision: "simulated", branch: "HEAD" };
    default: {
      const label = /^label\/([A-Za-z_]\w*)\/values$/.exec(path)?.[1];
      return label === undefined ? undefined : sorted(series(false).flatMap((labels) => labels[label] ?? []));
    }
  }
}

function selectorsOf(params: URLSearchParams, isRequired: boolean): Matcher[][] {
  const texts = params.getAll("match[]");
  if (texts.length === 0 && isRequired) throw new PromqlError("no match[] parameter provided");
  return texts.length === 0 ? [[]] : texts.map(parseSelector);
}

function sorted(values: string[]): string[] {
  return [...new Set(values)].sort();
}

function required(params: URLSearchParams, name: string): string {
  const value = params.get(name);
  if (!value) throw new PromqlError(`invalid parameter "${name}": it is missing`);
  return value;
}

/** Seconds, given as such or in RFC 3339. @throws PromqlError */
function time(params: URLSearchParams, name: string, fallback?: number): number {
  const text = params.get(name);
  if (text === null && fallback !== undefined) return fallback;
  const seconds = /^-?\d+(\.\d+)?$/.test(text ?? "") ? Number(text) : Date.parse(text ?? "") / 1000;
  if (Number.isFinite(seconds)) return seconds;
  throw new PromqlError(`invalid parameter "${name}": cannot parse "${text ?? ""}" to a valid timestamp`);
}
