import fc from "fast-check";
import { expect, it } from "vitest";
import { checkIds } from "../schema.ts";
import { fresh, inOrder, missing, stale, unused } from "../testing/fleet.ts";
import { now } from "../testing/world.ts";
import type { FleetFacts, FleetFinding } from "./factsSchema.ts";
import { fleetChecks, fleetFindings } from "./findings.ts";

const ofFleet = checkIds.slice(checkIds.indexOf("provisioning-failing"));

it("asks every check of the fleet, and none twice about one kind of subject", () => {
  const kinds = Object.values(fleetChecks) as (readonly { id: string }[])[];
  expect(new Set(kinds.flat().map(({ id }) => id))).toEqual(new Set(ofFleet));
  for (const kind of kinds) expect(new Set(kind.map(({ id }) => id)).size).toBe(kind.length);
});

const key = ({ subject, answer }: FleetFinding) =>
  JSON.stringify([subject.resourceType, subject.resourceId, answer.checkId, answer.lanes]);
const judged = (facts: FleetFacts) =>
  [...fleetFindings(facts, now)].toSorted((a, b) => (key(a) < key(b) ? -1 : 1));

/** A small fleet with so many of each subject, some idle, some not seen. */
function fleet(states: readonly number[]): FleetFacts {
  const world = states.map((state, i) => {
    const one = inOrder();
    const id = (name: string) => `${name}-${i}`;
    const idle =
      state === 0 ? missing("idle") : state === 1 ? stale(unused(), "idle") : fresh(unused(), "idle");
    one.scope.outcome = state === 0 ? null : "success";
    return {
      endpoint: { ...one.endpoint, vpcEndpointId: id("vpce"), idle },
      vpc: { ...one.vpc, vpcId: id("vpc"), egress: missing("nat-gateways") },
      service: { ...one.service, serviceId: id("vpce-svc"), idle },
      lb: { ...one.lb, loadBalancerArn: id("arn"), idle },
      quota: { ...one.quota, resourceId: id("vpc") },
      scope: { ...one.scope, collector: id("collector") },
      provisioning: { ...one.provisioning, region: id("region") },
      costDay: { ...one.costDay, day: id("day") },
      sharedService: { ...one.sharedService, serviceName: id("service") },
    };
  });
  return {
    endpoints: world.map(({ endpoint }) => endpoint),
    vpcs: world.map(({ vpc }) => vpc),
    services: world.map(({ service }) => service),
    loadBalancers: world.map(({ lb }) => lb),
    quotas: world.map(({ quota }) => quota),
    scopes: world.map(({ scope }) => scope),
    provisioning: world.map(({ provisioning }) => provisioning),
    costDays: world.map(({ costDay }) => costDay),
    sharedServices: world.map(({ sharedService }) => sharedService),
  };
}

const states = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 6 });
const mapped = (facts: FleetFacts, change: <T>(list: readonly T[]) => readonly T[]) =>
  Object.fromEntries(
    Object.entries(facts).map(([name, list]) => [name, change(list)]),
  ) as unknown as FleetFacts;

it("answers the same in any order of the facts, and in batches of any size", () => {
  fc.assert(
    fc.property(states, fc.nat(6), (list, at) => {
      const facts = fleet(list);
      const whole = judged(facts);
      expect(judged(mapped(facts, (one) => one.toReversed()))).toEqual(whole);
      const first = judged(mapped(facts, (one) => one.slice(0, at)));
      const second = judged(mapped(facts, (one) => one.slice(at)));
      expect([...first, ...second].toSorted((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(whole);
      expect(new Set(whole.map(key)).size).toBe(whole.length);
    }),
    { numRuns: 25 },
  );
});

it("gives commands and a fix to failures alone", () => {
  const found = judged(fleet([2, 0]));
  const failed = found.filter(({ answer }) => answer.state === "fail");
  expect(failed.map(({ answer }) => answer.checkId)).toEqual(["idle-endpoint", "idle-service"].toSorted());
  for (const { answer, confirm, fix } of found) {
    expect(confirm.length > 0).toBe(answer.state === "fail");
    expect(fix !== null).toBe(answer.state === "fail");
  }
});
