import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RunClock } from "./serverClock.ts";

const hour = 3_600_000;
const begin = Date.parse("2026-11-21T12:00:00Z");

beforeEach(() => {
  vi.stubEnv("LINKLEDGER_NOW", "");
  vi.useFakeTimers({ toFake: ["Date"], now: begin });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

test("answers pass while the clock goes on as it should", () => {
  const clock = new RunClock();
  vi.setSystemTime(begin + 60_000);
  expect(clock.check("answer")).toBe("answer");
});

test("a run that began with a wrong clock ends, though the clock was right again before the first answer", () => {
  vi.setSystemTime(begin + 48 * hour);
  const clock = new RunClock();
  vi.setSystemTime(begin);
  expect(() => clock.check("answer")).toThrow(/clock of this machine/);
});

test("a clock that is fixed stands still for as long as it takes", () => {
  vi.stubEnv("LINKLEDGER_NOW", new Date(begin).toISOString());
  const clock = new RunClock();
  vi.setSystemTime(begin + hour);
  expect(clock.check("answer")).toBe("answer");
});
