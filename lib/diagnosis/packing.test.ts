import { zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { diagnose } from "./diagnose.ts";
import { packWalk, unpackWalk } from "./packing.ts";
import type { CheckAnswer } from "./schema.ts";
import { faults } from "./testing/faults.ts";
import { path } from "./testing/path.ts";
import { now } from "./testing/world.ts";
import type { Walk } from "./walkSchema.ts";

test("a walk comes back as it was, whatever is wrong on it", () => {
  for (const change of [() => {}, ...faults.map(([, one]) => one)]) {
    const { walk } = diagnose(path(change), now);
    expect(unpackWalk(packWalk(walk))).toEqual(walk);
  }
});

/** As walks were stored before: with hop and role in each answer, and nothing left out. */
function packedEarlier({ verdict, lanes, hops, beside }: Walk): Buffer {
  const answers = (list: readonly CheckAnswer[]) =>
    list.map((one) => [
      ...[one.checkId, one.hop, one.state, one.role, one.severity, one.reason, one.lanes, one.since],
      one.evidence.flatMap((item) => [item.label, item.value, item.observedAt, item.source, item.resourceId]),
    ]);
  const bare = [
    verdict,
    lanes.map((lane) => [
      ...[lane.azId, lane.state, lane.brokenAt, lane.cause],
      lane.hops.map(({ state }) => state),
    ]),
    hops.map((hop) => [
      ...[hop.hop, hop.state, hop.failingLanes, hop.undecided],
      ...[hop.causes, hop.symptoms, hop.contributing, hop.advisory].map(answers),
    ]),
    answers(beside),
  ];
  return zstdCompressSync(JSON.stringify(bare));
}

test("walks of earlier versions are read", () => {
  for (const change of [() => {}, ...faults.map(([, one]) => one)]) {
    const { walk } = diagnose(path(change), now);
    const [first] = walk.hops.flatMap(({ causes }) => causes);
    const whole = { ...walk, beside: first ? [{ ...first, hop: "fleet" as const }] : [] };
    expect(unpackWalk(packedEarlier(whole))).toEqual(whole);
    expect(unpackWalk(packWalk(whole))).toEqual(whole);
  }
});

test("walks with names are read, and what is no whole walk is kept with them", () => {
  const { walk } = diagnose(path(), now);
  expect(unpackWalk(zstdCompressSync(JSON.stringify(walk)))).toEqual(walk);
  const part = { ...walk, hops: [] };
  expect(unpackWalk(packWalk(part))).toEqual(part);
});
