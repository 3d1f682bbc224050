import { expect, test } from "vitest";
import { checkHost } from "./checks.ts";

test("without sign-in no other machine is served", () => {
  expect(() => checkHost("0.0.0.0")).toThrow(/no sign-in is configured/);
  expect(() => checkHost("127.0.0.1")).not.toThrow();
  expect(() => checkHost("0.0.0.0", true)).not.toThrow();
});
