import { expect, it } from "vitest";
import { allPages, eachLimited, inGroups } from "./pages.ts";

it("goes on over short and empty pages while there is a token", async () => {
  const pages: Record<string, { items?: number[]; next?: string }> = {
    "": { items: [1], next: "a" },
    a: { items: [], next: "b" },
    b: { items: undefined, next: "c" },
    c: { items: [2, 3], next: "" },
  };
  expect(
    await allPages(async (token) => ({ items: pages[token ?? ""]?.items, next: pages[token ?? ""]?.next })),
  ).toEqual([1, 2, 3]);
});

it("refuses to call a listing complete whose token repeats", async () => {
  const endless = allPages(async () => ({ items: [1], next: "same" }));
  await expect(endless).rejects.toMatchObject({
    failure: { errorClass: "malformed", code: "RepeatingNextToken" },
  });
});

it("begins once more when the server has forgotten its token, and keeps nothing of the first try", async () => {
  let starts = 0;
  const read = async (token: string | undefined) => {
    if (token === undefined) {
      starts++;
      return { items: [starts], next: "next" };
    }
    if (starts === 1)
      throw Object.assign(new Error("expired"), {
        name: "InvalidNextToken",
        $metadata: { httpStatusCode: 400 },
      });
    return { items: [20], next: undefined };
  };
  expect(await allPages(read)).toEqual([2, 20]);
});

it("does not begin a third time", async () => {
  const read = async (token: string | undefined) => {
    if (token === undefined) return { items: [1], next: "next" };
    throw Object.assign(new Error("expired"), {
      name: "InvalidNextToken",
      $metadata: { httpStatusCode: 400 },
    });
  };
  await expect(allPages(read)).rejects.toThrow("expired");
});

it("works on no more than the limit at once, and keeps the order", async () => {
  let running = 0;
  let most = 0;
  const results = await eachLimited([5, 1, 4, 2, 3], 2, async (n) => {
    most = Math.max(most, ++running);
    for (let i = 0; i < n; i++) await Promise.resolve();
    running--;
    return n * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

it("makes groups of at most the size", () => {
  expect(inGroups([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(inGroups([], 2)).toEqual([]);
});
