import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Caller } from "./caller.ts";

const usualPerMinute = 1_200;
const windowSeconds = 60;
/** Of one address, whatever it shows: many people may share it, and one may make up as many tokens as it likes. */
const callersOfAnAddress = 5;

/** Counts requests of callers in this process, and says who has had enough. */
export class RequestRates {
  readonly #callers: RateLimiterMemory;
  readonly #addresses: RateLimiterMemory;
  readonly #limitsThisMachine: boolean;

  /** `perMinute`: of one caller; where it is not set, this machine itself has no limit. */
  constructor(perMinute: number | undefined) {
    const points = perMinute ?? usualPerMinute;
    this.#limitsThisMachine = perMinute !== undefined;
    this.#callers = new RateLimiterMemory({ points, duration: windowSeconds });
    this.#addresses = new RateLimiterMemory({ points: points * callersOfAnAddress, duration: windowSeconds });
  }

  /** Counts one request. Seconds to wait when it is one too many, undefined when it is welcome. */
  async count({ address, credential, local }: Caller): Promise<number | undefined> {
    if (local && !this.#limitsThisMachine) return undefined;
    try {
      await this.#addresses.consume(address);
      await this.#callers.consume(credential ?? address);
      return undefined;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    }
  }
}
