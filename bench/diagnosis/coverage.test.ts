import { expect, test } from "vitest";
import { checkIds } from "#lib/diagnosis/schema.ts";
import { buildDemoFleet } from "#simulator/fleet/demo-build.ts";
import { catalogue } from "#simulator/fleet/faults/plant.ts";

const without = (known: Iterable<string>) => {
  const ids = new Set(known);
  return checkIds.filter((id) => !ids.has(id)).sort();
};

test("each check has its kind of fault", () => {
  const kinds = catalogue.map(({ check }) => check);
  expect(without(kinds)).toEqual([]);
  expect(kinds.filter((kind) => !(checkIds as readonly string[]).includes(kind))).toEqual([]);
});

test("the demo company has a fault for each check, but for some", () => {
  const planted = buildDemoFleet("1").planted ?? [];
  const absent = [
    // It has no changes but those of its collectors' second look.
    "permission-change",
    // All its collectors may read what they ask for.
    "telemetry-gap",
    // It is there by nature, as advice.
    "central-endpoint-candidate",
    "provisioning-slow",
  ];
  expect(without(planted.map(({ checkId }) => checkId))).toEqual(absent.sort());
  for (const { foundOn, implied, sentence } of planted) {
    expect([foundOn.length, implied.length]).not.toEqual([0, 0]);
    expect(sentence).toMatch(/\.$/);
  }
});
