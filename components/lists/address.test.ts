import { expect, test } from "vitest";
import { listHref, nextSort, parameterOf } from "./address.ts";

const parameters = [
  ["state", "idle"],
  ["accountId", "1"],
  ["accountId", "2"],
  ["cursor", "abc"],
] as const;

test("a change keeps the other filters and begins at the first page", () => {
  expect(listHref("/idle", parameters, { sort: "-savingUsd" })).toBe(
    "/idle?state=idle&accountId=1&accountId=2&sort=-savingUsd",
  );
  expect(listHref("/idle", [])).toBe("/idle");
});

test("a filter that is taken away stays in the address, empty, so that its default does not come back", () => {
  expect(listHref("/idle", parameters, { state: "" })).toBe("/idle?accountId=1&accountId=2&state=");
});

test("a page further keeps everything", () => {
  expect(listHref("/idle", parameters, { cursor: "next" })).toContain("state=idle");
  expect(listHref("/idle", parameters, { cursor: "next" })).toContain("cursor=next");
  expect(parameterOf(parameters, "accountId")).toBe("1");
});

test("a second click on a head turns the order", () => {
  expect(nextSort("", "savingUsd", true)).toBe("-savingUsd");
  expect(nextSort("-savingUsd", "savingUsd", true)).toBe("savingUsd");
  expect(nextSort("-savingUsd", "name", false)).toBe("name");
});
