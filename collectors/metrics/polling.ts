import { writeNeeds } from "#lib/polling/mutations.ts";
import type { AskedNeed, Judged, MetricGroup, PolledKind } from "#lib/polling/schema.ts";
import type { ScopeContext } from "../collector.ts";
import { dueAt, type Grid, intervalMs, isDue } from "./due.ts";
import type { Needs, Surroundings } from "./judge.ts";
import type { Unit } from "./plan.ts";
import { collectUnits, type Marks } from "./run.ts";
import type { Tally } from "./store.ts";
import { metricsPerDay, type Target } from "./targets.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
// Needs are judged anew at least this often, and a scope that has nothing to ask still shows that it is alive.
const longestRestMs = 15 * minuteMs;
const stepMs = 5 * minuteMs;

/** A unit with the need of what it belongs to. */
export interface PolledUnit {
  unit: Unit;
  need: AskedNeed;
  /** The group whose interval counts, where it is not the unit's own. */
  as?: MetricGroup;
  /** When what it belongs to last had traffic. */
  lastTrafficAt: Date | null;
}

/** One run of one scope: what is due is asked for; what needs it next decides when the scope runs again. */
export class Polling {
  readonly context: ScopeContext;
  readonly marks: Marks;
  readonly tally: Tally;
  readonly around: Surroundings;
  readonly #grid: Grid;
  #next = Number.POSITIVE_INFINITY;

  constructor(
    context: ScopeContext,
    with_: { marks: Marks; grid: Grid; tally: Tally; around: Surroundings },
  ) {
    this.context = context;
    this.marks = with_.marks;
    this.tally = with_.tally;
    this.around = with_.around;
    this.#grid = with_.grid;
  }

  /** Asks for those units that are due. True when any was. */
  async collect(part: string, polled: PolledUnit[]): Promise<boolean> {
    const { context, marks, tally } = this;
    const due = polled.filter((one) => this.isDue(one)).map(({ unit }) => unit);
    if (due.length === 0) return false;
    await collectUnits(context, part, due, marks, tally);
    await marks.readAgain(due);
    return true;
  }

  isDue({ unit, need, as = unit.group, lastTrafficAt }: PolledUnit): boolean {
    const { now } = this.context;
    if (!this.around.zonesKnown && /^zone/.test(unit.group)) return false;
    const mark = this.marks.last(unit)?.watermark;
    if (!isDue(mark, intervalMs(need, as, this.#grid.slowdown), this.#grid, now)) return false;
    if (as === "traffic" || need === "watched" || need === "troubled") return true;
    // Nothing is published but with traffic: without any since, there is nothing to ask for. Zones wait for it;
    // of the whole, the other metrics are looked at once a day all the same, for drops without a byte.
    const flowed = lastTrafficAt !== null && (!mark || lastTrafficAt >= mark);
    if (flowed || as !== "detail") return flowed;
    return !mark || now.getTime() - mark.getTime() >= dayMs;
  }

  /** Takes into account when units are due next; after they were collected. */
  schedule(polled: PolledUnit[]): void {
    for (const { unit, need, as = unit.group } of polled) {
      const mark = this.marks.last(unit)?.watermark;
      const at = mark
        ? dueAt(mark, intervalMs(need, as, this.#grid.slowdown), this.#grid).getTime()
        : Number.NEGATIVE_INFINITY;
      this.#next = Math.min(this.#next, at);
    }
  }

  /** Keeps the needs of all resources of a kind. */
  async keep(kind: PolledKind, targets: Target[], needs: Needs): Promise<void> {
    const { db, scope, now } = this.context;
    const rows = targets.flatMap((target) => {
      const judged = needs.get(target.id);
      return judged
        ? [{ resourceId: target.id, ...judged, metricsPerDay: perDay(target, judged), zones: target.zones }]
        : [];
    });
    await writeNeeds(db.pool, { ...scope, kind }, rows, now);
  }

  /** When the scope is due: with its next unit, in five to fifteen minutes. */
  nextDueAt(): Date {
    const now = this.context.now.getTime();
    const { offsetMs } = this.#grid;
    const step = (time: number) => Math.floor((time - offsetMs) / stepMs) * stepMs + offsetMs;
    return new Date(Math.min(Math.max(this.#next, step(now + stepMs)), step(now + longestRestMs)));
  }
}

/** Metrics a day at the intervals of its need; of what sleeps, zones are not asked for. */
function perDay({ units }: Target, { need }: Judged): number {
  if (need === "unmeasurable") return 0;
  return units
    .filter(({ group }) => need !== "asleep" || group === "traffic" || group === "detail")
    .reduce((sum, unit) => sum + metricsPerDay(unit, need), 0);
}

/** Units of resources with their needs; resources that are not asked for have none. */
export function withNeeds(
  targets: Target[],
  needs: Needs,
  group: MetricGroup,
  as?: MetricGroup,
): PolledUnit[] {
  return targets.flatMap(({ id, units }) => {
    const known = needs.get(id);
    if (!known || known.need === "unmeasurable") return [];
    const { need, lastTrafficAt } = known;
    return units.filter((unit) => unit.group === group).map((unit) => ({ unit, need, as, lastTrafficAt }));
  });
}
