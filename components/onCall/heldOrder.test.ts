import { expect, it } from "vitest";
import { incident } from "#lib/onCall/testing.ts";
import { holdOrder } from "./heldOrder.ts";

it("keeps every row where the reader has it, brings it up to date, and counts what is new", () => {
  const seen = [incident("a"), incident("b"), incident("c")];
  const latest = [incident("new"), incident("c"), incident("a", { endpoints: 9 })];
  const { rows, news } = holdOrder(seen, latest);
  expect(rows.map(({ incident: { key, endpoints }, over }) => [key, endpoints, over])).toEqual([
    ["a", 9, false],
    ["b", 2, true],
    ["c", 2, false],
  ]);
  expect(news).toBe(1);
});
