import { cache } from "react";
import { readList } from "../api/list/data.ts";
import type { ListPage } from "../api/list/page.ts";
import { database } from "../db/pool.ts";
import { sharedRead } from "../db/sharedRead.ts";
import { currentTime } from "../env.ts";
import { InvalidInputError } from "../errors.ts";
import { evaluationRecords } from "../evaluations/data.ts";
import { log } from "../log.ts";
import { loadPolling } from "../polling/loaders.ts";
import type { PollingOverview } from "../polling/overview.ts";
import { currentHealth, fleetCounts } from "./data.ts";
import { type Freshness, summarizeFreshness } from "./freshness.ts";
import { prepareMatrix } from "./matrix.ts";
import { type CollectorRow, type Problem, prepareCollectors, prepareProblems } from "./overview.ts";
import { type PackedMatrix, packMatrix } from "./packedMatrix.ts";
import { type Run, runList } from "./runList.ts";
import { isCollectorName, outcomes } from "./schema.ts";
import {
  collectorActivity,
  currentFailures,
  failureGroups,
  mostFailures,
  scopeCounts,
  scopesBehind,
} from "./scopeData.ts";

/**
 * The shell's view of how fresh everything is. Never throws: a shell that cannot reach the database says so, and
 * stays usable. Read once per request.
 */
export const loadFreshness = cache(async (): Promise<Freshness> => {
  const now = currentTime();
  try {
    const { pool } = await database();
    const [collectors, evaluations, counts] = await Promise.all([
      currentHealth(),
      evaluationRecords(pool),
      fleetCounts(),
    ]);
    return summarizeFreshness(collectors, [...evaluations.values()], counts, now);
  } catch (error) {
    log.error({ err: error }, "the freshness could not be read");
    return { now: now.toISOString(), database: false };
  }
});

const dayMs = 86_400_000;
/** A fleet of 1,000 accounts has tens of thousands of runs a day: what they add up to may be this old. */
const activityBehind = { behindMs: 600_000, renewMs: 300_000 };
const runsPerPage = 25;

/** What the address of the collectors page says. Unknown values are dropped, never an error. */
export interface CollectorsQuery {
  collector?: string;
  outcome?: string;
  account?: string;
  region?: string;
  cursor?: string;
}

export interface CollectorsOverview {
  now: Date;
  query: CollectorsQuery;
  collectors: CollectorRow[];
  /** As of when runs, calls and dollars of `collectors` are counted. */
  activityAsOf: Date;
  matrix: PackedMatrix;
  matrixAsOf: Date;
  problems: Problem[];
  /** More groups of failures than are shown. */
  moreProblems: boolean;
  problemsAsOf: Date;
  monthSince: Date;
  runs: ListPage<Run>;
  polling: PollingOverview;
}

const recentActivity = sharedRead(async () => {
  const asOf = currentTime();
  const monthSince = new Date(Date.UTC(asOf.getUTCFullYear(), asOf.getUTCMonth(), 1));
  const rows = await collectorActivity(new Date(asOf.getTime() - dayMs), monthSince);
  return { asOf, monthSince, rows };
}, activityBehind);

const matrixOf = async (collector: string | undefined) => {
  const asOf = currentTime();
  return { asOf, packed: packMatrix(prepareMatrix(await scopeCounts(asOf, collector))) };
};
const currentMatrix = sharedRead(() => matrixOf(undefined), scopesBehind);

const failuresOf = async (collector: string) => {
  const asOf = currentTime();
  return { asOf, groups: await failureGroups(asOf, collector, mostFailures + 1) };
};

/** Everything on the collectors page. */
export async function loadCollectors(asked: CollectorsQuery): Promise<CollectorsOverview> {
  const now = currentTime();
  const query = checkQuery(asked);
  const [health, activity, matrix, failures, runs, polling] = await Promise.all([
    currentHealth(),
    recentActivity(),
    query.collector ? matrixOf(query.collector) : currentMatrix(),
    query.collector ? failuresOf(query.collector) : currentFailures(),
    loadRuns(query),
    loadPolling(now),
  ]);
  return {
    now,
    query,
    collectors: prepareCollectors(health, activity.rows, now),
    activityAsOf: activity.asOf,
    matrix: matrix.packed,
    matrixAsOf: matrix.asOf,
    problems: prepareProblems(failures.groups.slice(0, mostFailures)),
    moreProblems: failures.groups.length > mostFailures,
    problemsAsOf: failures.asOf,
    monthSince: activity.monthSince,
    runs,
    polling,
  };
}

function checkQuery({ collector, outcome, account, region, cursor }: CollectorsQuery): CollectorsQuery {
  return {
    collector: collector && isCollectorName(collector) ? collector : undefined,
    outcome: outcomes.find((known) => known === outcome),
    account: account && /^\d{12}$/.test(account) ? account : undefined,
    region: region && /^[a-z0-9-]{1,32}$/.test(region) ? region : undefined,
    cursor,
  };
}

async function loadRuns(query: CollectorsQuery): Promise<ListPage<Run>> {
  const { collector, outcome, account, region, cursor } = query;
  const filter = Object.fromEntries(
    Object.entries({ collector, outcome, accountId: account, region }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  try {
    return await readList(runList, { limit: runsPerPage, filter, cursor });
  } catch (error) {
    // A cursor of other filters, or a damaged one: the first page answers the question as well as it can be.
    if (cursor && error instanceof InvalidInputError)
      return readList(runList, { limit: runsPerPage, filter });
    throw error;
  }
}
