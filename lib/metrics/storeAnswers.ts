import type pg from "pg";
import { ensurePartitions, writableFrom } from "../db/partitions.ts";
import { inTransaction } from "../db/transaction.ts";
import type { Queryable } from "../runs/mutations.ts";
import { type Ingested, ingest, type RangeAnswer, type UnitAnswer } from "./ingest.ts";
import { type Watermark, writeWatermarks } from "./mutations.ts";
import { partitioning } from "./partitions.ts";
import { type Resolution, resolutionNames, resolutions } from "./schema.ts";
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

/**
 * Stores answers, the rollups of what they touch and the watermarks after them, all in one transaction. What two
 * workers store at the same time is compared row by row by the one that comes second.
 */
export async function storeAnswers(
  pool: pg.Pool,
  family: MetricFamily,
  scope: Scope,
  units: readonly AnsweredUnit[],
  now: Date,
): Promise<Ingested> {
  await ensureAll(pool, family, units, now);
  const store = (compareAll: boolean) =>
    inTransaction(pool, async (client) => {
      const known = await readKnown(client, scope.accountId, units);
      const answers = units.map((unit) => answerOf(unit, known));
      const done = await ingest(client, family, scope.accountId, answers, { now, compareAll });
      const marks = units.flatMap((unit, i) => marksAfter(unit, known, done.tails[i]));
      await writeWatermarks(client, scope.accountId, scope.region, marks, now);
      return done;
    });
  try {
    return await store(false);
  } catch (error) {
    if ((error as { code?: string }).code !== "23505") throw error;
    return await store(true);
  }
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

const keyOf = ({ resourceId, grain }: Pick<Watermark, "resourceId" | "grain">) => `${grain} ${resourceId}`;

/** A watermark as it is read here, with times in ms: making a date of each of many is what reading them costs. */
interface Mark {
  resourceId: string;
  grain: string;
  periodSeconds: number;
  watermark: number;
  collectedFrom: number;
  lastDatapointAt: number | null;
  tailFrom: number | null;
  tailDigest: string | null;
}

interface Known {
  marks: Map<string, Map<number, Mark>>;
  newest: Map<string, number>;
}

const msOf = (column: string, name: string) => `extract(epoch FROM ${column})::float8 * 1000 AS "${name}"`;

async function readKnown(
  client: Queryable,
  accountId: string,
  units: readonly AnsweredUnit[],
): Promise<Known> {
  const { rows } = await client.query<Mark>({
    name: "metric-watermarks-of",
    text: `SELECT resource_id AS "resourceId", grain, period_seconds AS "periodSeconds",
             ${msOf("watermark", "watermark")}, ${msOf("collected_from", "collectedFrom")},
             ${msOf("last_datapoint_at", "lastDatapointAt")}, ${msOf("tail_from", "tailFrom")},
             tail_digest AS "tailDigest"
           FROM metric_watermark WHERE account_id = $1 AND namespace = $2 AND resource_id = ANY ($3)`,
    values: [accountId, units[0]?.namespace, [...new Set(units.map(({ resourceId }) => resourceId))]],
  });
  const known: Known = { marks: new Map(), newest: new Map() };
  for (const mark of rows) {
    const periods = known.marks.get(keyOf(mark)) ?? new Map<number, Mark>();
    known.marks.set(keyOf(mark), periods.set(mark.periodSeconds, mark));
    const newest = known.newest.get(keyOf(mark)) ?? Number.NEGATIVE_INFINITY;
    known.newest.set(keyOf(mark), Math.max(newest, mark.watermark));
  }
  return known;
}

const finestMark = (marks: Map<number, Mark> | undefined) => marks?.get(60) ?? marks?.get(300);

// Minutes of subnets would be two thirds of all rows (docs/decisions/0015): they are kept only as long as there are
// none of the whole endpoint, which is then added up from them.
function isFolded({ resourceId, grain }: AnsweredUnit, marks: Known["marks"]): boolean {
  if (grain !== "subnet" && grain !== "subnet-detail") return false;
  const whole = marks.get(keyOf({ resourceId, grain: "endpoint" }));
  return [...(whole?.values() ?? [])].some(({ lastDatapointAt }) => lastDatapointAt);
}

function answerOf(unit: AnsweredUnit, { marks, newest }: Known): UnitAnswer {
  const own = marks.get(keyOf(unit));
  const last = finestMark(own);
  const { tailFrom, tailDigest } = last ?? {};
  const timesOf = (time: (resolution: Resolution) => number | undefined) =>
    Object.fromEntries(
      resolutionNames.flatMap((resolution) => {
        const found = time(resolution);
        return found === undefined ? [] : [[resolution, found]];
      }),
    );
  return {
    ranges: unit.ranges,
    part: unit.grain.endsWith("-detail") ? 1 : 0,
    folded: isFolded(unit, marks),
    before: last?.watermark,
    lastDatapoint: last?.lastDatapointAt ?? undefined,
    newFrom: newest.get(keyOf(unit)) ?? Number.NEGATIVE_INFINITY,
    tail: tailFrom && tailDigest ? { from: tailFrom, digest: tailDigest } : undefined,
    completeFrom: timesOf((resolution) => unit.collectedFrom[resolution]?.getTime()),
    completeBefore: timesOf((resolution) => own?.get(resolutions[resolution])?.collectedFrom),
  };
}

const dayMs = 86_400_000;

/**
 * Watermarks after an answer. That of the finest width moves each time; wider ones are fed by it, and are written when
 * a day has passed or their beginning has changed.
 */
function marksAfter(unit: AnsweredUnit, { marks }: Known, tail: Tail | undefined): Watermark[] {
  const own = marks.get(keyOf(unit));
  const { namespace, resourceId, grain, to, span } = unit;
  const asked = resolutionNames.filter((resolution) => unit.collectedFrom[resolution]);
  return asked.flatMap((resolution, i) => {
    const periodSeconds = resolutions[resolution];
    const collectedFrom = unit.collectedFrom[resolution] as Date;
    const before = own?.get(periodSeconds);
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
