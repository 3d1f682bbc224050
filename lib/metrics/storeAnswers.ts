import type pg from "pg";
import { ensurePartitions, writableFrom } from "../db/partitions.ts";
import type { Queryable } from "../runs/mutations.ts";
import { type Ingested, prepareIngest, type RangeAnswer, type UnitAnswer } from "./ingest.ts";
import type { Watermark } from "./mutations.ts";
import { partitioning } from "./partitions.ts";
import { type Resolution, resolutionNames, resolutions } from "./schema.ts";
import { storeTogether, storeWork, type Work } from "./storeTogether.ts";
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
  const work = async (compareAll: boolean): Promise<Work> => {
    const known = await readKnown(pool, scope.accountId, units);
    const answers = units.map((unit) => answerOf(unit, known));
    const prepared = prepareIngest(family, scope.accountId, answers, { now, compareAll });
    const marks = units.flatMap((unit, i) => marksAfter(unit, known, prepared.tails[i]));
    return { prepared, places: { ...scope, now, marks } };
  };
  try {
    return await storeTogether(pool, await work(false));
  } catch (error) {
    if ((error as { code?: string }).code !== "23505") throw error;
    const [done] = await storeWork(pool, [await work(true)]);
    return done as Ingested;
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

/** Watermarks of one width, in ms: making a date of each of many is what reading them costs. */
interface Mark {
  watermark: number;
  collectedFrom: number;
}

/** All watermarks of what is asked for together of one resource. */
interface Known {
  marks: Map<Resolution, Mark>;
  newest: number;
  /** Whether there was ever a datapoint. */
  published: boolean;
  /** The newest datapoint, and the tail, of its finest width. */
  lastDatapoint: number | undefined;
  tail: Tail | undefined;
}

type KnownRow = Record<string, number | string | boolean | null>;

const msOf = (time: string) => `date_part('epoch', ${time}) * 1000`;
const of = (resolution: Resolution) => `FILTER (WHERE period_seconds = ${resolutions[resolution]})`;
/** A value of the finest width that a resource is known at. */
const finest = (column: string) =>
  `CASE WHEN bool_or(period_seconds = 60) THEN max(${column}) ${of("1m")} ELSE max(${column}) ${of("5m")} END`;

const readKnownText = `SELECT resource_id AS "resourceId", grain, ${msOf("max(watermark)")} AS newest,
    count(last_datapoint_at) > 0 AS published, ${msOf(finest("last_datapoint_at"))} AS "lastDatapoint",
    ${msOf(finest("tail_from"))} AS "tailFrom", ${finest("tail_digest")} AS "tailDigest",
    ${resolutionNames
      .map(
        (name) => `${msOf(`max(watermark) ${of(name)}`)} AS "watermark ${name}",
    ${msOf(`max(collected_from) ${of(name)}`)} AS "collectedFrom ${name}"`,
      )
      .join(",\n    ")}
  FROM metric_watermark
  WHERE account_id = $1 AND namespace = $2 AND resource_id = ANY ($3) AND grain = ANY ($4)
  GROUP BY resource_id, grain`;

async function readKnown(
  client: Queryable,
  accountId: string,
  units: readonly AnsweredUnit[],
): Promise<Map<string, Known>> {
  const grains = new Set(units.map(({ grain }) => grain));
  if (grains.has("subnet") || grains.has("subnet-detail")) grains.add("endpoint");
  const ids = [...new Set(units.map(({ resourceId }) => resourceId))];
  const { rows } = await client.query<KnownRow>({
    name: "metric-watermarks-of",
    text: readKnownText,
    values: [accountId, units[0]?.namespace, ids, [...grains]],
  });
  return new Map(rows.map((row) => [`${row.grain} ${row.resourceId}`, knownOf(row)]));
}

function knownOf(row: KnownRow): Known {
  const marks: Known["marks"] = new Map();
  for (const name of resolutionNames) {
    const [watermark, collectedFrom] = [row[`watermark ${name}`], row[`collectedFrom ${name}`]];
    if (typeof watermark === "number" && typeof collectedFrom === "number")
      marks.set(name, { watermark, collectedFrom });
  }
  const { newest, published, lastDatapoint, tailFrom, tailDigest } = row;
  return {
    marks,
    newest: newest as number,
    published: published === true,
    lastDatapoint: (lastDatapoint as number | null) ?? undefined,
    tail: tailFrom && tailDigest ? { from: tailFrom as number, digest: tailDigest as string } : undefined,
  };
}

// Minutes of subnets would be two thirds of all rows (docs/decisions/0015): they are kept only as long as there are
// none of the whole endpoint, which is then added up from them.
function isFolded({ resourceId, grain }: AnsweredUnit, known: ReadonlyMap<string, Known>): boolean {
  if (grain !== "subnet" && grain !== "subnet-detail") return false;
  return known.get(keyOf({ resourceId, grain: "endpoint" }))?.published ?? false;
}

function answerOf(unit: AnsweredUnit, known: ReadonlyMap<string, Known>): UnitAnswer {
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
function marksAfter(
  unit: AnsweredUnit,
  known: ReadonlyMap<string, Known>,
  tail: Tail | undefined,
): Watermark[] {
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
