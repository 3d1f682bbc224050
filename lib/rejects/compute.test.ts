import { describe, expect, it } from "vitest";
import { groupRejects, summarizeRejects } from "./compute.ts";
import type { InterfaceEvidence, RejectRow } from "./schema.ts";

const at = (time: string) => new Date(`2026-11-18T${time}:00Z`);
const range = { from: at("13:05"), to: at("14:05") };
const readable = {
  readable: true,
  flowLogId: "fl-1",
  logGroupName: "/vpc/flow",
  format: {} as never,
  lagSeconds: 360,
  since: null,
} as const;
const asked = (from: string, to: string, truncated = false) => ({ from: at(from), to: at(to), truncated });

function row(ts: string, more: Partial<RejectRow> = {}): RejectRow {
  return {
    networkInterfaceId: "eni-1",
    ts: at(ts),
    srcAddress: "10.0.0.7",
    dstPort: 443,
    protocol: 6,
    flows: 2,
    packets: 6,
    ...more,
  };
}
function evidence(more: Partial<InterfaceEvidence> = {}): InterfaceEvidence {
  return { networkInterfaceId: "eni-1", azId: "use1-az1", source: readable, asked: [], rows: [], ...more };
}
const whole = (interfaces: InterfaceEvidence[], refusal: string | null = null) =>
  summarizeRejects(interfaces, range, refusal).whole;

describe("one interface", () => {
  it.each<[string, Partial<InterfaceEvidence>, object]>([
    [
      "asked for all of it",
      { asked: [asked("13:05", "13:55")] },
      { state: "none-seen", askedTo: at("13:55") },
    ],
    [
      "asked for in two pieces",
      { asked: [asked("13:05", "13:30"), asked("13:25", "13:55")] },
      { state: "none-seen", askedTo: at("13:55") },
    ],
    ["never asked for", {}, { state: "unknown", reason: expect.stringContaining("not asked for this time") }],
    [
      "asked for too late",
      { asked: [asked("13:20", "13:55")] },
      { state: "unknown", reason: expect.stringContaining("not asked from 2026-11-18T13:05") },
    ],
    [
      "a hole",
      { asked: [asked("13:00", "13:20"), asked("13:30", "14:00")] },
      { state: "unknown", reason: expect.stringContaining("from 2026-11-18T13:20") },
    ],
    ["asked for long ago", { asked: [asked("12:00", "13:25")] }, { state: "unknown" }],
    [
      "more was found than a query gives",
      { asked: [asked("13:05", "13:30"), asked("13:30", "13:55", true)] },
      { state: "unknown", reason: expect.stringContaining("more was found") },
    ],
    [
      "cannot be read",
      { source: { readable: false, reason: "flow log fl-1 goes to S3" } },
      { state: "unknown", reason: expect.stringContaining("goes to S3") },
    ],
    [
      "rows outside the time",
      { asked: [asked("13:05", "13:55")], rows: [row("13:00"), row("14:05")] },
      { state: "none-seen" },
    ],
    [
      "rows",
      { asked: [asked("13:05", "13:55")], rows: [row("13:10")] },
      { state: "seen", complete: true, reason: "", askedTo: at("13:55") },
    ],
    [
      "rows of a part of the time",
      { asked: [asked("13:30", "13:55")], rows: [row("13:40")] },
      { state: "seen", complete: false, askedTo: null },
    ],
  ])("%s", (_, more, expected) => {
    expect(whole([evidence(more)])).toMatchObject(expected);
  });

  it("gives the day's spent dollars as the reason where the last run was not allowed to ask", () => {
    expect(whole([evidence()], "the day's $1.00 are spent")).toEqual({
      state: "unknown",
      reason: "eni-1: the day's $1.00 are spent",
    });
  });
});

describe("several interfaces", () => {
  const none = evidence({ asked: [asked("13:05", "13:55")] });
  const other = (more: Partial<InterfaceEvidence>) => evidence({ networkInterfaceId: "eni-2", ...more });
  it("is none only where all of them are", () => {
    expect(whole([none, other({ asked: [asked("13:00", "13:50")] })])).toEqual({
      state: "none-seen",
      askedTo: at("13:50"),
    });
    expect(whole([none, other({})])).toMatchObject({
      state: "unknown",
      reason: expect.stringMatching(/^eni-2: /),
    });
    expect(whole([])).toMatchObject({ state: "unknown" });
  });
  it("shows what was seen although another is not known, as a lower bound", () => {
    const seen = other({
      asked: [asked("13:05", "13:55")],
      rows: [row("13:10", { networkInterfaceId: "eni-2" })],
    });
    expect(whole([none, seen])).toMatchObject({ state: "seen", complete: true });
    expect(whole([evidence(), seen])).toMatchObject({ state: "seen", complete: false });
  });
});

it("groups by source, port and protocol, most flows first; packets nobody counted stay unknown", () => {
  const groups = groupRejects([
    row("13:10"),
    row("13:20", { networkInterfaceId: "eni-2", flows: 5, packets: null }),
    row("13:15", { dstPort: 80, flows: 9 }),
  ]);
  expect(groups).toEqual([
    {
      ...{ srcAddress: "10.0.0.7", dstPort: 80, protocol: 6, flows: 9, packets: 6 },
      ...{ firstAt: at("13:15"), lastAt: at("13:15"), networkInterfaceIds: ["eni-1"] },
    },
    {
      ...{ srcAddress: "10.0.0.7", dstPort: 443, protocol: 6, flows: 7, packets: null },
      ...{ firstAt: at("13:10"), lastAt: at("13:20"), networkInterfaceIds: ["eni-1", "eni-2"] },
    },
  ]);
});
