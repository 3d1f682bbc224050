import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { configReference, describedVariables } from "./reference.ts";

it("is what docs/configuration.md says; npm run docs writes it anew", () => {
  expect(readFileSync("docs/configuration.md", "utf8")).toBe(configReference());
});

it("describes variables that are read, and all that a person sets", () => {
  const read = readFileSync("lib/env.ts", "utf8").match(/source\.[A-Z_]+|"[A-Z_]+_FILE"/g) ?? [];
  const internal = ["LINKLEDGER_EMBEDDED_DATABASE", "LINKLEDGER_PROMETHEUS_URL"];
  const named = read
    .map((one) => one.replaceAll(/^source\.|"/g, ""))
    .filter((name) => !internal.includes(name));
  expect([...describedVariables].toSorted()).toEqual([...new Set(named)].toSorted());
});
