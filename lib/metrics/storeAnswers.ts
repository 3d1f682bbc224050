import type pg from "pg";
import { ensurePartitions, writableFrom } from "../db/partitions.ts";
import { inTransaction } from "../db/transaction.ts";
import { type AnsweredScope, type AnsweredUnit, placeOf } from "./answered.ts";
import {
  type Ingested,
  ingest,
  type Prepared,
  prepareIngest,
  type RangeAnswer,
  type UnitAnswer,
} from "./ingest.ts";
import { isOfSubnet, type Known, type KnownUnits, keyOf, readKnown, siblingOf } from "./known.ts";
import { type Moved, moveWatermarks, WatermarksMoved } from "./moveWatermarks.ts";
import { type Watermark, writeWatermarks } from "./mutations.ts";
import { partitioning } from "./partitions.ts";
import { type Asked, Remembered } from "./remembered.ts";
import { isParted } from "./rollup.ts";
import { type Resolution, resolutionNames, resolutions } from "./schema.ts";
import { Together } from "./storeTogether.ts";
import type { MetricFamily } from "./tables.ts";
import type { Tail } from "./tail.ts";

/** Answers of one scope as they are to be stored. */
interface Order extends Asked {
  now: Date;
}

/** What the stores of one family into one database share. */
interface Shared {
  queue: Together<Order, Ingested>;
  remembered: Remembered;
}

const shared = new WeakMap<pg.Pool, Map<MetricFamily, Shared>>();

/**
 * Stores answers, the rollups of what they touch and the watermarks after them, all in one transaction, which others
 * that come at the same time share. What two workers store at the same time is compared row by row by the one that
 * comes second.
 */
export async function storeAnswers(
  pool: pg.Pool,
  family: MetricFamily,
  scope: AnsweredScope,
  units: readonly AnsweredUnit[],
  now: Date,
): Promise<Ingested> {
  await ensureAll(pool, family, units, now);
  return sharedOf(pool, family).queue.add({ scope, units, keys: units.map(keyOf), now });
}

function sharedOf(pool: pg.Pool, family: MetricFamily): Shared {
  const families = shared.get(pool) ?? new Map<MetricFamily, Shared>();
  shared.set(pool, families);
  const found = families.get(family);
  if (found) return found;
  const remembered = new Remembered();
  const made = { remembered, queue: queueOf({ pool, family, remembered }) };
  families.set(family, made);
  return made;
}

/** Where orders are stored. */
interface Place {
  pool: pg.Pool;
  family: MetricFamily;
  remembered: Remembered;
}

function queueOf(place: Place): Together<Order, Ingested> {
  return new Together({
    sizeOf: ({ units }) => units.reduce((sum, { ranges }) => sum + rowsOf(ranges), 0),
    // Two workers that write the same accounts write them in the same order.
    placeOf: ({ scope }) => placeOf(scope),
    storeAll: (orders) => storeRecalled(place, orders),
    async storeOne(order) {
      try {
        return (await storeRecalled(place, [order]))[0] as Ingested;
      } catch (error) {
        if ((error as { code?: string }).code !== "23505") throw error;
        return (await store(place, [order], { trusting: false, compareAll: true }))[0] as Ingested;
      }
    },
  });
}

/** Stores orders by what is remembered of their units; where another worker stored more since, by what is read. */
async function storeRecalled(place: Place, orders: readonly Order[]): Promise<Ingested[]> {
  try {
    return await store(place, orders, { trusting: true, compareAll: false });
  } catch (error) {
    if (!(error instanceof WatermarksMoved)) throw error;
    return store(place, orders, { trusting: false, compareAll: false });
  }
}

function rowsOf(ranges: readonly RangeAnswer[]): number {
  let rows = 0;
  for (const { series } of ranges) for (const { buckets } of series) rows += buckets.size;
  return rows;
}

const hasHours = ({ ranges }: AnsweredUnit) => ranges.some(({ resolution }) => !isParted(resolution));

/** Rows of one scope, and the watermarks of each unit after them. */
interface Work {
  order: Order;
  known: KnownUnits;
  /** What is known of each unit. */
  own: readonly (Known | undefined)[];
  prepared: Prepared;
  marks: Watermark[][];
}

/**
 * Stores orders in one transaction: rows by COPY, rollups, watermarks. What is remembered of units, where it is to be
 * trusted, is worked on before the transaction begins; throws WatermarksMoved where it was not true any more.
 */
async function store(
  { pool, family, remembered }: Place,
  orders: readonly Order[],
  { trusting, compareAll }: { trusting: boolean; compareAll: boolean },
): Promise<Ingested[]> {
  const recalled: (Work | undefined)[] = [];
  for (const order of orders) {
    const known = trusting ? remembered.recall(order) : undefined;
    recalled.push(known && prepare(family, order, known, compareAll));
    if (known) await breath();
  }
  const { works, done } = await inTransaction(pool, async (client) => {
    // First, so that nobody stores more of these units before this is committed.
    await moveWatermarks(client, recalled.filter(isSome).flatMap(movedOf));
    const read = await readOrders(
      client,
      orders.filter((_, i) => !recalled[i]),
    );
    const works: Work[] = [];
    for (const [i, order] of orders.entries()) {
      works.push(recalled[i] ?? prepare(family, order, read.shift() as KnownUnits, compareAll));
      if (!recalled[i]) await breath();
    }
    const done = await ingest(
      client,
      works.map(({ prepared }) => prepared),
    );
    await writeWatermarks(
      client,
      works.map(({ order, marks }, i) => ({
        ...order.scope,
        now: order.now,
        marks: marks.flatMap((own) => (recalled[i] ? own.slice(1) : own)),
      })),
    );
    return { works, done };
  }).catch((error) => {
    for (const { scope } of orders) remembered.forget(scope);
    throw error;
  });
  for (const { order, known, marks } of works) remembered.keep(order, known, marks);
  return done;
}

/** Lets answers of the database through: the next statement of another transaction waits for nothing else. */
const breath = () => new Promise(setImmediate);

const isSome = <T>(value: T | undefined): value is T => value !== undefined;

/** The finest watermark of each unit, which moves with each answer. */
function movedOf({ order: { scope, now }, own, marks }: Work): Moved[] {
  const moved: Moved[] = [];
  for (const [i, before] of own.entries()) {
    const mark = marks[i]?.[0];
    if (mark && before) moved.push({ accountId: scope.accountId, now, mark, before });
  }
  return moved;
}

function readOrders(client: pg.PoolClient, orders: readonly Order[]): Promise<KnownUnits[]> {
  const asked = orders.map(({ scope, units }) => ({
    accountId: scope.accountId,
    units,
    siblings: units.some(hasHours),
  }));
  return readKnown(client, asked);
}

function prepare(family: MetricFamily, order: Order, known: KnownUnits, compareAll: boolean): Work {
  const { scope, units, keys, now } = order;
  const own = keys.map((key) => known.get(key));
  const answers = units.map((unit, i) => answerOf(unit, own[i], known));
  const prepared = prepareIngest(family, scope.accountId, answers, { now, compareAll });
  const marks = units.map((unit, i) => marksAfter(unit, own[i], prepared.tails[i]));
  return { order, known, own, prepared, marks };
}

/** Partitions for all widths from the finest one answered on, as far back as they are kept. */
async function ensureAll(pool: pg.Pool, family: MetricFamily, units: readonly AnsweredUnit[], now: Date) {
  let until = Number.NEGATIVE_INFINITY;
  const begins = resolutionNames.map(() => Number.POSITIVE_INFINITY);
  for (const { to, ranges } of units) {
    until = Math.max(until, to.getTime());
    for (const { resolution, from } of ranges) {
      for (let place = resolutionNames.indexOf(resolution); place < begins.length; place++)
        begins[place] = Math.min(begins[place] as number, from);
    }
  }
  for (const [place, resolution] of resolutionNames.entries()) {
    const begin = begins[place] as number;
    if (begin === Number.POSITIVE_INFINITY) continue;
    const table = partitioning(family, resolution);
    const from = new Date(Math.max(writableFrom(table, now).getTime(), begin));
    await ensurePartitions(pool, table, from, new Date(until));
  }
}

// Minutes of subnets would be two thirds of all rows (docs/decisions/0015): they are kept only as long as there are
// none of the whole endpoint, which is then added up from them.
function isFolded({ resourceId, grain }: AnsweredUnit, known: KnownUnits): boolean {
  return isOfSubnet(grain) && (known.get(keyOf({ resourceId, grain: "endpoint" }))?.published ?? false);
}

function answerOf(unit: AnsweredUnit, own: Known | undefined, known: KnownUnits): UnitAnswer {
  return {
    ranges: unit.ranges,
    part: unit.grain.endsWith("-detail") ? 1 : 0,
    folded: isFolded(unit, known),
    before: (own?.marks["1m"] ?? own?.marks["5m"])?.watermark,
    lastDatapoint: own?.lastDatapoint,
    newFrom: own?.newest ?? Number.NEGATIVE_INFINITY,
    // Minutes and five minutes are rows of their own.
    siblingTo: hasHours(unit)
      ? known.get(keyOf({ resourceId: unit.resourceId, grain: siblingOf(unit.grain) }))?.newest
      : undefined,
    tail: own?.tail,
    completeFrom: unit.collectedFrom,
    completeBefore: own?.marks,
  };
}

const dayMs = 86_400_000;

/**
 * Watermarks after an answer. That of the finest width moves each time; wider ones are fed by it, and are written when
 * a day has passed or their beginning has changed.
 */
function marksAfter(unit: AnsweredUnit, own: Known | undefined, tail: Tail | undefined): Watermark[] {
  const { namespace, resourceId, grain, to, span } = unit;
  const marks: Watermark[] = [];
  let finest = true;
  for (const resolution of resolutionNames) {
    const collectedFrom = unit.collectedFrom[resolution];
    if (!collectedFrom) continue;
    if (finest || !isSameDay(own?.marks[resolution], to, collectedFrom)) {
      marks.push({
        ...{ namespace, resourceId, grain, collectedFrom },
        periodSeconds: resolutions[resolution],
        watermark: to,
        firstDatapointAt: span?.first ?? null,
        lastDatapointAt: span?.last ?? null,
        tailFrom: finest && tail ? new Date(tail.from) : null,
        tailDigest: finest && tail ? tail.digest : null,
      });
    }
    finest = false;
  }
  return marks;
}

function isSameDay(before: Known["marks"][Resolution], to: Date, collectedFrom: Date): boolean {
  const day = (time: number) => Math.floor(time / dayMs);
  return (
    before !== undefined &&
    day(before.watermark) === day(to.getTime()) &&
    before.collectedFrom === collectedFrom.getTime()
  );
}
