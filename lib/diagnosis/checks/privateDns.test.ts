import { describe, expect, it } from "vitest";
import type { PathCheck } from "../evidenceSchema.ts";
import type { OtherEndpointFacts } from "../factsSchema.ts";
import { asked, type Row } from "../testing/asked.ts";
import {
  awsService,
  deleted,
  gap,
  gateway,
  others,
  outside,
  privateDnsSwitchedOff,
  silent,
  waiting,
} from "../testing/changes.ts";
import { type Parts, path, probe } from "../testing/path.ts";
import { asOf, ids, zones } from "../testing/world.ts";
import { dnsEntriesMissing, dnsNameConflict } from "./privateDns/entries.ts";
import { dnsPublicAnswer } from "./privateDns/resolved.ts";
import { privateDnsOff } from "./privateDns/switchedOff.ts";
import { privateDnsUnverified } from "./privateDns/verification.ts";
import { vpcDnsHostnamesOff, vpcDnsSupportOff } from "./privateDns/vpcAttributes.ts";

const [az1 = ""] = zones;
const vpc = (more: Partial<Parts["vpc"]>) => (p: Parts) => Object.assign(p.vpc, more);
const endpoint = (more: Partial<Parts["endpoint"]>) => (p: Parts) => Object.assign(p.endpoint, more);
const alwaysOff = endpoint({ privateDnsEnabled: false });
const off = (p: Parts) => [alwaysOff(p), p.changes.push(privateDnsSwitchedOff)];
const all =
  (...changes: ((parts: Parts) => unknown)[]) =>
  (p: Parts) =>
    changes.map((change) => change(p));
const noProbes = (p: Parts) => Object.assign(p, { probes: [] });
const unverified = (state: string | null) => (p: Parts) =>
  Object.assign(p.provider.service!, { privateDnsNameState: state });
const other = (more: Partial<OtherEndpointFacts> = {}): OtherEndpointFacts => ({
  ...{ vpcEndpointId: "vpce-0other", vpcEndpointType: "Interface", serviceName: ids.serviceName },
  ...{ state: "available", privateDnsEnabled: true, azIds: [az1], creationTimestamp: asOf },
  dnsEntries: [
    { dnsName: "vpce-0other-xyz.vpce-svc-0b1.us-east-1.vpce.amazonaws.com", hostedZoneId: "Z1" },
    { dnsName: "Payments.internal.example.com.", hostedZoneId: "Z3" },
  ],
  ...more,
});
const beside =
  (more: Partial<OtherEndpointFacts> = {}) =>
  (p: Parts) =>
    p.otherEndpoints.push(other(more));
const allOutside = (p: Parts) => p.probes.map((one) => Object.assign(one, outside()));

const tables: [PathCheck, Row[]][] = [
  [
    vpcDnsSupportOff,
    [
      ["on", () => {}, "pass"],
      [
        "off",
        all(vpc({ enableDnsSupport: false }), noProbes),
        "fail cause page",
        /vpc-0a1 has DNS support off/,
      ],
      [
        "off, and servers of their own lead clients to the endpoint",
        vpc({ enableDnsSupport: false }),
        "fail advisory ticket",
        /but by servers of your own/,
      ],
      ["not told", vpc({ enableDnsSupport: null }), "unknown"],
      ["VPC stale", gap("vpc", "stale"), "unknown"],
      ["endpoint missing", gap("endpoint"), "unknown"],
      [
        "off, and the endpoint waits",
        all(vpc({ enableDnsSupport: false }), waiting, noProbes),
        "fail cause page",
      ],
      ["a gateway endpoint", gateway, "not-applicable"],
      ["consumer not ours", others, "unknown"],
    ],
  ],
  [
    vpcDnsHostnamesOff,
    [
      ["on", () => {}, "pass"],
      ["off", all(vpc({ enableDnsHostnames: false }), allOutside), "fail cause page", /hostnames off/],
      ["off, and names lead to the endpoint", vpc({ enableDnsHostnames: false }), "fail advisory ticket"],
      ["off, and private DNS not wanted", all(vpc({ enableDnsHostnames: false }), off), "not-applicable"],
      [
        "off, and whether it is wanted not told",
        all(vpc({ enableDnsHostnames: false }), endpoint({ privateDnsEnabled: null })),
        "unknown",
      ],
      ["not told", vpc({ enableDnsHostnames: null }), "unknown"],
      ["VPC missing", gap("vpc"), "unknown"],
      ["a deleted endpoint", deleted, "not-applicable"],
    ],
  ],
  [
    privateDnsUnverified,
    [
      ["verified", () => {}, "pass"],
      [
        "pending, and names do not work",
        all(unverified("pendingVerification"), silent, noProbes),
        "fail cause ticket",
        /payments\.internal\.example\.com is not verified \(pendingVerification\)/,
      ],
      ["failed, and names are seen to work", unverified("failed"), "fail contributing ticket"],
      ["pending, probes outside", all(unverified("pendingVerification"), allOutside), "fail cause ticket"],
      ["failed, and the endpoint waits", all(unverified("failed"), waiting), "fail contributing ticket"],
      ["state not told", unverified(null), "unknown"],
      [
        "no private name",
        (p) => Object.assign(p.provider.service!, { privateDnsName: null }),
        "not-applicable",
      ],
      [
        "service seen by the consumer alone",
        all(gap("provider.service"), (p) =>
          Object.assign(p.availableService!, { privateDnsNameVerificationState: "failed" }),
        ),
        "fail contributing ticket",
      ],
      [
        "neither side seen",
        all(gap("provider.service"), gap("availableService", "stale")),
        "unknown",
        /denied/,
      ],
      ["an AWS service", awsService, "pass"],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
  [
    privateDnsOff,
    [
      ["on", () => {}, "pass"],
      [
        "off, nothing comes",
        all(off, silent, noProbes),
        "fail cause ticket",
        /nothing else in vpc-0a1 serves payments/,
      ],
      ["off, others come by another name", all(off, noProbes), "fail advisory info", /pass the endpoint by/],
      [
        "off for as long as anybody looked, with traffic all the time",
        all(alwaysOff, silent, noProbes),
        "fail advisory info",
        /by another name/,
      ],
      [
        "off for as long as anybody looked, never used",
        all(alwaysOff, noProbes, (p) => Object.assign(p.metrics, { recent: [], baseline: null })),
        "fail cause ticket",
      ],
      [
        "off, seen for a day only",
        all(alwaysOff, silent, noProbes, endpoint({ firstSeenAt: asOf })),
        "fail cause ticket",
      ],
      [
        "off on an endpoint that a service of AWS made",
        all(off, endpoint({ requesterManaged: true })),
        "not-applicable",
      ],
      [
        "off, probes call it by its own name",
        all(off, silent, (p) =>
          p.probes.map((one, i) =>
            Object.assign(one, {
              target: [`${ids.endpoint}-abc.vpce-svc-0b1.us-east-1.vpce.amazonaws.com:8443`, ids.endpoint][i],
            }),
          ),
        ),
        "fail cause ticket",
      ],
      ["off, probes resolve all the same", off, "pass", /probes in vpc-0a1/],
      ["off, probes resolve past it", all(off, allOutside), "fail cause ticket"],
      [
        "off, another endpoint serves the name",
        all(off, silent, noProbes, beside()),
        "pass",
        /vpce-0other serves/,
      ],
      [
        "off, a gateway endpoint serves it",
        all(off, silent, noProbes, beside({ vpcEndpointType: "Gateway", privateDnsEnabled: null })),
        "pass",
      ],
      [
        "off, the other endpoint is not up",
        all(off, silent, noProbes, beside({ state: "pending" })),
        "fail cause ticket",
      ],
      [
        "off, the other one is for another service",
        all(off, silent, noProbes, beside({ serviceName: "other", dnsEntries: [] })),
        "fail cause ticket",
      ],
      [
        "off, no name offered",
        all(off, (p) => Object.assign(p.provider.service!, { privateDnsName: null })),
        "not-applicable",
      ],
      ["off, the name not verified", all(off, unverified("pendingVerification")), "not-applicable"],
      ["off, other endpoints not known", all(off, gap("otherEndpoints")), "unknown"],
      [
        "off, what is offered not known",
        all(off, gap("provider.service"), gap("availableService")),
        "unknown",
      ],
      [
        "off, an AWS service nobody uses",
        all(off, awsService, silent, noProbes),
        "fail cause ticket",
        /secretsmanager\.us-east-1/,
      ],
      ["not told", endpoint({ privateDnsEnabled: null }), "unknown"],
      ["an endpoint that waits", all(off, waiting), "not-applicable"],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
  [
    dnsNameConflict,
    [
      ["alone", () => {}, "pass"],
      [
        "another with the same name",
        beside(),
        "fail cause page",
        /vpce-0other claims payments\.internal\.example\.com/,
      ],
      ["another with private DNS off", beside({ privateDnsEnabled: false }), "pass"],
      ["another that is not up", beside({ state: "deleting" }), "pass"],
      [
        "another with another name",
        beside({ dnsEntries: [{ dnsName: "ledger.internal.example.com", hostedZoneId: "Z3" }] }),
        "pass",
      ],
      ["own entries without private names", all(endpoint({ dnsEntries: [] }), beside()), "fail cause page"],
      ["private DNS off", all(off, beside()), "not-applicable"],
      ["private DNS not told", endpoint({ privateDnsEnabled: null }), "unknown"],
      [
        "names not known",
        all(endpoint({ dnsEntries: [] }), gap("provider.service"), gap("availableService")),
        "unknown",
      ],
      ["other endpoints missing", gap("otherEndpoints"), "unknown"],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
  [
    dnsEntriesMissing,
    [
      ["names", () => {}, "pass"],
      ["none", endpoint({ dnsEntries: [] }), "fail cause page", /no DNS entry/],
      ["none yet", all(endpoint({ dnsEntries: [] }), waiting), "not-applicable"],
      ["none, and the state not told", endpoint({ dnsEntries: [], state: null }), "unknown"],
      ["endpoint stale", all(endpoint({ dnsEntries: [] }), gap("endpoint", "stale")), "unknown"],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
  [
    dnsPublicAnswer,
    [
      [
        "outside, where a gateway endpoint stands beside",
        all(allOutside, beside({ vpcEndpointType: "Gateway", privateDnsEnabled: null })),
        "unknown",
        /as AWS has it by default/,
      ],
      ["inside", () => {}, "pass"],
      [
        "outside everywhere",
        allOutside,
        "fail cause page",
        /payments\.internal\.example\.com resolves to an address outside/,
      ],
      [
        "outside in one place: its resolver",
        (p) => Object.assign(p.probes[0]!, outside()),
        "pass",
        /The zone is right/,
      ],
      [
        "outside for another name in one zone",
        (p) => Object.assign(p.probes[1]!, outside({ target: "old.example.com:8443" })),
        "fail cause page [az2]",
      ],
      [
        "outside in a place without a zone",
        (p) => p.probes.push(probe(null, null, outside({ target: "old.example.com" }))),
        "fail cause page",
      ],
      [
        "outside in another VPC",
        (p) => p.probes.push(probe(null, null, outside({ locationVpcId: "vpc-x", target: "x.example.com" }))),
        "pass",
      ],
      [
        "most of the window outside, the last not told",
        (p) => p.probes.map((one) => Object.assign(one, outside({ last: null }))),
        "fail cause page",
      ],
      [
        "answers not told",
        (p) => p.probes.map((one) => Object.assign(one, { answersInside: 0, last: null })),
        "unknown",
      ],
      ["nobody probes", noProbes, "unknown"],
      ["probes missing", gap("probes"), "unknown"],
      ["an endpoint that waits", all(allOutside, waiting), "not-applicable"],
      ["a gateway endpoint", gateway, "not-applicable"],
    ],
  ],
];

describe.each(tables)("$id", (check, rows) => {
  it.each(rows)("%s", (_, change, answers, reason) => {
    const found = asked(check, change);
    expect(found.words).toBe(answers);
    if (reason) expect(found.reasons).toMatch(reason);
  });
});

describe("the TXT record", () => {
  it("is filled in where the service is ours", () => {
    const evidence = path(all(unverified("pendingVerification"), silent, noProbes));
    const fix = privateDnsUnverified.fix(evidence, privateDnsUnverified.evaluate(evidence, asOf)[0]!);
    expect(fix.summary).toContain('TXT _k1.payments.internal.example.com = "vpce:abc"');
  });
});
