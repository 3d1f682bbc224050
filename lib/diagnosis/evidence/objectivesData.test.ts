import { expect, test } from "vitest";
import { defaultObjectives } from "../evidenceSchema.ts";
import { objectivesOf } from "./objectivesData.ts";

const row = (indicator: Parameters<typeof objectivesOf>[0][number]["indicator"], more: object) => ({
  ...{ indicator, objective: null, threshold: null, unit: null },
  ...more,
});

test("objectives are the guide's where no SLO covers the endpoint", () => {
  expect(objectivesOf([])).toEqual(defaultObjectives);
});

test("of several SLOs the strictest counts, in the units of the checks", () => {
  const objectives = objectivesOf([
    row("connect", { objective: 99 }),
    row("connect", { objective: 99.9 }),
    row("latency", { objective: 99, threshold: 200, unit: "ms" }),
    row("latency", { objective: 99, threshold: 0.5, unit: "s" }),
    row("errors", { objective: 95 }),
  ]);
  const { crossRegionDeltaSeconds } = defaultObjectives;
  expect(objectives).toEqual({
    ...{ connectSuccess: 0.999, latencyP95Seconds: 0.2, errorRate: 0.05, crossRegionDeltaSeconds },
  });
});
