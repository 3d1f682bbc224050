import type { Queryable } from "../../runs/mutations.ts";
import type { SloDefinition } from "../definition.ts";
import type { IndicatorName } from "../indicators.ts";

/** What was counted of one objective in one bucket; `value` is what was measured, in the indicator's unit. */
export interface Bucket {
  sloId: string;
  time: Date;
  bad: number;
  total: number;
  value: number | null;
}

/** How far a source is complete. */
export interface SourceState {
  /** Everything before this has been read; null where nothing ever was. */
  watermark: Date | null;
  /** Why it is not known further, or at all. */
  reason: string | null;
  /** Nothing is stored of the time before this; null where that is not known. */
  earliest: Date | null;
  /** Share of the accounts and regions that were read for the last day; null where that has no meaning. */
  coverage: number | null;
}

/** Where the events of some indicators are counted. */
export interface SliSource {
  indicators: readonly IndicatorName[];
  state(db: Queryable, now: Date): Promise<SourceState>;
  /** Buckets that begin in [from, to), of all these objectives at once. A bucket without events is absent. */
  count(db: Queryable, slos: readonly SloDefinition[], from: Date, to: Date): Promise<Bucket[]>;
  /** The most that one call counts: at 100,000 endpoints it must end within the time a statement has. */
  chunkMs: number;
  /** How far back this source can count at all. */
  reachDays: number;
  /** True: what was counted up to the watermark counts, also in the bucket that it lies in. */
  toTheMoment?: boolean;
  /** True: events may be looked at anew from the beginning each time, they are few. */
  few: boolean;
}

/** Objectives as `json_to_recordset` reads them, with their selectors. */
export function selectors(slos: readonly SloDefinition[]): string {
  return JSON.stringify(
    slos.map(({ id, indicator, select, threshold }) => ({ id, indicator, threshold, ...select })),
  );
}

/** The CTE that goes with it. An absent key is null: all. */
export const sloCte = `slo AS (SELECT * FROM json_to_recordset($1::json) AS s(id text, indicator text,
  threshold float8, accounts text[], regions text[], services text[], endpoints text[], tags jsonb))`;

// `coalesce(x = ANY (list), true)` and not `list IS NULL OR x = ANY (list)`: the planner takes half of the rows for
// the one and next to none for the other, and joins what follows by nested loops.

/** SQL: the objective `s` is about this account and region. */
export const atPlace = (accountId: string, region: string) =>
  `coalesce(${accountId} = ANY (s.accounts), true) AND coalesce(${region} = ANY (s.regions), true)`;

/** SQL: the objective `s` is about the endpoint `e`. */
export const aboutEndpoint = `${atPlace("e.account_id", "e.region")}
  AND coalesce(coalesce(e.service_name, '') = ANY (s.services), true)
  AND coalesce(e.vpc_endpoint_id = ANY (s.endpoints), true)
  AND coalesce(e.tags @> s.tags, true)`;
