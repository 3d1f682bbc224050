import type { Bills } from "../fleet/bills.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Traffic } from "../fleet/traffic.ts";
import type { Trail } from "../fleet/trail.ts";
import type { QueryParams } from "../protocols/query.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { PriceChange } from "./pricing.ts";

/** How a query that was started ends, left alone. */
export type QueryOutcome = "Complete" | "Failed" | "Timeout";

export interface Silence {
  from: number;
  to: number;
}

/** One authenticated call: whose, where, when, and with which parameters. */
export interface Call {
  action: string;
  fleet: Fleet;
  traffic: Traffic;
  bills: Bills;
  trail: Trail;
  /** Milliseconds of the simulator's clock. */
  now: number;
  accountId: string;
  /** ARN of the caller, as GetCallerIdentity reports it. */
  callerArn: string;
  region: string;
  /** Parameters of a query-protocol call; empty for JSON calls. */
  params: QueryParams;
  /** Body of a JSON call, or the parameters of a query call as nested members. */
  json: Record<string, unknown>;
  /** Whether the answer goes out as XML. */
  xml: boolean;
  /** Imitates other AWS-compatible servers: no paging, few optional fields. */
  plain: boolean;
  /** Credentials handed out last this long at most, in milliseconds; tests shorten it. */
  maxSessionMs: number;
  /** Groups on one page of Cost Explorer. */
  costPageSize: number;
  /** CloudWatch publishes endpoint series only with their Subnet Id. */
  subnetGrainOnly: boolean;
  /** CloudWatch has nothing between these times, milliseconds. */
  silences: readonly Silence[];
  /** How Logs Insights queries end. */
  queryOutcome: QueryOutcome;
  /** A price that has changed since the list was first published. */
  priceChange: PriceChange | undefined;
  /** Accounts that opted in to resource-level data in Cost Explorer. */
  resourceCosts: ReadonlySet<string>;
}

type Operation = (call: Call) => WireObject | Promise<WireObject>;
export type Operations = Record<string, Operation>;
