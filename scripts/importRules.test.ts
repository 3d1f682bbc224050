import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

// Each rule, broken once; and imports that look alike and are right.
const broken: Record<string, [file: string, code: string]> = {
  "lib-is-the-bottom": ["lib/a.ts", 'import "#components/a.ts";'],
  "components-know-no-routes": ["components/b.ts", 'import "#app/a.ts";'],
  "collectors-and-app-meet-in-postgres": ["app/c.ts", 'import "#collectors/a.ts";'],
  "collectors-draw-nothing": ["collectors/d.ts", 'import "#components/a.ts";'],
  "the-simulator-is-reached-over-http": ["collectors/e.ts", 'import "#simulator/a.ts";'],
  "the-simulator-stands-alone": ["simulator/f.ts", 'import "#lib/idle/schema.ts";'],
  "aws-sdk-in-collectors-only": ["lib/g.ts", 'import "@aws-sdk/client-ec2";'],
  "prisma-in-data-and-mutations": ["lib/h/loaders.ts", 'import "#lib/db/prisma.ts";'],
  "compute-is-pure": ["lib/i/compute.ts", 'import { readFileSync } from "node:fs"; readFileSync("x");'],
  "components-do-not-read": ["components/j.ts", 'import { rows } from "#lib/idle/data.ts"; rows();'],
  "ui-has-no-domain-words": ["components/ui/k.ts", 'import { rows } from "#lib/idle/schema.ts"; rows();'],
  "test-helpers-stay-in-tests": ["lib/l.ts", 'import "#lib/testing/a.ts";'],
  "no-cycles": ["lib/m.ts", 'import "./n.ts";'],
  "imports-resolve": ["lib/o.ts", 'import "./nowhere.ts";'],
  "no-test-packages-in-the-product": ["lib/q.ts", 'import "vitest";'],
};

const right: Record<string, string> = {
  "app/a.ts": 'import "#components/a.ts"; import "#lib/idle/loaders.ts";',
  "components/a.ts": 'import type { Rows } from "#lib/idle/data.ts"; export type A = Rows;',
  "components/ui/a.ts": 'import { format } from "#lib/format/a.ts"; format();',
  "collectors/a.ts": 'import "@aws-sdk/client-ec2"; import "#lib/idle/mutations.ts";',
  "collectors/a.sim.test.ts": 'import "#simulator/a.ts"; import "#lib/testing/a.ts"; import "vitest";',
  "simulator/a.ts": "export const a = 1;",
  "lib/format/a.ts": "export const format = () => 1;",
  "lib/testing/a.ts": 'import "vitest";',
  "lib/db/prisma.ts": 'import "@prisma/client";',
  "lib/idle/schema.ts": "export const rows = () => 1;",
  "lib/idle/compute.ts": 'import { rows } from "./schema.ts"; export const judge = rows;',
  "lib/idle/data.ts": 'import "#lib/db/prisma.ts"; export type Rows = 1; export const rows = () => 1;',
  "lib/idle/mutations.ts": 'import "#lib/db/prisma.ts";',
  "lib/idle/loaders.ts": 'import "./data.ts";',
  "lib/n.ts": 'import "./m.ts";',
};

let folder: string;
let violations: { rule: { name: string }; from: string; comment?: string }[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "linkledger-imports-"));
  for (const file of ["package.json", ".dependency-cruiser.cjs"]) cpSync(file, join(folder, file));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  for (const [file, code] of [...Object.entries(right), ...Object.values(broken)]) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  const cruiser = resolve("node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const args = ["--config", ".dependency-cruiser.cjs", "--output-type", "json"];
  const { stdout } = spawnSync(
    process.execPath,
    [cruiser, ...args, "app", "components", "lib", "collectors", "simulator"],
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    },
  );
  violations = JSON.parse(stdout).summary.violations;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(Object.entries(broken))("%s is noticed", (rule, [file]) => {
  expect(violations.filter(({ from }) => from === file).map(({ rule: { name } }) => name)).toContain(rule);
});

test("what is right is left alone", () => {
  const files = new Set(Object.keys(right));
  // n.ts is the other half of the cycle.
  expect(violations.filter(({ from }) => files.has(from) && from !== "lib/n.ts")).toEqual([]);
});
