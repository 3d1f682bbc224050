import { currentConfig } from "../config/data.ts";
import { remember } from "../db/remember.ts";
import { log } from "../log.ts";
import { lastPolledAt, needCounts, needFreshness, spendSince } from "./data.ts";
import { type PollingOverview, prepareOverview } from "./overview.ts";

const publicationLagMs = 5 * 60_000;

/** What watching costs, how fresh it is, and the budget, for the collectors page. */
export async function loadPolling(now: Date): Promise<PollingOverview> {
  const monthSince = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const yesterday = now.getTime() - 86_400_000;
  const published = new Date(Math.floor((now.getTime() - publicationLagMs) / 60_000) * 60_000);
  const [asOf, spend, needs, freshness] = await Promise.all([
    lastPolledAt(),
    spendSince(new Date(Math.min(monthSince, yesterday))),
    needCounts(),
    remember("freshness by need", published.toISOString(), () => needFreshness(published)),
  ]);
  return prepareOverview({ asOf, spend, needs, freshness }, budget(), now);
}

/** The budget of this machine's configuration; a file that is wrong is the collectors' to complain about. */
function budget(): number | undefined {
  try {
    return currentConfig()?.metrics.usdPerMonth;
  } catch (error) {
    log.warn({ err: error }, "the budget of metrics could not be read");
    return undefined;
  }
}
