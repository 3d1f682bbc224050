import { describe, expect, it } from "vitest";
import type { Finding } from "./diagnose.ts";
import { changeFindings, type FindingPlace, findingRows, type OpenFinding } from "./findings.ts";
import type { CheckAnswer } from "./schema.ts";

const asOf = new Date("2026-11-18T14:00:00Z");
const earlier = new Date("2026-11-18T09:00:00Z");
const place: FindingPlace = {
  ...{ accountId: "222222222222", region: "us-east-1", resourceType: "vpc-endpoint", resourceId: "vpce-1" },
  ...{ vpcEndpointId: "vpce-1", serviceName: null, owner: "orders" },
};

const answer = (more: Partial<CheckAnswer> = {}): CheckAnswer => ({
  ...{ checkId: "az-not-served", hop: "load-balancer", state: "fail", role: "cause", severity: "page" },
  ...{ reason: "use1-az1 is not served.", evidence: [], lanes: [], since: null },
  ...more,
});
const finding = (more: Partial<CheckAnswer> = {}): Finding => ({
  ...{ answer: answer(more), title: "A zone is not served", confirm: [] },
  fix: { owner: "provider", summary: "Serve it.", console: "", cli: [], terraform: "" },
});
const rowsOf = (...findings: Finding[]) => findingRows(findings, place, null, asOf);
/** What the evaluation before has left open. */
const open = (...findings: Finding[]): OpenFinding[] =>
  rowsOf(...findings).map((row) => ({ ...row, since: earlier, stale: false }));
const keys = (found: readonly { findingKey: string }[]) => found.map(({ findingKey }) => findingKey);

describe("rows of findings", () => {
  it("are one for each lane, and one for all of them", () => {
    expect(keys(rowsOf(finding({ lanes: ["use1-az1", "use1-az2"] })))).toEqual([
      "az-not-served vpce-1 use1-az1",
      "az-not-served vpce-1 use1-az2",
    ]);
    expect(keys(rowsOf(finding()))).toEqual(["az-not-served vpce-1"]);
  });

  it("tell the worst of several failures in one lane, with the evidence of all", () => {
    const seen = (label: string) => ({
      label,
      value: "",
      observedAt: null,
      source: "network",
      resourceId: null,
    });
    const [row, ...more] = rowsOf(
      finding({ severity: "info", evidence: [seen("a")], since: earlier.toISOString() }),
      finding({ severity: "page", evidence: [seen("b")] }),
    );
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      severity: "page",
      since: earlier,
      evidence: [{ label: "a" }, { label: "b" }],
    });
  });

  it("have the same digest while nothing but times moves", () => {
    const at = (time: string) =>
      rowsOf(finding({ reason: `Refused since ${time}.`, since: time }))[0]?.contentDigest;
    expect(at("2026-11-18T14:00:00.000Z")).toBe(at("2026-11-18T14:05:00.000Z"));
    expect(rowsOf(finding({ severity: "ticket" }))[0]?.contentDigest).not.toBe(
      rowsOf(finding())[0]?.contentDigest,
    );
  });

  it("of what is no resource tell regions apart", () => {
    const scope = (region: string) => ({
      ...place,
      region,
      resourceType: "collector-scope",
      resourceId: "network",
    });
    const key = (region: string) => keys(findingRows([finding()], scope(region), null, asOf));
    expect(key("us-east-1")).not.toEqual(key("eu-west-1"));
  });
});

describe("what becomes of findings", () => {
  const pass = answer({ state: "pass" });
  const unknown = answer({ state: "unknown", reason: "The listeners are denied." });
  const inLane = (azId: string, more: Partial<CheckAnswer> = {}) => answer({ lanes: [azId], ...more });

  it.each([
    ["the check passes", open(finding()), [pass], "end"],
    ["it does not apply any more", open(finding()), [answer({ state: "not-applicable" })], "end"],
    ["nothing is answered about it any more", open(finding()), [], "end"],
    ["the check cannot decide", open(finding()), [unknown], "stale"],
    ["one of its lanes cannot be decided", open(finding()), [pass, unknown], "stale"],
    [
      "its lane passes",
      open(finding({ lanes: ["use1-az1"] })),
      [inLane("use1-az1", { state: "pass" })],
      "end",
    ],
    ["its lane cannot be decided", open(finding({ lanes: ["use1-az1"] })), [unknown], "stale"],
    [
      "another lane cannot be decided",
      open(finding({ lanes: ["use1-az1"] })),
      [inLane("use1-az2", { state: "unknown" }), inLane("use1-az1", { state: "pass" })],
      "end",
    ],
    [
      "its lane is gone",
      open(finding({ lanes: ["use1-az3"] })),
      [inLane("use1-az1", { state: "pass" })],
      "end",
    ],
  ] as const)("where %s", (_, before, answers, fate) => {
    const changes = changeFindings([], before, answers);
    const told = { end: keys(changes.end), stale: keys(changes.stale.map((one) => one.finding)) };
    expect(told).toEqual({ end: [], stale: [], [fate]: keys(before) });
    expect([changes.write, changes.keep]).toEqual([[], []]);
  });

  it("that fail still are kept as they are, and written anew where they say something else", () => {
    const same = changeFindings(rowsOf(finding()), open(finding()), [answer()]);
    expect([keys(same.keep), same.write, same.end]).toEqual([["az-not-served vpce-1"], [], []]);
    const worse = changeFindings(rowsOf(finding({ severity: "ticket" })), open(finding()), [answer()]);
    expect(worse.write).toMatchObject([{ severity: "ticket", since: earlier }]);
  });

  it("that were stale are written when they are seen again, with the time they began", () => {
    const stale = open(finding()).map((one) => ({ ...one, stale: true }));
    const { write, keep } = changeFindings(rowsOf(finding()), stale, [answer()]);
    expect([keep, write]).toMatchObject([[], [{ since: earlier }]]);
  });

  it("that spread from a lane to all began when the first did, and end as what they were", () => {
    const before = open(finding({ lanes: ["use1-az1"] }));
    const { write, end } = changeFindings(rowsOf(finding()), before, [answer()]);
    expect(write).toMatchObject([{ findingKey: "az-not-served vpce-1", since: earlier }]);
    expect(keys(end)).toEqual(["az-not-served vpce-1 use1-az1"]);
  });

  it("does not depend on the order of evidence", () => {
    const answers = [pass, unknown, inLane("use1-az1", { state: "pass" })];
    const before = open(finding({ lanes: ["use1-az1", "use1-az2"] }));
    const turned = changeFindings([], before.toReversed(), answers.toReversed());
    const straight = changeFindings([], before, answers);
    expect(keys(turned.stale.map((one) => one.finding)).sort()).toEqual(
      keys(straight.stale.map((one) => one.finding)).sort(),
    );
  });
});
