import { formatCountOf } from "../format/numbers.ts";
import { explainFailure, whyLessOften } from "./compute.ts";
import type { CollectorHealth } from "./data.ts";
import { collectorCatalog, collectorNames, isCollectorName } from "./schema.ts";
import type { CollectorActivity, FailureGroup } from "./scopeData.ts";

/** One collector: what it is, how fresh, what it did in a day, what it costs. */
export interface CollectorRow {
  collector: string;
  title: string;
  intervalSeconds: number | null;
  health: CollectorHealth | null;
  activity: CollectorActivity | null;
  /** Seconds that its slowest scope is behind; null while one has never succeeded. */
  lagSeconds: number | null;
}

/** Every collector of this version in its own order, then those that only the database remembers. */
export function prepareCollectors(
  health: CollectorHealth[],
  activity: CollectorActivity[],
  now: Date,
): CollectorRow[] {
  const others = health.map(({ collector }) => collector).filter((name) => !isCollectorName(name));
  return [...collectorNames, ...others].map((collector) => {
    const own = health.find((candidate) => candidate.collector === collector) ?? null;
    const facts = isCollectorName(collector) ? collectorCatalog[collector] : undefined;
    return {
      collector,
      title: facts?.title ?? "Not a collector of this version",
      intervalSeconds: facts?.intervalSeconds ?? null,
      health: own,
      activity: activity.find((candidate) => candidate.collector === collector) ?? null,
      lagSeconds: own?.oldestSuccessAt ? (now.getTime() - own.oldestSuccessAt.getTime()) / 1000 : null,
    };
  });
}

/** Something that fails, in plain words. */
export interface Problem {
  key: string;
  state: FailureGroup["state"];
  accountId: string;
  accountName: string | null;
  /** How many accounts it is about; `accountId` is one of them. */
  accounts: number;
  /** What happened, one sentence. */
  summary: string;
  /** What to change, where; empty when only waiting helps. */
  fix: string;
  /** What is affected: `3 scopes: endpoints, network in eu-west-1`. */
  affected: string;
  /** The server's own words. */
  message: string | null;
  failures: number;
  lastSuccessAt: Date | null;
  lastAttemptAt: Date | null;
  nextAttemptAt: Date | null;
  /** It is tried less often than its interval: when again, and half a sentence why. */
  heldBack: { until: Date; because: string } | null;
}

/** Failures as problems for people, in the order given. */
export function prepareProblems(groups: FailureGroup[]): Problem[] {
  return groups.map((group) => {
    const { accountId, accounts, state, errorClass, errorCode, errorMessage, collectors, regions } = group;
    const words =
      state === "skipped"
        ? {
            summary: "Not asked: it would have cost more than is set for the day.",
            fix: "What is missing reads as unknown, not as none. It goes on when the day (UTC) ends, or with more in logsInsights.usdPerDay of linkledger.yaml.",
          }
        : state === "overdue"
          ? {
              summary: "Nothing failed, but nobody has asked for longer than three intervals.",
              fix: "Are the collectors running? `npm start` runs them, and so does `npm run worker` on any machine.",
            }
          : explainFailure({
              collector: collectors[0] ?? "",
              accountId,
              region: regions.length === 1 ? (regions[0] as string) : "global",
              errorClass,
              errorCode,
              errorMessage,
            });
    return {
      key: [accountId, state, errorClass, errorCode].join(" "),
      state,
      accountId,
      accountName: group.accountName,
      accounts,
      ...words,
      affected: `${formatCountOf(group.scopes, "scope")}: ${collectors.join(", ")}${placesOf(regions)}`,
      message: errorMessage,
      failures: group.failures,
      lastSuccessAt: group.lastSuccessAt,
      lastAttemptAt: group.lastAttemptAt,
      nextAttemptAt: group.nextAttemptAt,
      heldBack: group.heldBackUntil && { until: group.heldBackUntil, because: whyLessOften(errorClass) },
    };
  });
}

function placesOf(regions: string[]): string {
  const named = regions.filter((region) => region !== "global");
  return named.length > 0 ? ` in ${named.join(", ")}` : "";
}
