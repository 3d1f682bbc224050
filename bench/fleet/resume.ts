import { eachLimited } from "#collectors/aws/pages.ts";
import { newestMinuteEnd } from "#collectors/metrics/due.ts";
import type { Unit } from "#collectors/metrics/plan.ts";
import {
  endpointTargets,
  loadBalancerTargets,
  serviceTargets,
  zoneIds,
} from "#collectors/metrics/targets.ts";
import type { Database } from "#lib/db/pool.ts";
import { currentTime } from "#lib/env.ts";
import { type Watermark, writeWatermarks } from "#lib/metrics/mutations.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const widths = [60, 300, 3600, 86_400];

/** Of ten endpoints, so many have had traffic; `bench metrics` prints how many it found in a whole day. */
const activeOfTen = 6;

/**
 * Watermarks as if everything had been collected until a quarter of an hour ago: a first sight of so many endpoints
 * would take hours here, for the simulator above all, and is not the cycle in question.
 */
export async function resume(db: Database): Promise<void> {
  const now = currentTime();
  const reached = newestMinuteEnd(now).getTime() - 15 * minuteMs;
  const { rows } = await db.pool.query<{ accountId: string; region: string }>(
    `SELECT account_id AS "accountId", region FROM collector_scope WHERE collector = 'metrics' AND retired_at IS NULL`,
  );
  await eachLimited(rows, 8, async ({ accountId, region }) => {
    const zones = await zoneIds(db, accountId, region);
    const targets = [
      ...(await endpointTargets(db, accountId, region)),
      ...(await serviceTargets(db, accountId, region)),
      ...(await loadBalancerTargets(db, accountId, region, zones)),
    ];
    const marks = targets.flatMap(({ units }, i) => {
      const last = new Date(i % 10 < activeOfTen ? reached - minuteMs : reached - 2 * dayMs);
      return units.flatMap((unit) => marksOf(unit, reached, last));
    });
    await writeWatermarks(db.pool, [{ accountId, region, now, marks }]);
  });
}

function marksOf({ series, resourceId, grain }: Unit, reached: number, lastDatapointAt: Date): Watermark[] {
  const namespace = series[0]?.kind.namespace;
  if (!namespace) return [];
  return widths.map((periodSeconds) => ({
    ...{ namespace, resourceId, grain, periodSeconds, lastDatapointAt },
    watermark: new Date(reached),
    collectedFrom: new Date(Math.floor(reached / dayMs) * dayMs - 3 * dayMs),
    firstDatapointAt: lastDatapointAt,
  }));
}
