import { zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { diagnose } from "./diagnose.ts";
import { packWalk, unpackWalk } from "./packing.ts";
import { faults } from "./testing/faults.ts";
import { path } from "./testing/path.ts";
import { now } from "./testing/world.ts";

test("a walk comes back as it was, whatever is wrong on it", () => {
  for (const change of [() => {}, ...faults.map(([, one]) => one)]) {
    const { walk } = diagnose(path(change), now);
    expect(unpackWalk(packWalk(walk))).toEqual(walk);
  }
});

test("walks with names are read, and what is no whole walk is kept with them", () => {
  const { walk } = diagnose(path(), now);
  expect(unpackWalk(zstdCompressSync(JSON.stringify(walk)))).toEqual(walk);
  const part = { ...walk, hops: [] };
  expect(unpackWalk(packWalk(part))).toEqual(part);
});
