import type { Queryable } from "../runs/mutations.ts";
import { arrayOf, quoted } from "./arrays.ts";
import type { Known } from "./known.ts";
import type { Watermark } from "./mutations.ts";
import { resolutions } from "./schema.ts";

/** A watermark of minutes that moves on, and what was known of its unit when it was last seen. */
export interface Moved {
  accountId: string;
  now: Date;
  mark: Watermark;
  before: Pick<Known, "marks" | "lastDatapoint" | "tail">;
}

/** Watermarks are not what they were when they were last seen, or are gone. */
export class WatermarksMoved extends Error {
  override name = "WatermarksMoved";
}

const iso = (ms: number | undefined) => (ms === undefined ? "NULL" : new Date(ms).toISOString());

/** What watermarks that move on together have in common, as text for Postgres: column and value of each. */
function commonOf({ accountId, now, mark, before }: Moved): string[] {
  const { watermark, collectedFrom } = before.marks["1m"] ?? {};
  return [
    ...[quoted(accountId), quoted(mark.namespace), quoted(mark.grain)],
    ...[iso(watermark), iso(collectedFrom), iso(before.lastDatapoint), iso(before.tail?.from)],
    ...[mark.watermark, mark.firstDatapointAt, mark.lastDatapointAt, mark.tailFrom, now].map((time) =>
      iso(time?.getTime()),
    ),
  ];
}

/** Whether watermarks have all of that in common. */
function isAlike(a: Moved, b: Moved): boolean {
  if (a === b) return true;
  const [was, wasOther] = [a.before.marks["1m"], b.before.marks["1m"]];
  return (
    a.accountId === b.accountId &&
    a.mark.namespace === b.mark.namespace &&
    a.mark.grain === b.mark.grain &&
    was?.watermark === wasOther?.watermark &&
    was?.collectedFrom === wasOther?.collectedFrom &&
    a.before.lastDatapoint === b.before.lastDatapoint &&
    a.before.tail?.from === b.before.tail?.from &&
    a.mark.watermark.getTime() === b.mark.watermark.getTime() &&
    a.mark.firstDatapointAt?.getTime() === b.mark.firstDatapointAt?.getTime() &&
    a.mark.lastDatapointAt?.getTime() === b.mark.lastDatapointAt?.getTime() &&
    a.mark.tailFrom?.getTime() === b.mark.tailFrom?.getTime() &&
    a.now.getTime() === b.now.getTime()
  );
}

const commonTypes = [
  ...["account_id", "namespace", "grain"].map((name) => ({ name, type: "text" })),
  ...["was", "since", "was_last", "was_from", "reached", "first", "last", "tail_from", "written"].map(
    // Of the columns' own precision, so that nothing is converted for each row.
    (name) => ({ name, type: "timestamptz(3)" }),
  ),
];

/** Arrays whose length the planner does not see: it then takes each row by its key, however small the table was. */
const unitArrays = ["int", "text", "text", "text"].map((type, i) => `(SELECT $${i + 1}::${type}[])`);

const moveText = `UPDATE metric_watermark AS m SET watermark = w.reached,
     first_datapoint_at = LEAST(m.first_datapoint_at, w.first),
     last_datapoint_at = GREATEST(m.last_datapoint_at, w.last),
     tail_from = w.tail_from, tail_digest = w.tail_digest, updated_at = w.written
   FROM (SELECT u.*, ${commonTypes.map(({ name, type }, i) => `($${i + 5}::${type}[])[u.place] AS ${name}`).join(", ")}
     FROM unnest(${unitArrays.join(", ")}) AS u(place, resource_id, was_digest, tail_digest)) w
   WHERE m.account_id = w.account_id AND m.namespace = w.namespace AND m.resource_id = w.resource_id
     AND m.grain = w.grain AND m.period_seconds = ${resolutions["1m"]}
     AND m.watermark = w.was AND m.collected_from = w.since
     AND m.last_datapoint_at IS NOT DISTINCT FROM w.was_last
     AND m.tail_from IS NOT DISTINCT FROM w.was_from
     AND m.tail_digest IS NOT DISTINCT FROM w.was_digest`;

/**
 * Moves watermarks of minutes on, which stay collected from when they were. Throws WatermarksMoved where one of them is
 * not as it was last seen; the transaction is to be rolled back then. What neighbours have in common is sent once.
 */
export async function moveWatermarks(client: Queryable, all: readonly Moved[]): Promise<void> {
  let [alike] = all;
  if (!alike) return;
  const common = commonOf(alike).map((value) => [value]);
  const [places, ids, was, digests]: [number[], string[], string[], string[]] = [[], [], [], []];
  let place = 1;
  for (const moved of all) {
    if (!isAlike(alike, moved)) {
      alike = moved;
      place++;
      for (const [i, value] of commonOf(moved).entries()) common[i]?.push(value);
    }
    places.push(place);
    ids.push(quoted(moved.mark.resourceId));
    // Letters and digits, which need no quotes.
    was.push(moved.before.tail?.digest ?? "NULL");
    digests.push(moved.mark.tailDigest ?? "NULL");
  }
  const { rowCount } = await client.query({
    text: moveText,
    values: [places, ids, was, digests, ...common].map(arrayOf),
  });
  if (rowCount !== all.length) throw new WatermarksMoved();
}
