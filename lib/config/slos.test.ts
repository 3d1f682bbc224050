import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { defined, sloSchema } from "../slo/definition.ts";
import { toOpenSlo } from "../slo/openslo.ts";
import { loadConfig, parseConfig } from "./data.ts";

const directory = mkdtempSync(path.join(tmpdir(), "linkledger-slos-"));
afterAll(() => rmSync(directory, { recursive: true }));
const load = (yaml: string) => {
  const file = path.join(directory, "linkledger.yaml");
  writeFileSync(file, yaml);
  return loadConfig(file);
};
const checkout = toOpenSlo(
  defined(sloSchema.parse({ id: "checkout", indicator: "connect", objective: 99.5 })),
);

it("adds the objectives of OpenSLO files to its own", () => {
  writeFileSync(path.join(directory, "checkout.yaml"), checkout);
  const config = load("slos:\n  - { id: names, indicator: dns }\nsloFiles: [checkout.yaml]\n");
  expect(config?.slos.map(({ id, objective }) => [id, objective])).toEqual([
    ["names", undefined],
    ["checkout", 99.5],
  ]);
});

it.each([
  [
    "slos:\n  - { id: a, indicator: dns }\nsloFiles: [none.yaml]",
    /^linkledger\.yaml:3: sloFiles\[0\]: "none\.yaml" cannot be read/,
  ],
  [
    "sloFiles: [checkout.yaml, checkout.yaml]",
    /^linkledger\.yaml:1: sloFiles\[1\]: "checkout" in checkout\.yaml is defined twice/,
  ],
  ["sloFiles: [broken.yaml]", /^broken\.yaml:2: kind: "Slo" is no kind of OpenSLO v1/],
])("names file, line and what was expected of the files: %s", (yaml, message) => {
  writeFileSync(path.join(directory, "checkout.yaml"), checkout);
  writeFileSync(path.join(directory, "broken.yaml"), "apiVersion: openslo/v1\nkind: Slo\n");
  expect(() => load(yaml)).toThrow(message);
});

it.each([
  ["indicator: conect", /slos\[0\]\.indicator: expected one of dns, connect/],
  ["indicator: connect\n    objective: 100", /^f:4: slos\[0\]\.objective: expected less than 100/],
  ["indicator: connect\n    objective: '99'", /^f:4: slos\[0\]\.objective: expected percent of good events/],
  ["indicator: connect\n    window: 30", /^f:4: slos\[0\]\.window: /],
  ["indicator: connect\n    window: 91d", /^f:4: slos\[0\]\.window: expected 90d at most/],
  ["indicator: connect\n    threshold: 5", /^f:4: slos\[0\]\.threshold: connect has no threshold/],
  ["indicator: connect\n    noData: bad", /^f:4: slos\[0\]\.noData: connect counts events/],
  ["indicator: latency\n    perEndpoint: true", /^f:4: slos\[0\]\.perEndpoint: expected it with dns/],
  [
    "indicator: telemetry\n    select:\n      tags: { env: prod }",
    /^f:5: slos\[0\]\.select\.tags: telemetry is known per account/,
  ],
  [
    "indicator: connect\n    select: { account: ['111111111111'] }",
    /^f:4: slos\[0\]\.select\.account: unknown key/,
  ],
  [
    "indicator: connect\n    select: { accounts: ['1'] }",
    /^f:4: slos\[0\]\.select\.accounts\[0\]: expected an account id/,
  ],
  [
    "indicator: cost-per-gb\n    objective: 95",
    /slos\[0\]\.threshold: expected both objective and threshold/,
  ],
  [
    "indicator: connect\n    maintenance:\n      - { from: 2026-11-02T00:00:00Z, to: 2026-11-01T00:00:00Z, reason: x }",
    /^f:5: slos\[0\]\.maintenance\[0\]\.to: expected a time after from/,
  ],
  ["indicator: connect\n  - id: a\n    indicator: dns", /^f:4: slos\[1\]\.id: "a" is used twice/],
])("names the line of a mistake in an objective: %s", (yaml, message) => {
  expect(() => parseConfig(`slos:\n  - id: a\n    ${yaml}\n`, "f")).toThrow(message);
});
