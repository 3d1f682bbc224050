import { correctClock, currentTime, isClockFixed } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { AwsError } from "./errors.ts";

/** AWS itself takes a signature that is five minutes off. */
const toleratedMs = 5 * 60_000;

let corrections = 0;

let lastOffMs: number | undefined;

/** By how much AWS's last answer was ahead of this machine's own clock, to the second; undefined before the first. */
export const clockOffMs = () => lastOffMs;

/** A moment, by the clock that people set and by the one that only goes forward. */
interface Moment {
  time: number;
  elapsed: number;
}
const moment = (): Moment => ({ time: currentTime().getTime(), elapsed: performance.now() });

/** When the clock was last held against an answer. */
let lastRead: Moment | undefined;

/** True when the clock was set since; by no more than AWS tolerates, it counts as the same. */
function jumpedSince(then: Moment): boolean {
  if (isClockFixed()) return false;
  const now = moment();
  return Math.abs(now.time - then.time - (now.elapsed - then.elapsed)) > toleratedMs;
}

/** True where nobody can vouch for the clock: it was set since it was last held against an answer. */
export function isClockInDoubt(): boolean {
  return lastRead !== undefined && jumpedSince(lastRead);
}

/** The clock as it was when a run began. */
export class RunClock {
  readonly #corrections = corrections;
  // A clock may be wrong when a run begins and right again before the first answer is there to hold it against.
  readonly #moment = moment();

  /**
   * Passes an answer on. Throws AwsError where the clock was put right since the run began, by us or by anybody else:
   * what the run would write is misdated.
   */
  check<T>(answer: T): T {
    if (this.#corrections === corrections && !jumpedSince(this.#moment)) return answer;
    const message = "the clock of this machine was wrong and has been put right: the run is begun anew";
    throw new AwsError({ errorClass: "unavailable", code: "ClockCorrected", message }, { hopeless: true });
  }
}

/**
 * Holds the `Date` of an answer against our clock, and from then on goes by AWS's where the two differ by more than
 * five minutes: rows get their times from it, and a minute of metrics counts as empty once it has passed. A clock that
 * LINKLEDGER_NOW fixes stays as it is.
 */
export function readClock(date: string | undefined): void {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return;
  lastOffMs = theirs - Math.floor(Date.now() / 1000) * 1000;
  const offMs = theirs - currentTime().getTime();
  const corrected = Math.abs(offMs) > toleratedMs && correctClock(offMs);
  lastRead = moment();
  if (!corrected) return;
  corrections++;
  const minutes = Math.round(Math.abs(offMs) / 60_000);
  log.warn(
    `the clock of this machine was ${minutes} minutes ${offMs < 0 ? "ahead of" : "behind"} AWS's: going by AWS's`,
  );
}
