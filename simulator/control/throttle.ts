import { AwsError, type ErrorShape } from "../protocols/errors.ts";

/** A token bucket: how many calls at once, and how many more per second. */
export interface BucketLimits {
  capacity: number;
  refillPerSecond: number;
}

/** AWS's own limits where they are known; the organization-wide cap on PrivateLink calls is our guess. */
export const AWS_LIMITS = {
  ec2: { capacity: 100, refillPerSecond: 20 },
  ec2Unpaged: { capacity: 50, refillPerSecond: 10 },
  privateLinkOrganization: { capacity: 400, refillPerSecond: 200 },
  elasticloadbalancing: { capacity: 40, refillPerSecond: 10 },
  getMetricData: { capacity: 50, refillPerSecond: 50 },
  listMetrics: { capacity: 25, refillPerSecond: 25 },
  ce: { capacity: 5, refillPerSecond: 5 },
  organizations: { capacity: 20, refillPerSecond: 10 },
  sts: { capacity: 600, refillPerSecond: 600 },
  lookupEvents: { capacity: 2, refillPerSecond: 2 },
  startQuery: { capacity: 10, refillPerSecond: 10 },
  logs: { capacity: 10, refillPerSecond: 10 },
  servicequotas: { capacity: 10, refillPerSecond: 10 },
  pricing: { capacity: 10, refillPerSecond: 10 },
} satisfies Record<string, BucketLimits>;

export type LimitName = keyof typeof AWS_LIMITS;

const UNPAGED = new Set(["DescribeNetworkInterfaces", "DescribeSecurityGroups", "DescribeInstances"]);

export interface ThrottledCall {
  service: string;
  action: string;
  accountId: string;
  region: string;
  /** Whether the caller gave MaxResults, ids or filters. */
  bounded: boolean;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** The buckets that a call belongs to: which limits they have, and whose they are. */
export function bucketsOf(call: ThrottledCall): [LimitName, string][] {
  const own = `${call.accountId}/${call.region}`;
  switch (call.service) {
    case "ec2": {
      const buckets: [LimitName, string][] =
        UNPAGED.has(call.action) && !call.bounded
          ? [["ec2Unpaged", `${own}/unpaged`]]
          : [["ec2", `${own}/ec2`]];
      if (call.action.includes("VpcEndpoint")) buckets.push(["privateLinkOrganization", "organization"]);
      return buckets;
    }
    case "elasticloadbalancing":
      return [["elasticloadbalancing", `${own}/elb`]];
    case "monitoring":
      return call.action === "ListMetrics"
        ? [["listMetrics", `${own}/list`]]
        : [["getMetricData", `${own}/data`]];
    case "ce":
      return [["ce", `${call.accountId}/ce`]];
    case "organizations":
      return [["organizations", "organizations"]];
    case "cloudtrail":
      return [["lookupEvents", `${own}/trail`]];
    case "logs":
      return call.action === "StartQuery" ? [["startQuery", `${own}/query`]] : [["logs", `${own}/logs`]];
    case "servicequotas":
      return [["servicequotas", `${own}/quotas`]];
    case "pricing":
      return [["pricing", `${call.accountId}/pricing`]];
    default:
      return [["sts", `${call.accountId}/sts`]];
  }
}

/** Token buckets per account, region and family, filled by the real clock. */
export class Throttle {
  enabled = false;
  limits: Record<LimitName, BucketLimits> = { ...AWS_LIMITS };
  readonly #buckets = new Map<string, Bucket>();

  /** Takes a token from every bucket the call belongs to. Answers false when one is empty. */
  admit(call: ThrottledCall, now = performance.now()): boolean {
    if (!this.enabled) return true;
    return bucketsOf(call).every(([limit, key]) => this.#take(limit, key, now));
  }

  #take(limit: LimitName, key: string, now: number): boolean {
    const { capacity, refillPerSecond } = this.limits[limit];
    const bucket = this.#buckets.get(key) ?? { tokens: capacity, filledAt: now };
    bucket.tokens = Math.min(capacity, bucket.tokens + ((now - bucket.filledAt) / 1000) * refillPerSecond);
    bucket.filledAt = now;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}

/** The error a service answers when it throttles. */
export function throttled(service: string, shape: ErrorShape): AwsError {
  if (shape === "ec2") return new AwsError("RequestLimitExceeded", "Request limit exceeded.", 503);
  if (service === "organizations" || service === "servicequotas")
    return new AwsError("TooManyRequestsException", "You have sent too many requests in too short a time.");
  if (service === "ce") return new AwsError("LimitExceededException", "Rate exceeded");
  if (shape === "json") return new AwsError("ThrottlingException", "Rate exceeded");
  return new AwsError("Throttling", "Rate exceeded", 400);
}
