import fc from "fast-check";
import { expect, it } from "vitest";
import { diagnose, findingSchema, pathChecks } from "../diagnose.ts";
import { hole } from "../testing/asked.ts";
import { anothersService, awsService, farAway, others } from "../testing/changes.ts";
import { faults, listenerMoved } from "../testing/faults.ts";
import { type Parts, path, pieceNames } from "../testing/path.ts";
import { ids, now } from "../testing/world.ts";
import { walkSchema } from "../walkSchema.ts";

it.each(faults)("%s is found, and nothing that it does not imply", (_, change, expected) => {
  const { findings, walk } = diagnose(path(change), now);
  expect(findings.map(({ answer }) => answer.checkId).sort()).toEqual(expected.toSorted());
  const causes = findings.filter(({ answer }) => answer.role === "cause");
  expect(walk.verdict.break?.cause.checkId).toBe(causes.length > 0 ? expected[0] : undefined);
});

it("a listener that moved away from what probes call is found, and no group is blamed for it", () => {
  const { findings, walk } = diagnose(path(listenerMoved), now);
  expect(findings.map(({ answer }) => answer.checkId)).toEqual([
    ...["probe-connect-failing", "probe-connect-failing", "lb-no-listener"],
  ]);
  expect(walk.verdict.sentence).toBe(
    "Broken at the load balancer: Nothing listens on tcp 8443, which clients call and do not reach; the load balancer listens on 9443.",
  );
});

it("every check of the path has a fault here", () => {
  const planted = faults.map(([, , [first]]) => first);
  expect(pathChecks.map(({ id }) => id).filter((id) => !planted.includes(id))).toEqual([]);
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
    { numRuns: 300 },
  );
});

it("what is found can be confirmed and mended, whatever else cannot be seen and whosever the other side is", () => {
  const sides = fc.constantFrom<((parts: Parts) => unknown)[]>(
    ...[() => {}, others, anothersService, awsService, farAway],
  );
  fc.assert(
    fc.property(fc.constantFrom(...faults), sides, gaps, ([, change], side, hidden) => {
      const evidence = path((p) => [change(p), side(p), Object.assign(p, { gaps: hidden })]);
      const { findings, walk } = diagnose(evidence, now);
      walkSchema.parse(walk);
      for (const finding of findings) {
        const { answer, confirm, fix } = findingSchema.parse(finding);
        expect(confirm.length).toBeGreaterThan(0);
        expect(answer.evidence.length).toBeGreaterThan(0);
        const told = [...confirm.map(({ command }) => command), ...fix.cli, fix.terraform, fix.summary];
        expect([answer.reason, ...told].join("\n")).not.toMatch(hole);
      }
    }),
    { numRuns: 200 },
  );
});

it("the order of the evidence does not matter", () => {
  fc.assert(
    fc.property(fc.constantFrom(...faults), fc.infiniteStream(fc.nat()), ([, change], numbers) => {
      const evidence = path(change);
      expect(diagnose(shuffled(evidence, numbers), now)).toEqual(diagnose(evidence, now));
    }),
    { numRuns: 40 },
  );
});

/** The same evidence with every list in another order. */
function shuffled<T>(value: T, numbers: Iterator<number>): T {
  const draw = () => numbers.next().value ?? 0;
  if (Array.isArray(value)) {
    const keyed = value.map((one) => ({ key: draw(), one: shuffled(one, numbers) }));
    return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one) as T;
  }
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shuffled(one, numbers)])) as T;
}

it("two faults of different hops are both found, and the earlier takes the verdict", () => {
  const { findings, walk } = diagnose(
    path((p) => [
      Object.assign(p.securityGroups[0]!, { ipPermissions: [] }),
      Object.assign(p.vpc, { enableDnsHostnames: false }),
      Object.assign(p, { probes: [] }),
    ]),
    now,
  );
  expect(findings.map(({ answer }) => answer.checkId)).toEqual([
    "vpc-dns-hostnames-off",
    "endpoint-sg-blocks-port",
  ]);
  expect(walk.verdict.sentence).toBe(
    `Broken at private DNS: ${ids.vpc} has DNS hostnames off: the endpoint's private name does not lead to it.`,
  );
});
