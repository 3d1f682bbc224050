import { expect, test } from "vitest";
import { withoutProvider } from "./otherSide.ts";
import type { CheckAnswer } from "./schema.ts";
import type { Walk } from "./walkSchema.ts";

const secret = "arn:aws:elasticloadbalancing:us-east-1:999999999999:loadbalancer/net/theirs/1";
const answer = (more: Partial<CheckAnswer>): CheckAnswer => ({
  ...{ checkId: "targets-unhealthy", hop: "targets", state: "fail", role: "cause", severity: "page" },
  ...{ reason: `No target of ${secret} is healthy.`, lanes: [], since: null },
  evidence: [
    { label: "Targets", value: secret, observedAt: null, source: "load-balancers", resourceId: secret },
  ],
  ...more,
});
const own = answer({
  ...{
    checkId: "endpoint-pending-acceptance",
    hop: "endpoint",
    state: "pass",
    reason: "vpce-1 is available.",
  },
  evidence: [
    { label: "State", value: "available", observedAt: null, source: "endpoints", resourceId: "vpce-1" },
  ],
});
const quoting = answer({
  checkId: "endpoint-sg-blocks-port",
  hop: "endpoint",
  reason: `Not the port of ${secret}`,
});
const hop = (name: "endpoint" | "targets", causes: CheckAnswer[]) => ({
  ...{ hop: name, state: "fail" as const, failingLanes: [], causes, symptoms: [], contributing: [] },
  ...{ advisory: [], undecided: [] },
});
const walk: Walk = {
  verdict: {
    ...{ kind: "broken", others: [], unjudged: [], sentence: `Broken at the targets: ${secret}` },
    break: { hop: "targets", lanes: ["use1-az1"], cause: answer({}) },
  },
  lanes: [],
  hops: [hop("endpoint", [own, quoting]), hop("targets", [answer({})])],
  beside: [answer({ checkId: "central-endpoint-candidate", hop: "fleet", reason: secret, evidence: [] })],
};

test("of the provider's side nothing is left but which hop it is, and of the consumer's everything", () => {
  const seen = withoutProvider(walk);
  expect(JSON.stringify(seen)).not.toContain("999999999999");
  expect(seen.verdict).toMatchObject({
    kind: "broken",
    sentence: expect.stringContaining("Broken at the targets."),
    break: { hop: "targets", lanes: ["use1-az1"], cause: { checkId: "targets-unhealthy", evidence: [] } },
  });
  expect(seen.hops[0]?.causes[0]).toEqual(own);
  expect(seen.beside).toEqual([]);
});

test("a path that is broken on the consumer's side keeps its sentence", () => {
  const broken = { hop: "endpoint" as const, lanes: [], cause: { ...own, state: "fail" as const } };
  const mine: Walk = {
    ...{ lanes: [], beside: [], hops: [hop("endpoint", [{ ...own, state: "fail" }])] },
    verdict: { kind: "broken", break: broken, others: [], unjudged: [], sentence: "Broken at the endpoint." },
  };
  expect(withoutProvider(mine)).toEqual(mine);
});
