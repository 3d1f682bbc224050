import { expect, test } from "vitest";
import { isDue } from "./compute.ts";

const now = new Date("2026-11-21T12:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const hourly = { everySeconds: 3600 };

test.each([
  ["nothing was collected yet", undefined, true, null, false],
  ["the first pass is under way", undefined, false, ago(60), false],
  ["the first pass takes long", undefined, false, ago(600), true],
  ["the first pass is through", undefined, true, ago(60), true],
  ["it was judged before the first pass was through", { at: ago(5), through: false }, true, ago(700), true],
  ["it was judged in part, and still can only be", { at: ago(5), through: false }, false, ago(700), false],
  ["its interval is not over", { at: ago(3599), through: true }, true, ago(9000), false],
  ["its interval is over", { at: ago(3600), through: true }, true, ago(9000), true],
  ["a new account has not been attempted yet", { at: ago(60), through: true }, false, ago(9000), false],
  ["the clock was put back", { at: ago(-60), through: true }, true, ago(9000), true],
] as const)("%s", (_, last, firstPassThrough, firstRunAt, due) => {
  const record = last && { startedAt: last.at, firstPassThrough: last.through };
  expect(isDue(hourly, record, { firstPassThrough, firstRunAt }, now)).toBe(due);
});
