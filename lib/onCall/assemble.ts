import { type CheckId, pathHops } from "../diagnosis/schema.ts";
import type { Walk } from "../diagnosis/walkSchema.ts";
import { runbookHref } from "../runbooks/href.ts";
import { incidentAlerts, type openAlerts } from "./alertData.ts";
import { incidentSlo, objectiveOf } from "./burns.ts";
import { noChangeWords, probableChange } from "./changes.ts";
import { conditionOf } from "./condition.ts";
import type { ConnectCount } from "./connectData.ts";
import type { PathDetail } from "./detailData.ts";
import { type IncidentGroup, sinceIsKnown } from "./incidents.ts";
import type { Grouping, Incident, IncidentEndpoint, IncidentHop, TroubledPath } from "./schema.ts";
import type { SloRow } from "./sideData.ts";
import type { PathResource, Touch } from "./touchedData.ts";

/** Endpoints of an incident that are shown as rows. */
export const rowsShown = 5;
const stepMs = 300_000;

export interface Evidence {
  by: Grouping;
  /** By endpoint id. */
  details: ReadonlyMap<string, PathDetail>;
  titles: ReadonlyMap<string, string>;
  connects: readonly ConnectCount[];
  /** The hour that `connects` are of, `to` exclusive. */
  hour: { from: Date; to: Date };
  resources: readonly PathResource[];
  touches: readonly Touch[];
  /** By account id. */
  covered: ReadonlyMap<string, { from: Date; to: Date }>;
  slos: readonly SloRow[];
  /** By alert id. */
  alerts: Awaited<ReturnType<typeof openAlerts>>;
}

/** An incident with all that the page tells of it. */
export function toIncident(group: IncidentGroup, evidence: Evidence): Incident {
  const first = group.paths[0] as TroubledPath;
  const detail = evidence.details.get(first.vpcEndpointId);
  const ids = new Set(group.paths.slice(0, rowsShown).map(({ vpcEndpointId }) => vpcEndpointId));
  const own = evidence.connects.filter(({ vpcEndpointId }) => ids.has(vpcEndpointId));
  const sums = own.reduce((sum, { bad, total }) => ({ bad: sum.bad + bad, total: sum.total + total }), {
    bad: 0,
    total: 0,
  });
  const change = probableChange(first, evidence.resources, evidence.touches);
  return {
    key: group.key,
    ...nameOf(group, first, evidence),
    condition: group.condition,
    severity: group.severity,
    checkId: first.checkId,
    findingTitle: detail?.title ?? null,
    hop: first.hop,
    sentence: detail?.sentence ?? first.sentence,
    since: group.since.toISOString(),
    sinceKnown: group.paths.some(
      (path) => path.since.getTime() === group.since.getTime() && sinceIsKnown(path),
    ),
    stale: group.paths.every(({ stale }) => stale),
    endpoints: group.paths.length,
    accounts: new Set(group.paths.map(({ accountId }) => accountId)).size,
    regions: distinct(group.paths.map(({ region }) => region)),
    owners: distinct(group.paths.map(({ owner }) => owner)),
    applications: distinct(group.paths.map(({ application }) => application)),
    hops: detail ? hopsOf(detail.walk) : [],
    rows: group.paths.slice(0, rowsShown).map((path) => toRow(path, evidence)),
    listHref: listHref(group, first, evidence.by),
    pathHref: hrefOf(first),
    runbookHref: first.checkId && runbookFor(first.checkId, first),
    command: detail?.confirm[0] ?? null,
    fixOwner: detail?.fix?.owner ?? null,
    fix: detail?.fix?.summary ?? null,
    change,
    noChange: change ? null : noChangeWords(first, evidence.covered.get(first.accountId)),
    slo: incidentSlo(objectiveOf(first, evidence.slos), sums),
    alerts: incidentAlerts(group.paths, evidence.alerts),
  };
}

function nameOf({ place }: IncidentGroup, first: TroubledPath, { by, titles }: Evidence) {
  if (by === "account") return { title: first.accountName ?? place, subtitle: place };
  return { title: titles.get(place) ?? shortService(place), subtitle: place };
}

/** `kms` of `com.amazonaws.us-east-1.kms`, `vpce-svc-0123` of a service of somebody's own. */
export function shortService(serviceName: string): string {
  return /^(?:com|cn\.com)\.amazonaws\.(?:vpce\.)?[a-z0-9-]+\.(.+)$/.exec(serviceName)?.[1] ?? serviceName;
}

function hopsOf(walk: Walk): IncidentHop[] {
  return pathHops.map((name): IncidentHop => {
    const walked = walk.hops.find(({ hop }) => hop === name);
    if (!walked) return { hop: name, state: "unknown", reason: null, symptom: false };
    const { state, causes, symptoms } = walked;
    if (state === "not-judged") return { hop: name, state, reason: null, symptom: false };
    const felt = symptoms.find((one) => one.state === "fail");
    const cause = causes.find((one) => one.state === state);
    if (felt && state !== "fail") return { hop: name, state, reason: felt.reason, symptom: true };
    return { hop: name, state, reason: cause?.reason ?? null, symptom: false };
  });
}

function toRow(path: TroubledPath, { connects, hour }: Evidence): IncidentEndpoint {
  const { vpcEndpointId, accountId, accountName, application, brokenZones, zones, since } = path;
  const own = connects.filter((one) => one.vpcEndpointId === vpcEndpointId);
  const steps = Math.round((hour.to.getTime() - hour.from.getTime()) / stepMs);
  const trend: (number | null)[] = new Array(steps).fill(null);
  let [bad, total] = [0, 0];
  for (const count of own) {
    const step = Math.floor((count.time.getTime() - hour.from.getTime()) / stepMs);
    if (step >= 0 && step < steps && count.total > 0) trend[step] = 1 - count.bad / count.total;
    bad += count.bad;
    total += count.total;
  }
  return {
    ...{ vpcEndpointId, accountId, accountName, application, brokenZones, zones, trend },
    condition: conditionOf(path),
    since: since.toISOString(),
    href: hrefOf(path),
    connected: total > 0 ? 1 - bad / total : null,
  };
}

const hrefOf = ({ consumerOurs, vpcEndpointId }: TroubledPath) =>
  `/${consumerOurs ? "endpoints" : "connections"}/${vpcEndpointId}#path`;

function listHref({ place }: IncidentGroup, { checkId }: TroubledPath, by: Grouping): string {
  const filter = new URLSearchParams(by === "service" ? { serviceName: place } : { accountId: place });
  if (checkId) filter.set("checkId", checkId);
  return `/findings?${filter}`;
}

function runbookFor(
  checkId: CheckId,
  { vpcEndpointId, serviceName, accountId, region, brokenZones }: TroubledPath,
): string {
  return runbookHref(checkId, {
    VPC_ENDPOINT_ID: vpcEndpointId,
    ...(serviceName && { SERVICE_NAME: serviceName }),
    ...(brokenZones[0] && { AZ_ID: brokenZones[0] }),
    CONSUMER_ACCOUNT_ID: accountId,
    CONSUMER_REGION: region,
  });
}

const distinct = (values: readonly (string | null)[]): string[] =>
  [...new Set(values.flatMap((value) => value ?? []))].toSorted();
