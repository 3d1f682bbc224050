import { expect, test } from "vitest";
import { parseArguments, UsageError } from "./arguments.ts";

test("no flags mean the demo company", () => {
  expect(parseArguments([])).toMatchObject({ port: 4566, throttle: false, fleet: undefined, now: undefined });
});

test("flags of the contract are understood", () => {
  const text =
    "--port 0 --accounts 200 --regions 3 --endpoints 10000 --seed 7 --throttle aws --now 2026-03-01T12:00:00Z";
  expect(parseArguments(text.split(" "))).toEqual({
    port: 0,
    seed: "7",
    throttle: true,
    now: Date.parse("2026-03-01T12:00:00Z"),
    fleet: { accounts: 200, regions: 3, endpoints: 10_000, skew: undefined },
  });
});

test("faults are planted in a fleet of a given size", () => {
  expect(parseArguments(["--endpoints", "60", "--faults", "12"])).toMatchObject({
    fleet: { endpoints: 60 },
    faults: 12,
  });
});

test("a clock set for the whole product holds unless --now says otherwise", () => {
  const noon = "2026-03-01T12:00:00Z";
  expect(parseArguments([], noon).now).toBe(Date.parse(noon));
  expect(parseArguments(["--now", "2026-04-01T00:00:00Z"], noon).now).toBe(
    Date.parse("2026-04-01T00:00:00Z"),
  );
  expect(parseArguments([], "").now).toBeUndefined();
});

test.each([
  [["--port", "abc"], "--port abc"],
  [["--port", "70000"], "0 to 65535"],
  [["--accounts", "0"], "--accounts 0"],
  [["--regions", "9"], "1 to 8"],
  [["--endpoints", "-5"], "--endpoints"],
  [["--throttle", "some"], "aws or off"],
  [["--now", "yesterday"], "ISO 8601"],
  [["--skew", "0.5"], "--skew needs"],
  [["--faults", "3"], "--faults needs"],
  [["--endpoints", "60", "--faults", "-1"], "--faults"],
  [["--colour", "red"], "--colour"],
])("%j is refused with what was expected", (args, message) => {
  expect(() => parseArguments(args)).toThrow(UsageError);
  expect(() => parseArguments(args)).toThrow(message);
});
