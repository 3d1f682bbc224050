import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { walk } from "./compute.ts";
import { answerStates, type CheckAnswer, checkIds, hops, pathHops, roles, severities } from "./schema.ts";
import { walkSchema } from "./walkSchema.ts";

const zones = ["use1-az1", "use1-az2", "use1-az4"];
const answer = (more: Partial<CheckAnswer>): CheckAnswer => ({
  ...{ checkId: "endpoint-failed", hop: "endpoint", state: "pass", role: "cause", severity: "ticket" },
  ...{ reason: "It is so.", evidence: [], lanes: [], since: null },
  ...more,
});
const allPass = pathHops.map((hop) => answer({ hop }));
const replaced = (...more: Partial<CheckAnswer>[]) => [
  ...allPass.filter(({ hop }) => !more.some((one) => one.hop === hop)),
  ...more.map(answer),
];
const statesOf = (found: ReturnType<typeof walk>) => found.hops.map(({ state }) => state).join(" ");

describe("the walk", () => {
  it("finds every hop in order where all causes pass", () => {
    const found = walk(allPass, zones);
    expect(found.verdict).toMatchObject({
      kind: "in-order",
      break: null,
      sentence: "Every hop is in order.",
    });
    expect(found.lanes.map(({ state }) => state)).toEqual(["standing", "standing", "standing"]);
  });

  it("ends at the first failing cause, and judges nothing behind it", () => {
    const found = walk(
      replaced(
        { hop: "targets", checkId: "targets-unhealthy", state: "fail", severity: "page" },
        { hop: "endpoint", state: "fail", reason: "AWS could not make it." },
      ),
      zones,
    );
    expect(statesOf(found)).toBe("pass pass fail not-judged not-judged not-judged");
    expect(found.verdict).toMatchObject({
      ...{ kind: "broken", break: { hop: "endpoint", lanes: [] }, others: [] },
      sentence: "Broken at the endpoint: AWS could not make it.",
    });
    expect(found.hops.at(-1)?.causes).toHaveLength(1);
  });

  it("leaves other lanes standing where one breaks", () => {
    const lanes = ["use1-az2"];
    const found = walk(
      replaced({ hop: "targets", state: "pass" }, { hop: "targets", state: "fail", lanes, reason: "None." }),
      zones,
    );
    expect(found.lanes.map(({ state }) => state)).toEqual(["standing", "broken", "standing"]);
    expect(found.hops.at(-1)).toMatchObject({ state: "fail", failingLanes: lanes });
    expect(found.verdict.sentence).toBe(
      "Broken at the targets in use1-az2: None. Not broken: use1-az1 and use1-az4.",
    );
  });

  it("names the earlier hop first where lanes break at different ones", () => {
    const found = walk(
      replaced(
        { hop: "targets", state: "fail", lanes: ["use1-az1"], reason: "None answers." },
        { hop: "load-balancer", state: "fail", lanes: ["use1-az4"], reason: "Not served." },
      ),
      zones,
    );
    expect(found.verdict.break).toMatchObject({ hop: "load-balancer", lanes: ["use1-az4"] });
    expect(found.verdict.others).toMatchObject([{ hop: "targets", lanes: ["use1-az1"] }]);
    expect(found.verdict.sentence).toBe(
      "Broken at the load balancer in use1-az4: Not served. Broken at the targets in use1-az1: None answers. Not broken: use1-az2.",
    );
  });

  it("lets the deeper cause take the verdict within a hop, whatever the severity", () => {
    const fails = (severity: CheckAnswer["severity"], checkId: CheckAnswer["checkId"]) => ({
      ...{ hop: "endpoint" as const, state: "fail" as const, severity, checkId },
    });
    const first = (...more: Partial<CheckAnswer>[]) =>
      walk(replaced(...more), zones).verdict.break?.cause.checkId;
    expect(first(fails("page", "flow-log-rejects"), fails("ticket", "endpoint-failed"))).toBe(
      "endpoint-failed",
    );
    expect(first(fails("page", "flow-log-rejects"), fails("page", "endpoint-sg-blocks-port"))).toBe(
      "endpoint-sg-blocks-port",
    );
  });

  it("never lets a symptom or a contributing answer decide", () => {
    const found = walk(
      replaced(
        { hop: "client", role: "symptom", state: "fail", reason: "Probes fail." },
        { hop: "endpoint", role: "contributing", state: "fail" },
        { hop: "endpoint", state: "pass" },
        { hop: "targets", state: "unknown" },
      ),
      zones,
    );
    expect(statesOf(found)).toBe("unknown pass pass pass pass unknown");
    expect(found.verdict).toMatchObject({
      ...{ kind: "cause-not-known", break: null, unjudged: ["client", "targets"] },
      sentence:
        "Probes fail. The cause is not known: the client and the targets could not be judged. What may have a part in it: It is so.",
    });
    expect(found.hops[2]?.contributing).toHaveLength(1);
  });

  it("passes a hop where only advice fails, and shows the advice", () => {
    const advice = answer({ hop: "service", checkId: "open-service", role: "advisory", state: "fail" });
    const found = walk([...allPass, advice], zones);
    expect(found.verdict.kind).toBe("in-order");
    expect(found.hops[3]).toMatchObject({ state: "pass", causes: [{ state: "pass" }], advisory: [advice] });
  });

  it("looks for no cause where one probe was lost", () => {
    const lost = answer({ hop: "client", role: "symptom", state: "fail", severity: "info" });
    const found = walk([...allPass, lost], zones);
    expect(found.verdict.kind).toBe("in-order");
    expect(found.hops[0]?.symptoms).toEqual([lost]);
  });

  it("says so where calls fail and everything that can be judged is in order", () => {
    const symptom = answer({ hop: "client", role: "symptom", state: "fail", reason: "Probes fail." });
    expect(walk([...allPass, symptom], zones).verdict.sentence).toBe(
      "Probes fail. The cause is not known: every hop that can be judged is in order.",
    );
  });

  it("names what may have a part in it where no cause is known", () => {
    const symptom = answer({ hop: "client", role: "symptom", state: "fail", reason: "Probes fail." });
    const part = answer({ hop: "targets", role: "contributing", state: "fail", reason: "Flows are reset." });
    expect(walk([...allPass, part, symptom], zones).verdict.sentence).toBe(
      "Probes fail. The cause is not known: every hop that can be judged is in order. What may have a part in it: Flows are reset.",
    );
  });

  it("does not call a path sound that could not be judged", () => {
    const found = walk(replaced({ hop: "targets", state: "unknown" }), zones);
    expect(found.verdict).toMatchObject({ kind: "not-known", unjudged: ["targets"] });
    expect(found.lanes.every(({ state }) => state === "unknown")).toBe(true);
    expect(walk([], []).verdict.unjudged).toEqual(pathHops);
  });

  it("passes a hop that does not apply, and one where some checks could not be judged", () => {
    const found = walk(
      replaced(
        { hop: "private-dns", state: "not-applicable" },
        { hop: "endpoint", state: "pass" },
        { hop: "endpoint", checkId: "flow-log-rejects", state: "unknown" },
      ),
      zones,
    );
    expect(found.verdict.kind).toBe("in-order");
    expect(found.hops[1]?.state).toBe("not-applicable");
    expect(found.hops[2]).toMatchObject({ state: "pass", undecided: ["flow-log-rejects"] });
  });

  it("takes the zones from the answers where the endpoint's are not known", () => {
    const found = walk(replaced({ hop: "targets", state: "fail", lanes: ["use1-az2"] }), []);
    expect(found.lanes.map(({ azId }) => azId)).toEqual(["use1-az2"]);
    expect(walk(allPass, []).lanes).toMatchObject([{ azId: null, state: "standing" }]);
  });
});

const anyAnswer: fc.Arbitrary<CheckAnswer> = fc.record({
  checkId: fc.constantFrom(...checkIds),
  hop: fc.constantFrom(...hops),
  state: fc.constantFrom(...answerStates),
  role: fc.constantFrom(...roles),
  severity: fc.constantFrom(...severities),
  reason: fc.constantFrom("One.", "Two.", "Three."),
  evidence: fc.constant<CheckAnswer["evidence"]>([]),
  lanes: fc.subarray(zones),
  since: fc.constant(null),
});
const anyAnswers = fc.array(anyAnswer, { maxLength: 30 });
const anyZones = fc.subarray(zones);

describe("whatever the answers", () => {
  it("the walk does not depend on their order", () => {
    fc.assert(
      fc.property(
        anyAnswers.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        anyZones,
        ([all, shuffled], azIds) => {
          expect(walk(shuffled, azIds.toReversed())).toEqual(walk(all, azIds));
        },
      ),
    );
  });

  it("has the shape that is stored, and breaks exactly where a cause fails", () => {
    fc.assert(
      fc.property(anyAnswers, anyZones, (all, azIds) => {
        const found = walk(all, azIds);
        walkSchema.parse(found);
        const causes = all.filter(
          ({ hop, role, state }) => hop !== "fleet" && role === "cause" && state === "fail",
        );
        const seen = causes.filter(
          ({ lanes }) =>
            lanes.length === 0 || azIds.length === 0 || lanes.some((lane) => azIds.includes(lane)),
        );
        expect(found.verdict.kind === "broken").toBe(seen.length > 0);
        expect(found.verdict.sentence).not.toMatch(/undefined|null/);
      }),
    );
  });

  it("a break in one lane changes nothing in the others", () => {
    fc.assert(
      fc.property(anyAnswers, fc.constantFrom(...zones), fc.constantFrom(...pathHops), (all, lane, hop) => {
        const others = ({ lanes }: ReturnType<typeof walk>) => lanes.filter(({ azId }) => azId !== lane);
        const broken = walk([...all, answer({ hop, state: "fail", lanes: [lane] })], zones);
        expect(others(broken)).toEqual(others(walk(all, zones)));
        expect(broken.lanes.find(({ azId }) => azId === lane)?.state).toBe("broken");
      }),
    );
  });
});
