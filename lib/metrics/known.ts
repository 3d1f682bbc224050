import type { Queryable } from "../runs/mutations.ts";
import type { Watermark } from "./mutations.ts";
import { type Resolution, resolutionNames, resolutions } from "./schema.ts";
import type { Tail } from "./tail.ts";

/** Watermarks of one width, in ms: making a date of each of many is what reading them costs. */
interface Mark {
  watermark: number;
  collectedFrom: number;
}

/** All watermarks of what is asked for together of one resource. */
export interface Known {
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

export const keyOf = ({ resourceId, grain }: Pick<Watermark, "resourceId" | "grain">) =>
  `${grain} ${resourceId}`;

/** What is known of units of one account and namespace, by `keyOf`. */
export type KnownUnits = ReadonlyMap<string, Known>;

export const isOfSubnet = (grain: string) => grain === "subnet" || grain === "subnet-detail";

/** The grain whose columns share rows of hours and days with another's. */
export const siblingOf = (grain: string) =>
  grain.endsWith("-detail") ? grain.slice(0, -"-detail".length) : `${grain}-detail`;

/** What is known of units, of the endpoints whose subnets are among them and, where asked, of their siblings. */
export async function readKnown(
  db: Queryable,
  accountId: string,
  units: readonly Pick<Watermark, "namespace" | "resourceId" | "grain">[],
  siblings: boolean,
): Promise<KnownUnits> {
  const grains = new Set(units.map(({ grain }) => grain));
  if (siblings) for (const grain of [...grains]) grains.add(siblingOf(grain));
  if ([...grains].some(isOfSubnet)) grains.add("endpoint");
  const ids = [...new Set(units.map(({ resourceId }) => resourceId))];
  const { rows } = await db.query<KnownRow>({
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
