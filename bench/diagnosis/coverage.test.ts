import { expect, test } from "vitest";
import { checkIds } from "#lib/diagnosis/schema.ts";
import { buildDemoFleet } from "#simulator/fleet/demo-build.ts";
import { catalogue } from "#simulator/fleet/faults/plant.ts";

/** What one look at the wire cannot show, and why. */
const unseen = new Map([
  ["unexpected-egress", "an incident that comes round in the demo, and takes two weeks of traffic to show"],
  ["permission-change", "seen from the second look on; the benchmark changes one between two looks"],
]);

const without = (known: Iterable<string>) => {
  const ids = new Set(known);
  return checkIds.filter((id) => !ids.has(id)).sort();
};

test("each check has its kind of fault, but those that one look cannot show", () => {
  const kinds = catalogue.map(({ check }) => check);
  expect(without(kinds)).toEqual([...unseen.keys()].sort());
  expect(kinds.filter((kind) => !(checkIds as readonly string[]).includes(kind))).toEqual([]);
});

test("the demo company has a fault for each check, but for most of those and some more", () => {
  const planted = buildDemoFleet("1").planted ?? [];
  const more = [
    // All its collectors may read what they ask for.
    "telemetry-gap",
    // It is there by nature, as advice.
    "central-endpoint-candidate",
    "provisioning-slow",
  ];
  // It comes round as an incident.
  const absent = [...unseen.keys()].filter((id) => id !== "unexpected-egress");
  expect(without(planted.map(({ checkId }) => checkId))).toEqual([...absent, ...more].sort());
  for (const { foundOn, implied, sentence } of planted) {
    expect([foundOn.length, implied.length]).not.toEqual([0, 0]);
    expect(sentence).toMatch(/\.$/);
  }
});
