import fc from "fast-check";
import { expect, it } from "vitest";
import { diagnose, pathChecks } from "../diagnose.ts";
import { outside, silent, waiting } from "../testing/changes.ts";
import { type Parts, path, pieceNames, probe } from "../testing/path.ts";
import { ids, now } from "../testing/world.ts";

const probesTimeOut = (p: Parts) =>
  p.probes.map((one) => Object.assign(one, { successes: 0, errors: { timeout: 15 }, totalSecondsP95: null }));

/** A fault as it shows everywhere at once: the one finding that names it, and those that it implies. */
const faults: [string, (p: Parts) => unknown, string[]][] = [
  [
    "a client's group without an outbound rule",
    (p) => [Object.assign(p.securityGroups[1]!, { ipPermissionsEgress: [] }), probesTimeOut(p)],
    ["client-egress-blocked", "probe-connect-failing", "probe-connect-failing"],
  ],
  ["one resolver behind", (p) => Object.assign(p.probes[0]!, outside()), ["resolver-stale"]],
  [
    "DNS support switched off",
    (p) => [
      Object.assign(p.vpc, { enableDnsSupport: false }),
      p.probes.map((one) =>
        Object.assign(one, { successes: 0, errors: { "dns-timeout": 15 }, last: null, answersInside: 0 }),
      ),
      silent(p),
    ],
    ["vpc-dns-support-off", "probe-connect-failing", "probe-connect-failing"],
  ],
  [
    "DNS hostnames switched off",
    (p) => Object.assign(p.vpc, { enableDnsHostnames: false }),
    ["vpc-dns-hostnames-off"],
  ],
  [
    "private DNS switched off",
    (p) => [
      Object.assign(p.endpoint, { privateDnsEnabled: false }),
      p.probes.map((one) => Object.assign(one, outside())),
      silent(p),
    ],
    ["private-dns-off", "dns-public-answer"],
  ],
  [
    "a name that lost its verification",
    (p) => [
      Object.assign(p.provider.service!, { privateDnsNameState: "failed" }),
      Object.assign(p.availableService!, { privateDnsNameVerificationState: "failed" }),
      p.probes.map((one) => Object.assign(one, outside())),
    ],
    ["private-dns-unverified", "dns-public-answer"],
  ],
  [
    "an endpoint that nobody accepted",
    (p) => [waiting(p), probesTimeOut(p), silent(p)],
    ["endpoint-pending-acceptance", "probe-connect-failing", "probe-connect-failing"],
  ],
  [
    "a rejected endpoint",
    (p) => [Object.assign(p.endpoint, { state: "rejected" }), probesTimeOut(p), silent(p)],
    ["endpoint-rejected", "probe-connect-failing", "probe-connect-failing"],
  ],
  [
    "an interface that vanished",
    (p) => [
      p.networkInterfaces.pop(),
      Object.assign(p.probes[1]!, { successes: 0, errors: { timeout: 15 } }),
    ],
    ["endpoint-eni-missing", "probe-connect-failing"],
  ],
  [
    "a full subnet",
    (p) => Object.assign(p.subnets[0]!, { availableIpAddressCount: 0 }),
    ["subnet-ip-exhausted"],
  ],
  [
    "a shut group",
    (p) => [Object.assign(p.securityGroups[0]!, { ipPermissions: [] }), probesTimeOut(p), silent(p)],
    ["endpoint-sg-blocks-port", "probe-connect-failing", "probe-connect-failing"],
  ],
  [
    "the default group",
    (p) => Object.assign(p.securityGroups[0]!, { groupName: "default" }),
    ["endpoint-sg-default"],
  ],
  [
    "a slow service",
    (p) => p.probes.map((one) => Object.assign(one, { totalSecondsP95: 0.4 })),
    ["probe-latency-high"],
  ],
  [
    "a far client",
    (p) =>
      p.probes.push(
        probe(null, null, { locationRegion: "eu-west-1", locationVpcId: "vpc-far", totalSecondsP95: 0.09 }),
      ),
    ["cross-region-latency"],
  ],
  [
    "dropped packets",
    (p) => p.metrics.recent.map((one) => Object.assign(one, { packetsDropped: 40 })),
    ["packets-dropped"],
  ],
  [
    "resets",
    (p) => p.metrics.recent.map((one) => Object.assign(one, { rstPacketsReceived: 9 })),
    ["endpoint-resets"],
  ],
];

it.each(faults)("%s is found, and nothing that it does not imply", (_, change, expected) => {
  const { findings, walk } = diagnose(path(change), now, pathChecks);
  expect(findings.map(({ answer }) => answer.checkId).sort()).toEqual(expected.toSorted());
  const causes = findings.filter(({ answer }) => answer.role === "cause");
  expect(walk.verdict.break?.cause.checkId).toBe(causes.length > 0 ? expected[0] : undefined);
});

const gaps = fc.dictionary(
  fc.constantFrom(...pieceNames),
  fc.constantFrom<"missing" | "stale">("missing", "stale"),
);

it("no fault is called sound because something cannot be seen", () => {
  fc.assert(
    fc.property(fc.constantFrom(...faults), gaps, ([, change, [planted]], hidden) => {
      const check = pathChecks.find(({ id }) => id === planted);
      const answers = check?.evaluate(
        path((p) => [change(p), Object.assign(p, { gaps: hidden })]),
        now,
      );
      expect(answers?.map(({ state }) => state)).toContainEqual(expect.stringMatching(/^(fail|unknown)$/));
    }),
    { numRuns: 500 },
  );
});

it("two faults of different hops are both found, and the earlier takes the verdict", () => {
  const { findings, walk } = diagnose(
    path((p) => [
      Object.assign(p.securityGroups[0]!, { ipPermissions: [] }),
      Object.assign(p.vpc, { enableDnsHostnames: false }),
    ]),
    now,
    pathChecks,
  );
  expect(findings.map(({ answer }) => answer.checkId)).toEqual([
    "vpc-dns-hostnames-off",
    "endpoint-sg-blocks-port",
  ]);
  expect(walk.verdict.sentence).toBe(
    `Broken at private DNS: ${ids.vpc} has DNS hostnames off: the endpoint's private name does not lead to it.`,
  );
});
