import { describe, expect, it } from "vitest";
import { prepareSpend } from "../cost/compute.ts";
import { eachDay } from "../cost/days.ts";
import type { BilledDay } from "../cost/schema.ts";
import { type HeadlineFacts, prepareHeadline } from "./headline.ts";
import { prepareServices } from "./services.ts";
import { prepareStates } from "./states.ts";
import { prepareActive, prepareWaste } from "./waste.ts";

const days = (first: string, last: string, costUsd: number): BilledDay[] =>
  eachDay({ first, last }).map((day) => ({
    day,
    service: "Amazon Virtual Private Cloud",
    usageType: "USE1-VpcEndpoint-Hours",
    costUsd,
    estimated: false,
    collectedAt: new Date("2026-11-18T14:05:00Z"),
  }));

const nothing: HeadlineFacts = {
  month: "2026-11",
  currentMonth: true,
  spend: prepareSpend("2026-11", []),
  states: prepareStates([]),
  services: prepareServices([]),
  active: prepareActive([], 5),
  waste: prepareWaste([]),
};
const read = (facts: Partial<HeadlineFacts>) =>
  prepareHeadline({ ...nothing, ...facts })
    .map(({ text }) => text)
    .join("");
const place = { accountId: "1", accountName: null, region: "us-east-1" };

describe("prepareHeadline", () => {
  it("says that nothing is there instead of zeros", () => {
    expect(read({})).toBe("Nothing has been billed for November so far. No endpoint has been collected yet.");
  });

  it("compares the same days", () => {
    const spend = prepareSpend("2026-11", [
      ...days("2026-10-01", "2026-10-31", 100),
      ...days("2026-11-01", "2026-11-16", 104),
    ]);
    expect(read({ spend })).toContain(
      "November has cost $1,664 so far, billed to 16 Nov: 1–16 Nov 4.0 % more than 1–16 Oct.",
    );
    expect(read({ spend, sums: { totalUsd: 1780, estimatedUsd: 116 } })).toContain(
      "November has cost $1,780 so far, $116 of it estimated: 1–16 Nov 4.0 % more than 1–16 Oct.",
    );
    expect(read({ sums: { totalUsd: 116, estimatedUsd: 116 } })).toContain(
      "November has cost $116 so far, $116 of it estimated.",
    );
  });

  it("compares a month that is over as a whole", () => {
    const spend = prepareSpend("2026-10", [
      ...days("2026-09-01", "2026-09-30", 100),
      ...days("2026-10-01", "2026-10-31", 90),
    ]);
    expect(read({ month: "2026-10", currentMonth: false, spend })).toContain(
      "October 2026 has cost $2,790: 7.0 % less than September.",
    );
  });

  it("names what fails and what cannot be seen", () => {
    const states = prepareStates([
      { ...place, state: "available", endpoints: 10, stale: 2 },
      { ...place, state: "rejected", endpoints: 1, stale: 0 },
    ]);
    expect(read({ states })).toContain(
      "Of 11 endpoints, AWS reports 8 available, 1 failing; 2 cannot be seen.",
    );
  });

  it("does not report zero available when nothing can be seen", () => {
    const states = prepareStates([{ ...place, state: "available", endpoints: 4, stale: 4 }]);
    expect(read({ states })).toContain("The state of all 4 endpoints is unknown: none has been seen lately.");
  });

  it("says what is idle, and what it costs only where there is a price", () => {
    const idle = (resourceType: "endpoint" | "endpoint-az", count: number, savingUsd: number | null) => ({
      ...{ owner: null, accountId: "1", accountName: null, resourceType, count, savingUsd, unpriced: 0 },
    });
    expect(read({ waste: prepareWaste([idle("endpoint", 2, 29.2), idle("endpoint-az", 1, 7.3)]) })).toContain(
      "2 endpoints and 1 zone are idle: about $36.50 a month at list prices.",
    );
    expect(read({ waste: prepareWaste([idle("endpoint", 1, null)]) })).toMatch(/1 endpoint is idle\.$/);
  });
});
