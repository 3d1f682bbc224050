import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diagnose, findingSchema, pathChecks } from "./diagnose.ts";
import { checkIds, hops, pathHops } from "./schema.ts";
import {
  anothersService,
  awsService,
  deleted,
  gateway,
  others,
  outside,
  silent,
  waiting,
} from "./testing/changes.ts";
import { type Parts, path, pieceNames } from "./testing/path.ts";
import { ids, now, zones } from "./testing/world.ts";
import { walkSchema } from "./walkSchema.ts";

const judged = (change: (parts: Parts) => unknown = () => {}) => diagnose(path(change), now);
const shutGroup = (parts: Parts) => Object.assign(parts.securityGroups[0]!, { ipPermissions: [] });
const probesFail = (parts: Parts) =>
  parts.probes.map((one) => Object.assign(one, { successes: 0, errors: { timeout: 15 } }));

describe("a path that is in order", () => {
  it("has no finding, and passes every hop in each lane", () => {
    const { walk, findings } = judged();
    expect(findings).toEqual([]);
    expect(walk.hops.map(({ state }) => state)).toEqual(pathHops.map(() => "pass"));
    expect(walk.lanes).toMatchObject(zones.map((azId) => ({ azId, state: "standing" })));
    expect(walk.verdict.kind).toBe("in-order");
  });

  it("has none whatever cannot be seen: no data is no failure", () => {
    const gaps = fc.dictionary(
      fc.constantFrom(...pieceNames),
      fc.constantFrom("missing" as const, "stale" as const),
    );
    fc.assert(
      fc.property(gaps, fc.boolean(), (some, quiet) => {
        const { walk, findings } = judged((parts) => [
          Object.assign(parts, { gaps: some }),
          quiet && silent(parts),
        ]);
        expect(findings).toEqual([]);
        walkSchema.parse(walk);
      }),
    );
  });

  it("is unknown, not sound, where everything is missing", () => {
    const { walk, findings } = judged(others);
    expect(findings).toEqual([]);
    expect(walk.verdict.kind).toBe("not-known");
    expect(walk.hops.slice(0, 3).every(({ state }) => state === "unknown")).toBe(true);
  });

  it("says of AWS's own service that its targets are not seen, and that it has no gates", () => {
    const { walk, findings } = judged(awsService);
    expect(findings).toEqual([]);
    expect(walk.hops.slice(3).map(({ state }) => state)).toEqual(["not-applicable", "pass", "unknown"]);
    expect(walk.verdict.sentence).toBe("Nothing is seen to fail, but the targets could not be judged.");
  });

  it("says of another organization's service what cannot be seen there", () => {
    const { walk, findings } = judged(anothersService);
    expect(findings).toEqual([]);
    expect(walk.hops.slice(3).map(({ state }) => state)).toEqual(["unknown", "pass", "unknown"]);
    const [gate] = walk.hops[3]?.causes ?? [];
    expect(gate?.reason).toBe(
      "The provider's side cannot be seen from here: account 999999999999 is not collected.",
    );
  });
});

describe("a broken path", () => {
  it.each<[string, (parts: Parts) => unknown, string, string]>([
    [
      "a shut group, and probes that feel it",
      (p) => [shutGroup(p), probesFail(p)],
      "endpoint",
      "endpoint-sg-blocks-port",
    ],
    [
      "a request that waits, and probes that feel it",
      (p) => [waiting(p), probesFail(p)],
      "endpoint",
      "endpoint-pending-acceptance",
    ],
    [
      "names that lead past it, and a shut group",
      (p) => [p.probes.map((one) => Object.assign(one, outside())), shutGroup(p)],
      "private-dns",
      "dns-public-answer",
    ],
    [
      "DNS support off",
      (p) => [Object.assign(p.vpc, { enableDnsSupport: false }), Object.assign(p, { probes: [] })],
      "private-dns",
      "vpc-dns-support-off",
    ],
    [
      "clients that may not send, and a shut group",
      (p) => [Object.assign(p.securityGroups[1]!, { ipPermissionsEgress: [] }), shutGroup(p)],
      "client",
      "client-egress-blocked",
    ],
  ])("with %s has one verdict", (_, change, hop, checkId) => {
    const { walk, findings } = judged(change);
    expect(walk.verdict.break).toMatchObject({ hop, cause: { checkId } });
    expect(findings.map(({ answer }) => answer.checkId)).toContain(checkId);
    for (const finding of findings) findingSchema.parse(finding);
  });

  it("breaks in the zone alone that lost its interface", () => {
    const { walk } = judged((p) => p.networkInterfaces.pop());
    expect(walk.verdict.sentence).toBe(
      `Broken at the endpoint in ${zones[1]}: ${ids.endpoint} has no interface in use in subnet-0a2; 1 of 2 subnets have one. Not broken: ${zones[0]}.`,
    );
  });

  it("of which only probes tell has no known cause", () => {
    const { walk } = judged(probesFail);
    expect(walk.verdict.kind).toBe("cause-not-known");
    expect(walk.verdict.sentence).toMatch(
      /^15 of 15 probes from use1-az1 did not connect.*every hop that can be judged is in order\.$/,
    );
  });

  it("of a gateway has no interfaces that could break", () => {
    const { walk } = judged((p) => [gateway(p), shutGroup(p)]);
    expect(walk.hops[1]?.state).toBe("not-applicable");
    expect(walk.verdict.kind).not.toBe("broken");
  });
});

it("of what a gateway has, all that there is is in order", () => {
  const { walk } = judged(gateway);
  expect(walk.hops.map(({ state }) => state)).toEqual([
    ...["not-applicable", "not-applicable", "pass", "not-applicable", "not-applicable", "not-applicable"],
  ]);
  expect(walk.verdict.kind).toBe("in-order");
});

it("of a Gateway Load Balancer's path nothing is held against what it does not have", () => {
  const { walk, findings } = judged((p) => {
    const { provider } = p;
    Object.assign(p.endpoint, {
      ...{ vpcEndpointType: "GatewayLoadBalancer", subnetIds: [ids.subnets[0]], azIds: [zones[0]] },
      ...{ networkInterfaceIds: [ids.interfaces[0]], securityGroupIds: [], dnsEntries: [] },
      privateDnsEnabled: false,
    });
    p.networkInterfaces.pop();
    Object.assign(provider.service!, {
      networkLoadBalancerArns: [],
      gatewayLoadBalancerArns: [ids.loadBalancer],
    });
    Object.assign(provider.loadBalancers[0]!, { type: "gateway", scheme: null, crossZoneEnabled: false });
    Object.assign(provider.listeners[0]!, { port: null, protocol: null });
    Object.assign(provider.targetGroups[0]!, { protocol: "GENEVE", port: 6081, healthCheckPort: "80" });
    Object.assign(p, { probes: [] });
  });
  expect(findings).toEqual([]);
  expect(walk.hops.map(({ state }) => state)).toEqual([
    ...["not-applicable", "not-applicable", "pass", "pass", "pass", "pass"],
  ]);
});

it("an endpoint that is being deleted is not called sound", () => {
  const { walk, findings } = judged(deleted);
  expect(findings).toEqual([]);
  expect(walk.verdict.sentence).toBe("Nothing is judged: no hop applies to this endpoint now.");
});

it("a request of somebody else's waits at our service", () => {
  const { walk } = judged((p) => [
    others(p),
    Object.assign(p.provider.connection!, { vpcEndpointState: "pendingAcceptance" }),
  ]);
  expect(walk.verdict.break).toMatchObject({
    hop: "endpoint",
    cause: { checkId: "endpoint-pending-acceptance", severity: "page" },
  });
});

it("every check of the path is there once, in the order of its hop, with its source", () => {
  const own = pathChecks.map(({ id }) => id);
  expect(own.toSorted()).toEqual(checkIds.slice(0, checkIds.indexOf("provisioning-failing")).toSorted());
  const hopOf = new Map(pathChecks.map(({ id, hop }) => [id, hop]));
  const walked = checkIds.flatMap((id) => hopOf.get(id) ?? []);
  expect(walked).toEqual(walked.toSorted((a, b) => hops.indexOf(a) - hops.indexOf(b)));
  for (const check of pathChecks) {
    expect(check.title).toMatch(/^[A-Z].*[^.]$/);
    expect(check.source).not.toBe("");
  }
});
