import { expect, test } from "vitest";
import { reconciliationOf } from "./costDays.ts";

type Day = Parameters<typeof reconciliationOf>[0];
const day = (causes: Day["causes"], more: Partial<Day> = {}): Day => ({
  ...{ region: "us-east-1", day: "2026-11-10", estimatedUsd: 10, billedUsd: 12, unexplainedUsd: 2 },
  ...{ causes, priceDate: "2026-11-01", watchedFrom: "2026-11-01", trailed: false },
  ...more,
});

test.each([
  [
    "more than 5 % is billed for what nobody knows",
    day([{ cause: "unknown-endpoint", usd: 2 }]),
    "unreconciled",
  ],
  ["less than 5 % is", day([{ cause: "unknown-endpoint", usd: 0.4 }]), "reconciled"],
  [
    "less is billed than was used",
    day([{ cause: "less-billed", usd: -2 }], { billedUsd: 8 }),
    "unreconciled",
  ],
  ["a tax explains it", day([{ cause: "tax", usd: 2 }]), "reconciled"],
  ["the bill is not complete yet", day([{ cause: "bill-delay", usd: -10 }], { billedUsd: null }), "unknown"],
  ["nobody has read a bill", day([{ cause: "no-bill", usd: -10 }], { billedUsd: null }), "unknown"],
  [
    "it is for what was gone before the first look",
    day([{ cause: "unknown-endpoint", usd: 2 }], { watchedFrom: "2026-11-10" }),
    "unknown",
  ],
  [
    "it was before the first look, and the trail tells of nothing that is gone",
    day([{ cause: "unknown-endpoint", usd: 2 }], { watchedFrom: "2026-11-10", trailed: true }),
    "unreconciled",
  ],
  ["web load balancers are on the bill", day([{ cause: "unknown-balancer", usd: 5 }]), "unknown"],
  [
    "less is billed than was used, before the first look as well",
    day([{ cause: "less-billed", usd: -2 }], { billedUsd: 8, watchedFrom: "2026-11-10" }),
    "unreconciled",
  ],
  [
    "the region is not collected at all",
    day([{ cause: "unknown-endpoint", usd: 2 }], { watchedFrom: null }),
    "unreconciled",
  ],
  ["both agree", day([], { billedUsd: 10, unexplainedUsd: 0 }), "reconciled"],
] as const)("where %s", (_, row, state) => {
  const judged = reconciliationOf(row);
  expect(judged.state).toBe(state);
  expect(judged.reason).toMatch(/^On 2026-11-10 .*\.$/);
});
