import type { Status } from "#components/ui/StatusMark.tsx";
import { formatDecimal } from "#lib/format/numbers.ts";
import type { ProbeAttempt } from "#lib/probes/attempts.ts";
import type { ProbeSeries } from "#lib/probes/schema.ts";

const errors: Record<string, string> = {
  nxdomain: "name does not exist",
  "dns-timeout": "DNS did not answer",
  "dns-error": "DNS failed",
  refused: "connection refused",
  "connect-timeout": "no connection in time",
  reset: "connection reset",
  unreachable: "no route",
  "tls-certificate": "certificate not accepted",
  "tls-error": "TLS failed",
  "http-status": "HTTP status",
  "http-error": "no HTTP",
  timeout: "no answer in time",
};

/** How the newest result reads. A series whose results stopped coming says nothing about the endpoint. */
export function probeState({ stale, last }: ProbeSeries): { status: Status; text: string } {
  if (!last || stale) return { status: "unknown", text: "no recent result" };
  if (last.success) return { status: "ok", text: "succeeds" };
  const why = causeOf(last);
  return { status: "bad", text: why ? `fails: ${why}` : "fails" };
}

const causeOf = ({ httpStatus, errorClass }: Pick<ProbeAttempt, "httpStatus" | "errorClass">) =>
  httpStatus !== null && httpStatus >= 400 ? `HTTP ${httpStatus}` : errors[errorClass ?? ""];

/** How one attempt ended. */
export function attemptWords(attempt: ProbeAttempt): string {
  if (attempt.success) return "succeeded";
  return `failed: ${causeOf(attempt) ?? "the source does not tell why"}`;
}

/** Seconds as `3.2 ms`, `120 ms`, `5.1 s`. */
export function formatLatency(seconds: number): string {
  if (seconds >= 1) return `${formatDecimal(seconds, 1)} s`;
  return `${formatDecimal(seconds * 1000, seconds < 0.01 ? 1 : 0)} ms`;
}

/** What DNS answered over the day, as far as it was judged: inside the endpoint or not. */
export function answerWords({
  answersInside,
  answersOutside,
}: Pick<ProbeSeries, "answersInside" | "answersOutside">): { status: Status; text: string } | undefined {
  const judged = answersInside + answersOutside;
  if (judged === 0) return undefined;
  if (answersOutside === 0) return { status: "ok", text: "this endpoint" };
  if (answersInside === 0) return { status: "bad", text: "another address" };
  return { status: "warn", text: `${answersOutside} of ${judged} elsewhere` };
}
