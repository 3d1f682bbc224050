import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

interface Composed {
  file: string;
  name: string;
  of: string;
  from: string;
}

/** The classes of style sheets, by file, and those that take over a class of another file. */
function readStyles(sheets: Record<string, string>) {
  const classes = new Map<string, Set<string>>();
  const composed: Composed[] = [];
  for (const [file, text] of Object.entries(sheets)) {
    classes.set(file, new Set(Array.from(text.matchAll(/\.([A-Za-z][\w-]*)/g), ([, name = ""]) => name)));
    for (const [, name = "", of = "", from = ""] of text.matchAll(
      /\.([\w-]+)\s*\{[^{}]*?composes:\s*([\w-]+)\s+from\s+"([^"]+)"/g,
    ))
      composed.push({ file, name, of, from: normalize(join(dirname(file), from)) });
  }
  return { classes, composed };
}

/** What would lose its style in the built app: the bundler follows a class to another file, and from there no further. */
function lostStyles(sheets: Record<string, string>): string[] {
  const { classes, composed } = readStyles(sheets);
  return composed
    .filter(
      ({ of, from }) =>
        !classes.get(from)?.has(of) || composed.some(({ file, name }) => file === from && name === of),
    )
    .map(({ file, name, of, from }) => `${file}: .${name} takes over .${of} of ${from}`);
}

const ours = () =>
  Object.fromEntries(
    globSync("{app,components}/**/*.module.css").map((file) => [file, readFileSync(file, "utf8")]),
  );

test("no class takes over one that takes over another, or one that is not there", () => {
  const sheets = ours();
  const found = readStyles(sheets).composed.length;
  const written = Object.values(sheets)
    .join("")
    .match(/composes:/g)?.length;
  expect(found).toBeGreaterThan(10);
  expect(found).toBe(written);
  expect(lostStyles(sheets)).toEqual([]);
});

test("both are noticed", () => {
  const sheets = {
    "a/one.module.css": '.x { color: red; composes: y from "../b/two.module.css"; }',
    "b/two.module.css": '.y {\n  composes: z from "./three.module.css";\n}',
    "b/three.module.css": ".z { color: blue; }",
    "c/four.module.css": '.w { composes: gone from "../b/three.module.css"; }',
  };
  expect(lostStyles(sheets)).toEqual([
    "a/one.module.css: .x takes over .y of b/two.module.css",
    "c/four.module.css: .w takes over .gone of b/three.module.css",
  ]);
});
