import { onceFor } from "../db/onceFor.ts";
import { sharedReads } from "../db/sharedRead.ts";
import { currentTime } from "../env.ts";
import { judged } from "../evaluations/judged.ts";
import { serviceTitles } from "../inventory/serviceTitles.ts";
import { currentHealth } from "../runs/data.ts";
import { currentFailures } from "../runs/scopeData.ts";
import { openAlerts } from "./alertData.ts";
import { type Evidence, rowsShown, toIncident } from "./assemble.ts";
import { prepareBurns } from "./burns.ts";
import { firstLookBackMs } from "./changes.ts";
import { conditionOf } from "./condition.ts";
import { connectCounts } from "./connectData.ts";
import { pathDetails } from "./detailData.ts";
import { healthCounts, healthPlaces, silentAccounts } from "./healthData.ts";
import { countsNow, prepareHealthMap } from "./healthMap.ts";
import { groupIncidents, type IncidentGroup } from "./incidents.ts";
import type { HealthMap, Incident, OnCall, OnCallAnswer, OnCallQuery, TroubledPath } from "./schema.ts";
import {
  affectedApplications,
  groupSilent,
  prepareDenials,
  prepareProvisioning,
  toStaleScopes,
} from "./side.ts";
import {
  denialGroups,
  type Judged,
  lastJudged,
  objectives,
  provisioningCalls,
  type SloRow,
  sourceCoverage,
} from "./sideData.ts";
import { prepareTimeline } from "./timeline.ts";
import { callsCovered, latestCalls, pathResources, touches } from "./touchedData.ts";
import { troubledPaths } from "./troubledData.ts";

const hourMs = 3_600_000;
/** Incidents told in full; more than that nobody works on at once, and the findings have them all. */
const mostIncidents = 25;
const mostBurns = 6;
const mostStale = 6;
const mostDenials = 5;
const mostApplications = 8;
const recentHours = 24;
/** Twelve of the diagnosis's own intervals: then the page says that it shows the past. */
const lateMs = hourMs;
/** Nothing older than this is looked for as a change before a break. */
const oldestChangeMs = 30 * 24 * hourMs;

/** Of one judgement, what does not report may be this far behind: it takes three intervals to show at all. */
const healthMaps = sharedReads<HealthMap>({ behindMs: 10_000 });

/** Thousands of places, any of which may change: who looks at the same map in the same moment shares it. */
const healthMap = ({ tag, map }: OnCallQuery, version: string): Promise<HealthMap> =>
  healthMaps(
    `${tag} ${map}`,
    async () => {
      const [troubled, health, places] = await Promise.all([
        judged(["diagnosis"], "troubled paths", troubledPaths),
        judged(["diagnosis", "idle"], `health by ${tag}`, () => healthCounts(tag)),
        healthPlaces(currentTime()),
      ]);
      return prepareHealthMap(countsNow(health, troubled, places), troubled, tag, map);
    },
    version,
  );

// Thousands of paths may be in trouble, and are the same until the next diagnosis.
const incidentsBy = {
  service: onceFor((paths: readonly TroubledPath[]) => groupIncidents(paths, "service")),
  account: onceFor((paths: readonly TroubledPath[]) => groupIncidents(paths, "account")),
};
const applicationsOf = onceFor(affectedApplications);

/** The page, or that nothing is new since `version`. */
export async function loadOnCallAnswer(query: OnCallQuery, version: string | null): Promise<OnCallAnswer> {
  const last = await lastJudged(currentTime());
  if (version !== null && last.version === version)
    return { unchanged: true, readAt: currentTime().toISOString(), version };
  return { unchanged: false, page: await pageOf(query, last) };
}

/** Everything on the on-call page. */
export async function loadOnCall(query: OnCallQuery): Promise<OnCall> {
  return pageOf(query, await lastJudged(currentTime()));
}

const pages = sharedReads<OnCall>();

/** Nobody's page is their own: who looks in the same moment shares it, until something is judged or taken on. */
const pageOf = (query: OnCallQuery, { version }: Judged): Promise<OnCall> =>
  pages(JSON.stringify(query), () => readOnCall(query), version);

/** Reads what evaluations have stored, a constant number of queries. */
async function readOnCall(query: OnCallQuery): Promise<OnCall> {
  const now = currentTime();
  // Not the asker's: a page that is made again later is made by whoever asked first.
  const last = await lastJudged(now);
  const recent = new Date(now.getTime() - recentHours * hourMs);
  const [troubled, map, silent, slos, collectors, stale, denials, denialCoverage, calls, trail] =
    await Promise.all([
      judged(["diagnosis"], "troubled paths", troubledPaths),
      healthMap(query, last.version),
      silentAccounts(now),
      objectives(),
      currentHealth(),
      currentFailures(),
      denialGroups(recent, mostDenials),
      sourceCoverage("access-denials", now),
      provisioningCalls(recent),
      sourceCoverage("trail", now),
    ]);
  const groups = incidentsBy[query.by](troubled);
  const wanted = groups.filter(({ severity }) => query.severity === null || severity === query.severity);
  const applications = applicationsOf(troubled);
  const [incidents, others] = await Promise.all([
    tellAll(wanted.slice(0, mostIncidents), query, slos, now),
    latestCalls(recent, now, 12),
  ]);
  const silentGroups = groupSilent(silent);
  const ours = troubled.filter(({ consumerOurs }) => consumerOurs);
  const failing = ours.filter((path) => conditionOf(path) === "failing").length;
  const counted = collectors.reduce(
    (sum, { scopes, skipped, fresh, waiting }) => ({
      scopes: sum.scopes + scopes - skipped,
      fresh: sum.fresh + fresh,
      waiting: sum.waiting + waiting,
    }),
    { scopes: 0, fresh: 0, waiting: 0 },
  );
  const times = groups.map(({ since }) => since.getTime());
  return {
    readAt: now.toISOString(),
    version: last.version,
    query,
    asOf: last.asOf?.toISOString() ?? null,
    evaluatedAt: last.lastSuccessAt?.toISOString() ?? null,
    judged: last.lastSuccessAt !== null,
    late: last.lastSuccessAt !== null && now.getTime() - last.lastSuccessAt.getTime() > lateMs,
    endpoints: map.total,
    incidents,
    totals: {
      incidents: groups.length,
      page: groups.filter(({ severity }) => severity === "page").length,
      ticket: groups.filter(({ severity }) => severity === "ticket").length,
      failing,
      degraded: ours.length - failing,
    },
    more: Math.max(0, wanted.length - mostIncidents),
    firstSince: times.length > 0 ? new Date(Math.max(...times)).toISOString() : null,
    silent: silentGroups,
    map,
    burns: prepareBurns(slos, mostBurns),
    telemetry: {
      ...counted,
      stale: stale.groups.slice(0, mostStale).map(toStaleScopes),
      more: stale.groups.length > mostStale,
      // Of two counts that need not be of the same moment, the older.
      asOf: new Date(
        Math.min(stale.asOf.getTime(), ...collectors.map(({ countedAt }) => countedAt.getTime())),
      ).toISOString(),
    },
    denials: prepareDenials(denials, denialCoverage, recentHours),
    provisioning: prepareProvisioning(calls, trail, slos, recentHours),
    applications: applications.slice(0, mostApplications),
    moreApplications: Math.max(0, applications.length - mostApplications),
    timeline: prepareTimeline(incidents, silentGroups, others, now, last.asOf),
  };
}

/** Reads for all shown incidents together what is told of each. */
async function tellAll(
  groups: readonly IncidentGroup[],
  query: OnCallQuery,
  slos: readonly SloRow[],
  now: Date,
): Promise<Incident[]> {
  if (groups.length === 0) return [];
  const first = groups.flatMap(({ paths }) => paths.slice(0, 1));
  const shown = groups.flatMap(({ paths }) => paths.slice(0, rowsShown));
  const hour = lastHour(first, now);
  const [details, titles, connects, resources, covered, alerts] = await Promise.all([
    pathDetails(first),
    serviceTitles(first.flatMap(({ serviceName }) => serviceName ?? [])),
    connectCounts(shown, hour.from, hour.to),
    pathResources(first),
    callsCovered([...new Set(first.map(({ accountId }) => accountId))]),
    openAlerts(groups.flatMap(({ paths }) => paths)),
  ]);
  const times = first.map(({ since }) => since.getTime());
  const from = Math.max(Math.min(...times) - firstLookBackMs, now.getTime() - oldestChangeMs);
  const touched = await touches(
    [...new Set(resources.map(({ resourceId }) => resourceId))],
    new Date(from),
    now,
  );
  const evidence: Evidence = {
    by: query.by,
    details,
    titles,
    connects,
    hour,
    resources,
    touches: touched,
    covered,
    slos,
    alerts,
  };
  return groups.map((group) => toIncident(group, evidence));
}

/** The hour up to the watermark that verdicts hold for, in whole steps of five minutes. */
function lastHour(paths: readonly TroubledPath[], now: Date): { from: Date; to: Date } {
  const known = paths.flatMap(({ asOf }) => (asOf ? [asOf.getTime()] : []));
  const end = known.length > 0 ? Math.max(...known) : now.getTime();
  const to = Math.floor(end / 300_000) * 300_000;
  return { from: new Date(to - hourMs), to: new Date(to) };
}
