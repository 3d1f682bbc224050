import { afterEach, expect, test, vi } from "vitest";
import type { Grant } from "../access/grants.ts";
import { enter, localPrincipal } from "../access/principal.ts";
import { processDatabase } from "../testing/rows.ts";
import { database } from "./pool.ts";
import { sharedRead, sharedReads, shareReads } from "./sharedRead.ts";

processDatabase();
afterEach(() => shareReads(0));

/** A read that counts how often it was made, over the connections of whoever asks. */
function counted() {
  let made = 0;
  const read = sharedRead(async () => {
    await (await database()).pool.query("SELECT 1");
    return ++made;
  });
  return { read, as: (grant: Grant) => enter(localPrincipal, grant, read) };
}

const part = (account: string): Grant => ({ accounts: [account], owners: [] });

test("who asks in the same moment shares an answer, each grant its own", async () => {
  shareReads(60_000);
  const { read, as } = counted();
  expect(await Promise.all([read(), read()])).toEqual([1, 1]);
  expect(await read()).toBe(1);
  expect(await as(part("111111111111"))).toBe(2);
  expect(await as(part("222222222222"))).toBe(3);
  expect(await as(part("111111111111"))).toBe(2);
  expect(await read()).toBe(1);
});

test("a process that was not told to share reads anew each time", async () => {
  const { read } = counted();
  expect([await read(), await read()]).toEqual([1, 2]);
});

test("a failed read is not kept", async () => {
  shareReads(60_000);
  let fails = true;
  const read = sharedRead(async () => {
    if (fails) throw new Error("away");
    return "there";
  });
  await expect(read()).rejects.toThrow("away");
  fails = false;
  expect(await read()).toBe("there");
});

test("who may be shown an older answer does not wait for the next", async () => {
  shareReads(Number.MIN_VALUE);
  let made = 0;
  let next = Promise.withResolvers<number>();
  const read = sharedRead(
    () => {
      if (made++ === 0) return Promise.resolve(1);
      next = Promise.withResolvers();
      return next.promise;
    },
    { behindMs: 60_000 },
  );
  expect(await read()).toBe(1);
  expect(await read()).toBe(1);
  expect(await read()).toBe(1);
  expect(made, "made once behind it, whoever asks").toBe(2);
  next.reject(new Error("away"));
  await vi.waitFor(async () => {
    expect(await read()).toBe(1);
    expect(made, "a failed one is made again, and the older one goes on").toBe(3);
  });
  next.resolve(2);
  await vi.waitFor(async () => expect(await read()).toBe(2));
});

test("an answer that is too old is not shown", async () => {
  shareReads(Number.MIN_VALUE);
  let made = 0;
  const read = sharedRead(async () => ++made, { behindMs: Number.MIN_VALUE });
  expect([await read(), await read()]).toEqual([1, 2]);
});

test("an answer that is younger than it need be is not made again", async () => {
  let made = 0;
  const read = sharedRead(async () => ++made, { behindMs: 120_000, renewMs: 60_000 });
  expect([await read(), await read()], "not told to share").toEqual([1, 2]);
  shareReads(Number.MIN_VALUE);
  expect([await read(), await read(), made]).toEqual([2, 2, 2]);
});

test("reads of one key share an answer, those of another have their own", async () => {
  shareReads(60_000);
  const read = sharedReads<number>();
  let made = 0;
  const make = async () => ++made;
  expect([await read("a", make), await read("b", make), await read("a", make)]).toEqual([1, 2, 1]);
});

test("an answer of another version is not shown, nor put in the place of a newer one", async () => {
  shareReads(Number.MIN_VALUE);
  let made = 0;
  let slow = Promise.withResolvers<string>();
  const read = sharedRead(
    () => {
      made += 1;
      if (made !== 2) return Promise.resolve(`answer ${made}`);
      slow = Promise.withResolvers();
      return slow.promise;
    },
    { behindMs: 60_000 },
  );
  expect(await read("old")).toBe("answer 1");
  expect(await read("old"), "while the next is made").toBe("answer 1");
  expect(await read("new")).toBe("answer 3");
  slow.resolve("answer 2");
  await slow.promise;
  expect(await read("new")).toBe("answer 3");
});
