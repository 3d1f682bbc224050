import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { eachAhead } from "./ahead.ts";

/** Loads `count` batches, each known to end before it is there; tells what happens in which order. */
function loader(count: number, failing?: number) {
  const told: string[] = [];
  const load = async (after = 0, endsAt: (end: number | undefined) => void) => {
    told.push(`begin ${after}`);
    endsAt(after + 1 < count ? after + 1 : undefined);
    await setImmediate();
    told.push(`loaded ${after}`);
    if (after === failing) throw new Error(`batch ${after} cannot be read`);
    return after;
  };
  return { told, load };
}

test("batches are used in their order, and begun before those before them are used", async () => {
  const { told, load } = loader(5);
  await eachAhead(load, async (batch) => {
    told.push(`use ${batch}`);
    await setImmediate();
  });
  expect(told.filter((one) => one.startsWith("use"))).toEqual([0, 1, 2, 3, 4].map((at) => `use ${at}`));
  for (const at of [1, 2]) expect(told.indexOf(`begin ${at}`)).toBeLessThan(told.indexOf("use 0"));
  // No more than three are there at once.
  expect(told.indexOf("begin 4")).toBeGreaterThan(told.indexOf("use 0"));
});

test("a batch that does not say where it ends is the last", async () => {
  const used: number[] = [];
  await eachAhead<number, number>(
    async () => 7,
    async (batch) => void used.push(batch),
  );
  expect(used).toEqual([7]);
});

test("what fails is thrown once nothing is being loaded any more", async () => {
  const reading = loader(5, 2);
  await expect(eachAhead(reading.load, () => setImmediate())).rejects.toThrow("batch 2 cannot be read");
  const using = loader(5);
  const fail = async () => {
    throw new Error("cannot be used");
  };
  await expect(eachAhead(using.load, fail)).rejects.toThrow("cannot be used");
  for (const { told } of [reading, using])
    expect(told.filter((one) => one.startsWith("begin"))).toHaveLength(
      told.filter((one) => one.startsWith("loaded")).length,
    );
});
