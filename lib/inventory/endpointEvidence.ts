import { readEndpointDenials } from "../accessDenials/data.ts";
import type { DenialSummary } from "../accessDenials/schema.ts";
import { type EndpointCostView, endpointZoneCost } from "../cost/endpointZoneData.ts";
import { database } from "../db/pool.ts";
import { type FindingSpan, findingSpans } from "../diagnosis/historyData.ts";
import { currentTime } from "../env.ts";
import type { TimeRange } from "../logsInsights/schema.ts";
import { probeAttempts } from "../probes/attemptData.ts";
import type { AttemptSeries } from "../probes/attempts.ts";
import { readEndpointRejects } from "../rejects/data.ts";
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
}

/** Reads it in a fixed number of queries, each by index. */
export async function loadEndpointEvidence(endpoint: EndpointDetail): Promise<EndpointEvidence> {
  const now = currentTime();
  const { pool } = await database();
  const [[rejects, rejectsRange], [denials, denialsRange], attempts, similar, cost, slos, calls, findings] =
    await Promise.all([
      readWindow(
        (range) => readEndpointRejects(endpoint, range),
        ({ whole }) => whole.state,
        now,
      ),
      readWindow(
        (range) => readEndpointDenials(endpoint, range),
        ({ state }) => state,
        now,
      ),
      probeAttempts(pool, endpoint, now),
      endpoint.goneAt === null ? similarEndpoints(endpoint) : null,
      endpointZoneCost(endpoint, now),
      endpointSlos(endpoint),
      endpointCalls(endpoint),
      findingSpans(endpoint),
    ]);
  return { rejects, rejectsRange, denials, denialsRange, attempts, similar, cost, slos, calls, findings };
}

const hourMs = 3_600_000;

/**
 * A day; or, where nothing was seen and not all of the day was asked for, the last hour, because logs cost dollars to
 * read and are asked only about endpoints in question, at first for an hour.
 */
async function readWindow<Answer>(
  read: (range: TimeRange) => Promise<Answer>,
  stateOf: (answer: Answer) => string,
  now: Date,
): Promise<[Answer, TimeRange]> {
  const back = (hours: number) => ({ from: new Date(now.getTime() - hours * hourMs), to: now });
  const day = back(24);
  const answer = await read(day);
  if (stateOf(answer) !== "unknown") return [answer, day];
  const hour = back(1);
  return [await read(hour), hour];
}
