import { bucketMs, bucketStart, firstGap } from "#lib/logsInsights/compute.ts";
import type { AskedRange, TimeRange } from "#lib/logsInsights/schema.ts";
import { rejectSourceOf } from "#lib/rejects/flowLogs.ts";
import type { EndpointInterface, FlowFormat, FlowLogFacts } from "#lib/rejects/schema.ts";

/** One log group to ask: for which interfaces, over which time. */
export interface GroupPlan extends TimeRange {
  logGroupName: string;
  format: FlowFormat;
  interfaces: EndpointInterface[];
}

/** Records may arrive late: the last five minutes known are asked for once more. */
const overlapMs = bucketMs;

export interface RejectPlan {
  /** One query for each log group that has something new. */
  groups: GroupPlan[];
  /** Until when all of it is known once these are answered; undefined where nothing can be. */
  knownTo: Date | undefined;
}

/**
 * A query is billed by its group's bytes, so all interfaces share it, from the earliest time that one of them lacks.
 * Interfaces without a readable flow log are not asked for. A group that a run before this one has asked for, and which
 * did not live to say so, is known without a question.
 */
export function planGroups(
  interfaces: readonly EndpointInterface[],
  flowLogs: readonly FlowLogFacts[],
  coverage: ReadonlyMap<string, AskedRange[]>,
  lookbackMs: number,
  now: Date,
): RejectPlan {
  const plans = new Map<string, GroupPlan>();
  let knownTo: Date | undefined;
  for (const one of interfaces) {
    const source = rejectSourceOf(one, flowLogs);
    if (!source.readable) continue;
    const { logGroupName, format, lagSeconds, since } = source;
    const to = bucketStart(new Date(now.getTime() - lagSeconds * 1000));
    const start = new Date(
      Math.max(bucketStart(new Date(now.getTime() - lookbackMs)).getTime(), since ? afterBucket(since) : 0),
    );
    const ranges = (coverage.get(one.networkInterfaceId) ?? []).filter(({ truncated }) => !truncated);
    const gap = start < to ? firstGap(ranges, start, to) : undefined;
    if (start < to && (!knownTo || to < knownTo)) knownTo = to;
    const from = gap && new Date(Math.max(start.getTime(), gap.getTime() - overlapMs));
    const key = `${logGroupName} ${format.parse ?? ""} ${lagSeconds}`;
    const plan = plans.get(key);
    if (!plan) plans.set(key, { logGroupName, format, interfaces: [one], from: from ?? to, to });
    else {
      plan.interfaces.push(one);
      if (from && from < plan.from) plan.from = from;
    }
  }
  return { groups: [...plans.values()].filter(({ from, to }) => from < to), knownTo };
}

const afterBucket = (time: Date) => Math.ceil(time.getTime() / bucketMs) * bucketMs;
