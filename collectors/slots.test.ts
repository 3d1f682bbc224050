import { expect, it } from "vitest";
import { leavingSlot, Slots } from "./slots.ts";

const settled = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

it("no more than the limit work at once, and a run that waits lets another one in", async () => {
  const slots = new Slots(2);
  let working = 0;
  let most = 0;
  let waiting = 0;
  const bucket = gate();
  const run = () =>
    slots.run(async () => {
      most = Math.max(most, ++working);
      await Promise.resolve();
      working--;
      waiting++;
      // Two calls of the same run: the slot is left once, and taken once.
      await Promise.all([leavingSlot(() => bucket.opened), leavingSlot(() => bucket.opened)]);
      waiting--;
      most = Math.max(most, ++working);
      await Promise.resolve();
      working--;
    });
  const all = Array.from({ length: 10 }, run);
  await settled();
  expect(waiting).toBe(10);
  bucket.open();
  await Promise.all(all);
  expect(most).toBe(2);
});

it("a run that fails while a call of it still waits does not lose its slot, nor take two", async () => {
  const slots = new Slots(1);
  const bucket = gate();
  const failed = slots.run(async () => {
    void leavingSlot(() => bucket.opened);
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  bucket.open();
  await settled();
  let working = 0;
  let most = 0;
  const run = () =>
    slots.run(async () => {
      most = Math.max(most, ++working);
      await settled();
      working--;
    });
  await Promise.all([run(), run(), run()]);
  expect(most).toBe(1);
});

it("outside of a run there is nothing to leave", async () => {
  expect(await leavingSlot(async () => 7)).toBe(7);
});
