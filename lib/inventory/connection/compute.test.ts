import { describe, expect, it } from "vitest";
import type { EndpointNetworkInterface } from "../schema.ts";
import { compareSides, connectionZones, serviceIdOf } from "./compute.ts";

const side = (state: string | null, stale = false) => ({ state, stale, asOf: null });

describe("what two sides say", () => {
  it.each([
    ["the same, in either spelling", side("available"), side("Available"), "agree"],
    ["only one side can be seen", side("available"), null, "agree"],
    ["the provider lists nothing", side("available"), side(null), "unseen"],
    ["different states", side("available"), side("rejected"), "differ"],
  ] as const)("%s", (_, consumer, provider, kind) => {
    expect(compareSides(consumer, provider).kind).toBe(kind);
  });
  it("says that an out-of-date side proves nothing", () => {
    expect(compareSides(side("available", true), side("rejected"))).toMatchObject({
      sentence: expect.stringContaining("out of date"),
    });
  });
});

const eni = (azId: string, more: Partial<EndpointNetworkInterface> = {}) =>
  ({
    ...{
      networkInterfaceId: `eni-${azId}`,
      azId,
      privateIpAddress: "10.0.0.1",
      status: "in-use",
      goneAt: null,
    },
    ...more,
  }) as EndpointNetworkInterface;

describe("zones", () => {
  const targets = [{ azId: "use1-az1", healthy: 2, unhealthy: 0, other: 0 }];
  it("has every zone of either side, and no interface that is gone", () => {
    const zones = connectionZones({
      consumer: { azIds: ["use1-az2"] },
      interfaces: [eni("use1-az2"), eni("use1-az4", { goneAt: "2026-01-01T00:00:00Z" })],
      provider: { azIds: ["use1-az1"] },
      targets,
    });
    expect(zones.map(({ azId, served }) => [azId, served])).toEqual([
      ["use1-az1", true],
      ["use1-az2", false],
    ]);
    expect(zones[1]?.targets).toEqual({ azId: "use1-az2", healthy: 0, unhealthy: 0, other: 0 });
  });
  it("keeps apart what is none and what cannot be seen", () => {
    const [zone] = connectionZones({
      consumer: null,
      interfaces: [],
      provider: { azIds: ["use1-az1"] },
      targets: null,
    });
    expect(zone).toEqual({ azId: "use1-az1", interfaces: null, served: true, targets: null });
  });
});

it("reads a service's id from its name, and none from AWS's own", () => {
  expect(serviceIdOf("com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b")).toBe("vpce-svc-0a1b");
  expect(serviceIdOf("com.amazonaws.eu-west-1.s3")).toBeNull();
  expect(serviceIdOf(null)).toBeNull();
});
