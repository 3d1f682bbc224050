import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { matchRoute } from "./matchRoute.ts";
import { routes } from "./routes.ts";

/** Every address under app/, by what it exports. Groups in parentheses are no part of an address. */
function addresses(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const entry of readdirSync("app", { recursive: true, withFileTypes: true })) {
    if (!/^(page\.tsx|route\.ts)$/.test(entry.name)) continue;
    const parts = entry.parentPath
      .split("/")
      .slice(1)
      .filter((part) => !part.startsWith("("));
    const pattern = `/${parts.join("/")}`;
    const text = entry.name === "route.ts" ? readFileSync(`${entry.parentPath}/${entry.name}`, "utf8") : "";
    const has = (words: RegExp) => words.test(text);
    const methods = [
      ...(entry.name === "page.tsx" ||
      has(/readOnly|readAndPost|listRoute|csvRoute|function GET|\bGET[^,]* = (?!post)/)
        ? ["GET"]
        : []),
      ...(has(/postOnly|readAndPost|function POST/) ? ["POST"] : []),
      ...(has(/patchAndDelete|function PATCH/) ? ["PATCH"] : []),
      ...(has(/patchAndDelete|function DELETE/) ? ["DELETE"] : []),
    ];
    found.set(pattern, methods);
  }
  return found;
}

test("every page and every handler has its line in lib/access/routes.ts, and no line is of an address that is gone", () => {
  const there = [...addresses().keys()].toSorted();
  expect(Object.keys(routes).toSorted()).toEqual(there);
});

test("every method that a handler answers has a permission, and no other", () => {
  for (const [pattern, methods] of addresses()) {
    if (pattern === "/api/[[...path]]") continue;
    expect(`${pattern} ${Object.keys(routes[pattern] ?? {}).toSorted()}`).toBe(
      `${pattern} ${methods.toSorted()}`,
    );
  }
});

test.each([
  ["/", "/"],
  ["/audits/", "/audits"],
  ["/%61udits", "/audits"],
  ["/endpoints/vpce-1", "/endpoints/[vpcEndpointId]"],
  ["/load-balancers/net/pay/1", "/load-balancers/[...id]"],
  ["/api/v1/idle/vpce-1/decisions", "/api/v1/idle/[id]/decisions"],
  ["/api/v1/nothing", "/api/[[...path]]"],
])("%s is the address %s", (path, pattern) => {
  expect(matchRoute(path)?.pattern).toBe(pattern);
});

test.each([
  ...[
    "//audits",
    "/audits//x",
    "/runbooks/../audits",
    "/runbooks/%2e%2e",
    "/runbooks/..\\audits",
    "/%2561udits",
  ],
  ...[
    "http://elsewhere/audits",
    "",
    "/a%ff",
    "/runbooks/a\tb",
    "/audits.rsc",
    "/audits.segments/_tree.segment.rsc",
  ],
])("%s is no address", (path) => {
  expect(matchRoute(path)).toBeUndefined();
});
