import { expect, test } from "vitest";
import { summarizeIdle } from "./summary.ts";
import type { IdleTotal } from "./totals.ts";

const total = (more: Partial<IdleTotal>): IdleTotal => ({
  ...{ resourceType: "endpoint", state: "idle", count: 2, savingUsd: 14.6, unpriced: 0, kept: 0 },
  ...more,
});

test("adds up what is idle by kind, and never what is unknown", () => {
  const summary = summarizeIdle([
    total({}),
    total({ resourceType: "load-balancer", count: 1, savingUsd: 16.4 }),
    total({ state: "unknown", count: 4, savingUsd: null }),
    total({ state: "active", count: 90, savingUsd: null }),
  ]);
  expect(summary).toMatchObject({ judged: 97, unknown: 4, count: 3, savingUsd: 31, unpriced: 0 });
  expect(summary.kinds.map(({ resourceType, count }) => [resourceType, count])).toEqual([
    ["endpoint", 2],
    ["endpoint-az", 0],
    ["service", 0],
    ["load-balancer", 1],
  ]);
});

test("what owners keep is in none of the figures but its own", () => {
  expect(summarizeIdle([total({ count: 3, kept: 1 })])).toMatchObject({ count: 2, kept: 1, savingUsd: 14.6 });
});

test("without any price the saving is not known, which is not nothing", () => {
  const [endpoints] = summarizeIdle([total({ savingUsd: null, unpriced: 2 })]).kinds;
  expect(endpoints).toMatchObject({ count: 2, savingUsd: null, unpriced: 2 });
});

test("services cost nothing by themselves, and where nothing is idle nothing is saved", () => {
  expect(summarizeIdle([total({ resourceType: "service", savingUsd: null })]).kinds[2]).toMatchObject({
    count: 2,
    savingUsd: 0,
  });
  expect(summarizeIdle([]).savingUsd).toBe(0);
});
