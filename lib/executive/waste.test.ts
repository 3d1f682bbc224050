import { describe, expect, it } from "vitest";
import { prepareChanges } from "./changes.ts";
import type { ChangeCount, IdleGroup, UseCount } from "./schema.ts";
import { prepareActive, prepareWaste } from "./waste.ts";

const group = (owner: string | null, more: Partial<IdleGroup> = {}): IdleGroup => ({
  owner,
  accountId: "1",
  accountName: "one",
  resourceType: "endpoint",
  count: 2,
  savingUsd: 14.6,
  unpriced: 0,
  ...more,
});

describe("prepareWaste", () => {
  it("adds up by owner, the dearest first, endpoints apart from zones and the rest", () => {
    const waste = prepareWaste([
      group("small", { count: 1, savingUsd: 7.3 }),
      group("large"),
      group("large", { accountId: "2", count: 3, savingUsd: 30 }),
      group("large", { resourceType: "endpoint-az", count: 1, savingUsd: 7.3 }),
      group("large", { resourceType: "load-balancer", count: 1, savingUsd: null, unpriced: 1 }),
    ]);
    expect(
      waste.rows.map(({ owner, endpoints, zones, others }) => [owner, endpoints, zones, others]),
    ).toEqual([
      ["large", 5, 1, 1],
      ["small", 1, 0, 0],
    ]);
    expect(waste.rows[0]?.usdPerMonth).toBeCloseTo(51.9, 9);
    expect(waste.rows[0]?.mostIn).toEqual({ accountId: "1", accountName: "one", count: 4 });
    expect(waste).toMatchObject({ endpoints: 6, zones: 1, others: 1, unpriced: 1 });
    expect(waste.usdPerMonth).toBeCloseTo(59.2, 9);
  });

  it("is unknown where nothing has a price, and zero where nothing is idle", () => {
    expect(prepareWaste([group("a", { savingUsd: null, unpriced: 2 })])).toMatchObject({
      usdPerMonth: null,
      unpriced: 2,
    });
    expect(prepareWaste([]).usdPerMonth).toBe(0);
  });
});

describe("prepareActive", () => {
  const account = (accountId: string, endpoints: number): UseCount => ({
    accountId,
    accountName: null,
    endpoints,
    active: endpoints,
    idle: 0,
    tooNew: 0,
    notMeasurable: 0,
    unknown: 0,
  });

  it("sums up the accounts beyond those shown", () => {
    const active = prepareActive([account("a", 5), account("b", 3), account("c", 2), account("d", 1)], 2);
    expect(active.rows).toHaveLength(2);
    expect(active.others).toMatchObject({ accounts: 2, endpoints: 3, active: 3 });
    expect(active.total.endpoints).toBe(11);
  });
});

describe("prepareChanges", () => {
  const change = (
    resourceType: string,
    kind: string,
    field: string | null,
    changes: number,
  ): ChangeCount => ({
    resourceType,
    change: kind,
    field,
    changes,
    resources: changes,
    latestAt: new Date("2026-11-17T10:00:00Z"),
  });

  it("says what changed, endpoints first, fields by how often", () => {
    const lines = prepareChanges([
      change("load_balancer", "gone", null, 1),
      change("vpc-endpoint", "modified", "tags", 1),
      change("vpc-endpoint", "modified", "securityGroupIds", 4),
      change("vpc-endpoint", "created", null, 2),
    ]);
    expect(lines.map(({ text }) => text)).toEqual([
      "5 changes to endpoints: security group ids 4 times, tags once.",
      "2 endpoints appeared.",
      "1 load balancer went.",
    ]);
  });
});
