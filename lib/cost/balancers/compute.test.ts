import { expect, it } from "vitest";
import type { Rate } from "../estimates/schema.ts";
import { balancerDays } from "./compute.ts";
import type { BalancerRow, LoadDay } from "./data.ts";

const rate = (usd: number): Rate => ({ nanos: usd * 1e9, effectiveFrom: "2026-11-01", source: "fallback" });
const rates = { hour: () => rate(0.0225), unit: () => rate(0.006), betweenZones: () => rate(0.01) };
const at = (text: string) => new Date(`2026-11-${text}Z`);
const window = { first: "2026-11-16", days: 2 };

const load: LoadDay = {
  ...{ day: "2026-11-16", lcus: 48, newFlows: 86_400, activeFlows: 100, bytes: 48e9 },
  ...{ bytesByAz: { a: 24e9, b: 24e9 }, healthyByAz: null },
};
const row: BalancerRow = {
  ...{ accountId: "1", payerId: "1", region: "us-east-1", loadBalancerArn: "arn", type: "network" },
  ...{ createdAt: at("01T00:00:00"), goneAt: null, seenTo: at("17T12:00:00") },
  ...{ measuredFrom: at("01T00:00:00"), measuredTo: at("17T11:55:00") },
  ...{
    crossZone: true,
    groupsCrossZone: [null],
    protocols: ["TCP"],
    targetsByAz: { a: 1, b: 1 },
    days: [load],
  },
};
const first = (more: Partial<BalancerRow> = {}) => balancerDays({ ...row, ...more }, window, rates)[0];

it("adds up hours, capacity units and data between zones of a day", () => {
  const days = balancerDays(row, window, rates);
  expect(days).toMatchObject([
    {
      ...{ day: 0, hours: 24, hoursNanos: 24 * 0.0225e9, lcuHours: 48, lcuNanos: 48 * 0.006e9, reason: null },
      ...{ lcuSource: "measured", dimension: "data", crossZoneBytes: 24e9 },
      crossZoneNanos: Math.round(((2 * 24e9) / 2 ** 30) * 0.01e9),
    },
    // Nothing came on the second day, of which it was asked for: that is a zero.
    { day: 1, hours: 12, lcuHours: 0, lcuNanos: 0, crossZoneBytes: 0, dimension: null, reason: null },
  ]);
  expect(days[0]?.why).toBe("2 gigabytes an hour, of which a unit takes 1: 2 units");
});

it("reckons units where CloudWatch has not counted them, and takes the healthy targets of the day", () => {
  const reckoned = first({ days: [{ ...load, lcus: null, healthyByAz: { a: 3, b: 1 } }] });
  expect(reckoned).toMatchObject({
    lcuHours: 48,
    lcuSource: "reckoned",
    crossZoneBytes: 24e9 / 4 + (24e9 * 3) / 4,
  });
});

it.each<[string, Partial<BalancerRow>, RegExp]>([
  ["nobody asked", { days: [], measuredFrom: null, measuredTo: null }, /not collected.*not collected by AZ/],
  ["targets have no AZ", { targetsByAz: { "": 2 } }, /AZs of its targets are not known/],
  [
    "it is a Gateway Load Balancer",
    { type: "gateway", days: [], measuredFrom: null },
    /Gateway Load Balancers/,
  ],
])("says why a figure is missing: %s", (_, more, reason) => {
  expect(first(more)?.reason).toMatch(reason);
  expect(first(more)?.crossZoneNanos).toBeNull();
});

it("has no dollars without a price, and still its hours", () => {
  const none = { hour: () => undefined, unit: () => undefined, betweenZones: () => undefined };
  expect(balancerDays(row, window, none)[0]).toMatchObject({
    ...{ hours: 24, hoursNanos: null, lcuHours: 48, lcuNanos: null, crossZoneNanos: null },
    reason: expect.stringMatching(/its hours.*capacity units.*data between AZs/),
  });
});
