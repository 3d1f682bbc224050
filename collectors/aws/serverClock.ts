import { NodeHttpHandler } from "@smithy/node-http-handler";
import { correctClock, currentTime, isClockFixed } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { AwsError } from "./errors.ts";

/** AWS itself takes a signature that is five minutes off. */
const toleratedMs = 5 * 60_000;

let corrections = 0;

/** The clock as it was when a run began. */
export class RunClock {
  readonly #corrections = corrections;
  readonly #time = currentTime().getTime();
  readonly #elapsed = performance.now();

  /**
   * Passes an answer on. Throws AwsError where the clock was put right since the run began, by us or by anybody else:
   * what the run would write is misdated.
   */
  check<T>(answer: T): T {
    if (this.#corrections === corrections && !this.#jumped()) return answer;
    const message = "the clock of this machine was wrong and has been put right: the run is begun anew";
    throw new AwsError({ errorClass: "unavailable", code: "ClockCorrected", message }, { hopeless: true });
  }

  /** A clock may be wrong when a run begins and right again before the first answer is there to hold it against. */
  #jumped(): boolean {
    if (isClockFixed()) return false;
    const expected = this.#time + performance.now() - this.#elapsed;
    return Math.abs(currentTime().getTime() - expected) > toleratedMs;
  }
}

/**
 * Holds the `Date` of an answer against our clock, and from then on goes by AWS's where the two differ by more than
 * five minutes: rows get their times from it, and a minute of metrics counts as empty once it has passed. A clock that
 * LINKLEDGER_NOW fixes stays as it is.
 */
function readClock(date: string | undefined): void {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  const offMs = theirs - currentTime().getTime();
  if (!(Math.abs(offMs) > toleratedMs) || !correctClock(offMs)) return;
  corrections++;
  const minutes = Math.round(Math.abs(offMs) / 60_000);
  log.warn(
    `the clock of this machine was ${minutes} minutes ${offMs < 0 ? "ahead of" : "behind"} AWS's: going by AWS's`,
  );
}

/** An HTTP handler that notices when the clock of this machine is wrong. */
export class ClockReadingHandler extends NodeHttpHandler {
  override async handle(...args: Parameters<NodeHttpHandler["handle"]>) {
    const answered = await super.handle(...args);
    const { statusCode, headers } = answered.response;
    // Not of a gateway's own error page.
    if (statusCode < 500) readClock(headers.date);
    return answered;
  }
}
