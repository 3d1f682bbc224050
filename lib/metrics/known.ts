import type { Queryable } from "../runs/mutations.ts";
import { arrayOf, quoted } from "./arrays.ts";
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
  marks: Readonly<Partial<Record<Resolution, Mark>>>;
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

const readKnownText = `SELECT u.ordinal, k.* FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
    WITH ORDINALITY AS u(account_id, namespace, resource_id, grain, ordinal)
  CROSS JOIN LATERAL (SELECT ${msOf("max(watermark)")} AS newest,
    count(last_datapoint_at) > 0 AS published, ${msOf(finest("last_datapoint_at"))} AS "lastDatapoint",
    ${msOf(finest("tail_from"))} AS "tailFrom", ${finest("tail_digest")} AS "tailDigest",
    ${resolutionNames
      .map(
        (name) => `${msOf(`max(watermark) ${of(name)}`)} AS "watermark ${name}",
    ${msOf(`max(collected_from) ${of(name)}`)} AS "collectedFrom ${name}"`,
      )
      .join(",\n    ")}
    FROM metric_watermark m WHERE m.account_id = u.account_id AND m.namespace = u.namespace
      AND m.resource_id = u.resource_id AND m.grain = u.grain) k
  WHERE k.newest IS NOT NULL`;

export const keyOf = ({ resourceId, grain }: Pick<Watermark, "resourceId" | "grain">) =>
  `${grain} ${resourceId}`;

/** What is known of units of one account, by `keyOf`. */
export type KnownUnits = ReadonlyMap<string, Known>;

export const isOfSubnet = (grain: string) => grain === "subnet" || grain === "subnet-detail";

/** The grain whose columns share rows of hours and days with another's. */
export const siblingOf = (grain: string) =>
  grain.endsWith("-detail") ? grain.slice(0, -"-detail".length) : `${grain}-detail`;

type UnitOf = Pick<Watermark, "namespace" | "resourceId" | "grain">;

/** Units of an account, and whether their siblings are asked after as well. */
interface UnitsOf {
  accountId: string;
  units: readonly UnitOf[];
  siblings: boolean;
}

/**
 * What is known of units, of the endpoints whose subnets are among them and, where asked, of their siblings; in the
 * order of what was asked.
 */
export async function readKnown(db: Queryable, asked: readonly UnitsOf[]): Promise<KnownUnits[]> {
  const wanted = asked.flatMap((units, place) =>
    withRelated(units).map(([key, unit]) => ({ place, key, unit, accountId: units.accountId })),
  );
  const texts = (of: (one: (typeof wanted)[number]) => string) =>
    arrayOf(wanted.map((one) => quoted(of(one))));
  if (wanted.length === 0) return asked.map(() => new Map());
  const { rows } = await db.query<KnownRow>({
    // Planned each time: a plan that was kept from when the table was small reads all of it for each unit.
    text: readKnownText,
    values: [
      texts(({ accountId }) => accountId),
      texts(({ unit }) => unit.namespace),
      texts(({ unit }) => unit.resourceId),
      texts(({ unit }) => unit.grain),
    ],
  });
  const known = asked.map(() => new Map<string, Known>());
  for (const row of rows) {
    const { place, key } = wanted[(row.ordinal as number) - 1] as (typeof wanted)[number];
    known[place]?.set(key, knownOf(row));
  }
  return known;
}

function withRelated({ units, siblings }: UnitsOf): [string, UnitOf][] {
  const found = new Map<string, UnitOf>();
  for (const unit of units) {
    found.set(keyOf(unit), unit);
    const grains = siblings ? [siblingOf(unit.grain)] : [];
    if (isOfSubnet(unit.grain)) grains.push("endpoint");
    for (const grain of grains) {
      const related = { namespace: unit.namespace, resourceId: unit.resourceId, grain };
      found.set(keyOf(related), related);
    }
  }
  return [...found];
}

function knownOf(row: KnownRow): Known {
  const marks: Partial<Record<Resolution, Mark>> = {};
  for (const name of resolutionNames) {
    const [watermark, collectedFrom] = [row[`watermark ${name}`], row[`collectedFrom ${name}`]];
    if (typeof watermark === "number" && typeof collectedFrom === "number")
      marks[name] = { watermark, collectedFrom };
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
