import { describe, expect, it } from "vitest";
import type { ServiceZone, StateCount } from "./schema.ts";
import { prepareServices } from "./services.ts";
import { prepareStates } from "./states.ts";

const row = (accountName: string, state: string, endpoints: number, stale = 0): StateCount => ({
  accountId: accountName,
  accountName,
  region: "us-east-1",
  state,
  endpoints,
  stale,
});

describe("prepareStates", () => {
  it("counts what a failing scope reported last as unknown, not as a state of the present", () => {
    const states = prepareStates([
      row("a", "available", 10, 10),
      row("a", "failed", 1, 1),
      row("b", "available", 5),
    ]);
    expect(states.counts).toMatchObject({ available: 5, failing: 0, unknown: 11 });
    expect(states.endpoints).toBe(16);
    expect(states.states).toEqual([{ state: "available", class: "available", endpoints: 5 }]);
  });

  it("puts the worst places first and leaves calm ones out", () => {
    const states = prepareStates([
      row("calm", "available", 3),
      row("waiting", "pendingacceptance", 2),
      row("unseen", "available", 1, 1),
      row("broken", "rejected", 1),
      row("broken", "available", 4),
    ]);
    expect(states.places.map(({ accountId }) => accountId)).toEqual(["broken", "unseen", "waiting"]);
    expect(states.places[0]?.states).toEqual([{ state: "rejected", endpoints: 1 }]);
    expect(states.calmPlaces).toBe(1);
  });

  it("does not pretend to know a state that AWS adds later", () => {
    expect(prepareStates([row("a", "hibernating", 1)]).counts).toMatchObject({
      other: 1,
      available: 0,
      failing: 0,
    });
  });
});

describe("prepareServices", () => {
  const zone = (
    serviceId: string,
    azId: string | null,
    targets: number,
    healthy: number,
    stale = false,
  ): ServiceZone => ({
    accountId: "a",
    accountName: null,
    region: "us-east-1",
    serviceId,
    serviceName: serviceId,
    owner: null,
    name: null,
    azId,
    targets,
    healthy,
    readAt: new Date("2026-11-18T14:00:00Z"),
    stale,
  });

  it("tells one dead zone from all of them", () => {
    const services = prepareServices([
      zone("fine", "az1", 2, 1),
      zone("zone", "az1", 2, 2),
      zone("zone", "az2", 3, 0),
      zone("down", "az1", 1, 0),
      zone("down", "az2", 0, 0),
    ]);
    expect(services.counts).toEqual({ down: 1, "zone-down": 1, unknown: 0, serving: 1 });
    expect(services.troubled.map(({ serviceId }) => serviceId)).toEqual(["down", "zone"]);
    expect(services.troubled[1]?.deadZones).toEqual([{ azId: "az2", targets: 3 }]);
  });

  it("is unknown, with the reason, where nothing was read or there is nothing to read", () => {
    const services = prepareServices([
      zone("stale", "az1", 2, 0, true),
      zone("no-balancer", null, 0, 0),
      zone("no-targets", "az1", 0, 0),
    ]);
    expect(services.counts).toEqual({ down: 0, "zone-down": 0, unknown: 3, serving: 0 });
    expect(Object.fromEntries(services.troubled.map(({ serviceId, reason }) => [serviceId, reason]))).toEqual(
      {
        stale: "target health is out of date",
        "no-balancer": "no load balancer of it is known",
        "no-targets": "its load balancers have no targets",
      },
    );
  });
});
