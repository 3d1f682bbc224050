import { expect, test } from "vitest";
import { type Grant, grantKey, grantWords, isWithin, unionOf } from "./grants.ts";
import { grantFor, type Principal } from "./principal.ts";

const part = (accounts: string[], owners: string[] = []): Grant => ({ accounts, owners });

test("a grant lies within another where it allows nothing more", () => {
  expect(isWithin(part(["1"]), null)).toBe(true);
  expect(isWithin(null, part(["1"]))).toBe(false);
  expect(isWithin(part(["1"], ["Core"]), part(["2", "1"], ["core"]))).toBe(true);
  expect(isWithin(part(["1"], ["core"]), part(["1"]))).toBe(false);
  expect(isWithin(part([]), part([]))).toBe(true);
});

test("one grant has one key, and everything has the empty one", () => {
  expect(grantKey(part(["2", "1", "2"], ["B", "a"]))).toBe(grantKey(part(["1", "2"], ["A", "b"])));
  expect(grantKey(part(["1"]))).not.toBe(grantKey(part([], ["1"])));
  expect(grantKey(null)).toBe("");
  expect(grantKey(part([]))).not.toBe("");
});

test("a role counts only over what it was given for", () => {
  const entitlements = [
    { role: "viewer" as const, grant: null },
    { role: "on-call" as const, grant: part(["1"]) },
    { role: "on-call" as const, grant: part([], ["core"]) },
  ];
  const person = { entitlements } as unknown as Principal;
  expect(grantFor(person, "read")).toBeNull();
  expect(grantFor(person, "acknowledge")).toEqual(part(["1"], ["core"]));
  expect(grantFor(person, "settings")).toBeUndefined();
});

test("grants together allow what any of them does", () => {
  expect(unionOf([part(["1"]), part(["2"], ["x"])])).toEqual(part(["1", "2"], ["x"]));
  expect(unionOf([part(["1"]), null])).toBeNull();
  expect(unionOf([])).toEqual(part([]));
});

test("a grant is said in words", () => {
  expect(grantWords(null)).toBe("the whole fleet");
  expect(grantWords(part(["1"], ["a", "b"]))).toBe("account 1 and owners a, b");
  expect(grantWords(part([]))).toBe("nothing");
});
