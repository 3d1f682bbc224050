import { expect, test } from "vitest";
import { exitCodeOf } from "./once.ts";

const run = (outcome: "success" | "partial" | "failed" | "skipped", busy = false) => ({ outcome, busy });
const good = { outcome: "success" } as const;
const bad = { outcome: "failed" } as const;

test.each([
  ["nothing was to be run", [], [], 1],
  ["all succeeded", [run("success"), run("success")], [good], 0],
  ["all that was asked succeeded", [run("success"), run("skipped")], [good], 0],
  ["another process is at all of it", [run("failed", true)], [], 0],
  ["one was complete in part", [run("success"), run("partial")], [good], 3],
  [
    "one had nothing to ask, all others failed",
    [{ ...run("success"), apiCalls: 0, resources: 0 }, run("failed")],
    [],
    1,
  ],
  ["one failed", [run("success"), run("failed")], [good], 3],
  ["all failed", [run("failed"), run("failed")], [good], 1],
  ["a judgement failed", [run("success")], [good, bad], 3],
  ["a judgement failed and so did a scope", [run("success"), run("failed")], [bad], 3],
  ["a judgement failed and so did every scope", [run("failed")], [bad], 1],
])("exit code: %s", (_, runs, evaluated, code) => {
  expect(exitCodeOf(runs, evaluated)).toBe(code);
});
