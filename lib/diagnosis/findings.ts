import { hash } from "node:crypto";
import type { Finding } from "./diagnose.ts";
import type { LoadedPath } from "./evidence/load.ts";
import {
  type CheckAnswer,
  type CheckId,
  type Command,
  type EvidenceItem,
  type Fix,
  severities,
} from "./schema.ts";
import type { Walk } from "./walkSchema.ts";

/** What a finding is about, and where it is kept. */
export interface FindingPlace {
  accountId: string;
  region: string;
  resourceType: string;
  resourceId: string;
  vpcEndpointId: string | null;
  serviceName: string | null;
  owner: string | null;
}

/** A failure as it is stored: one for each check, resource and lane. */
export interface FindingRow extends FindingPlace {
  findingKey: string;
  checkId: CheckId;
  hop: string;
  role: string;
  severity: string;
  title: string;
  sentence: string;
  azId: string | null;
  isVerdict: boolean;
  /** As far as the evidence tells; else when it was first seen. */
  since: Date;
  evidence: EvidenceItem[];
  confirm: Command[];
  fix: Fix | null;
  contentDigest: string;
}

/** A finding that the last evaluation left open. */
export interface OpenFinding {
  accountId: string;
  findingKey: string;
  checkId: string;
  resourceId: string;
  azId: string | null;
  since: Date;
  stale: boolean;
  contentDigest: string;
}

/** The same for the same check, resource and lane, in every evaluation. What is no resource of AWS may be in each region. */
export const findingKeyOf = (
  checkId: string,
  { region, resourceType, resourceId }: Pick<FindingPlace, "region" | "resourceType" | "resourceId">,
  azId: string | null,
) => {
  const resource = regional.has(resourceType) ? `${region}/${resourceId}` : resourceId;
  return azId === null ? `${checkId} ${resource}` : `${checkId} ${resource} ${azId}`;
};
const regional = new Set(["quota", "collector-scope", "cost-day", "service-name"]);

/** Of words in their order. */
const digestOf = (words: readonly unknown[]) => hash("sha1", withoutTimes(words.join("\n")), "base64");

/** Times move with every evaluation: that alone makes nothing else of what is told. */
const withoutTimes = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "");

const severityRank = (severity: string) => severities.indexOf(severity as (typeof severities)[number]);

/**
 * The rows of one path's failures, or of one subject's. Of several failures of one check in one lane the worst is
 * told, with the evidence of all.
 * @param asOf since when, where the evidence itself does not tell.
 */
export function findingRows(
  findings: readonly Finding[],
  place: FindingPlace,
  walk: Pick<Walk, "verdict"> | null,
  asOf: Date,
): FindingRow[] {
  if (findings.length === 0) return [];
  const verdicts = new Set(
    walk?.verdict.break ? [walk.verdict.break, ...walk.verdict.others].map(({ cause }) => cause) : [],
  );
  const rows = new Map<string, FindingRow>();
  for (const { answer, title, confirm, fix } of findings) {
    for (const azId of answer.lanes.length > 0 ? answer.lanes : [null]) {
      const findingKey = findingKeyOf(answer.checkId, place, azId);
      const isVerdict = verdicts.has(answer);
      const since = answer.since ? new Date(answer.since) : asOf;
      const { checkId, hop, role, severity, reason, evidence } = answer;
      const row = {
        ...place,
        ...{ findingKey, checkId, hop, role, severity, title, sentence: reason, azId, isVerdict, since },
        ...{ evidence, confirm, fix, contentDigest: "" },
      };
      const before = rows.get(findingKey);
      rows.set(findingKey, before ? merged(before, row) : row);
    }
  }
  return [...rows.values()].map((row) => ({ ...row, contentDigest: contentDigest(row) }));
}

/** What a finding tells. Commands and fixes follow from it: one of each stands for all. */
function contentDigest(row: FindingRow): string {
  const { severity, role, title, sentence, isVerdict, owner, serviceName, evidence, confirm, fix } = row;
  const told = evidence.flatMap(({ label, value, resourceId }) => [label, value, resourceId]);
  const [command] = confirm;
  return digestOf([
    severity,
    role,
    title,
    sentence,
    isVerdict,
    owner,
    serviceName,
    ...told,
    command?.command,
    fix?.summary,
  ]);
}

function merged(a: FindingRow, b: FindingRow): FindingRow {
  const worst = severityRank(b.severity) < severityRank(a.severity) ? b : a;
  return {
    ...worst,
    isVerdict: a.isVerdict || b.isVerdict,
    since: new Date(Math.min(a.since.getTime(), b.since.getTime())),
    evidence: [...a.evidence, ...b.evidence],
  };
}

/** What becomes of findings: those to write, those that are the same as before, those that nobody can tell, those that ended. */
export interface FindingChanges {
  write: FindingRow[];
  keep: OpenFinding[];
  stale: { finding: OpenFinding; reason: string }[];
  end: OpenFinding[];
}

/**
 * Holds what fails now against what was open about the same resource. An open finding ends when its check passes, does
 * not apply any more, or its lane is gone; where the check cannot decide, it stays open and is marked stale.
 * @param answers everything that was answered about the resource.
 */
export function changeFindings(
  rows: readonly FindingRow[],
  open: readonly OpenFinding[],
  answers: readonly CheckAnswer[],
): FindingChanges {
  const changes: FindingChanges = { write: [], keep: [], stale: [], end: [] };
  if (rows.length === 0 && open.length === 0) return changes;
  const failing = new Map(rows.map((row) => [row.findingKey, row]));
  const known = new Map(open.map((finding) => [finding.findingKey, finding]));
  for (const row of rows) {
    const before = known.get(row.findingKey);
    if (before && !before.stale && before.contentDigest === row.contentDigest && before.since <= row.since)
      changes.keep.push(before);
    else changes.write.push({ ...row, since: sinceOf(row, open) });
  }
  for (const finding of open) {
    if (failing.has(finding.findingKey)) continue;
    const own = answers.filter(
      ({ checkId, lanes }) =>
        checkId === finding.checkId &&
        (finding.azId === null || lanes.length === 0 || lanes.includes(finding.azId)),
    );
    const undecided = own.find(({ state }) => state === "unknown");
    if (undecided) changes.stale.push({ finding, reason: undecided.reason });
    else changes.end.push(finding);
  }
  return changes;
}

/** A failure that spreads to another lane, or to all of them, began when it began in the first. */
function sinceOf(row: FindingRow, open: readonly OpenFinding[]): Date {
  const times = open
    .filter(
      ({ checkId, resourceId, azId }) =>
        checkId === row.checkId &&
        resourceId === row.resourceId &&
        (azId === row.azId || azId === null || row.azId === null),
    )
    .map(({ since }) => since.getTime());
  return new Date(Math.min(row.since.getTime(), ...times));
}

/** Every answer of a walk. */
export function answersOf({ hops, beside }: Walk): CheckAnswer[] {
  return [
    ...hops.flatMap(({ causes, symptoms, contributing, advisory }) => [
      ...causes,
      ...symptoms,
      ...contributing,
      ...advisory,
    ]),
    ...beside,
  ];
}

/**
 * What a walk says, without values that move while nothing happens: what passes is told by its state alone. While it
 * is the same, the stored walk need not be written anew.
 * @param answers all of the walk's.
 */
export function walkDigest(walk: Walk, answers: readonly CheckAnswer[] = answersOf(walk)): string {
  const words: unknown[] = [walk.verdict.kind];
  for (const { azId, state, cause, hops } of walk.lanes) {
    words.push(azId, state, cause);
    for (const hop of hops) words.push(hop.state);
  }
  for (const { state } of walk.hops) words.push(state);
  // Many answers in a row give one reason.
  let last = { reason: "", told: "" };
  for (const { checkId, state, role, severity, lanes, reason } of answers) {
    words.push(checkId, state);
    const open = state === "fail" || state === "unknown";
    if (open) words.push(role, severity);
    for (const azId of lanes) words.push(azId);
    if (!open) continue;
    // Nothing else of a walk names a time.
    if (reason !== last.reason) last = { reason, told: withoutTimes(reason) };
    words.push(last.told);
  }
  return hash("sha1", words.join("\n"), "base64");
}

/** Where findings of a path are kept: with the endpoint, under the consumer's account or the provider's. */
export function placeOfPath({ accountId, evidence, owner }: LoadedPath): FindingPlace {
  const { region, vpcEndpointId, serviceName } = evidence;
  return {
    ...{ accountId, region, vpcEndpointId, serviceName, owner },
    ...{ resourceType: "vpc-endpoint", resourceId: vpcEndpointId },
  };
}
