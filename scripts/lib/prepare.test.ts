import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contentHash, installed, runsTypeScript } from "./prepare.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "linkledger-prepare-"));
  mkdirSync(join(folder, "node_modules"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = {
  "": {},
  "node_modules/pg": { version: "8.0.0" },
  "node_modules/vitest": { version: "5.0.0", dev: true },
  "node_modules/fsevents": { version: "2.0.0", optional: true },
};

function write(name: string, packages: object): void {
  writeFileSync(join(folder, name), JSON.stringify({ packages }));
}

test.each([
  ["v18.20.0", false],
  ["v20.20.2", false],
  ["v22.17.1", false],
  ["v22.18.0", true],
  ["v24.0.0", true],
])("Node %s runs TypeScript files: %s", (version, yes) => {
  expect(runsTypeScript(version)).toBe(yes);
});

test("packages of tests are asked for only when tests are to run; optional ones never", () => {
  write("package-lock.json", lock);
  write("node_modules/.package-lock.json", { "node_modules/pg": lock["node_modules/pg"] });
  expect(installed(folder, false)).toBe(true);
  expect(installed(folder, true)).toBe(false);
});

test("another version than the locked one, or nothing installed, is noticed", () => {
  write("package-lock.json", lock);
  expect(installed(folder, false)).toBe(false);
  write("node_modules/.package-lock.json", { "node_modules/pg": { version: "8.0.1" } });
  expect(installed(folder, false)).toBe(false);
});

test("the hash follows content and name, not order", () => {
  const [one, two] = ["one", "two"].map((name) => join(folder, name)) as [string, string];
  writeFileSync(one, "a");
  writeFileSync(two, "b");
  const before = contentHash([one, two]);
  expect(contentHash([two, one])).toBe(before);
  writeFileSync(two, "c");
  expect(contentHash([one, two])).not.toBe(before);
});
