import { type BilledRow, billedCost, knownCosts, replaceCosts } from "#lib/cost/mutations.ts";
import { priceAt } from "#lib/cost/prices/compute.ts";
import { loadPriceTable } from "#lib/cost/prices/data.ts";
import { everywhere } from "#lib/cost/prices/schema.ts";
import type { Queryable } from "#lib/runs/mutations.ts";
import type { Collected, Collector } from "../collector.ts";
import { daysToAsk } from "./days.ts";
import { readDetail } from "./detail.ts";
import { type CostQuestion, type Days, fetchCosts } from "./fetch.ts";
import { mapCosts } from "./map.ts";
import { billedServices } from "./usageTypes.ts";

const groupBy: CostQuestion["groupBy"] = ["LINKED_ACCOUNT", "USAGE_TYPE"];
const metrics = ["UnblendedCost", "AmortizedCost", "UsageQuantity"];

/** List price of one request to Cost Explorer; each page is one. */
async function requestUsd(db: Queryable, at: Date): Promise<number> {
  const product = "cost-explorer-request";
  const table = await loadPriceTable(db, product);
  const price = priceAt(table, { product, region: everywhere, at, orEarliest: true });
  // The fallback of this very version names it.
  if (!price.known) throw new Error(price.reason);
  return price.usdPerUnit;
}

/** What the payer is billed for endpoints and load balancers, by day, account and usage type. */
export const costs: Collector = {
  name: "costs",
  phase: "costs",
  async collect(context): Promise<Collected> {
    const { aws, parts, db, scope, now } = context;
    const onRequest = () => requests++;
    let requests = 0;
    const answers: { service: string; days: Days; rows: BilledRow[] }[] = [];
    for (const { service, ours } of billedServices) {
      const days = daysToAsk(await knownCosts(db.pool, billedCost, scope.accountId, service), now);
      const question = { service, days, groupBy, metrics };
      const results = await parts.read(service, () => fetchCosts(aws, question, onRequest));
      if (results) answers.push({ service, days, rows: mapCosts(service, ours, results) });
    }
    const billed = answers.flatMap(({ rows }) => rows.map(({ usageType }) => usageType));
    const details = await readDetail(
      context,
      billed.filter((type) => /VpcEndpoint/i.test(type)),
      onRequest,
    );
    return {
      resources: [
        ...answers.map(({ rows }) => rows.length),
        ...details.map(({ resources }) => resources),
      ].reduce((sum, count) => sum + count, 0),
      costUsd: requests * (await requestUsd(db.pool, now)),
      watermark: now,
      async write(client) {
        const total = { created: 0, modified: 0 };
        const add = ({ created, modified }: typeof total) => {
          total.created += created;
          total.modified += modified;
        };
        for (const { service, days, rows } of answers) {
          const bill = { payerId: scope.accountId, service, days, rows };
          add(await replaceCosts(client, billedCost, bill, now));
        }
        for (const detail of details) add(await detail.write(client));
        return total;
      },
    };
  },
};
