import { describe, expect, it } from "vitest";
import { rateKey } from "../cost/compute.ts";
import { prepareChanges } from "./changes.ts";
import type { ChangeCount, SilentGroup, TrafficCount } from "./schema.ts";
import { prepareActive, prepareWaste } from "./waste.ts";

const group = (owner: string | null, more: Partial<SilentGroup> = {}): SilentGroup => ({
  owner,
  accountId: "1",
  accountName: "one",
  region: "us-east-1",
  vpcEndpointType: "Interface",
  endpoints: 2,
  zones: 5,
  withoutZones: 0,
  ...more,
});
const rates = new Map([[rateKey("us-east-1", "interface"), 0.01]]);

describe("prepareWaste", () => {
  it("is zones × 730 hours × the billed rate, by owner, the dearest first", () => {
    const waste = prepareWaste(
      [
        group("small", { zones: 1, endpoints: 1 }),
        group("large"),
        group("large", { accountId: "2", endpoints: 3 }),
      ],
      rates,
    );
    expect(waste.rows.map(({ owner, endpoints, zones }) => [owner, endpoints, zones])).toEqual([
      ["large", 5, 10],
      ["small", 1, 1],
    ]);
    expect(waste.rows[0]?.usdPerMonth).toBeCloseTo(73, 9);
    expect(waste.rows[0]?.mostIn).toEqual({ accountId: "2", accountName: "one", endpoints: 3 });
    expect(waste.usdPerMonth).toBeCloseTo(80.3, 9);
    expect(waste.reasons).toEqual([]);
  });

  it("is unknown, with the reason, where no rate is known", () => {
    const waste = prepareWaste([group("a", { region: "eu-west-1" })], rates);
    expect(waste.usdPerMonth).toBeNull();
    expect(waste.unpriced).toBe(2);
    expect(waste.reasons).toEqual(["no endpoint hours of that kind have been billed in eu-west-1"]);
  });

  it("does not price endpoints of another kind, or without known zones, by guess", () => {
    const waste = prepareWaste(
      [group("a", { vpcEndpointType: "Resource" }), group("a"), group("b", { withoutZones: 1 })],
      rates,
    );
    expect(waste.rows.find(({ owner }) => owner === "a")).toMatchObject({ endpoints: 4, unpriced: 2 });
    expect(waste.rows.find(({ owner }) => owner === "b")).toMatchObject({ usdPerMonth: null, unpriced: 2 });
    expect(waste.reasons).toHaveLength(2);
  });

  it("is zero, not unknown, when nothing was silent", () => {
    expect(prepareWaste([], rates).usdPerMonth).toBe(0);
  });
});

describe("prepareActive", () => {
  const account = (accountId: string, endpoints: number): TrafficCount => ({
    accountId,
    accountName: null,
    endpoints,
    active: endpoints,
    silent: 0,
    young: 0,
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
