import type { Database } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";
import type { SloRecord } from "./data.ts";
import type { SloDefinition } from "./definition.ts";
import { indicators } from "./indicators.ts";
import { lateDays } from "./judge.ts";
import { replaceBuckets } from "./mutations.ts";
import { neededFrom } from "./needed.ts";
import type { SliSource } from "./sources/source.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Chunks of history that one evaluation takes in: the rest follows with the next ones. */
const chunksAtOnce = 120;

/** Since when and up to when an objective's buckets are stored. */
export interface Counted {
  from: Date;
  to: Date;
}

/**
 * How far back to count anew: results come late. What came within half an hour is found at once, what came within six
 * hours at the turn of the hour, what came within a week at the turn of the day.
 */
export function recountFrom(countedTo: Date, to: Date): Date {
  const turns = (ms: number) => Math.floor(countedTo.getTime() / ms) !== Math.floor(to.getTime() / ms);
  const back = turns(dayMs) ? (lateDays - 1) * dayMs : turns(hourMs) ? 6 * hourMs : 30 * minuteMs;
  return new Date(countedTo.getTime() - back);
}

/**
 * Brings the buckets of some objectives of one source up to the watermark: what is new and what may have come late,
 * then, newest first, what is missing of the past. Returns what is counted of each.
 */
export async function countSlos(
  db: Database,
  source: SliSource,
  slos: readonly SloDefinition[],
  records: ReadonlyMap<string, SloRecord & { same: boolean }>,
  { watermark, earliest }: { watermark: Date; earliest: Date | null },
  signal?: AbortSignal,
): Promise<Map<string, Counted>> {
  const counted = new Map<string, Counted>();
  let chunks = 0;
  for (const group of groupsOf(source, slos, records, watermark)) {
    const ids = group.slos.map(({ id }) => id);
    const put = async (from: Date, to: Date) => {
      const buckets = await source.count(db.pool, group.slos, from, to);
      await inTransaction(db.pool, (client) => replaceBuckets(client, ids, from, to, buckets));
    };
    let from = group.recountFrom;
    for (let begin = from; begin < group.to; begin = new Date(begin.getTime() + source.chunkMs))
      await put(begin, earlier(group.to, new Date(begin.getTime() + source.chunkMs)));
    if (group.countedFrom && group.countedFrom < from) from = group.countedFrom;
    const oldest = earliest ? later(group.neededFrom, floorTo(group.stepMs, earliest)) : group.neededFrom;
    while (from > oldest && chunks < chunksAtOnce && !signal?.aborted) {
      const begin = later(oldest, new Date(from.getTime() - source.chunkMs));
      await put(begin, from);
      from = begin;
      chunks++;
    }
    if (from <= oldest) from = group.neededFrom;
    for (const id of ids) counted.set(id, { from, to: group.to });
  }
  return counted;
}

const later = (a: Date, b: Date) => (a > b ? a : b);
const earlier = (a: Date, b: Date) => (a < b ? a : b);

interface Group {
  stepMs: number;
  slos: SloDefinition[];
  recountFrom: Date;
  countedFrom: Date | null;
  neededFrom: Date;
  to: Date;
}

/** Objectives that are to be counted over the same span are counted together. */
function groupsOf(
  source: SliSource,
  slos: readonly SloDefinition[],
  records: ReadonlyMap<string, SloRecord & { same: boolean }>,
  watermark: Date,
): Group[] {
  const groups = new Map<string, Group>();
  for (const slo of slos) {
    const stepMs = indicators[slo.indicator].stepSeconds * 1000;
    const to = source.toTheMoment ? watermark : floorTo(stepMs, watermark);
    const record = records.get(slo.id);
    const needed = floorTo(stepMs, neededFrom(slo, to, source.reachDays));
    const before = record?.same && !source.few ? record : undefined;
    // A watermark that went back leaves newer buckets: they are counted anew.
    const reached = before?.countedTo && before.countedTo < to ? before.countedTo : to;
    const known = before?.countedTo && before.countedFrom;
    // Whole buckets only: the one that the watermark lies in is counted anew each time.
    const recount = floorTo(stepMs, known ? later(needed, recountFrom(reached, to)) : to);
    const countedFrom = known ? before.countedFrom : null;
    const key = [stepMs, recount, countedFrom, needed].map(Number).join(" ");
    const group = groups.get(key) ?? {
      stepMs,
      slos: [],
      recountFrom: recount,
      countedFrom,
      neededFrom: needed,
      to,
    };
    group.slos.push(slo);
    groups.set(key, group);
  }
  return [...groups.values()];
}

const floorTo = (ms: number, time: Date) => new Date(Math.floor(time.getTime() / ms) * ms);
