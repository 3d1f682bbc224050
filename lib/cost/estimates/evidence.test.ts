import { describe, expect, it } from "vitest";
import type { EndpointRow } from "./data.ts";
import { dayNumber, evidenceOf } from "./evidence.ts";
import { monthlyCost } from "./monthly.ts";
import { estimatedWindow } from "./window.ts";

const at = (text: string) => new Date(`2026-11-${text}Z`);

const row = (more: Partial<EndpointRow> = {}): EndpointRow => ({
  ...{ accountId: "1", region: "us-east-1", vpcEndpointId: "vpce-1", vpcEndpointType: "Interface" },
  ...{ serviceRegion: null, state: "available", createdAt: at("01T00:30:00"), goneAt: null },
  ...{ seenTo: at("18T14:00:00"), subnetIds: ["subnet-1", "subnet-2"], azIds: ["use1-az1", "use1-az2"] },
  ...{ billedAccountId: "1", payerId: "1", measuredFrom: null, measuredTo: null, bytes30d: 2 ** 30 },
  ...{ firstDay: null, dayDigests: null },
  ...more,
});

describe("when an endpoint ended", () => {
  const recorded = new Map([["vpce-1", at("05T10:00:00")]]);
  const ended = (more: Partial<EndpointRow>, deletions: ReadonlyMap<string, Date> = new Map()) =>
    evidenceOf(row(more), [], { deletions, subnetChanges: new Map() }, 0).deletedAt;

  it.each<[string, Partial<EndpointRow>, Date | null, Date | null]>([
    ["that exists", {}, null, null],
    ["that is gone", { goneAt: at("05T10:04:00") }, at("05T10:04:00"), at("05T10:00:00")],
    ["that is being deleted", { state: "Deleting" }, null, at("05T10:00:00")],
    ["that is listed as deleted", { state: "deleted" }, at("01T00:30:00"), at("05T10:00:00")],
  ])("is told of one %s, with and without CloudTrail", (_, more, without, withTrail) => {
    expect(ended(more)).toEqual(without);
    expect(ended(more, recorded)).toEqual(withTrail);
  });
});

it("has the zones of its subnets as they were, and a zone without a name for a subnet nobody has looked at", () => {
  const change = {
    vpcEndpointId: "vpce-1",
    at: at("03T00:00:00"),
    before: [{ subnetId: "subnet-1", azId: "use1-az1" }],
  };
  const facts = { deletions: new Map(), subnetChanges: new Map([["vpce-1", [change]]]) };
  expect(evidenceOf(row({ azIds: ["use1-az1"] }), [], facts, 0).zones).toEqual([
    { from: at("01T00:30:00"), azIds: ["use1-az1"] },
    { from: at("03T00:00:00"), azIds: ["use1-az1", "subnet-2"] },
  ]);
});

it("adds up the subnets of one zone, by day of the window", () => {
  const first = dayNumber("2026-11-01");
  const traffic = {
    vpcEndpointId: "vpce-1",
    whole: false,
    azId: "use1-az1",
    bytes: `${first}:5,${first + 2}:1,${first}:7`,
  };
  const { zoneBytes } = evidenceOf(
    row(),
    [traffic],
    { deletions: new Map(), subnetChanges: new Map() },
    first,
  );
  expect([...(zoneBytes.get("use1-az1") ?? [])]).toEqual([
    [0, 12],
    [2, 1],
  ]);
});

it("goes back to the first of the month before, and not more than five weeks", () => {
  expect(estimatedWindow(at("18T14:05:00"))).toEqual({ first: "2026-10-15", days: 35 });
  expect(estimatedWindow(new Date("2026-03-02T00:00:00Z"))).toEqual({ first: "2026-02-01", days: 30 });
});

describe("a month", () => {
  const price = (nanos: number) => ({ nanos, effectiveFrom: "2026-11-01", source: "price-list" as const });
  const rates = { hour: price(1e7), byte: price(1e7 / 2 ** 30) };
  const month = (more: Partial<EndpointRow> = {}, free = false) =>
    monthlyCost({ ...row(more), free }, rates, undefined);

  it("is 730 hours in each zone and the data of thirty days", () => {
    expect(month()).toMatchObject({ hoursNanos: 14.6e9, dataNanos: 1e7, totalNanos: 14.61e9, reason: null });
  });

  it("is free for a gateway, and not known for what is gone, not measured or without a price", () => {
    expect(month({}, true).totalNanos).toBe(0);
    expect(month({ goneAt: at("02T00:00:00") })).toMatchObject({ totalNanos: null, reason: "gone" });
    expect(month({ bytes30d: null })).toMatchObject({
      totalNanos: null,
      hoursNanos: 14.6e9,
      reason: "before-collection",
    });
    const unpriced = monthlyCost({ ...row(), free: false }, { hour: undefined, byte: undefined }, undefined);
    expect(unpriced).toMatchObject({ totalNanos: null, reason: "no-price" });
  });
});
