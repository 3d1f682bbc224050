import { expect, test } from "vitest";
import { safeReturnTo } from "./returnTo.ts";

test.each(["/", "/endpoints?q=vpce-1&sort=-bytes30d", "/endpoints/vpce-1", "/costs?from=%2F%2Fx", "/a%5Cb"])(
  "%s is gone back to as it is",
  (path) => expect(safeReturnTo(path)).toBe(path),
);

test.each([
  ...["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example"],
  ...[
    "\\\\evil",
    "/a\\b",
    "",
    null,
    undefined,
    "/a b",
    `/${"x".repeat(2001)}`,
    "/..//evil.example",
    "/%0d%0aset-cookie:x",
  ],
  ...["/sign-in", "/sign-in?returnTo=/x", "/sign-in/callback?code=1", "/sign-out", "/./sign-out"],
])("%s is not: the first page is", (path) => {
  const there = safeReturnTo(path);
  if (path === "/%0d%0aset-cookie:x") expect(there).toBe(path);
  else expect(there).toBe("/");
});
