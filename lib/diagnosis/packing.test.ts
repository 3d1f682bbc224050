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

const evidenceOf = ({ evidence }: CheckAnswer) =>
  evidence.flatMap((item) => [item.label, item.value, item.observedAt, item.source, item.resourceId]);
/** As walks were stored at first: with hop and role in each answer, and nothing left out. */
const atFirst = (one: CheckAnswer) => [
  ...[one.checkId, one.hop, one.state, one.role, one.severity, one.reason, one.lanes, one.since],
  evidenceOf(one),
];
/** As they were then: hop and role by their place, but each answer by itself. */
const byPlace = (one: CheckAnswer) => [
  ...[one.checkId, one.state, one.severity, one.reason, evidenceOf(one), one.lanes, one.since],
];

function packedEarlier(
  { verdict, lanes, hops, beside }: Walk,
  form: typeof atFirst | typeof byPlace,
): Buffer {
  const answers = (list: readonly CheckAnswer[]) => list.map((one) => form(one));
  const bare = [
    ...(form === byPlace ? [2] : []),
    verdict,
    lanes.map((lane) => [
      ...[lane.azId, lane.state, lane.brokenAt, lane.cause],
      lane.hops.map(({ state }) => state),
    ]),
    hops.map((hop) => [
      ...[hop.hop, hop.state, hop.failingLanes, hop.undecided],
      ...[hop.causes, hop.symptoms, hop.contributing, hop.advisory].map(answers),
    ]),
    form === byPlace ? beside.map((one) => [one.hop, one.role, byPlace(one)]) : answers(beside),
  ];
  return zstdCompressSync(JSON.stringify(bare));
}

test("walks of earlier versions are read", () => {
  for (const change of [() => {}, ...faults.map(([, one]) => one)]) {
    const { walk } = diagnose(path(change), now);
    const [first] = walk.hops.flatMap(({ causes }) => causes);
    const whole = { ...walk, beside: first ? [{ ...first, hop: "fleet" as const }] : [] };
    for (const form of [atFirst, byPlace]) expect(unpackWalk(packedEarlier(whole, form))).toEqual(whole);
    expect(unpackWalk(packWalk(whole))).toEqual(whole);
  }
});

test("walks with names are read, and what is no whole walk is kept with them", () => {
  const { walk } = diagnose(path(), now);
  expect(unpackWalk(zstdCompressSync(JSON.stringify(walk)))).toEqual(walk);
  const part = { ...walk, hops: [] };
  expect(unpackWalk(packWalk(part))).toEqual(part);
});
