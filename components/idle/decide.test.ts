import { expect, it } from "vitest";
import { consequence, type DecidedRow, dayFrom, refusals, savingWords, takingBack } from "./decide.ts";

const row = (resourceId: string, savingUsd: number | null): DecidedRow => ({
  ...{ resourceId, savingUsd, subnetId: "", label: resourceId, what: "endpoint", decision: null },
  ...{ reason: null, keepUntil: null },
});

it("puts back what was decided before, and takes back the rest", () => {
  const kept = { decision: "keep", reason: "failover", keepUntil: "2027-03-31T00:00:00.000Z" } as const;
  const rows = [
    row("a", 1),
    { ...row("b", 1), ...kept },
    { ...row("c", 1), decision: "retire", reason: "unused", keepUntil: null } as const,
    { ...row("d", 1), ...kept },
  ];
  expect(
    takingBack(rows).map(({ rows, ...batch }) => [batch, rows.map(({ resourceId }) => resourceId)]),
  ).toEqual([
    [{ decision: "undo", reason: "Taken back at once." }, ["a"]],
    [kept, ["b", "d"]],
    [{ decision: "retire", reason: "unused" }, ["c"]],
  ]);
});

it("adds up what is known, and says what is left out", () => {
  expect(savingWords([row("a", 7.3), row("b", null)])).toBe(
    "$7.30 a month, $87.60 a year, 1 without a figure left out",
  );
  expect(savingWords([row("a", null)])).toBe("what they cost is not known");
});

it("never says that something is deleted", () => {
  expect(consequence("retire", [row("a", 7.3)])).toContain("deletes nothing");
  expect(consequence("keep", [row("a", 7.3)])).toContain("comes back by itself");
});

it("tells refusals of rows from those of fields", () => {
  const errors = [
    { field: "items[1]", message: "it is retired already." },
    { field: "keepUntil", message: "is over." },
  ];
  const found = refusals(errors, [row("a", 1), row("b", 1)]);
  expect([...found.rows]).toEqual([["b ", "it is retired already."]]);
  expect([...found.fields]).toEqual([["keepUntil", "is over."]]);
});

it("counts days in UTC", () => {
  expect(dayFrom(new Date("2026-11-18T23:30:00Z"), 30)).toBe("2026-12-18");
});
