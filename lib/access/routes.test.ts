import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { matchRoute } from "./matchRoute.ts";
import { routes } from "./routes.ts";

/** Every address under app/. Groups in parentheses are no part of one. */
function addresses(): string[] {
  return readdirSync("app", { recursive: true, withFileTypes: true })
    .filter(({ name }) => /^(page\.tsx|route\.ts)$/.test(name))
    .map(({ parentPath }) =>
      parentPath
        .split("/")
        .slice(1)
        .filter((part) => !part.startsWith("(")),
    )
    .map((parts) => `/${parts.join("/")}`);
}

test("every page and every handler has its line in lib/access/routes.ts, and no line is of an address that is gone", () => {
  expect(Object.keys(routes).toSorted()).toEqual(addresses().toSorted());
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
