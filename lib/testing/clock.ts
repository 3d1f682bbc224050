import { vi } from "vitest";
import { correctClock, currentTime } from "../env.ts";

/**
 * Makes `currentTime` this machine's own again, whatever answers of a server have put it on by, and takes back all that
 * was stubbed of the environment.
 */
export function resetClock(): void {
  // One that is fixed, as it is in most tests, is not put on.
  vi.stubEnv("LINKLEDGER_NOW", "");
  correctClock(Date.now() - currentTime().getTime());
  vi.unstubAllEnvs();
}
