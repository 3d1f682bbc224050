import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { collectorCatalog } from "./schema.ts";

// A role made from the README must be enough for every collector.
const named = new Set(
  [...readFileSync("README.md", "utf8").matchAll(/`([\w:*]+)`/g)].map(([, text]) => text as string),
);
// Everybody may call it; AWS needs no permission for it.
const free = "sts:GetCallerIdentity";
const patterns = [...named].filter((text) => text.endsWith("*")).map((text) => text.slice(0, -1));

it.each(
  Object.values(collectorCatalog)
    .flatMap(({ actions }) => [...actions])
    .filter((action) => action !== free),
)("the README asks for %s", (action) => {
  const [, name] = action.split(":");
  const listed = named.has(action) || named.has(name as string);
  expect(listed || patterns.some((prefix) => action.startsWith(prefix))).toBe(true);
});
