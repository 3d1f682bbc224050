import { currentConfig } from "../config/data.ts";
import { sharedRead } from "../db/sharedRead.ts";
import { currentTime } from "../env.ts";
import { log } from "../log.ts";
import { lastPolledAt, needCounts, needFreshness, spendSince } from "./data.ts";
import { type PollingOverview, prepareOverview } from "./overview.ts";

const publicationLagMs = 5 * 60_000;
/** Each endpoint's need and watermark are gone through: what they add up to may be this old, and says so. */
const behind = { behindMs: 600_000, renewMs: 300_000 };

const recentPolling = sharedRead(async () => {
  const now = currentTime();
  const monthSince = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const yesterday = now.getTime() - 86_400_000;
  const published = new Date(Math.floor((now.getTime() - publicationLagMs) / 60_000) * 60_000);
  const [asOf, spend, needs, freshness] = await Promise.all([
    lastPolledAt(),
    spendSince(new Date(Math.min(monthSince, yesterday))),
    needCounts(),
    needFreshness(published),
  ]);
  return { asOf, spend, needs, freshness };
}, behind);

/** What watching costs, how fresh it is, and the budget, for the collectors page. */
export async function loadPolling(now: Date): Promise<PollingOverview> {
  return prepareOverview(await recentPolling(), budget(), now);
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
