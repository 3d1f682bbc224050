import type { Queryable } from "../runs/mutations.ts";
import type { StoredMark } from "./schema.ts";

/** Marks by account, resource and grain. */
export class Marks {
  readonly #marks: ReadonlyMap<string, StoredMark>;

  constructor(marks: ReadonlyMap<string, StoredMark>) {
    this.#marks = marks;
  }

  of(accountId: string, resourceId: string, grain: string): StoredMark | null {
    return this.#marks.get(`${accountId} ${resourceId} ${grain}`) ?? null;
  }
}

/**
 * How far series of a namespace have been asked for: since when by hours or by days, which are what a window is added
 * up from, and up to the newest watermark, which the finest width moves.
 */
export async function readMarks(
  db: Queryable,
  accountIds: string[],
  namespace: string,
  grains: string[],
): Promise<Marks> {
  const { rows } = await db.query<StoredMark & { key: string; collectedFrom: Date | null }>({
    name: "idle-marks",
    text: `SELECT account_id || ' ' || resource_id || ' ' || grain AS key, min(grain) AS grain,
             max(watermark) AS watermark, min(collected_from) FILTER (WHERE period_seconds >= 3600) AS "collectedFrom",
             min(collected_from) FILTER (WHERE period_seconds = 3600) AS "hourlyFrom",
             min(first_datapoint_at) AS "firstDatapointAt", max(last_datapoint_at) AS "lastDatapointAt"
           FROM metric_watermark WHERE account_id = ANY ($1) AND namespace = $2 AND grain = ANY ($3)
           GROUP BY account_id, resource_id, metric_watermark.grain`,
    values: [accountIds, namespace, grains],
  });
  return new Marks(
    new Map(rows.flatMap(({ key, ...mark }) => (mark.collectedFrom ? [[key, mark] as const] : []))),
  );
}
