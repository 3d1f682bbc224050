import { historyDays, type TrailCoverage, type TrailGroup, trailGroupNames } from "#lib/trail/schema.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Read again behind what was read: events become readable late and out of order. */
export const overlapMs = 30 * minute;
/** The longest time asked for at once. What one step brought is kept, whatever happens to the next. */
const stepMs = 30 * day;
/** How long a group may wait where each of its names is a listing of its own. */
const patience: Record<TrailGroup, number> = { privatelink: 0, path: 55 * minute, tags: 55 * minute };

/** A stretch of time to read for some groups, milliseconds. */
export interface Step {
  from: number;
  to: number;
  groups: TrailGroup[];
}

type Known = Pick<TrailCoverage, "eventGroup" | "coveredFrom" | "coveredTo">;

/** The end of CloudTrail's history, a little inside of it. */
const floorAt = (now: number) => now - historyDays * day + hour;

const endOf = (known: readonly Known[], group: TrailGroup) =>
  known.find(({ eventGroup }) => eventGroup === group)?.coveredTo.getTime();

/**
 * What has to be read for `groups` to be up to date, oldest first where the gap is long; the last 30 days at first
 * sight. A gap longer than CloudTrail's history begins anew at the end of the history.
 */
export function forwardSteps(known: readonly Known[], now: number, groups: readonly TrailGroup[]): Step[] {
  const starts = groups.map((group) => {
    const end = endOf(known, group);
    if (end === undefined) return now - stepMs;
    // A clock that ran ahead covered time that had not happened; how much is not known, so a week is read again.
    return end > now ? now - 7 * day : end - overlapMs;
  });
  const steps: Step[] = [];
  for (let from = Math.max(Math.min(...starts), floorAt(now)); from < now; from += stepMs)
    steps.push({ from, to: Math.min(from + stepMs, now), groups: [...groups] });
  return steps;
}

/** The groups that one listing of everything can bring up to date: all at first, then those that are about as far. */
export function groupsTogether(known: readonly Known[]): TrailGroup[] {
  if (known.length === 0) return trailGroupNames;
  const newest = Math.max(...known.map(({ coveredTo }) => coveredTo.getTime()));
  return trailGroupNames.filter((group) => (endOf(known, group) ?? 0) >= newest - 2 * hour);
}

/** Whether a group is to be read now although each of its names is a listing of its own. */
export function isDue(known: readonly Known[], group: TrailGroup, now: number): boolean {
  const end = endOf(known, group);
  return end === undefined || end > now || now - end >= patience[group];
}

/**
 * The next stretch before what is known, newest first; undefined once the end of the history has been reached. Tags
 * come along while they are as far as the others.
 */
export function backwardStep(known: readonly Known[], now: number): Step | undefined {
  const floor = floorAt(now);
  const starts = known
    .filter(({ eventGroup }) => eventGroup !== "tags")
    .map((one) => one.coveredFrom.getTime());
  const to = Math.max(...starts);
  if (starts.length === 0 || to <= floor) return undefined;
  const groups = trailGroupNames.filter((group) =>
    known.some(({ eventGroup, coveredFrom }) => eventGroup === group && coveredFrom.getTime() === to),
  );
  return { from: Math.max(floor, to - stepMs), to, groups };
}

/**
 * True where one listing of every writing call is cheaper than one for each of `names`: the pages that a first page
 * reaching back to `oldest` makes likely, against at least one call for each name.
 */
export function isSparse({ from, to }: Pick<Step, "from" | "to">, oldest: number, names: number): boolean {
  return (to - from) / Math.max(1000, to - oldest) <= names;
}
