import fc from "fast-check";
import { expect, it } from "vitest";
import { reconcile } from "./compute.ts";
import type { ChargeFacts } from "./schema.ts";

const day = new Date("2026-11-10T00:00:00Z");
const facts = (more: Partial<ChargeFacts> = {}): ChargeFacts => ({
  estimated: { usd: 2.4, quantity: 240, unestimated: 0 },
  billed: { usd: 2.4, quantity: 240 },
  charge: "VpcEndpoint-Hours",
  unitUsd: 0.01,
  billReadAt: new Date("2026-11-18T08:00:00Z"),
  dayBilled: true,
  collected: true,
  ...more,
});

it.each<[string, Partial<ChargeFacts>, [string, number][], boolean]>([
  ["nothing", {}, [], false],
  ["a bill that was never read", { billed: null, billReadAt: null }, [["no-bill", -2.4]], true],
  ["a bill that has nothing of the day", { billed: null, dayBilled: false }, [["bill-delay", -2.4]], false],
  ["a bill without this charge", { billed: null }, [["not-on-bill", -2.4]], true],
  [
    "a bill read while the day was filling",
    { billed: { usd: 1, quantity: 100 }, billReadAt: new Date("2026-11-11T20:00:00Z") },
    [["bill-delay", -1.4]],
    false,
  ],
  ["a credit", { billed: { usd: 1.9, quantity: 240 } }, [["credit", -0.5]], true],
  ["a tax", { billed: { usd: 2.5, quantity: 240 } }, [["tax", 0.1]], false],
  ["an endpoint nobody lists", { billed: { usd: 2.64, quantity: 264 } }, [["unknown-endpoint", 0.24]], true],
  [
    "a scope that failed",
    { collected: false, billed: { usd: 2.64, quantity: 264 } },
    [["not-collected", 0.24]],
    true,
  ],
  [
    "data nobody measured",
    { estimated: { usd: 2.4, quantity: 240, unestimated: 2 }, billed: { usd: 3, quantity: 300 } },
    [["not-measured", 0.6]],
    true,
  ],
  [
    "load balancers of other kinds",
    { charge: "LoadBalancerUsage", billed: { usd: 3, quantity: 300 } },
    [["unknown-balancer", 0.6]],
    true,
  ],
  ["less than was used", { billed: { usd: 2.16, quantity: 216 } }, [["less-billed", -0.24]], true],
  ["a region without a price", { estimated: null, unitUsd: null }, [["no-price", 2.4]], true],
  [
    "a credit of the service",
    { charge: "NoUsageType", estimated: null, billed: { usd: -12, quantity: 0 } },
    [["credit", -12]],
    true,
  ],
  [
    "a credit and an endpoint nobody lists",
    { billed: { usd: 1.64, quantity: 264 } },
    [
      ["credit", -1],
      ["unknown-endpoint", 0.24],
    ],
    true,
  ],
])("names %s", (_, more, causes, flagged) => {
  const found = reconcile(facts(more), day);
  expect(found.causes.map(({ cause, usd }) => [cause, Number(usd.toFixed(6))])).toEqual(causes);
  expect(found.flagged).toBe(flagged);
});

it("explains exactly what is unexplained, whatever is known", () => {
  const usd = fc.double({ min: -1e4, max: 1e6, noNaN: true });
  const part = fc.record({ usd, quantity: fc.double({ min: 0, max: 1e7, noNaN: true }) });
  const any = fc.record({
    estimated: fc.option(fc.tuple(part, fc.nat(3)).map(([of, unestimated]) => ({ ...of, unestimated }))),
    billed: fc.option(part),
    unitUsd: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    dayBilled: fc.boolean(),
    collected: fc.boolean(),
    charge: fc.constantFrom("VpcEndpoint-Hours", "VpcEndpoint-Bytes", "LCUUsage", "NoUsageType"),
  });
  fc.assert(
    fc.property(any, (more) => {
      const { unexplainedUsd, causes } = reconcile(facts(more), day);
      expect(unexplainedUsd).toBe((more.billed?.usd ?? 0) - (more.estimated?.usd ?? 0));
      const sum = causes.reduce((added, one) => added + one.usd, 0);
      expect(Math.abs(sum - unexplainedUsd)).toBeLessThan(1e-5);
    }),
  );
});
