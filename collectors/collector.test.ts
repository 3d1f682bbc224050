import { expect, it } from "vitest";
import { type InventoryRow, tables } from "#lib/inventory/tables.ts";
import { inventoryCollector, type ScopeContext } from "./collector.ts";

const zonesAfter = async (rows: InventoryRow[]) => {
  const collector = inventoryCollector({
    ...{ name: "available-services", phase: "inventory", zones: ["available_service"] },
    fetch: async () => rows,
    map: (read) => [{ table: tables.availableService, rows: read }],
  });
  return (await collector.collect({} as ScopeContext)).zones;
};

const said = { serviceName: "com.amazonaws.us-east-1.sqs", azIds: ["use1-az1"] };

it("derives no zones where AWS has said those of every row", async () => {
  expect(await zonesAfter([said, { ...said, serviceName: "com.amazonaws.us-east-1.sns" }])).toEqual([]);
});

it.each([
  ["are left out", undefined],
  ["are none", []],
])("derives them for all once those of one row %s", async (_, azIds) => {
  expect(await zonesAfter([said, { ...said, azIds }])).toEqual(["available_service"]);
});

it("derives those of a table that was not read", async () => {
  const collector = inventoryCollector({
    ...{ name: "services", phase: "inventory", zones: ["vpc_endpoint_service"] },
    fetch: async () => undefined,
    map: () => [],
  });
  expect((await collector.collect({} as ScopeContext)).zones).toEqual(["vpc_endpoint_service"]);
});
