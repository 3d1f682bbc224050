import { expect, test } from "vitest";
import { formatTable } from "./report.ts";

test("a row shows its ratio and whether it keeps its goal", () => {
  const table = formatTable("How fast?", [
    { measured: "ours", value: 12, unit: "ms", comparedTo: "theirs", ratio: 1.2, atMost: 1.5 },
    { measured: "slow", value: 30, unit: "ms", comparedTo: "theirs", ratio: 3, atMost: 1.5 },
    { measured: "rate", value: 0.7, unit: "of COPY", atLeast: 0.6 },
  ]);
  expect(table).toMatch(/^How fast\?\n\n/);
  expect(table).toMatch(/ours +12 {2}ms +theirs +1\.20× {2}ok \(at most 1\.5\)/);
  expect(table).toMatch(/slow .*MISSED \(at most 1\.5\)/);
  expect(table).toMatch(/rate .*ok \(at least 0\.6\)/);
});
