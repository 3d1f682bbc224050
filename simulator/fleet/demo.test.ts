import { expect, test } from "vitest";
import { ACCOUNTS, ODDITIES } from "./demo.ts";
import { buildDemoFleet } from "./demo-build.ts";
import { Fleet } from "./fleet.ts";
import { generateFleet } from "./generate.ts";
import { Traffic } from "./traffic.ts";

test("the company has 40 accounts, 3 regions, about 600 endpoints and 60 services", () => {
  const fleet = new Fleet(buildDemoFleet("1"));
  const now = Date.parse("2026-03-18T12:00:00Z");
  const endpoints = [...fleet.accounts.keys()].flatMap((account) =>
    fleet.regions.flatMap((region) => fleet.endpoints(account, region, now)),
  );
  expect(fleet.accounts.size).toBe(40);
  expect(fleet.regions).toHaveLength(3);
  expect(Math.abs(endpoints.length - 650)).toBeLessThan(75);
  const own = fleet.services.filter((service) => fleet.account(service.accountId));
  expect(Math.abs(own.length - 60)).toBeLessThan(8);
  expect(Math.abs(fleet.plan.loadBalancers.length - 75)).toBeLessThan(5);
});

test("one seed always makes one fleet, another seed another", () => {
  expect(buildDemoFleet("1")).toEqual(buildDemoFleet("1"));
  const ids = (seed: string) => buildDemoFleet(seed).endpoints.map((endpoint) => endpoint.id);
  expect(ids("2")).not.toEqual(ids("1"));
  const size = { accounts: 20, regions: 2, endpoints: 300 };
  expect(generateFleet("7", size)).toEqual(generateFleet("7", size));
});

test("ids are unique and look like AWS's", () => {
  const plan = buildDemoFleet("1");
  const ids = plan.endpoints.map((endpoint) => endpoint.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^vpce-0[0-9a-f]{16}$/);
  expect(new Set(plan.accounts.map((account) => account.id)).size).toBe(ACCOUNTS.length);
  for (const account of plan.accounts) expect(account.id).toMatch(/^\d{12}$/);
  expect(new Set(ODDITIES.map((oddity) => oddity.endpoint)).size).toBe(ODDITIES.length);
});

test("a generated fleet has exactly the size that was asked for", () => {
  for (const size of [
    { accounts: 1, regions: 1, endpoints: 1 },
    { accounts: 3, regions: 8, endpoints: 0 },
    { accounts: 150, regions: 3, endpoints: 4_321 },
    { accounts: 4, regions: 2, endpoints: 2_000, skew: 0.6 },
  ]) {
    const plan = generateFleet("1", size);
    const fleet = new Fleet(plan);
    expect(plan.accounts).toHaveLength(size.accounts);
    expect(plan.regions).toHaveLength(size.regions);
    expect(new Set(plan.endpoints.map((endpoint) => endpoint.id)).size).toBe(size.endpoints);
    const largest = Math.max(
      ...plan.accounts.flatMap((account) =>
        plan.regions.map((region) => fleet.endpoints(account.id, region, Date.now()).length),
      ),
    );
    expect(largest).toBeGreaterThanOrEqual(size.endpoints * (size.skew ?? 0));
  }
});

test("traffic is a function of seed, resource and minute alone", () => {
  const at = Math.floor(Date.parse("2026-03-18T12:00:00Z") / 60_000);
  const bytes = (seed: string, first: number) => {
    const fleet = new Fleet(buildDemoFleet(seed));
    const traffic = new Traffic(fleet);
    // Whatever was asked before must not matter.
    for (const endpoint of fleet.plan.endpoints) traffic.sum(endpoint, "bytes", first, first + 60);
    return fleet.plan.endpoints.map((endpoint) => traffic.sum(endpoint, "bytes", at, at + 60));
  };
  expect(bytes("1", at - 5_000)).toEqual(bytes("1", at + 90_000));
  expect(bytes("2", at)).not.toEqual(bytes("1", at));
});
