import { type AnsweredScope, type AnsweredUnit, placeOf } from "./answered.ts";
import { isOfSubnet, type Known, type KnownUnits, keyOf } from "./known.ts";
import type { Watermark } from "./mutations.ts";
import { resolutionNames, resolutions } from "./schema.ts";

/** Units of all scopes that are remembered at most: some 1 kB each. */
const mostUnits = 20_000;
/** What is asked for again within this is remembered: the watched and the troubled, which are few. */
const soonMs = 10 * 60_000;

/** Units of a scope, and what each of them is known by (`keyOf`). */
export interface Asked {
  scope: AnsweredScope;
  units: readonly AnsweredUnit[];
  keys: readonly string[];
}

/**
 * What this process stored last of units that are asked for every few minutes, so that it need not be read again. It is
 * not to be trusted: another worker may have stored more since, so watermarks are moved on only where they are still
 * what is remembered (`moveWatermarks`). The scopes that were stored longest ago are forgotten first.
 */
export class Remembered {
  readonly #most: number;
  readonly #scopes = new Map<string, Map<string, Known>>();
  #units = 0;

  constructor(most = mostUnits) {
    this.#most = most;
  }

  /** Number of units that are remembered. */
  get size(): number {
    return this.#units;
  }

  /** What is known of the units of a scope; undefined where one of them has to be read. */
  recall({ scope, units, keys }: Asked): KnownUnits | undefined {
    const known = this.#scopes.get(placeOf(scope));
    return known && units.every((unit, i) => isRecalled(unit, keys[i] as string, known)) ? known : undefined;
  }

  /** To be called when it is committed: what was known of units before, and the watermarks of each after. */
  keep({ scope, units, keys }: Asked, before: KnownUnits, marks: readonly (readonly Watermark[])[]): void {
    const place = placeOf(scope);
    // A copy: others may be at work by what they recalled.
    const kept = new Map(this.#scopes.get(place));
    this.#units -= kept.size;
    for (const [i, unit] of units.entries()) {
      const key = keys[i] as string;
      const known = knownAfter(unit, before.get(key), marks[i] ?? []);
      if (known) kept.set(key, known);
      else kept.delete(key);
    }
    // Those that were stored last come last.
    this.#scopes.delete(place);
    if (kept.size > 0) this.#scopes.set(place, kept);
    this.#units += kept.size;
    for (const [oldest, { size }] of this.#scopes) {
      if (this.#units <= this.#most) break;
      this.#scopes.delete(oldest);
      this.#units -= size;
    }
  }

  forget(scope: AnsweredScope): void {
    const place = placeOf(scope);
    this.#units -= this.#scopes.get(place)?.size ?? 0;
    this.#scopes.delete(place);
  }
}

function isRecalled(unit: AnsweredUnit, key: string, known: KnownUnits): boolean {
  const own = known.get(key)?.marks["1m"];
  if (!own || own.collectedFrom !== unit.collectedFrom["1m"]?.getTime()) return false;
  if (unit.ranges.some(({ resolution }) => resolution !== "1m")) return false;
  // That an endpoint publishes stays true; that it does not is to be seen anew each time.
  return !isOfSubnet(unit.grain) || known.get(keyOf({ ...unit, grain: "endpoint" }))?.published === true;
}

/** What is known of a unit once its watermarks have moved on; undefined where that is not worth remembering. */
function knownAfter(
  { to, span }: AnsweredUnit,
  before: Known | undefined,
  moved: readonly Watermark[],
): Known | undefined {
  const finest = before?.marks["1m"];
  const mark = moved.find(({ periodSeconds }) => periodSeconds === resolutions["1m"]);
  if (!before || !finest || !mark || to.getTime() - finest.watermark > soonMs) return undefined;
  const marks = { ...before.marks };
  let newest = Number.NEGATIVE_INFINITY;
  for (const name of resolutionNames) {
    for (const { periodSeconds, watermark, collectedFrom } of moved) {
      if (periodSeconds === resolutions[name])
        marks[name] = { watermark: watermark.getTime(), collectedFrom: collectedFrom.getTime() };
    }
    newest = Math.max(newest, marks[name]?.watermark ?? newest);
  }
  const last = span?.last.getTime();
  const { tailFrom, tailDigest } = mark;
  return {
    marks,
    newest,
    published: before.published || last !== undefined,
    lastDatapoint: last === undefined ? before.lastDatapoint : Math.max(before.lastDatapoint ?? last, last),
    tail: tailFrom && tailDigest ? { from: tailFrom.getTime(), digest: tailDigest } : undefined,
  };
}
