import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Sources of the app that may hold SQL; lib/db makes the views themselves. */
const sources = ["lib", "app", "components"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      ({ name, parentPath }) =>
        /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !/^lib\/(db|testing)/.test(parentPath),
    )
    .map(({ name, parentPath }) => `${parentPath}/${name}`),
);

test("no query names the schema of a table: what a limited grant reads is found by the search path alone", () => {
  const named = sources.filter((file) =>
    /\b(from|join|into|update|table|only|copy)\s+(only\s+)?"?(public|granted_\w+)"?\s*\./i.test(
      readFileSync(file, "utf8"),
    ),
  );
  expect(sources.length).toBeGreaterThan(500);
  expect(named).toEqual([]);
});

test("no query sets the search path or the settings of a grant", () => {
  const setting = sources.filter((file) =>
    /search_path|linkledger\.(accounts|owners)|set\s+role|reset\s+all|discard\s+all/i.test(
      readFileSync(file, "utf8"),
    ),
  );
  expect(setting).toEqual([]);
});
