import { setNetworkActivityLog, storeDenials } from "#lib/accessDenials/mutations.ts";
import { ensurePartitions, writableFrom } from "#lib/db/partitions.ts";
import { inTransaction } from "#lib/db/transaction.ts";
import { bucketStart, firstGap } from "#lib/logsInsights/compute.ts";
import { readCoverage } from "#lib/logsInsights/data.ts";
import { addCoverage } from "#lib/logsInsights/mutations.ts";
import type { AskedRange } from "#lib/logsInsights/schema.ts";
import { denialTable } from "#lib/logsInsights/tables.ts";
import type { Collected, Collector, ScopeContext } from "../collector.ts";
import { type AskedGroup, askLogs, type Bill } from "../logsInsights/ask.ts";
import { findLogGroups, toAskedGroup } from "../logsInsights/groups.ts";
import { denialQuery, type FoundDenial, mapDenials } from "./map.ts";

const minuteMs = 60_000;
/** Events that are there by then are read; most are. */
const soonestMs = 5 * minuteMs;
/** CloudTrail delivers events within about 15 minutes: only what is older counts as asked for, and is not read again. */
const deliveredMs = 15 * minuteMs;
const longestGapMs = 7 * 24 * 60 * minuteMs;

interface Span {
  from: Date;
  to: Date;
  /** Up to where it then counts as asked for. */
  provenTo: Date;
}

/** The time to ask for: since the last one known, a week at most; at first sight as long as is configured. */
export function denialSpan(asked: readonly AskedRange[], lookbackMs: number, now: Date): Span | undefined {
  const at = (ms: number) => bucketStart(new Date(now.getTime() - ms));
  const proven = asked.filter(({ truncated }) => !truncated);
  const last = Math.max(...proven.map(({ to }) => to.getTime()));
  const start = Math.max(at(longestGapMs).getTime(), Math.min(at(lookbackMs).getTime(), last));
  const firstSight = proven.length === 0;
  const [to, provenTo] = [at(soonestMs), at(deliveredMs)];
  const from = firstGap(proven, firstSight ? at(lookbackMs) : new Date(start), provenTo) ?? provenTo;
  return from < to ? { from, to, provenTo } : undefined;
}

/** Calls that endpoint policies denied, where a trail delivers network activity events to a log group. */
export const accessDenials: Collector = {
  name: "access-denials",
  phase: "logs",
  after: ["endpoints"],
  async collect(context): Promise<Collected> {
    const { db, parts, scope, config, now } = context;
    const { accountId, region } = scope;
    const since = new Date(now.getTime() - longestGapMs);
    const asked = await readCoverage(db.pool, accountId, "access-denials", [region], since);
    const span = denialSpan(asked.get(region) ?? [], config.logsInsights.lookbackMinutes * minuteMs, now);
    if (!span) return {};
    const bill: Bill = { costUsd: 0 };
    const created = await parts.read("network activity events", async () => {
      const groups = await readableGroups(context);
      if (groups.length > 0) return collectGroups(context, groups, span, bill);
      parts.note("not measurable: no trail delivers network activity events to a log group");
      return undefined;
    });
    return {
      resources: created,
      costUsd: bill.costUsd,
      watermark: created === undefined ? undefined : span.provenTo,
    };
  },
};

/** Log groups that hold network activity events, by their name; remembers that there are some, or none. */
async function readableGroups(context: ScopeContext): Promise<AskedGroup[]> {
  const { aws, db, scope, config } = context;
  const logGroupNamePattern = config.logsInsights.networkActivityLogGroup;
  const found = await findLogGroups(aws, { logGroupNamePattern });
  const named = found.flatMap((group) =>
    group.logGroupName ? [{ ...group, name: group.logGroupName }] : [],
  );
  const [first] = named.map(({ name }) => name).toSorted();
  await setNetworkActivityLog(db.pool, scope.accountId, scope.region, first ?? null);
  return Promise.all(named.map((group) => toAskedGroup(context, group.name, group)));
}

/** A time counts as asked for when every group gave it; with one group, which is the rule, piece by piece. */
async function collectGroups(
  context: ScopeContext,
  groups: readonly AskedGroup[],
  span: Span,
  bill: Bill,
): Promise<number> {
  const { db, scope, now } = context;
  const { accountId, region } = scope;
  let created = 0;
  for (const [index, group] of groups.entries()) {
    for await (const slice of askLogs(context, "access-denials", group, denialQuery, span, bill)) {
      const oldest = writableFrom(denialTable, now);
      const denials = mapDenials(slice.rows, scope).filter(({ eventTime }) => eventTime >= oldest);
      await partitionsFor(context, denials);
      const to = new Date(Math.min(slice.to.getTime(), span.provenTo.getTime()));
      created += await inTransaction(db.pool, async (client) => {
        const stored = await storeDenials(client, denials);
        const proven = index === groups.length - 1 && slice.from < to;
        if (proven) await addCoverage(client, accountId, "access-denials", [region], { ...slice, to });
        return stored;
      });
    }
  }
  return created;
}

/** Events carry their own time, which may lie before the time at which they were logged. */
async function partitionsFor({ db }: ScopeContext, denials: readonly FoundDenial[]): Promise<void> {
  const times = denials.map(({ eventTime }) => eventTime.getTime());
  if (times.length > 0)
    await ensurePartitions(db.pool, denialTable, new Date(Math.min(...times)), new Date(Math.max(...times)));
}
