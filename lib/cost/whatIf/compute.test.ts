import fc from "fast-check";
import { expect, it } from "vitest";
import {
  breakEvenGb,
  centralInstead,
  fewerZones,
  gatewayInstead,
  natInstead,
  type WhatIfPrices,
} from "./compute.ts";

const prices: WhatIfPrices = {
  ...{ endpointHour: 0.01, endpointGb: 0.01, natHour: 0.045, natGb: 0.045, interAzGb: 0.01 },
  ...{ transitHour: 0.05, transitGb: 0.02 },
};

it("counts what fewer zones save in hours and cost in data between zones", () => {
  expect(fewerZones({ zones: 3, gb: 300 }, 2, 100, prices)).toMatchObject({
    nowUsd: expect.closeTo(21.9),
    savingUsd: expect.closeTo(5.3),
  });
  expect(fewerZones({ zones: 3, gb: null }, 2, null, { ...prices, interAzGb: 0 }).savingUsd).toBeCloseTo(7.3);
  expect(fewerZones({ zones: 3, gb: 1 }, 2, null, prices)).toMatchObject({
    savingUsd: null,
    notes: ["its data is not known by zone"],
  });
  expect(fewerZones({ zones: 2, gb: 1 }, 0, 1, prices).savingUsd).toBeNull();
});

it("compares with NAT gateways, made for it or there anyway", () => {
  expect(natInstead({ zones: 2, gb: 100 }, 0, prices).savingUsd).toBeCloseTo(14.6 + 1 - 4.5);
  expect(natInstead({ zones: 2, gb: 100 }, 2, prices).savingUsd).toBeCloseTo(14.6 + 1 - 4.5 - 65.7);
  expect(natInstead({ zones: 2, gb: null }, 0, prices).savingUsd).toBeNull();
});

it("knows which services have free gateway endpoints", () => {
  expect(gatewayInstead("com.amazonaws.us-east-1.s3", { zones: 2, gb: 100 }, prices).savingUsd).toBeCloseTo(
    15.6,
  );
  expect(gatewayInstead("com.amazonaws.us-east-1.sqs", { zones: 2, gb: 100 }, prices).savingUsd).toBeNull();
});

it("adds up what many endpoints cost against one and the way to it", () => {
  const each = Array.from({ length: 20 }, () => ({ zones: 2, gb: 10 }));
  const saving = 20 * 14.6 + 2 - (14.6 + 2) - 200 * 0.02;
  expect(centralInstead(each, 2, 0, prices).savingUsd).toBeCloseTo(saving);
  expect(centralInstead(each, 2, 20, prices).savingUsd).toBeCloseTo(saving - 730);
  expect(centralInstead(each, 2, 0, { ...prices, transitGb: null }).savingUsd).toBeNull();
});

it("breaks even where both cost the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }), (zones, gateways) => {
      const gb = breakEvenGb(zones, gateways, prices) as number;
      const saving = natInstead({ zones, gb }, gateways, prices).savingUsd as number;
      if (gb === 0) expect(saving).toBeLessThanOrEqual(0);
      else expect(saving).toBeCloseTo(0, 6);
    }),
  );
  expect(breakEvenGb(2, 0, { ...prices, natHour: null })).toBeNull();
  expect(breakEvenGb(2, 0, { ...prices, natGb: 0.01 })).toBeNull();
});
