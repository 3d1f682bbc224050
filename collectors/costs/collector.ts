import { type BilledRow, knownCosts, replaceCosts } from "#lib/cost/mutations.ts";
import { priceAt } from "#lib/cost/prices/compute.ts";
import { loadPriceTable } from "#lib/cost/prices/data.ts";
import { everywhere } from "#lib/cost/prices/schema.ts";
import type { Queryable } from "#lib/runs/mutations.ts";
import type { Collected, Collector } from "../collector.ts";
import { type Days, fetchCosts } from "./fetch.ts";
import { mapCosts } from "./map.ts";
import { billedServices } from "./usageTypes.ts";

const dayMs = 86_400_000;
const backfillMonths = 12;
/** Days that are asked for again although Cost Explorer does not call them estimated any more. */
const settlingDays = 3;
/** The bill of a month is settled by the middle of the next one. */
const longestEstimateDays = 47;

/**
 * The days to ask for: at first sight the current month and the twelve before it; afterwards from the first day that
 * may still change to today.
 */
export function daysToAsk(
  known: { lastDay: string | null; firstEstimatedDay: string | null },
  now: Date,
): Days {
  const today = now.getTime() - (now.getTime() % dayMs);
  const end = isoDay(today + dayMs);
  if (!known.lastDay) {
    return { start: isoDay(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - backfillMonths, 1)), end };
  }
  const settling = Math.min(Date.parse(known.lastDay), today) - settlingDays * dayMs;
  const estimated = known.firstEstimatedDay ? Date.parse(known.firstEstimatedDay) : settling;
  const from = Math.max(
    Math.min(settling, estimated),
    Math.min(settling, today - longestEstimateDays * dayMs),
  );
  return { start: isoDay(from), end };
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** List price of one request to Cost Explorer; each page is one. */
async function requestUsd(db: Queryable, at: Date): Promise<number> {
  const asked = { product: "cost-explorer-request", region: everywhere, at, orEarliest: true } as const;
  const price = priceAt(await loadPriceTable(db), asked);
  // The fallback of this very version names it.
  if (!price.known) throw new Error(price.reason);
  return price.usdPerUnit;
}

/** What the payer is billed for endpoints and load balancers, by day, account and usage type. */
export const costs: Collector = {
  name: "costs",
  phase: "costs",
  async collect({ aws, parts, db, scope, now }): Promise<Collected> {
    const days = daysToAsk(await knownCosts(db.pool, scope.accountId), now);
    let requests = 0;
    const answers: { service: string; rows: BilledRow[] }[] = [];
    for (const { service, ours } of billedServices) {
      const results = await parts.read(service, () => fetchCosts(aws, service, days, () => requests++));
      if (results) answers.push({ service, rows: mapCosts(service, ours, results) });
    }
    return {
      resources: answers.reduce((sum, { rows }) => sum + rows.length, 0),
      costUsd: requests * (await requestUsd(db.pool, now)),
      watermark: new Date(Math.min(Date.parse(`${days.end}T00:00:00Z`), now.getTime())),
      async write(client) {
        const total = { created: 0, modified: 0 };
        for (const { service, rows } of answers) {
          const { created, modified } = await replaceCosts(client, scope.accountId, service, days, rows, now);
          total.created += created;
          total.modified += modified;
        }
        return total;
      },
    };
  },
};
