import type { Result } from "./checks.ts";
import type { Config } from "./config.ts";

/** What the outside does for a pusher; replaced in tests. */
export interface Outside {
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  random(): number;
  say(line: string): void;
}

const mostAtOnce = 500;
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;
const answerWithinMs = 15_000;

type Verdict =
  | { kind: "taken" }
  | { kind: "again"; afterMs?: number; why: string }
  | { kind: "refused"; wrong: number[]; why: string };

/** Results on their way to Linkledger: kept until they are taken, the oldest given up where there are too many. */
export class Pusher {
  readonly #config: Pick<Config, "push" | "location" | "maxBuffered">;
  readonly #outside: Outside;
  readonly #buffer: Result[] = [];
  #dropped = 0;

  constructor(config: Pick<Config, "push" | "location" | "maxBuffered">, outside: Outside) {
    this.#config = config;
    this.#outside = outside;
  }

  get waiting(): number {
    return this.#buffer.length;
  }

  /** Results given up since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  add(results: readonly Result[]): void {
    this.#buffer.push(...results);
    const over = this.#buffer.length - this.#config.maxBuffered;
    if (over <= 0) return;
    this.#buffer.splice(0, over);
    this.#giveUp(over, "Linkledger has not taken them for too long");
  }

  /**
   * Sends what waits, oldest first, trying again with longer and longer pauses.
   * @param attempts failed attempts in a row after which it stops; what is left waits on.
   * @param cut ends a request that is on its way, too; `signal` alone lets it end.
   * @returns true when nothing waits any more.
   */
  async flush(signal: AbortSignal, attempts = Number.POSITIVE_INFINITY, cut = signal): Promise<boolean> {
    let failures = 0;
    let size = mostAtOnce;
    while (this.#buffer.length > 0 && !signal.aborted) {
      const batch = this.#buffer.slice(0, size);
      const verdict = await this.#send(batch, cut);
      if (verdict.kind === "taken") {
        this.#remove(batch);
        failures = 0;
      } else if (verdict.kind === "refused" && verdict.wrong.length === 0 && batch.length > 1) {
        // One of them is the reason: smaller parts find it.
        size = Math.ceil(batch.length / 2);
      } else if (verdict.kind === "refused") {
        const wrong = verdict.wrong.length > 0 ? batch.filter((_, i) => verdict.wrong.includes(i)) : batch;
        this.#remove(wrong);
        this.#giveUp(wrong.length, verdict.why);
        size = mostAtOnce;
      } else {
        failures++;
        this.#outside.say(`push failed, ${this.#buffer.length} results wait: ${verdict.why}`);
        if (failures >= attempts) return false;
        const pause = Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1));
        // Between half of it and all of it, so that agents that failed together do not come back together.
        const wait = verdict.afterMs ?? pause * (0.5 + this.#outside.random() / 2);
        await this.#outside.sleep(wait, signal).catch(() => {});
      }
    }
    return this.#buffer.length === 0;
  }

  /** By identity: while a batch was on its way, the oldest may have been given up already. */
  #remove(batch: readonly Result[]): void {
    const gone = new Set(batch);
    this.#buffer.splice(0, this.#buffer.length, ...this.#buffer.filter((result) => !gone.has(result)));
  }

  #giveUp(count: number, why: string): void {
    this.#dropped += count;
    this.#outside.say(`gave up ${count} results (${this.#dropped} since the start): ${why}`);
  }

  async #send(results: readonly Result[], cut: AbortSignal): Promise<Verdict> {
    const { push, location } = this.#config;
    try {
      const answer = await fetch(push.url, {
        method: "POST",
        redirect: "manual",
        headers: { "content-type": "application/json", authorization: `Bearer ${push.token}` },
        body: JSON.stringify({ location, results }),
        signal: AbortSignal.any([cut, AbortSignal.timeout(answerWithinMs)]),
      });
      return await this.#verdict(answer);
    } catch (error) {
      const { message, cause } = error as { message: string; cause?: { code?: string } };
      return { kind: "again", why: cause?.code ?? message };
    }
  }

  async #verdict(answer: Response): Promise<Verdict> {
    const body = (await answer.json().catch(() => undefined)) as
      | { detail?: string; errors?: { field: string }[]; unmatched?: { target: string; detail: string }[] }
      | undefined;
    if (answer.ok) {
      for (const { target, detail } of (body?.unmatched ?? []).slice(0, 3))
        this.#outside.say(`${target} is nobody's: ${detail}`);
      return { kind: "taken" };
    }
    const why = `HTTP ${answer.status} ${(body?.detail ?? "").slice(0, 300)}`.trim();
    // 401, 403, 404: somebody has to mend something, and the results are good.
    if (![400, 413, 415, 422].includes(answer.status)) {
      const seconds = Number(answer.headers.get("retry-after") ?? Number.NaN);
      return { kind: "again", why, ...(seconds > 0 && { afterMs: Math.min(seconds * 1000, longestWaitMs) }) };
    }
    const wrong = (body?.errors ?? []).flatMap(({ field }) => {
      const index = /^results\[(\d+)\]/.exec(field)?.[1];
      return index === undefined ? [] : [Number(index)];
    });
    return { kind: "refused", wrong: [...new Set(wrong)], why };
  }
}
