import { type EvaluationRecord, evaluationStaleSeconds } from "../evaluations/schema.ts";
import type { CollectorHealth } from "./data.ts";
import { collectorCatalog, isCollectorName } from "./schema.ts";

/** How fresh the whole fleet is, as the shell shows it on every page. Times are ISO 8601. */
export type Freshness =
  | { now: string; database: false }
  | {
      now: string;
      database: true;
      /** The newest complete success of any scope; null before the first. */
      asOf: string | null;
      /** Scopes that are asked: all but those of suspended accounts. */
      scopes: number;
      fresh: number;
      failing: number;
      overdue: number;
      /** Not attempted yet: the first collection is under way, or has not begun. */
      waiting: number;
      /** Collectors with failing scopes, most first. */
      failingCollectors: { collector: string; failing: number; scopes: number }[];
      /** What has brought nothing for longer than it may, longest first; empty when all is well. */
      stopped: Stopped[];
      endpoints: number;
      /** Alerts that wake somebody, and that nobody has acknowledged. */
      paging: number;
      /** Changes whenever a collector did something. */
      version: string;
    };

/** A collector none of whose scopes succeeded within three intervals, or a judgement that is as old. */
export interface Stopped {
  kind: "collector" | "judgement";
  name: string;
  /** In words for people. */
  title: string;
  /** The newest success; ISO 8601. What never succeeded has not stopped. */
  since: string;
}

/** Sums the collectors up. */
export function summarizeFreshness(
  collectors: CollectorHealth[],
  evaluations: EvaluationRecord[],
  { endpoints, paging }: { endpoints: number; paging: number },
  now: Date,
): Freshness {
  const sum = (pick: (collector: CollectorHealth) => number) =>
    collectors.reduce((total, collector) => total + pick(collector), 0);
  const asOf = newest(collectors.map(({ lastSuccessAt }) => lastSuccessAt));
  const lastAttempt = newest(collectors.map(({ lastAttemptAt }) => lastAttemptAt));
  return {
    now: now.toISOString(),
    database: true,
    asOf: asOf?.toISOString() ?? null,
    scopes: sum(({ scopes, skipped }) => scopes - skipped),
    fresh: sum(({ fresh }) => fresh),
    failing: sum(({ failing }) => failing),
    overdue: sum(({ overdue }) => overdue),
    waiting: sum(({ waiting }) => waiting),
    failingCollectors: collectors
      .filter(({ failing }) => failing > 0)
      .map(({ collector, failing, scopes }) => ({ collector, failing, scopes }))
      .toSorted((a, b) => b.failing - a.failing || a.collector.localeCompare(b.collector)),
    stopped: [...stoppedCollectors(collectors), ...stoppedJudgements(evaluations, now)].toSorted(
      (a, b) => a.since.localeCompare(b.since) || a.name.localeCompare(b.name),
    ),
    endpoints,
    paging,
    version: `${asOf?.getTime() ?? 0}-${lastAttempt?.getTime() ?? 0}`,
  };
}

/** The latest of some times; undefined when there is none. */
export function newest(times: (Date | null | undefined)[]): Date | undefined {
  return times.reduce<Date | undefined>(
    (latest, time) => (time && (!latest || time > latest) ? time : latest),
    undefined,
  );
}

function stoppedCollectors(collectors: CollectorHealth[]): Stopped[] {
  return collectors.flatMap(({ collector, alive, scopes, skipped, lastSuccessAt }) =>
    alive > 0 || scopes === skipped || !lastSuccessAt
      ? []
      : [
          {
            kind: "collector",
            name: collector,
            title: isCollectorName(collector) ? collectorCatalog[collector].title : collector,
            since: lastSuccessAt.toISOString(),
          },
        ],
  );
}

function stoppedJudgements(evaluations: EvaluationRecord[], now: Date): Stopped[] {
  return evaluations.flatMap(({ name, lastSuccessAt }) =>
    !lastSuccessAt || now.getTime() - lastSuccessAt.getTime() <= evaluationStaleSeconds * 1000
      ? []
      : [{ kind: "judgement", name, title: name, since: lastSuccessAt.toISOString() }],
  );
}
