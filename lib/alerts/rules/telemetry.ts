import { type EvaluationRecord, evaluationStaleSeconds } from "../../evaluations/schema.ts";
import { freshSql } from "../../runs/freshSql.ts";
import type { Queryable } from "../../runs/mutations.ts";
import type { Signal } from "../schema.ts";
import { fleetSignal } from "./signal.ts";

/** A collector of which fewer scopes than this are current is behind as a whole. */
const leastFresh = 0.5;

/** How one collector is off over all its accounts and regions. */
export interface CollectorState {
  collector: string;
  scopes: number;
  fresh: number;
  waiting: number;
  oldestSuccessAt: Date | null;
}

export async function collectorStates(db: Queryable, now: Date): Promise<CollectorState[]> {
  const { rows } = await db.query<CollectorState>({
    name: "alerting-collectors",
    text: `SELECT collector, count(*)::int AS scopes, count(*) FILTER (WHERE ${freshSql("s", "$1::timestamptz")})::int AS fresh,
             count(*) FILTER (WHERE outcome IS NULL)::int AS waiting, max(last_success_at) AS "oldestSuccessAt"
           FROM collector_scope s WHERE retired_at IS NULL AND outcome IS DISTINCT FROM 'skipped'
           GROUP BY collector ORDER BY collector`,
    values: [now],
  });
  return rows;
}

/**
 * Collectors that are behind in more than half of their accounts and regions (one alone is a finding), and evaluations
 * that fail or have stopped. During the first pass nothing is behind yet.
 */
export function telemetrySignals(
  collectors: readonly CollectorState[],
  evaluations: readonly EvaluationRecord[],
  now: Date,
): Signal[] {
  const behind = collectors.filter(
    ({ scopes, fresh, waiting }) => scopes > 1 && waiting === 0 && fresh / scopes < leastFresh,
  );
  const stopped = evaluations.filter(
    ({ name, outcome, lastSuccessAt, startedAt }) =>
      name !== "alerts" &&
      (outcome === "failed" ||
        now.getTime() - (lastSuccessAt ?? startedAt).getTime() > evaluationStaleSeconds * 1000),
  );
  return [
    ...behind.map(({ collector, scopes, fresh, oldestSuccessAt }) =>
      fleetSignal({
        subject: `collector:${collector}`,
        source: "telemetry",
        severity: "ticket",
        title: "A collector is behind",
        sentence: `${collector} is current in ${fresh} of ${scopes} accounts and regions.`,
        resourceType: "collector",
        resourceId: collector,
        groupKey: "telemetry",
        since: oldestSuccessAt ?? now,
      }),
    ),
    ...stopped.map(({ name, outcome, lastSuccessAt, startedAt, errorMessage }) =>
      fleetSignal({
        subject: `evaluation:${name}`,
        source: "telemetry",
        severity: "ticket",
        title: "Judging fails",
        sentence:
          outcome === "failed"
            ? `The evaluation of ${name} failed: ${errorMessage ?? "no reason given"}. The verdicts before it stand.`
            : `The evaluation of ${name} has not been through for three hours.`,
        resourceType: "evaluation",
        resourceId: name,
        groupKey: "telemetry",
        since: lastSuccessAt ?? startedAt,
      }),
    ),
  ];
}
