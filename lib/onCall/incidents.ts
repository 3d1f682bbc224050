import { severities } from "../diagnosis/schema.ts";
import { conditionOf } from "./condition.ts";
import type { Grouping, TroubledPath } from "./schema.ts";

/** Failing paths that belong together: one reason, of one service or in one account. */
export interface IncidentGroup {
  key: string;
  /** Service name or account id. */
  place: string;
  /** The worst first; it stands for all. */
  paths: TroubledPath[];
  severity: TroubledPath["severity"];
  condition: "failing" | "degraded";
  since: Date;
}

/** Groups failing paths, worst group first: what wakes somebody, then what fails most, then the newest. */
export function groupIncidents(paths: readonly TroubledPath[], by: Grouping): IncidentGroup[] {
  const groups = Map.groupBy(paths, (path) => {
    const place = by === "service" ? (path.serviceName ?? path.accountId) : path.accountId;
    return `${path.checkId ?? "symptom"} ${place}`;
  });
  return [...groups.entries()].map(([key, own]) => toGroup(key, own, by)).toSorted(compareGroups);
}

function toGroup(key: string, own: TroubledPath[], by: Grouping): IncidentGroup {
  const paths = own.toSorted(comparePaths);
  const first = paths[0] as TroubledPath;
  return {
    key,
    place: by === "service" ? (first.serviceName ?? first.accountId) : first.accountId,
    paths,
    severity: first.severity,
    condition: paths.some((path) => conditionOf(path) === "failing") ? "failing" : "degraded",
    since: new Date(Math.min(...paths.map(({ since }) => since.getTime()))),
  };
}

const rank = (severity: TroubledPath["severity"]) => severities.indexOf(severity);
const failing = (condition: string) => Number(condition === "failing");

/** What is worse, longer and ours first; the id decides between equals, so that the order never flickers. */
function comparePaths(a: TroubledPath, b: TroubledPath): number {
  return (
    rank(a.severity) - rank(b.severity) ||
    failing(conditionOf(b)) - failing(conditionOf(a)) ||
    Number(b.consumerOurs) - Number(a.consumerOurs) ||
    a.since.getTime() - b.since.getTime() ||
    (a.vpcEndpointId < b.vpcEndpointId ? -1 : 1)
  );
}

function compareGroups(a: IncidentGroup, b: IncidentGroup): number {
  return (
    rank(a.severity) - rank(b.severity) ||
    failing(b.condition) - failing(a.condition) ||
    b.paths.length - a.paths.length ||
    b.since.getTime() - a.since.getTime() ||
    (a.key < b.key ? -1 : 1)
  );
}

/** Two looks are never further apart than this: what began between them was seen at the first. */
const firstLookMs = 20 * 60_000;

/** False where it was so when it was first looked at: then it may be much older. */
export function sinceIsKnown({ since, firstSeenAt }: Pick<TroubledPath, "since" | "firstSeenAt">): boolean {
  return firstSeenAt === null || Math.abs(since.getTime() - firstSeenAt.getTime()) > firstLookMs;
}
