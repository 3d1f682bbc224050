import { expect, test } from "vitest";
import { Fleet } from "../fleet.ts";
import { catalogue, faultyFleet } from "./plant.ts";
import { soundFleet } from "./sound.ts";

const NOW = Date.parse("2026-11-18T14:05:00Z");
const SIZE = { accounts: 20, regions: 2, endpoints: 600 };

test("the same seed, size and clock plant the same faults, another seed others", () => {
  const small = { accounts: 8, regions: 1, endpoints: 200 };
  const one = faultyFleet("1", small, 40, NOW);
  expect(faultyFleet("1", small, 40, NOW)).toEqual(one);
  expect(faultyFleet("2", small, 40, NOW).planted).not.toEqual(one.planted);
});

test("every kind of fault finds its place, and no two of them share one", () => {
  const { planted = [], endpoints } = faultyFleet("1", SIZE, catalogue.length, NOW);
  expect(planted.map(({ checkId }) => checkId).sort()).toEqual(catalogue.map(({ check }) => check).sort());
  const paths = planted.flatMap(({ foundOn }) => foundOn.filter((id) => id.startsWith("vpce-0")));
  expect(new Set(paths).size).toBe(paths.length);
  const ids = new Set(endpoints.map(({ id }) => id));
  for (const id of paths) expect(ids).toContain(id);
  for (const { foundOn, sentence } of planted) {
    expect(foundOn).not.toEqual([]);
    expect(sentence).not.toMatch(/undefined|null/);
  }
});

test("more faults than a fleet can bear are not planted", () => {
  const { planted = [] } = faultyFleet("1", { accounts: 2, regions: 1, endpoints: 3 }, 500, NOW);
  expect(planted.length).toBeLessThan(60);
  expect(faultyFleet("1", { accounts: 1, regions: 1, endpoints: 0 }, 5, NOW).planted?.length).toBe(0);
});

test("a sound fleet has nothing out of order", () => {
  const plan = soundFleet("3", SIZE);
  const fleet = new Fleet(plan);
  const perVpc = Map.groupBy(plan.endpoints, ({ vpc }) => vpc.id);
  for (const endpoints of perVpc.values()) {
    expect(new Set(endpoints.map(({ serviceName }) => serviceName)).size).toBe(endpoints.length);
    expect(endpoints.length).toBeLessThan(40);
  }
  for (const endpoint of plan.endpoints) {
    const service = fleet.serviceByName(endpoint.serviceName);
    expect(endpoint).toMatchObject({ state: "available" });
    expect(endpoint.tags.team).toBeDefined();
    if (endpoint.type === "Interface") expect(endpoint.azIds.length).toBeGreaterThan(1);
    if (service) expect(service.azIds).toEqual(expect.arrayContaining(endpoint.azIds));
  }
  for (const service of plan.services) expect(fleet.consumersOf(service)).not.toEqual([]);
  expect(plan.incidents).toEqual([]);
});
