import { expect, it } from "vitest";
import { readMigrations } from "./migrate.ts";

/** The last one that was written before the rule. */
const since = "20261121000160";
const breaking = [
  /\bDROP\s+(TABLE|COLUMN)\b/i,
  /\bRENAME\s+(TO|COLUMN)\b/i,
  /\bALTER\s+COLUMN\b[^;]*\b(TYPE|SET\s+NOT\s+NULL)\b/i,
  /\bADD\s+COLUMN\b(?![^,;]*\bDEFAULT\b)[^,;]*\bNOT\s+NULL\b/i,
];
/** Says since when nothing reads or writes what goes: `-- Contract: unused since 0.3.0`. */
const said = /^-- Contract: \S+/m;

const breaks = (sql: string) => breaking.some((pattern) => pattern.test(sql)) && !said.test(sql);

it("takes nothing away that a process of the version before still uses, unless it says since when nobody does", () => {
  const newer = readMigrations("prisma/migrations").filter(({ name }) => name > since);
  expect(newer.filter(({ sql }) => breaks(sql)).map(({ name }) => name)).toEqual([]);
});

it.each([
  ['ALTER TABLE "a" DROP COLUMN "b";', true],
  ['ALTER TABLE "a" RENAME COLUMN "b" TO "c";', true],
  ['ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL;', true],
  ['ALTER TABLE "a" ADD COLUMN "b" INT NOT NULL;', true],
  ['ALTER TABLE "a" ADD COLUMN "b" INT NOT NULL DEFAULT 0;', false],
  ['ALTER TABLE "a" ADD COLUMN "b" INT;', false],
  ['CREATE TABLE "a" ("b" INT NOT NULL);', false],
  ['-- Contract: unused since 0.2.0\nDROP TABLE "a";', false],
])("judges %s", (sql, expected) => {
  expect(breaks(sql)).toBe(expected);
});
