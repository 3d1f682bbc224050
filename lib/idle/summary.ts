import { type IdleResourceType, idleResourceTypes } from "./schema.ts";
import type { IdleTotal } from "./totals.ts";

/** What is idle of one kind, or of all, but for what owners keep. */
export interface IdleSaving {
  count: number;
  /** Dollars a month over what has a price; null where something is idle and nothing of it has one. */
  savingUsd: number | null;
  /** Idle things without a price. */
  unpriced: number;
  /** Idle as well, and kept by their owners for now: in none of the other figures. */
  kept: number;
}

export interface IdleSummary extends IdleSaving {
  judged: number;
  unknown: number;
  kinds: (IdleSaving & { resourceType: IdleResourceType })[];
}

/** The verdicts in figures. */
export function summarizeIdle(totals: readonly IdleTotal[]): IdleSummary {
  const idle = totals.filter(({ state }) => state === "idle");
  const unknown = totals.filter(({ state }) => state === "unknown");
  return {
    ...savingOf(idle),
    judged: sum(totals, ({ count }) => count),
    unknown: sum(unknown, ({ count }) => count),
    kinds: idleResourceTypes.map((resourceType) => ({
      resourceType,
      ...savingOf(idle.filter((one) => one.resourceType === resourceType)),
    })),
  };
}

function savingOf(idle: readonly IdleTotal[]): IdleSaving {
  const kept = sum(idle, (total) => total.kept);
  const count = sum(idle, (total) => total.count) - kept;
  const priced = idle.filter(({ savingUsd }) => savingUsd !== null);
  const unpriced = sum(idle, (total) => total.unpriced);
  const known = priced.length > 0 || unpriced === 0;
  return { count, savingUsd: known ? sum(priced, ({ savingUsd }) => savingUsd ?? 0) : null, unpriced, kept };
}

const sum = (totals: readonly IdleTotal[], pick: (total: IdleTotal) => number) =>
  totals.reduce((result, total) => result + pick(total), 0);
