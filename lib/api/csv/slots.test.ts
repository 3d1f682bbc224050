import { expect, it } from "vitest";
import { NoSlotError, Slots } from "./slots.ts";

it("lets the next one in when a slot is given back, once", async () => {
  const slots = new Slots(1, 2);
  const entered: string[] = [];
  const first = await slots.take();
  const second = slots.take().then((release) => {
    entered.push("second");
    return release;
  });
  const third = slots.take().then((release) => {
    entered.push("third");
    return release;
  });
  expect(entered).toEqual([]);
  first();
  first();
  const release = await second;
  expect(entered).toEqual(["second"]);
  release();
  (await third)();
  expect(entered).toEqual(["second", "third"]);
  (await slots.take())();
});

it("forgets who leaves the queue", async () => {
  const slots = new Slots(1, 2);
  const first = await slots.take();
  const abort = new AbortController();
  const left = slots.take(abort.signal);
  abort.abort(new Error("gone"));
  await expect(left).rejects.toThrow("gone");
  await expect(slots.take(AbortSignal.abort(new Error("late")))).rejects.toThrow("late");
  first();
  (await slots.take())();
});

it("turns away whom there is no room to wait for", async () => {
  const slots = new Slots(1, 1);
  const first = await slots.take();
  const second = slots.take();
  await expect(slots.take()).rejects.toThrow(NoSlotError);
  first();
  (await second)();
  (await slots.take())();
});
