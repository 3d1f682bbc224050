import { expect, test } from "vitest";
import { renderRecord } from "../services/cloudtrail-record.ts";
import { buildDemoFleet } from "./demo-build.ts";
import { denialsOf } from "./denials.ts";
import { Fleet } from "./fleet.ts";
import { probeAt, probesOf } from "./probes.ts";
import { appliedValue, QUOTAS } from "./quotas.ts";
import { interfacesOf, rejectedFlows } from "./rejects.ts";
import { Traffic } from "./traffic.ts";
import { Trail } from "./trail.ts";

const NOW = Date.parse("2026-11-18T14:05:00Z");
const MINUTE = NOW / 60_000;

/** An hour of everything that is told besides inventory, metrics and bills, for a few accounts. */
function told(seed: string, warmUp: number) {
  const fleet = new Fleet(buildDemoFleet(seed));
  const traffic = new Traffic(fleet);
  const trail = new Trail(fleet);
  const read = (minute: number) =>
    ["orders-prod", "catalog-prod", "partner-gateway-prod"].map((name) => {
      const accountId = fleet.plan.accounts.find((one) => one.name === name)?.id as string;
      const scope = { accountId, region: "eu-west-1" };
      const [vpc] = fleet.vpcs(accountId, scope.region);
      const interfaces = vpc ? [...interfacesOf(fleet, vpc, minute * 60_000)] : [];
      const probes = fleet.endpoints(accountId, scope.region, NOW).flatMap((one) => probesOf(fleet, one));
      const span = { from: minute - 60, to: minute };
      return {
        events: trail.events(accountId, scope.region, minute * 60_000).map(renderRecord),
        flows: interfaces.flatMap((at) =>
          [...rejectedFlows(fleet, at, span)].map(({ endpoint, ...flow }) => ({ ...flow, id: endpoint.id })),
        ),
        denials: [...denialsOf({ fleet, traffic }, scope, span.from, span.to)].map(({ key, at }) => [
          key,
          at,
        ]),
        probes: probes.map((probe) => [probe.instance, probeAt(fleet, probe, minute)]),
        quotas: QUOTAS.map((quota) => appliedValue(quota, accountId, scope.region)),
      };
    });
  // Whatever was asked before must not matter.
  read(warmUp);
  return read(MINUTE);
}

test("what the trail, the flow logs, the probes and the quotas tell follows from seed and time alone", () => {
  const first = told("1", MINUTE - 5_000);
  expect(told("1", MINUTE + 90_000)).toEqual(first);
  const other = told("2", MINUTE);
  for (const part of ["events", "flows", "denials", "probes"] as const) {
    expect(first.flatMap((account) => account[part] as unknown[]).length).toBeGreaterThan(0);
    expect(other.map((account) => account[part])).not.toEqual(first.map((account) => account[part]));
  }
});

test("a window cut in two tells the same as the whole", () => {
  const fleet = new Fleet(buildDemoFleet("1"));
  for (const vpc of fleet.plan.vpcs.slice(0, 20)) {
    for (const at of interfacesOf(fleet, vpc, NOW)) {
      const count = (from: number, to: number) => [...rejectedFlows(fleet, at, { from, to })].length;
      const middle = MINUTE - 777;
      expect(count(MINUTE - 1440, middle) + count(middle, MINUTE)).toBe(count(MINUTE - 1440, MINUTE));
    }
  }
});
