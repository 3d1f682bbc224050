import { setTimeout as delay } from "node:timers/promises";
import { log } from "../log.ts";
import { isConnectionError } from "./connectionErrors.ts";

const waitsMs = [200, 500, 1000, 2000, 4000, 8000];

/**
 * Asks again while the database cannot be reached, for as long as a restart takes: a quarter of a minute. What is asked
 * must bear being done twice, because a connection that breaks may hide that it was done. Throws what `ask` threw last.
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await ask();
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      log.warn({ err: error }, "the database cannot be reached, trying again");
      await delay(waitMs);
    }
  }
  return ask();
}
