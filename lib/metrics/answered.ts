import type { RangeAnswer } from "./ingest.ts";
import type { Resolution } from "./schema.ts";

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

/** An account and region, whose answers are stored together. */
export interface AnsweredScope {
  accountId: string;
  region: string;
}

/** A scope as a key, by which scopes are also put in order. */
export const placeOf = ({ accountId, region }: AnsweredScope) => `${accountId} ${region}`;
