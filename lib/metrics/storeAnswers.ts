import type pg from "pg";
import { ensurePartitions, writableFrom } from "../db/partitions.ts";
import { inTransaction } from "../db/transaction.ts";
import {
  type Ingested,
  ingest,
  type Prepared,
  prepareIngest,
  type RangeAnswer,
  type UnitAnswer,
} from "./ingest.ts";
import { isOfSubnet, type KnownUnits, keyOf, readKnown, siblingOf } from "./known.ts";
import { type PlacedWatermarks, type Watermark, writeWatermarks } from "./mutations.ts";
import { partitioning } from "./partitions.ts";
import { isParted } from "./rollup.ts";
import { type Resolution, resolutionNames, resolutions } from "./schema.ts";
import { Together } from "./storeTogether.ts";
import type { MetricFamily } from "./tables.ts";
import type { Tail } from "./tail.ts";

/** What was asked for together of one resource, and answered. */
export interface AnsweredUnit {
  namespace: string;
  resourceId: string;
  /** `x` and `x-detail` are columns of the same buckets, asked for apart. */
  grain: string;
  ranges: readonly RangeAnswer[];
  /** Up to where it is known after this. */
  to: Date;
  /** Since when each width is known without a hole after this. */
  collectedFrom: Partial<Record<Resolution, Date>>;
  /** First and last datapoint of the answers. */
  span: { first: Date; last: Date } | undefined;
}

interface Scope {
  accountId: string;
  region: string;
}

/** Answers of one scope as they are to be stored. */
interface Order {
  scope: Scope;
  units: readonly AnsweredUnit[];
  now: Date;
}

const queues = new WeakMap<pg.Pool, Map<MetricFamily, Together<Order, Ingested>>>();

/**
 * Stores answers, the rollups of what they touch and the watermarks after them, all in one transaction, which others
 * that come at the same time share. What two workers store at the same time is compared row by row by the one that
 * comes second.
 */
export async function storeAnswers(
  pool: pg.Pool,
  family: MetricFamily,
  scope: Scope,
  units: readonly AnsweredUnit[],
  now: Date,
): Promise<Ingested> {
  await ensureAll(pool, family, units, now);
  const families = queues.get(pool) ?? new Map<MetricFamily, Together<Order, Ingested>>();
  queues.set(pool, families);
  const queue = families.get(family) ?? queueOf(pool, family);
  families.set(family, queue);
  return queue.add({ scope, units, now });
}

function queueOf(pool: pg.Pool, family: MetricFamily): Together<Order, Ingested> {
  return new Together({
    sizeOf: ({ units }) => units.reduce((sum, { ranges }) => sum + rowsOf(ranges), 0),
    // Two workers that write the same accounts write them in the same order.
    placeOf: ({ scope }) => `${scope.accountId} ${scope.region}`,
    storeAll: (orders) => store(pool, family, orders, false),
    async storeOne(order) {
      try {
        return (await store(pool, family, [order], false))[0] as Ingested;
      } catch (error) {
        if ((error as { code?: string }).code !== "23505") throw error;
        return (await store(pool, family, [order], true))[0] as Ingested;
      }
    },
  });
}

function rowsOf(ranges: readonly RangeAnswer[]): number {
  let rows = 0;
  for (const { series } of ranges) for (const { buckets } of series) rows += buckets.size;
  return rows;
}

const hasHours = ({ ranges }: AnsweredUnit) => ranges.some(({ resolution }) => !isParted(resolution));

/** Rows of one scope, and the watermarks after them. */
interface Work {
  prepared: Prepared;
  places: PlacedWatermarks;
}

/** Stores orders in one transaction: rows by COPY, rollups, watermarks. */
async function store(
  pool: pg.Pool,
  family: MetricFamily,
  orders: readonly Order[],
  compareAll: boolean,
): Promise<Ingested[]> {
  return inTransaction(pool, async (client) => {
    const known = await readKnown(
      client,
      orders.map(({ scope, units }) => ({
        accountId: scope.accountId,
        units,
        siblings: units.some(hasHours),
      })),
    );
    const works = orders.map((order, i) => prepare(family, order, known[i] as KnownUnits, compareAll));
    const done = await ingest(
      client,
      works.map(({ prepared }) => prepared),
    );
    await writeWatermarks(
      client,
      works.map(({ places }) => places),
    );
    return done;
  });
}

function prepare(
  family: MetricFamily,
  { scope, units, now }: Order,
  known: KnownUnits,
  compareAll: boolean,
): Work {
  const answers = units.map((unit) => answerOf(unit, known));
  const prepared = prepareIngest(family, scope.accountId, answers, { now, compareAll });
  const marks = units.flatMap((unit, i) => marksAfter(unit, known, prepared.tails[i]));
  return { prepared, places: { ...scope, now, marks } };
}

/** Partitions for all widths from the finest one answered on, as far back as they are kept. */
async function ensureAll(pool: pg.Pool, family: MetricFamily, units: readonly AnsweredUnit[], now: Date) {
  const until = new Date(Math.max(...units.map(({ to }) => to.getTime())));
  for (const [place, resolution] of resolutionNames.entries()) {
    const finer = resolutionNames.slice(0, place + 1);
    const ranges = units.flatMap((unit) => unit.ranges.filter((range) => finer.includes(range.resolution)));
    if (ranges.length === 0) continue;
    const table = partitioning(family, resolution);
    const from = Math.max(writableFrom(table, now).getTime(), Math.min(...ranges.map((range) => range.from)));
    await ensurePartitions(pool, table, new Date(from), until);
  }
}

// Minutes of subnets would be two thirds of all rows (docs/decisions/0015): they are kept only as long as there are
// none of the whole endpoint, which is then added up from them.
function isFolded({ resourceId, grain }: AnsweredUnit, known: KnownUnits): boolean {
  return isOfSubnet(grain) && (known.get(keyOf({ resourceId, grain: "endpoint" }))?.published ?? false);
}

function answerOf(unit: AnsweredUnit, known: KnownUnits): UnitAnswer {
  const own = known.get(keyOf(unit));
  const timesOf = (time: (resolution: Resolution) => number | undefined) => {
    const times: Partial<Record<Resolution, number>> = {};
    for (const resolution of resolutionNames) {
      const found = time(resolution);
      if (found !== undefined) times[resolution] = found;
    }
    return times;
  };
  return {
    ranges: unit.ranges,
    part: unit.grain.endsWith("-detail") ? 1 : 0,
    folded: isFolded(unit, known),
    before: (own?.marks.get("1m") ?? own?.marks.get("5m"))?.watermark,
    lastDatapoint: own?.lastDatapoint,
    newFrom: own?.newest ?? Number.NEGATIVE_INFINITY,
    siblingTo: known.get(keyOf({ ...unit, grain: siblingOf(unit.grain) }))?.newest,
    tail: own?.tail,
    completeFrom: timesOf((resolution) => unit.collectedFrom[resolution]?.getTime()),
    completeBefore: timesOf((resolution) => own?.marks.get(resolution)?.collectedFrom),
  };
}

const dayMs = 86_400_000;

/**
 * Watermarks after an answer. That of the finest width moves each time; wider ones are fed by it, and are written when
 * a day has passed or their beginning has changed.
 */
function marksAfter(unit: AnsweredUnit, known: KnownUnits, tail: Tail | undefined): Watermark[] {
  const own = known.get(keyOf(unit))?.marks;
  const { namespace, resourceId, grain, to, span } = unit;
  const asked = resolutionNames.filter((resolution) => unit.collectedFrom[resolution]);
  return asked.flatMap((resolution, i) => {
    const periodSeconds = resolutions[resolution];
    const collectedFrom = unit.collectedFrom[resolution] as Date;
    const before = own?.get(resolution);
    const day = (time: number) => Math.floor(time / dayMs);
    const same =
      before &&
      day(before.watermark) === day(to.getTime()) &&
      before.collectedFrom === collectedFrom.getTime();
    if (i > 0 && same) return [];
    const mark: Watermark = {
      ...{ namespace, resourceId, grain, periodSeconds, collectedFrom },
      watermark: to,
      firstDatapointAt: span?.first ?? null,
      lastDatapointAt: span?.last ?? null,
      tailFrom: i === 0 && tail ? new Date(tail.from) : null,
      tailDigest: i === 0 && tail ? tail.digest : null,
    };
    return [mark];
  });
}
