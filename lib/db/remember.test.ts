import { expect, it } from "vitest";
import { remember } from "./remember.ts";

it("asks once for each version, also when many ask at the same time", async () => {
  let asked = 0;
  const load = async () => ++asked;
  expect(await Promise.all([1, 2, 3].map(() => remember("a", "1", load)))).toEqual([1, 1, 1]);
  expect(await remember("a", "1", load)).toBe(1);
  expect(await remember("a", "2", load)).toBe(2);
  expect(await remember("b", "2", load)).toBe(3);
});

it("asks again after a failure", async () => {
  const failing = () => remember("failing", "1", () => Promise.reject(new Error("away")));
  await expect(failing()).rejects.toThrow("away");
  expect(await remember("failing", "1", async () => "there")).toBe("there");
});

it("forgets what was not asked for in a long time", async () => {
  let asked = 0;
  const load = async () => ++asked;
  await remember("old", "1", load);
  for (let n = 0; n < 400; n++) await remember(`other ${n}`, "1", async () => n);
  expect(await remember("old", "1", load)).toBe(2);
});
