import { ConfigurationError } from "../../errors.ts";
import { OutboundFailedError, OutboundRefusedError } from "../../outbound/errors.ts";
import type { OutboundAnswer } from "../../outbound/schema.ts";

const secondMs = 1000;
const hourMs = 3_600_000;
const firstRetryMs = 5 * secondMs;
const longestRetryMs = 5 * 60 * secondMs;
const refusedRetryMs = hourMs;
const longestAskedMs = 6 * hourMs;
/** What could not be delivered for so long is told to nobody any more. */
export const giveUpMs = 72 * hourMs;

/** What an attempt came to. `afterMs`: the receiver said when to come back. */
export type Verdict =
  | { kind: "delivered"; status: number }
  | { kind: "retry"; status: number | null; reason: string; afterMs: number | null }
  | { kind: "refused"; status: number | null; reason: string };

/**
 * What a receiver's answer means. Busy and broken receivers are asked again, and so is one that answers with a web page:
 * that is a proxy, or a sign-in. Everything else that is no success will not become one by asking again soon.
 */
export function judgeAnswer({ status, headers, body }: OutboundAnswer, now: Date): Verdict {
  const said = excerpt(body);
  if (status >= 200 && status < 300) {
    const page =
      /^\s*<(!doctype|html|\?xml)/i.test(body) || /text\/html/i.test(headers["content-type"] ?? "");
    if (!page) return { kind: "delivered", status };
    return {
      kind: "retry",
      status,
      reason: `HTTP ${status} with a web page in place of an answer`,
      afterMs: null,
    };
  }
  const reason = `HTTP ${status}${said && `: ${said}`}`;
  if (status >= 300 && status < 400)
    return { kind: "refused", status, reason: `HTTP ${status}: it redirects, which is not followed` };
  if (status === 408 || status === 425 || status === 429 || status >= 500 || status < 200) {
    const asked = retryAfterMs(headers["retry-after"], now);
    return { kind: "retry", status, reason, afterMs: asked };
  }
  return { kind: "refused", status, reason };
}

/** What a failure to send means; undefined for a mistake of our own. */
export function judgeError(error: unknown): Verdict | undefined {
  if (error instanceof OutboundFailedError)
    return { kind: "retry", status: null, reason: error.message, afterMs: null };
  if (error instanceof OutboundRefusedError || error instanceof ConfigurationError)
    return { kind: "refused", status: null, reason: error.message };
  return undefined;
}

/** Seconds or an HTTP date, as RFC 9110 has it; null where it is neither. */
export function retryAfterMs(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * secondMs : Date.parse(text) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, secondMs), longestAskedMs);
}

/** Doubles from five seconds to five minutes, between half and all of it by chance: many do not come back at once. */
export function retryDelayMs(attempts: number, random: number): number {
  const full = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts - 1, 20));
  return full * (0.5 + random / 2);
}

/** When a message is tried again after its `attempts`-th attempt. */
export function nextAttemptAt(verdict: Verdict, attempts: number, now: Date, random: number): Date {
  if (verdict.kind === "refused") return new Date(now.getTime() + refusedRetryMs * (0.9 + random / 5));
  const asked = verdict.kind === "retry" ? (verdict.afterMs ?? 0) : 0;
  return new Date(now.getTime() + Math.max(asked, retryDelayMs(attempts, random)));
}

const excerpt = (body: string) =>
  body
    .slice(0, 300)
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, 200);
