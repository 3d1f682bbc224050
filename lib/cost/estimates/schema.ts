import type { PriceSource } from "../prices/schema.ts";

/** Why a figure of an estimate is not known, in words for people. */
export const estimateReasons = {
  "not-measurable": "CloudWatch publishes no traffic of endpoints whose service is in another region",
  "not-published": "CloudWatch's metrics of this kind of endpoint are not collected",
  "before-collection": "its traffic of that day was never collected",
  "not-collected-yet": "its traffic has not been collected up to the end of that day",
  "no-price": "no price is known for its region",
  "zone-unknown": "its traffic of that day is not known by zone",
} as const;
export type EstimateReason = keyof typeof estimateReasons;

/** What an endpoint was, and what is known of its traffic. */
export interface EndpointEvidence {
  accountId: string;
  vpcEndpointId: string;
  region: string;
  /** As EC2 writes it: Interface, GatewayLoadBalancer… in either case. */
  vpcEndpointType: string;
  serviceRegion: string | null;
  createdAt: Date;
  /** When it was deleted, as well as that is known; null while it exists. */
  deletedAt: Date | null;
  /** Up to when the inventory knows of it: what came after is nobody's knowledge. */
  seenTo: Date;
  /** AZ IDs and since when it has had them, the oldest first; the first since its creation. '' is a zone not known. */
  zones: readonly { from: Date; azIds: readonly string[] }[];
  /** For which time its traffic was asked for, without a hole; null when never. */
  traffic: { from: Date; to: Date } | null;
  /** Bytes by day, counted from the first of the days estimated; absent when nothing was published. */
  bytes: ReadonlyMap<number, number>;
  /** The same by AZ ID; '' for subnets whose zone is not known. */
  zoneBytes: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** One zone of an endpoint on one day. Nanos are billionths of a dollar. */
export interface ZoneDay {
  /** Counted from the first of the days estimated. */
  day: number;
  azId: string;
  hours: number;
  hoursNanos: number | null;
  bytes: number | null;
  dataNanos: number | null;
  reason: EstimateReason | null;
}

/** A price and where it is from. */
export interface Rate {
  /** Billionths of a dollar for one hour, or for one byte. */
  nanos: number;
  effectiveFrom: string;
  source: PriceSource;
}

/** Consecutive UTC days. */
export interface Window {
  /** YYYY-MM-DD */
  first: string;
  days: number;
}
