import { readDenialEvidence } from "../accessDenials/data.ts";
import type { DenialSummary } from "../accessDenials/schema.ts";
import { type AlertTurn, readAlertTurns } from "../alerts/turns.ts";
import { type EndpointCostView, endpointZoneCost } from "../cost/endpointZoneData.ts";
import { database } from "../db/pool.ts";
import { type FindingSpan, findingSpans } from "../diagnosis/historyData.ts";
import { currentTime } from "../env.ts";
import type { TimeRange } from "../logsInsights/schema.ts";
import { probeAttempts } from "../probes/attemptData.ts";
import type { AttemptSeries } from "../probes/attempts.ts";
import { readRejectEvidence } from "../rejects/data.ts";
import type { EndpointRejects } from "../rejects/schema.ts";
import { type EndpointSlo, endpointSlos } from "../slo/endpointSloData.ts";
import { endpointCalls, type TrailCalls } from "../trail/callData.ts";
import type { EndpointDetail } from "./schema.ts";
import { similarEndpoints } from "./similar/data.ts";
import type { SimilarEndpoints } from "./similar/schema.ts";

/** What stands beside an endpoint's path: who was refused, what was tried, what it costs, who touched it. */
export interface EndpointEvidence {
  rejects: EndpointRejects;
  rejectsRange: TimeRange;
  denials: DenialSummary;
  denialsRange: TimeRange;
  attempts: AttemptSeries[];
  /** Null: the endpoint is gone. */
  similar: SimilarEndpoints | null;
  cost: EndpointCostView | null;
  slos: EndpointSlo[];
  calls: TrailCalls;
  findings: FindingSpan[];
  alertTurns: AlertTurn[];
}

/** Reads it in a fixed number of queries, each by index. */
export async function loadEndpointEvidence(endpoint: EndpointDetail): Promise<EndpointEvidence> {
  const now = currentTime();
  const { pool } = await database();
  const day = { from: new Date(now.getTime() - 24 * hourMs), to: now };
  const [rejectsOf, denialsOf, attempts, similar, cost, slos, calls, findings, alertTurns] =
    await Promise.all([
      readRejectEvidence(endpoint, day),
      readDenialEvidence(endpoint, day),
      probeAttempts(pool, endpoint, now),
      endpoint.goneAt === null ? similarEndpoints(endpoint) : null,
      endpointZoneCost(endpoint, now),
      endpointSlos(endpoint),
      endpointCalls(endpoint),
      findingSpans(endpoint),
      readAlertTurns(endpoint),
    ]);
  const [rejects, rejectsRange] = judgeWindow(rejectsOf, ({ whole }) => whole.state, day);
  const [denials, denialsRange] = judgeWindow(denialsOf, ({ state }) => state, day);
  return {
    ...{ rejects, rejectsRange, denials, denialsRange, attempts, similar, cost, slos },
    ...{ calls, findings, alertTurns },
  };
}

const hourMs = 3_600_000;

/**
 * A day; or, where nothing was seen and not all of the day was asked for, the last hour, because logs cost dollars to
 * read and are asked only about endpoints in question, at first for an hour.
 */
function judgeWindow<Answer>(
  judge: (part: TimeRange) => Answer,
  stateOf: (answer: Answer) => string,
  day: TimeRange,
): [Answer, TimeRange] {
  const answer = judge(day);
  if (stateOf(answer) !== "unknown") return [answer, day];
  const hour = { from: new Date(day.to.getTime() - hourMs), to: day.to };
  return [judge(hour), hour];
}
