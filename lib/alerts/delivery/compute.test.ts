import { expect, it } from "vitest";
import { OutboundFailedError, OutboundRefusedError } from "../../outbound/errors.ts";
import { judgeAnswer, judgeError, nextAttemptAt, retryAfterMs, retryDelayMs } from "./compute.ts";

const now = new Date("2026-11-18T14:05:00Z");
const answer = (status: number, body = "", headers: Record<string, string> = {}) =>
  judgeAnswer({ status, headers, body, truncated: false }, now);

it.each([
  [200, "", {}, "delivered"],
  [202, '{"status":"success"}', {}, "delivered"],
  [204, "", {}, "delivered"],
  [200, "<!DOCTYPE html><p>Sign in", {}, "retry"],
  [200, "ok", { "content-type": "text/html; charset=utf-8" }, "retry"],
  [302, "", { location: "https://elsewhere.example" }, "refused"],
  [400, "bad event", {}, "refused"],
  [401, "", {}, "refused"],
  [404, "", {}, "refused"],
  [410, "", {}, "refused"],
  [408, "", {}, "retry"],
  [429, "", {}, "retry"],
  [500, "", {}, "retry"],
  [503, "", {}, "retry"],
] as const)("takes %i %j for what it is", (status, body, headers, kind) => {
  expect(answer(status, body, headers)).toMatchObject({ kind, status });
});

it("quotes an answer in one short line", () => {
  const verdict = answer(400, `first\r\n\u001b[31msecond${"x".repeat(500)}`);
  expect(verdict).toMatchObject({ reason: expect.stringMatching(/^HTTP 400: first \[31msecondx{100,}$/) });
  expect("reason" in verdict && verdict.reason.length).toBeLessThan(230);
});

it.each([
  ["120", 120_000],
  ["0", 1000],
  ["Wed, 18 Nov 2026 14:06:00 GMT", 60_000],
  ["Wed, 18 Nov 2026 14:00:00 GMT", 1000],
  ["999999999", 6 * 3_600_000],
  ["soon", null],
] as const)("understands retry-after %s", (value, ms) => {
  expect(retryAfterMs(value, now)).toBe(ms);
});

it("asks ever more rarely, five minutes apart at most, by chance not all at once", () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 500].map((attempts) => retryDelayMs(attempts, 1));
  expect(delays).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * 1000));
  expect(retryDelayMs(3, 0)).toBe(10_000);
});

it("waits for as long as it is told, and for an hour after a refusal", () => {
  const busy = answer(429, "", { "retry-after": "600" });
  expect(nextAttemptAt(busy, 1, now, 0.5)).toEqual(new Date(now.getTime() + 600_000));
  expect(nextAttemptAt(answer(403), 1, now, 0.5)).toEqual(new Date(now.getTime() + 3_600_000));
});

it("tells what may pass from what will not, and from mistakes of our own", () => {
  expect(judgeError(new OutboundFailedError("x"))?.kind).toBe("retry");
  expect(judgeError(new OutboundRefusedError("x"))?.kind).toBe("refused");
  expect(judgeError(new TypeError("x"))).toBeUndefined();
});
