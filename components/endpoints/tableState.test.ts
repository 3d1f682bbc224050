import { expect, it } from "vitest";
import { movedColumn } from "./ColumnControl.tsx";
import { chosenColumns, readColumns } from "./columnIds.ts";
import { facetOptions, filterValueLabel, toggled } from "./facetWords.ts";
import { nextSort, sortDirection } from "./sorting.ts";
import {
  activeFilterCount,
  endpointsHref,
  loadTableState,
  toListQuery,
  toQueryString,
} from "./tableState.ts";
import { targetRow } from "./useRowKeys.ts";

const stateOf = (search: string) => loadTableState(new URLSearchParams(search));

it("reads an address into the list request that the API and the CSV take", () => {
  const state = stateOf("q=pay&sort=owner&region=us-east-1&region=eu-west-1&owner=&azIds=use1-az1&gone=any");
  expect(toListQuery(state)).toEqual({
    q: "pay",
    sort: "owner",
    filter: { gone: "any", region: ["us-east-1", "eu-west-1"], owner: [""], azIds: ["use1-az1"] },
  });
  expect(toQueryString(state)).toBe(
    "q=pay&sort=owner&gone=any&region=us-east-1&region=eu-west-1&owner=&azIds=use1-az1",
  );
  expect(activeFilterCount(state)).toBe(6);
});

it("writes an address that reads back the same, whatever a value holds", () => {
  const owner = ['=HYPERLINK("x")', "a,b&c=d", "naïve 🚢", "line\nbreak"];
  const href = endpointsHref({ owner, sort: "-creationTimestamp" });
  const read = stateOf(new URL(href, "http://x").search);
  expect(read.owner).toEqual(owner);
  expect(read.sort).toBe("-creationTimestamp");
});

it("has nothing in the address when nothing is chosen", () => {
  expect(endpointsHref({})).toBe("/endpoints");
  expect(activeFilterCount(stateOf(""))).toBe(0);
});

it("keeps the id first, and drops columns that do not exist", () => {
  expect(chosenColumns(["owner", "nope", "vpcEndpointId", "owner", "region"])).toEqual([
    "vpcEndpointId",
    "owner",
    "region",
  ]);
  expect(chosenColumns(["idleState", "monthlyCostUsd", "worstFinding"])).toBeNull();
  expect(readColumns(undefined)).toBeNull();
  expect(readColumns("region")).toEqual(["vpcEndpointId", "region"]);
});

it("moves columns, never before the id and never beyond the end", () => {
  const columns = chosenColumns(["state", "region", "owner"]) ?? [];
  expect(movedColumn(columns, "owner", -1)).toEqual(["vpcEndpointId", "state", "owner", "region"]);
  expect(movedColumn(columns, "state", -1)).toEqual(columns);
  expect(movedColumn(columns, "owner", 1)).toEqual(columns);
});

it("starts with the highest figure, and with A, and then turns round", () => {
  const bytes = { sort: "bytes30d", descendingFirst: true };
  expect(nextSort(bytes, "owner")).toBe("-bytes30d");
  expect(nextSort(bytes, "-bytes30d")).toBe("bytes30d");
  expect(nextSort({ sort: "owner" }, "-bytes30d")).toBe("owner");
  expect(nextSort({ sort: "owner" }, "owner")).toBe("-owner");
  expect(sortDirection(bytes, "bytes30d")).toBe("ascending");
  expect(sortDirection({}, "")).toBeUndefined();
});

it("toggles values, states without regard to case", () => {
  expect(toggled("state", ["Available"], "available")).toEqual([]);
  expect(toggled("owner", ["A"], "a")).toEqual(["A", "a"]);
});

it("keeps a chosen value in the list when no row has it any more", () => {
  const found = [
    { value: "us-east-1", name: null, count: 4 },
    { value: "", name: null, count: 2 },
  ];
  expect(facetOptions("region", found, ["eu-west-1"], "")).toHaveLength(3);
  expect(facetOptions("region", found, ["eu-west-1"], "west")).toEqual([
    { value: "eu-west-1", name: null, count: 0 },
  ]);
  expect(facetOptions("region", found, [], "no region").map(({ value }) => value)).toEqual([""]);
  expect(filterValueLabel("stale", "true")).toBe("stale");
});

it("moves through rows and stays among them", () => {
  const moves: [string, number, number | undefined][] = [
    ["j", -1, 0],
    ["k", 0, 0],
    ["ArrowDown", 4, 4],
    ["PageUp", 3, 0],
    ["End", 0, 4],
    ["Home", 4, 0],
    ["x", 2, undefined],
  ];
  for (const [key, from, to] of moves) expect(targetRow(key, from, 5)).toBe(to);
  expect(targetRow("j", -1, 0)).toBeUndefined();
});
