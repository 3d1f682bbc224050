import { expect, it } from "vitest";
import type { ProbeSeries } from "#lib/probes/schema.ts";
import { answerWords, attemptWords, formatLatency, probeState } from "./probeWords.ts";

const series = (last: Partial<NonNullable<ProbeSeries["last"]>> | null, more: Partial<ProbeSeries> = {}) =>
  ({
    stale: false,
    answersInside: 0,
    answersOutside: 0,
    last: last && { httpStatus: null, errorClass: null, ...last },
    ...more,
  }) as ProbeSeries;

it("says what the newest result was, and of a series that has gone silent only that", () => {
  expect(probeState(series({ success: true }))).toEqual({ status: "ok", text: "succeeds" });
  expect(probeState(series({ success: false }))).toEqual({ status: "bad", text: "fails" });
  expect(probeState(series({ success: false, httpStatus: 503 })).text).toBe("fails: HTTP 503");
  expect(probeState(series({ success: false, errorClass: "refused" })).text).toBe(
    "fails: connection refused",
  );
  expect(probeState(series({ success: false }, { stale: true })).status).toBe("unknown");
  expect(probeState(series(null)).status).toBe("unknown");
});

it("writes latencies with the unit that fits", () => {
  expect([0.00032, 0.0043, 0.0126, 0.999, 5.04].map(formatLatency)).toEqual([
    "0.3 ms",
    "4.3 ms",
    "13 ms",
    "999 ms",
    "5 s",
  ]);
});

it("speaks of DNS answers only where some were judged", () => {
  expect(answerWords(series(null))).toBeUndefined();
  expect(answerWords(series(null, { answersInside: 3 }))?.status).toBe("ok");
  expect(answerWords(series(null, { answersOutside: 3 }))?.status).toBe("bad");
  expect(answerWords(series(null, { answersInside: 2, answersOutside: 1 }))?.text).toBe("1 of 3 elsewhere");
});

it("says how one attempt ended, and where the cause is not told", () => {
  const attempt = { time: "", success: false, totalSeconds: null, errorClass: null, httpStatus: null };
  expect(attemptWords({ ...attempt, success: true })).toBe("succeeded");
  expect(attemptWords({ ...attempt, errorClass: "refused" })).toBe("failed: connection refused");
  expect(attemptWords(attempt)).toBe("failed: the source does not tell why");
});
