import { describe, expect, it } from "vitest";
import type { FindingSpan } from "../diagnosis/historyData.ts";
import type { ResourceChange } from "./changeSchema.ts";
import { happeningsOf, leadUp } from "./happenings.ts";

const at = (clock: string) => `2026-11-18T${clock}:00.000Z`;
const named = (clock: string) =>
  ({
    kind: "named",
    settled: true,
    by: {
      actor: "Ops/alice",
      actorArn: null,
      eventId: "e",
      eventName: "ModifyVpcEndpoint",
      eventTime: at(clock),
      deployTool: null,
    },
  }) as const;
const nobody = { kind: "unknown", reason: "no-event" } as const;

function change(observed: string, more: Partial<ResourceChange> = {}): ResourceChange {
  return {
    ...{ id: 1, observedAt: at(observed), accountId: "1", region: "r", resourceType: "vpc-endpoint" },
    ...{
      resourceId: "vpce-1",
      change: "modified",
      field: "subnetIds",
      before: [],
      after: [],
      collector: "endpoints",
    },
    ...{ runId: "r", previousLookAt: at("10:00"), actor: null, eventId: null, attribution: nobody },
    ...more,
  };
}
const finding = (more: Partial<FindingSpan> = {}): FindingSpan => ({
  ...{
    checkId: "cross-zone-off",
    title: "t",
    severity: "page",
    role: "cause",
    isVerdict: true,
    azId: "use1-az2",
  },
  ...{ since: new Date(at("12:00")), endedAt: null },
  ...more,
});

it("marks a change where CloudTrail says that it happened, and who did it", () => {
  expect(happeningsOf([change("12:00", { attribution: named("11:42") })], [change("12:00")], [], [])).toEqual(
    [
      { time: Date.parse(at("11:42")), text: "subnets changed by Ops/alice", kind: "change" },
      { time: Date.parse(at("12:00")), text: "vpc endpoint vpce-1: subnets changed", kind: "change" },
    ],
  );
});

it("marks what was found and what ended, and no advice", () => {
  const marks = happeningsOf(
    [],
    [],
    [finding({ endedAt: new Date(at("13:00")) }), finding({ role: "advisory" })],
    [],
  );
  expect(marks.map(({ text, kind }) => [text, kind])).toEqual([
    ["cross-zone-off in use1-az2", "finding"],
    ["cross-zone-off in use1-az2 ended", "ended"],
  ]);
});

it("marks a deploy by the tool that made the change", () => {
  const { by, ...rest } = named("11:42");
  const deployed = { ...rest, by: { ...by, actor: "terraform-apply/run-7", deployTool: "Terraform" } };
  expect(happeningsOf([change("12:00", { attribution: deployed })], [], [], [])).toEqual([
    {
      time: Date.parse(at("11:42")),
      text: "subnets changed by terraform-apply/run-7, Terraform",
      kind: "deploy",
    },
  ]);
});

it("marks what became of the alert", () => {
  const turn = { severity: "page", title: "Probes do not connect", by: null } as const;
  const marks = happeningsOf(
    [],
    [],
    [],
    [
      { ...turn, event: "fired", severity: "ticket", at: new Date(at("12:01")) },
      { ...turn, event: "raised", at: new Date(at("12:06")) },
      { ...turn, event: "acknowledged", by: "carol", at: new Date(at("12:09")) },
      { ...turn, event: "resolved", at: new Date(at("13:10")) },
    ],
  );
  expect(marks.map(({ text, kind }) => [text, kind])).toEqual([
    ["ticket fired: Probes do not connect", "alert"],
    ["raised to page: Probes do not connect", "alert"],
    ["acknowledged by carol", "acknowledged"],
    ["resolved: Probes do not connect", "ended"],
  ]);
});

describe("what led up to a break at 12:00", () => {
  const before = (one: ResourceChange) => leadUp([one], [], new Date(at("12:00"))).length;
  it.each<[string, ResourceChange, number]>([
    ["an hour before, by name", change("11:30", { attribution: named("11:00") }), 1],
    ["three hours before", change("09:10", { attribution: named("09:00") }), 0],
    ["after it", change("12:30", { attribution: named("12:10") }), 0],
    ["seen after it, perhaps done before", change("12:30", { previousLookAt: at("11:50") }), 1],
    ["done after it for certain", change("12:30", { previousLookAt: at("12:10") }), 0],
    ["first seen, by no look before", change("11:30", { change: "created", previousLookAt: null }), 0],
  ])("%s", (_, one, count) => {
    expect(before(one)).toBe(count);
  });
  it("stands in order of time, each with how exact it is", () => {
    const steps = leadUp(
      [change("11:50")],
      [change("11:20", { attribution: named("11:10") })],
      new Date(at("12:00")),
    );
    expect(steps.map(({ own, exact, beforeMs }) => [own, exact, beforeMs / 60_000])).toEqual([
      [false, true, 50],
      [true, false, 10],
    ]);
  });
});
