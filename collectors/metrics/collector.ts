import { paceInWords } from "#lib/polling/budget.ts";
import { addSpend } from "#lib/polling/mutations.ts";
import { recentPace } from "#lib/polling/pace.ts";
import { metricsCostUsd } from "#lib/polling/schema.ts";
import type { Collected, Collector, ScopeContext } from "../collector.ts";
import { gridOf } from "./due.ts";
import { surroundingsOf } from "./judge.ts";
import { pollEndpoints } from "./pollEndpoints.ts";
import { pollGone } from "./pollGone.ts";
import { Polling } from "./polling.ts";
import { pollNatGateways } from "./pollNatGateways.ts";
import { pollProviders } from "./pollProviders.ts";
import { Marks } from "./run.ts";
import { newTally } from "./store.ts";

/**
 * Traffic, each resource as often as it needs. Rows are stored batch by batch while it runs (`collectUnits`); what
 * is left for the end is the tally, and when the scope is due again.
 */
export const metrics: Collector = {
  name: "metrics",
  phase: "metrics",
  after: ["endpoints", "network", "services", "load-balancers"],
  async collect(context): Promise<Collected> {
    const { db, scope, now } = context;
    const polling = await begin(context);
    const { tally } = polling;
    try {
      await pollEndpoints(polling);
      await pollGone(polling);
      await pollProviders(polling);
      await pollNatGateways(polling);
    } finally {
      // Asked is billed, whether it was stored or not.
      await addSpend(db.pool, scope, tally, now);
    }
    return {
      resources: tally.units,
      metricsRequested: tally.metricsRequested,
      datapoints: tally.datapoints,
      costUsd: metricsCostUsd(tally.metricsRequested),
      // By what is stored: a run before this one may have stored it and been killed before it was recorded.
      watermark: polling.marks.newest(),
      nextDueAt: polling.nextDueAt(),
    };
  },
};

async function begin(context: ScopeContext): Promise<Polling> {
  const { db, scope, config, now, parts } = context;
  const pace = await recentPace(db.pool, config.metrics.usdPerMonth, now);
  const slowed = paceInWords(pace);
  if (slowed) parts.note(slowed);
  const marks = new Marks(context);
  await marks.read();
  const grid = gridOf(scope.accountId, scope.region, pace.slowdown);
  return new Polling(context, { marks, grid, tally: newTally(), around: await surroundingsOf(context) });
}
