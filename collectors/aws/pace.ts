import type { Bucket, Limit } from "#lib/runs/budget.ts";

/** A service as its clients are made; most have one bucket per account and region. */
export type ApiFamily =
  | "ec2"
  | "elb"
  | "cloudwatch"
  | "organizations"
  | "cost-explorer"
  | "pricing"
  | "service-quotas"
  | "cloudtrail"
  | "sts"
  | "logs";

// Somewhat under AWS's own buckets, because other tools of the account draw on the same ones.
const limits: Record<ApiFamily, Limit> = {
  ec2: { size: 90, perSecond: 18 },
  elb: { size: 36, perSecond: 9 },
  cloudwatch: { size: 45, perSecond: 45 },
  organizations: { size: 10, perSecond: 5 },
  "cost-explorer": { size: 4, perSecond: 4 },
  pricing: { size: 5, perSecond: 5 },
  "service-quotas": { size: 8, perSecond: 8 },
  // Two a second is all there is of LookupEvents.
  cloudtrail: { size: 2, perSecond: 1.9 },
  // AWS takes 600 a second; a role is assumed once for each account and hour.
  sts: { size: 300, perSecond: 300 },
  // For each of its calls: StartQuery and GetQueryResults have 5/s, others more.
  logs: { size: 5, perSecond: 4.5 },
};

/** ListMetrics has a bucket of its own. */
const listMetrics: Limit = { size: 22, perSecond: 22 };
// Points that could come back, not calls: AWS allows 180,000 a second within three hours, 396,000 beyond.
const recentPoints: Limit = { size: 160_000, perSecond: 160_000 };
const olderPoints: Limit = { size: 360_000, perSecond: 360_000 };
// PrivateLink calls are throttled per organization as well; by how much is not documented.
const privateLink: Limit = { size: 380, perSecond: 190 };

/** What a call takes from a bucket. */
interface Charge {
  bucket: Bucket;
  tokens: number;
}

/** A call as far as it decides what it draws on. */
export interface PacedCall {
  accountId: string;
  region: string;
  family: ApiFamily;
  /** The command's class: `DescribeVpcEndpointsCommand`. */
  command: string;
  input: unknown;
}

/** The organization-wide bucket: under this account and region in the shared table. */
export const organizationBucket: Bucket = {
  accountId: "organization",
  region: "global",
  family: "privatelink",
  ...privateLink,
};

/** True for calls that the organization-wide bucket counts besides. */
export function isPrivateLink({ family, command }: Pick<PacedCall, "family" | "command">): boolean {
  return family === "ec2" && command.includes("VpcEndpoint");
}

/** Everything that a call draws on, its own bucket first. */
export function chargesOf(call: PacedCall): Charge[] {
  const { accountId, region, family, command } = call;
  const own = (name: string, limit: Limit): Bucket => ({ accountId, region, family: name, ...limit });
  if (command === "ListMetricsCommand") return [{ bucket: own("cloudwatch-list", listMetrics), tokens: 1 }];
  if (family === "logs")
    return [{ bucket: own(`logs-${command.replace("Command", "")}`, limits.logs), tokens: 1 }];
  const charges = [{ bucket: own(family, limits[family]), tokens: 1 }];
  if (command === "GetMetricDataCommand") {
    const { points, older } = pointsOf(call.input as MetricDataInput);
    const [name, limit] = older ? ["cloudwatch-older", olderPoints] : ["cloudwatch-points", recentPoints];
    if (points > 0) charges.push({ bucket: own(name as string, limit as Limit), tokens: points });
  }
  if (isPrivateLink(call)) charges.push({ bucket: organizationBucket, tokens: 1 });
  return charges;
}

interface MetricDataInput {
  StartTime?: Date;
  EndTime?: Date;
  MetricDataQueries?: { MetricStat?: { Period?: number } }[];
}

/** Points that a GetMetricData request may bring. One whose range is short counts as recent: the lower limit. */
function pointsOf({ StartTime, EndTime, MetricDataQueries = [] }: MetricDataInput) {
  if (!StartTime || !EndTime) return { points: 0, older: false };
  const seconds = Math.max(0, (EndTime.getTime() - StartTime.getTime()) / 1000);
  const points = MetricDataQueries.reduce(
    (sum, { MetricStat }) => sum + Math.ceil(seconds / (MetricStat?.Period ?? 60)),
    0,
  );
  return { points, older: seconds > 3 * 3600 };
}
