import { cache } from "react";
import { currentTime } from "../env.ts";
import { log } from "../log.ts";
import { collectorHealth, endpointCount } from "./data.ts";
import { type Freshness, summarizeFreshness } from "./freshness.ts";

/**
 * The shell's view of how fresh everything is. Never throws: a shell that cannot reach the database says so, and
 * stays usable. Read once per request.
 */
export const loadFreshness = cache(async (): Promise<Freshness> => {
  const now = currentTime();
  try {
    const [collectors, endpoints] = await Promise.all([collectorHealth(now), endpointCount()]);
    return summarizeFreshness(collectors, endpoints, now);
  } catch (error) {
    log.error({ err: error }, "the freshness could not be read");
    return { now: now.toISOString(), database: false };
  }
});
