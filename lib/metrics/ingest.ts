import type pg from "pg";
import { writableFrom } from "../db/partitions.ts";
import { rowFrame, type ValueType } from "./copy.ts";
import { type Bucket, copyLevels, Level, type Row } from "./ingestLevel.ts";
import { partitioning } from "./partitions.ts";
import { readied } from "./readied.ts";
import {
  bucketOf,
  columnsOf,
  isParted,
  parentOf,
  rolledColumns,
  rollUpMinutes,
  type Values,
} from "./rollup.ts";
import { type Resolution, resolutionNames, resolutions } from "./schema.ts";
import type { MetricColumn, MetricFamily } from "./tables.ts";
import { digestSlots, type Tail, unchangedSlots } from "./tail.ts";

/** What was answered for a series: values by start of their bucket in ms, in the order of `columns`. */
export interface SeriesAnswer {
  key: readonly string[];
  labels: readonly (string | null)[];
  /** Those of the family that were asked for, in the family's order. */
  columns: readonly string[];
  buckets: ReadonlyMap<number, Values>;
}

/** Answers of one resolution over a range of time in ms: from inclusive, to exclusive. */
export interface RangeAnswer {
  resolution: Resolution;
  from: number;
  to: number;
  series: readonly SeriesAnswer[];
}

/** What one unit was answered, and what was known of it before. Times are in ms. */
export interface UnitAnswer {
  ranges: readonly RangeAnswer[];
  /** 0, or 1 for columns that are always asked for apart from the others: their minutes are rows of their own. */
  part: number;
  /** Minutes are not stored, only the five minutes made of them: those that lie whole in what was asked for. */
  folded?: boolean | undefined;
  /** Up to where its columns were known before; undefined at first sight. */
  before: number | undefined;
  /** The newest datapoint that was known of it; undefined where there was none. */
  lastDatapoint?: number | undefined;
  /** None of its columns are stored from here on: such rows need not be compared with what is there. */
  newFrom: number;
  /** Up to where rows of hours and days may be there with the other columns of its keys, which it then adds its own to. */
  siblingTo?: number | undefined;
  /** What was stored of the last minutes before `before`. */
  tail?: Tail | undefined;
  /** Since when buckets of a width are complete after this, so that the next wider ones are made of them. */
  completeFrom: Partial<Record<Resolution, number>>;
  /** The same before this: what was made of finer buckets wins over an answer of its own width. */
  completeBefore?: Partial<Record<Resolution, number>>;
}

export interface Ingested {
  /** Rows answered: written by COPY, compared with what was there, left alone for their digest, or no longer kept. */
  rows: { fresh: number; compared: number; unchanged: number; expired: number };
  /** Coarser buckets made anew by the database. */
  rolledUp: number;
  /** By unit, in their order: what to remember of its last minutes. */
  tails: (Tail | undefined)[];
}

/** Answers that are to be stored, worked out as far as it goes without the database. */
export interface Prepared {
  family: MetricFamily;
  levels: Record<Resolution, Level>;
  /** The next wider bucket of one that differs from what was there is to be made anew. */
  touchParent(resolution: Resolution, bucket: Bucket): void;
  rows: Ingested["rows"];
  tails: Ingested["tails"];
}

/** Works out which rows answers are. With `compareAll` all of them are compared with what is there. */
export function prepareIngest(
  family: MetricFamily,
  accountId: string,
  units: readonly UnitAnswer[],
  { now, compareAll = false }: { now: Date; compareAll?: boolean },
): Prepared {
  return new Ingest(family, accountId, now, compareAll).prepare(units);
}

/**
 * Stores answers of one family and makes anew the coarser buckets that they touch, in the transaction of `client`; the
 * partitions must exist. Rows after all that is stored go to their table by one COPY for all, the others are compared
 * with what is there. Throws Postgres's unique_violation where `newFrom` was wrong: then to be prepared again with
 * `compareAll`.
 */
export async function ingest(client: pg.ClientBase, prepared: readonly Prepared[]): Promise<Ingested[]> {
  const rolledUp = prepared.map(() => 0);
  for (const resolution of resolutionNames) {
    await copyLevels(
      client,
      prepared.map(({ levels }) => levels[resolution]),
    );
    for (const [i, { levels, touchParent }] of prepared.entries()) {
      const level = levels[resolution];
      for (const bucket of await level.write(client)) touchParent(resolution, bucket);
      rolledUp[i] = (rolledUp[i] ?? 0) + level.rolledUp;
    }
  }
  return prepared.map(({ rows, tails }, i) => ({ rows, tails, rolledUp: rolledUp[i] ?? 0 }));
}

class Ingest {
  readonly #family: MetricFamily;
  readonly #accountId: string;
  readonly #compareAll: boolean;
  readonly #levels: Record<Resolution, Level>;
  /** Rows before are not written any more, nor is anything made of them. */
  readonly #oldest: Record<Resolution, number>;
  readonly #series = new Map<string, { completeFrom: UnitAnswer["completeFrom"]; reached: number }>();
  /** Up to where the furthest series is known. */
  #furthest = Number.NEGATIVE_INFINITY;
  readonly #shapes = new Map<string, Shape>();
  readonly #rows = { fresh: 0, compared: 0, unchanged: 0, expired: 0 };

  constructor(family: MetricFamily, accountId: string, now: Date, compareAll: boolean) {
    this.#family = family;
    this.#accountId = accountId;
    this.#compareAll = compareAll;
    const each = <T>(make: (resolution: Resolution) => T) =>
      Object.fromEntries(resolutionNames.map((name) => [name, make(name)])) as Record<Resolution, T>;
    this.#levels = each((resolution) => new Level(family, resolution, accountId));
    this.#oldest = each((resolution) => writableFrom(partitioning(family, resolution), now).getTime());
  }

  prepare(units: readonly UnitAnswer[]): Prepared {
    const tails = units.map((unit) => {
      let tail: Tail | undefined;
      this.#closeHour(unit);
      for (const range of unit.ranges) {
        if (range.resolution === "1m") tail = this.#addMinutes(unit, range);
        else for (const series of range.series) this.#addBuckets(unit, range.resolution, series);
      }
      return tail;
    });
    return {
      ...{ family: this.#family, levels: this.#levels, rows: this.#rows, tails },
      touchParent: (resolution, bucket) => this.#touchParent(resolution, bucket),
    };
  }

  /** The hour that was open when the unit was asked last, and is not any more: whether or not more of it came. */
  #closeHour(unit: UnitAnswer): void {
    const { before, lastDatapoint } = unit;
    if (before === undefined || lastDatapoint === undefined) return;
    const start = bucketOf(before, "1h");
    if (start === before || start + hourMs > reachedBy(unit) || lastDatapoint < start) return;
    const keys = new Set<string>();
    for (const { resolution, series } of unit.ranges) {
      if (resolution !== "1m" && resolution !== "5m") continue;
      for (const one of series) {
        const { names } = this.#writer(unit, one).shape;
        if (keys.has(seriesKey(names, one.key))) continue;
        keys.add(seriesKey(names, one.key));
        this.#touchParent("5m", { columns: names, key: one.key, part: unit.part, ts: start });
      }
    }
  }

  #addMinutes(unit: UnitAnswer, { from, to, series }: RangeAnswer): Tail | undefined {
    const writers = series.map((one) => this.#writer(unit, one));
    const before = unit.before ?? Number.NEGATIVE_INFINITY;
    const named = series.map(({ key, labels }, i) => ({
      name: [...key, ...labels].join("\t"),
      buckets: (writers[i] as Writer).buckets,
    }));
    const digests = digestSlots(named, { from, to, before }, unit.tail);
    const unchanged = unchangedSlots(unit.tail, digests.slots, before);
    // Whole buckets of five minutes that this unit's columns were not known of before: rolled up here and now.
    const fillFrom = this.#compareAll
      ? Number.POSITIVE_INFINITY
      : bucketOf(Math.max(before, from) + fiveMs - 1, "5m");
    const wholeFrom = bucketOf(from + fiveMs - 1, "5m");
    for (const [i, { shape, buckets, rowOf, rolledOf }] of writers.entries()) {
      const { columns, names, fiveNames } = shape;
      const key = (series[i] as SeriesAnswer).key;
      const fives: { ts: number; minutes: Values[] }[] = [];
      let slotEnd = Number.NEGATIVE_INFINITY;
      let isUnchanged = false;
      let minutes: Values[] | undefined;
      for (const [ts, values] of buckets) {
        if (ts >= slotEnd) {
          const slot = bucketOf(ts, "5m");
          slotEnd = slot + fiveMs;
          isUnchanged = unchanged.has(slot);
          const fills = !isUnchanged && slot >= (unit.folded ? wholeFrom : fillFrom);
          minutes = fills ? [] : undefined;
          if (minutes) fives.push({ ts: slot, minutes });
        }
        if (isUnchanged) {
          this.#rows.unchanged++;
          continue;
        }
        minutes?.push(values);
        if (!unit.folded)
          this.#add(
            "1m",
            unit,
            { columns: names, key, part: unit.part, ts },
            rowOf(ts, values),
            minutes !== undefined,
          );
      }
      for (const { ts, minutes } of fives) {
        const five = rolledOf(ts, rollUpMinutes(columns, minutes));
        this.#add("5m", unit, { columns: names, key, part: unit.part, ts }, five, false, fiveNames);
      }
    }
    return digests.tail;
  }

  #addBuckets(unit: UnitAnswer, resolution: Resolution, series: SeriesAnswer): void {
    const { shape, buckets, rowOf } = this.#writer(unit, series);
    const finer = resolutionNames[resolutionNames.indexOf(resolution) - 1] as Resolution;
    const madeFrom = unit.completeBefore?.[finer] ?? Number.POSITIVE_INFINITY;
    const width = resolutions[resolution] * 1000;
    for (const [ts, values] of buckets) {
      if (ts >= madeFrom && ts + width <= (unit.before ?? Number.NEGATIVE_INFINITY)) continue;
      this.#add(
        resolution,
        unit,
        { columns: shape.names, key: series.key, part: unit.part, ts },
        rowOf(ts, values),
        false,
      );
    }
  }

  #add(
    resolution: Resolution,
    { newFrom, siblingTo = Number.NEGATIVE_INFINITY }: UnitAnswer,
    bucket: Bucket,
    row: Row,
    rolledUp: boolean,
    columns = bucket.columns,
  ): void {
    if (bucket.ts < this.#oldest[resolution]) {
      this.#rows.expired++;
      return;
    }
    const fresh = bucket.ts >= newFrom && !this.#compareAll;
    if (columns === bucket.columns) this.#rows[fresh ? "fresh" : "compared"]++;
    const shared = !isParted(resolution) && bucket.ts < siblingTo;
    const how = fresh && !shared ? "copy" : fresh || rolledUp ? "merge" : "compare";
    this.#levels[resolution].add(columns, row, how);
    if (fresh && !rolledUp) this.#touchParent(resolution, bucket);
  }

  /** The next wider bucket is to be made anew, where all that it holds is known and still kept. */
  #touchParent(resolution: Resolution, { columns, key, part, ts }: Bucket): void {
    const parent = parentOf[resolution];
    if (!parent) return;
    const start = bucketOf(ts, parent);
    // An open hour would be made anew at every poll; readers have its five minutes.
    if (parent === "1h" && start + hourMs > this.#furthest) return;
    const series = this.#series.get(seriesKey(columns, key));
    const completeFrom = series?.completeFrom[resolution];
    if (completeFrom === undefined || start < completeFrom) return;
    if (parent === "1h" && start + hourMs > series!.reached) return;
    if (start < this.#oldest[resolution] || start < this.#oldest[parent]) return;
    this.#levels[parent].touch({ columns, key, part, ts: start });
  }

  #writer(unit: UnitAnswer, { key, labels, columns: asked, buckets }: SeriesAnswer): Writer {
    const { completeFrom, part } = unit;
    const shape = this.#shapeOf(asked.join(","), asked);
    const reached = reachedBy(unit);
    this.#series.set(seriesKey(shape.names, key), { completeFrom, reached });
    this.#furthest = Math.max(this.#furthest, reached);
    const frame = rowFrame(this.#accountId, key, labels);
    return {
      shape,
      buckets: readied(shape.columns, buckets),
      rowOf: (ts, values) => ({ frame, ts, part, types: shape.types, values }),
      rolledOf: (ts, values) => ({ frame, ts, part, types: shape.rolledTypes, values }),
    };
  }

  /** What is the same for all series that were asked for the same columns. */
  #shapeOf(names: string, asked: readonly string[]): Shape {
    const known = this.#shapes.get(names);
    if (known) return known;
    const columns = columnsOf(this.#family, asked);
    const shape: Shape = {
      ...{ names, columns },
      types: columns.map(({ type }) => type),
      rolledTypes: columns.flatMap(({ type, minutes }): ValueType[] =>
        minutes ? [type, "smallint"] : [type],
      ),
      fiveNames: rolledColumns(columns).join(","),
    };
    this.#shapes.set(names, shape);
    return shape;
  }
}

interface Shape {
  names: string;
  columns: MetricColumn[];
  types: ValueType[];
  rolledTypes: ValueType[];
  /** The columns of five minutes that are made of minutes. */
  fiveNames: string;
}

/** How the buckets of a series become rows. */
interface Writer {
  shape: Shape;
  /** In order of time, as they are stored. */
  buckets: ReadonlyMap<number, Values>;
  rowOf(ts: number, values: Values): Row;
  rolledOf(ts: number, values: Values): Row;
}

const fiveMs = 300_000;
const hourMs = 3_600_000;

/** Up to where a unit is known after an answer. */
function reachedBy({ before = Number.NEGATIVE_INFINITY, ranges }: UnitAnswer): number {
  return Math.max(before, ...ranges.map(({ to }) => to));
}

const seriesKey = (columns: string, key: readonly string[]) => `${columns}\n${key.join("\t")}`;
