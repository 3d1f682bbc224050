import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capacityUse } from "../balancers/capacity.ts";
import { addDays } from "../days.ts";
import { priceAt, priceTable } from "../prices/compute.ts";
import { fallbackPrices } from "../prices/fallback.ts";
import type { PriceProduct } from "../prices/schema.ts";
import { chargeNamed, chargesOf, chargesOfBalancer } from "./charges.ts";
import { estimateEndpoint } from "./compute.ts";
import { byteRates } from "./dataRates.ts";
import { digestOf } from "./digest.ts";
import { hoursOfDay } from "./hours.ts";
import { shareOut } from "./money.ts";
import type { EndpointEvidence, Rate } from "./schema.ts";

const at = (text: string) => new Date(`2026-11-${text}Z`);
const first = "2026-11-01";
const window = { first, days: 18 };
const rate = (nanos: number): Rate => ({ nanos, effectiveFrom: "2026-11-01", source: "price-list" });
const rates = { hour: () => rate(10_000_000), byte: () => rate(0.0093) };
const zones = ["use1-az1", "use1-az2"];

function evidence(more: Partial<EndpointEvidence> = {}): EndpointEvidence {
  return {
    ...{ accountId: "1", vpcEndpointId: "vpce-1", region: "us-east-1", vpcEndpointType: "Interface" },
    ...{ serviceRegion: null, createdAt: at("03T10:59:00"), deletedAt: null, seenTo: at("18T14:05:00") },
    zones: [{ from: more.createdAt ?? at("03T10:59:00"), azIds: zones }],
    traffic: { from: at("01T00:00:00"), to: at("18T14:00:00") },
    ...{ bytes: new Map(), zoneBytes: new Map() },
    ...more,
  };
}
const estimate = (more?: Partial<EndpointEvidence>) => estimateEndpoint(evidence(more), window, rates);
const hoursOn = (rows: ReturnType<typeof estimate>, day: number) =>
  rows.filter((row) => row.day === day).map(({ hours }) => hours);

describe("hours", () => {
  it("begin with the hour of creation and end with the hour of deletion, in every zone", () => {
    const rows = estimate({ deletedAt: at("05T01:00:01") });
    expect(hoursOn(rows, 2)).toEqual([14, 14]);
    expect(hoursOn(rows, 3)).toEqual([24, 24]);
    expect(hoursOn(rows, 4)).toEqual([2, 2]);
    expect(rows.filter(({ day }) => day > 4)).toEqual([]);
  });

  it("are one for what was created and deleted within it", () => {
    const rows = estimate({ createdAt: at("04T10:10:00"), deletedAt: at("04T10:11:00") });
    expect(hoursOn(rows, 3)).toEqual([1, 1]);
    expect(rows[0]?.hoursNanos).toBe(10_000_000);
  });

  it("of a zone taken and given back within an hour count once", () => {
    const [a, b] = ["10:00", "10:20"].map((time) => Date.parse(`2026-11-04T${time}Z`)) as [number, number];
    const day = Date.parse("2026-11-04T00:00Z");
    expect(
      hoursOfDay(
        [
          { from: a, to: a + 6e5 },
          { from: b, to: b + 6e5 },
        ],
        day,
      ),
    ).toBe(1);
  });

  it("follow the zones as they changed", () => {
    const history = [
      { from: at("03T10:59:00"), azIds: ["use1-az1"] },
      { from: at("04T12:30:00"), azIds: zones },
    ];
    const rows = estimate({ zones: history });
    expect(rows.filter(({ day }) => day === 3).map(({ azId, hours }) => [azId, hours])).toEqual([
      ["use1-az1", 24],
      ["use1-az2", 12],
    ]);
  });

  it("are free for gateway endpoints, and not known to cost anything without a price", () => {
    expect(estimate({ vpcEndpointType: "Gateway" })).toEqual([]);
    const [row] = estimateEndpoint(evidence(), window, { hour: () => undefined, byte: rates.byte });
    expect(row).toMatchObject({ hours: 14, hoursNanos: null, reason: "no-price" });
  });
});

describe("data", () => {
  it.each<[string, Partial<EndpointEvidence>, string]>([
    ["in another region", { serviceRegion: "eu-west-1" }, "not-measurable"],
    ["never asked for", { traffic: null }, "before-collection"],
    [
      "asked for since later",
      { traffic: { from: at("10T00:00:00"), to: at("18T14:00:00") } },
      "before-collection",
    ],
    [
      "not asked for up to the end",
      { traffic: { from: at("01T00:00:00"), to: at("03T20:00:00") } },
      "not-collected-yet",
    ],
    ["of a resource endpoint that is silent", { vpcEndpointType: "Resource" }, "not-published"],
  ])("%s is not known, and not zero", (_, more, reason) => {
    expect(estimate(more)[0]).toMatchObject({ day: 2, bytes: null, dataNanos: null, reason, hours: 14 });
  });

  it("is zero where it was asked for and nothing was published", () => {
    expect(estimate()[0]).toMatchObject({ bytes: 0, dataNanos: 0, reason: null });
  });

  it("that is not known by zone is in none", () => {
    const rows = estimate({ bytes: new Map([[3, 1000]]) }).filter(({ day }) => day === 3);
    expect(rows.map(({ azId, bytes, reason }) => [azId, bytes, reason])).toEqual([
      ["", 1000, null],
      ["use1-az1", null, "zone-unknown"],
      ["use1-az2", null, "zone-unknown"],
    ]);
  });
});

describe("sums", () => {
  const amounts = fc.dictionary(fc.constantFrom("3", "4", "5", "9", "17"), fc.nat(2 ** 40));
  const days = (of: Record<string, number>) =>
    new Map(Object.entries(of).map(([day, bytes]) => [Number(day), bytes]));

  it("over zones equal the endpoint equal the sum over days, whatever the zones say", () => {
    fc.assert(
      fc.property(amounts, amounts, amounts, (whole, one, two) => {
        const bytes = days(whole);
        const zoneBytes = new Map([
          ["use1-az1", days(one)],
          ["use1-az2", days(two)],
        ]);
        const rows = estimate({ bytes, zoneBytes });
        const sum = (pick: (row: (typeof rows)[number]) => number | null, of = rows) =>
          of.reduce((added, row) => added + (pick(row) ?? 0), 0);
        const by = (key: "azId" | "day") =>
          [...Map.groupBy(rows, (row) => row[key]).values()]
            .map((of) => sum((row) => (row.hoursNanos ?? 0) + (row.dataNanos ?? 0), of))
            .reduce((added, part) => added + part, 0);
        const priced = [...bytes].reduce((added, [, moved]) => added + Math.round(moved * 0.0093), 0);
        expect(sum(({ bytes: moved }) => moved)).toBe([...bytes.values()].reduce((a, b) => a + b, 0));
        expect(sum(({ dataNanos }) => dataNanos)).toBe(priced);
        expect(by("azId")).toBe(by("day"));
        expect(rows.every(({ bytes: moved, dataNanos }) => (moved ?? 0) >= 0 && (dataNanos ?? 0) >= 0)).toBe(
          true,
        );
      }),
    );
  });

  it("of shares are the whole, and no share is negative", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 50), fc.array(fc.nat(2 ** 40), { minLength: 1 }), (total, weights) => {
        const parts = shareOut(total, weights);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("are known again in any order", () => {
    const rows = estimate({ bytes: new Map([[3, 7]]) });
    expect(digestOf(rows.toReversed())).toBe(digestOf(rows));
    expect(digestOf(rows.slice(1))).not.toBe(digestOf(rows));
  });
});

describe("tiers", () => {
  const charge = chargeNamed("VpcEndpoint-Bytes");
  const table = priceTable(fallbackPrices);
  const petabyte = 2 ** 20;
  const usdPerGb = (measuredGb: number[], billedGb: number[] = []) =>
    byteRates(
      table,
      charge as NonNullable<typeof charge>,
      "us-east-1",
      { measuredGb, billedGb },
      { first, days: 3 },
    ).map((of) => Number((((of?.nanos ?? 0) * 2 ** 30) / 1e9).toFixed(8)));

  it("go by the whole region's month, and a day that crosses one has one average price", () => {
    expect(usdPerGb([petabyte / 2, petabyte, 5 * petabyte])).toEqual([
      0.01,
      0.008,
      Number(((3.5 * 0.006 + 1.5 * 0.004) / 5).toFixed(8)),
    ]);
  });

  it("count what is billed and was not measured, and begin again with the month", () => {
    expect(usdPerGb([1, 1, 1], [petabyte, 0, 0])).toEqual([0.01, 0.006, 0.006]);
    const rolled = byteRates(
      table,
      charge as NonNullable<typeof charge>,
      "us-east-1",
      { measuredGb: [2 * petabyte, 1], billedGb: [] },
      { first: addDays(first, -1), days: 2 },
    );
    expect((rolled[1]?.nanos ?? 0) * 2 ** 30).toBeCloseTo(1e7, 0);
  });

  it("are none where the region has no price", () => {
    const volume = { measuredGb: [1], billedGb: [] };
    expect(
      byteRates(table, charge as NonNullable<typeof charge>, "xx-none-1", volume, { first, days: 1 }),
    ).toEqual([undefined]);
  });
});

describe("capacity units", () => {
  it("go by the dimension that needs most, and say why", () => {
    const load = { hours: 24, newFlows: 24 * 3600 * 1600, activeFlows: 50_000, bytes: 24e9 };
    expect(capacityUse(load)).toMatchObject({
      dominant: "new-flows",
      units: { "new-flows": 2, "active-flows": 0.5, data: 1 },
      why: "1600 new flows a second, of which a unit takes 800: 2 units",
    });
    const tls = capacityUse({ hours: 1, newFlows: 3600 * 60, activeFlows: 1500, bytes: 1e9 }, ["TLS"]);
    expect(tls).toMatchObject({ dominant: "new-flows", units: { "new-flows": 1.2, "active-flows": 0.5 } });
    const mixed = capacityUse({ hours: 1, newFlows: 0, activeFlows: 0, bytes: 2e9 }, ["TLS", "TCP"]);
    expect(mixed.why).toBe(
      "2 gigabytes an hour, of which a unit takes 1 (as of TCP: its listeners are TCP and TLS): 2 units",
    );
    expect(capacityUse({ hours: 1, newFlows: 0, activeFlows: 0, bytes: 0 }).dominant).toBeNull();
    expect(capacityUse({ hours: 24, newFlows: null, activeFlows: null, bytes: null }).dominant).toBeNull();
  });
});

describe("charges by type", () => {
  it.each([
    ["Interface", "VpcEndpoint-Hours", "VpcEndpoint-Bytes", 0.01, 0.01],
    ["GatewayLoadBalancer", "VpcEndpoint-GWLBE-Hours", "VpcEndpoint-GWLBE-Bytes", 0.01, 0.0035],
    ["Resource", "VpcEndpoint-Resource-Hours", "VpcEndpoint-Bytes", 0.02, 0.01],
    // Its hours have a price on the Price List alone.
    ["ServiceNetwork", "VpcEndpoint-Service-Hours", "VpcEndpoint-Bytes", null, 0.01],
  ])("%s is billed as %s and %s, at prices of its own", (type, hours, data, hourUsd, gbUsd) => {
    const charges = chargesOf(type);
    expect([charges?.hours.charge, charges?.data.charge]).toEqual([hours, data]);
    const usd = (product: PriceProduct | undefined) => {
      const price =
        product &&
        priceAt(priceTable(fallbackPrices), { product, region: "us-east-1", at: at("18T00:00:00") });
      return price?.known ? price.usdPerUnit : null;
    };
    expect([usd(charges?.hours.product), usd(charges?.data.product)]).toEqual([hourUsd, gbUsd]);
  });

  it("has two kinds of load balancers under one usage type, each at its price", () => {
    expect(chargesOfBalancer("network")?.hours).toMatchObject({
      charge: "LoadBalancerUsage",
      product: "nlb-hour",
    });
    expect(chargesOfBalancer("gateway")?.units).toMatchObject({
      charge: "LCUUsage",
      product: "gwlb-lcu-hour",
    });
    expect(chargesOfBalancer("application")).toBeUndefined();
    expect(chargeNamed("LCUUsage")?.product).toBe("nlb-lcu-hour");
  });
});
