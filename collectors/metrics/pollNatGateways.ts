import { lastWholeDay } from "#lib/natGateways/compute.ts";
import { natGatewaysToAsk } from "#lib/natGateways/data.ts";
import { writeNatTraffic } from "#lib/natGateways/mutations.ts";
import { AwsError } from "../aws/errors.ts";
import { natGatewayKind } from "./catalog.ts";
import { callsFor, fetchSeries } from "./fetch.ts";
import type { Series, Window } from "./plan.ts";
import type { Polling } from "./polling.ts";

const dayMs = 86_400_000;
/** The last day and the 14 before it, with as many to spare. */
const daysBack = 30;
/** CloudWatch publishes minutes late: the last of a day is there well before. */
const settledMs = 3_600_000;

/**
 * NAT gateways, only where an endpoint beside them lost most of its traffic: one metric each, once a day, for the month
 * before. CloudWatch tells how much leaves, not where to.
 */
export async function pollNatGateways({ context, tally }: Polling): Promise<void> {
  const { db, scope, now, aws, parts } = context;
  const day = lastWholeDay(now);
  const to = new Date(day.getTime() + dayMs);
  if (now.getTime() < to.getTime() + settledMs) return;
  const ids = await natGatewaysToAsk(db.pool, scope, now);
  if (ids.length === 0) return;
  const window: Window = { periodSeconds: 86_400, from: new Date(to.getTime() - daysBack * dayMs), to };
  const series = ids.map(
    (id): Series => ({
      kind: natGatewayKind,
      dimensions: [{ Name: "NatGatewayId", Value: id }],
      key: [id],
      labels: [],
    }),
  );
  await parts.read("NAT gateways beside endpoints", async () => {
    for (const call of callsFor(series, window)) {
      const answer = await fetchSeries(aws, call, window, tally);
      const read = [...answer].flatMap(([{ key }, buckets]) => {
        const [natGatewayId] = key;
        if (!buckets || !natGatewayId) return [];
        const bytes = Array.from(
          { length: daysBack },
          (_, index) => buckets.get(window.from.getTime() + index * dayMs)?.[0] ?? null,
        );
        return [{ natGatewayId, from: window.from, bytes }];
      });
      await writeNatTraffic(db.pool, scope, read, to, now);
      if (read.length < call.length) {
        const message = `CloudWatch could not answer for ${call.length - read.length} NAT gateways`;
        throw new AwsError({ errorClass: "unavailable", code: "InternalError", message });
      }
    }
    return ids;
  });
}
