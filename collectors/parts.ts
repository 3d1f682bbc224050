import type { ErrorClass, Failure, Outcome, RunPart } from "#lib/runs/schema.ts";
import { AwsError, classify } from "./aws/errors.ts";

/** How a server says that it does not offer something, or not to this account. */
const refusals: ReadonlySet<ErrorClass> = new Set(["denied", "absent", "permanent"]);

/**
 * The calls of one run that may fail on their own. A part that failed is recorded and read as undefined: the rows it
 * would have brought are unknown, which is neither empty nor gone.
 */
export class Parts {
  readonly list: RunPart[] = [];
  #firstFailure: Failure | undefined;
  #succeeded = false;

  /** Runs the calls of a part. Throws only where going on makes no sense: stopped, or no credentials at all. */
  read<T>(part: string, call: () => Promise<T>): Promise<T | undefined> {
    return this.#run(part, call, false);
  }

  /**
   * The same for what a server need not offer, or not to us: refused, it is noted among the parts, and the run is as
   * complete as without it. What passes by itself (throttled, cut off) is a failure here too.
   */
  readIfOffered<T>(part: string, call: () => Promise<T>): Promise<T | undefined> {
    return this.#run(part, call, true);
  }

  async #run<T>(part: string, call: () => Promise<T>, mayRefuse: boolean): Promise<T | undefined> {
    try {
      const value = await call();
      this.#add(part, Array.isArray(value) ? value.length : 0);
      return value;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const failure = classify(error);
      if (error.hopeless || failure.errorClass === "interrupted") throw error;
      if (mayRefuse && refusals.has(failure.errorClass)) this.#record(part, failure);
      else this.fail(part, failure);
      return undefined;
    }
  }

  /** Records something that readers of the run should know and that is no failure. */
  note(text: string): void {
    this.list.push({ part: text, outcome: "success", resources: 0 });
  }

  /** Records what the calls themselves did not throw: a part of the answer that the server says it left out. */
  fail(part: string, failure: Failure): void {
    this.#firstFailure ??= { ...failure, message: `${part}: ${failure.message}` };
    this.#record(part, failure);
  }

  #record(part: string, failure: Failure): void {
    const known = this.list.find((entry) => entry.part === part && entry.outcome === "failed");
    if (known) return;
    this.list.push({
      part,
      outcome: "failed",
      resources: 0,
      errorClass: failure.errorClass,
      errorCode: failure.code,
      errorMessage: failure.message,
    });
  }

  #add(part: string, resources: number): void {
    this.#succeeded = true;
    const known = this.list.find((entry) => entry.part === part && entry.outcome === "success");
    if (known) known.resources += resources;
    else this.list.push({ part, outcome: "success", resources });
  }

  /** The first failure, in the order of the calls. */
  get failure(): Failure | undefined {
    return this.#firstFailure;
  }

  /** `skipped` where nothing was asked for, on purpose: neither success nor failure. */
  get outcome(): Outcome {
    if (!this.#firstFailure) return "success";
    if (this.#succeeded) return "partial";
    const failed = this.list.filter(({ outcome }) => outcome === "failed");
    return failed.every(({ errorClass }) => errorClass === "budget") ? "skipped" : "failed";
  }
}
