/** The CloudWatch log groups of an account and region, and how much goes into them. */
import type { Fleet } from "./fleet.ts";
import { hashString } from "./hash.ts";
import { endpointInterfaces } from "./network.ts";
import type { VpcSpec } from "./types.ts";

const CREATED = Date.UTC(2023, 1, 2, 8, 0, 0);
const RETENTION_DAYS = 30;
const DAY = 86_400_000;
/** A record of a flow is about this long. */
export const FLOW_RECORD_BYTES = 118;
const RECORDS_PER_INTERFACE_AND_MINUTE = 40;
/** Interfaces of a VPC besides those of its endpoints. */
const OTHER_INTERFACES = 30;
/** Records can be queried this long after they were made. */
const DELIVERY_MS = 6 * 60_000;

/** Fields of a flow log's record in the default format. */
export const FLOW_LOG_FIELDS =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";

export interface LogGroupSpec {
  name: string;
  kind: "flow" | "network-activity" | "other";
  accountId: string;
  region: string;
  createdAt: number;
  retentionDays: number;
  bytesPerDay: number;
  vpc?: VpcSpec;
}

/** The group that a VPC's flow logs go to. */
export function flowLogGroup(vpc: VpcSpec): string {
  return `/vpc/${vpc.name}/flow`;
}

/** Log groups in the order of their names. */
export function logGroupsOf(fleet: Fleet, accountId: string, region: string, now: number): LogGroupSpec[] {
  const vpcs = fleet.vpcs(accountId, region);
  const common = { accountId, region, createdAt: CREATED, retentionDays: RETENTION_DAYS };
  const groups: LogGroupSpec[] = [];
  for (const vpc of vpcs.filter((one) => one.flowLogs && one.flowLogBucket === undefined)) {
    const endpoints = fleet.endpoints(accountId, region, now).filter((endpoint) => endpoint.vpc === vpc);
    const interfaces = endpoints.reduce((sum, one) => sum + endpointInterfaces(one).length, OTHER_INTERFACES);
    const bytesPerDay = interfaces * RECORDS_PER_INTERFACE_AND_MINUTE * 1440 * FLOW_RECORD_BYTES;
    groups.push({ ...common, name: flowLogGroup(vpc), kind: "flow", bytesPerDay, vpc });
  }
  if (vpcs.length > 0 && fleet.account(accountId)?.networkActivity) {
    const name = `aws-cloudtrail-logs-${accountId}-network-activity`;
    groups.push({ ...common, name, kind: "network-activity", bytesPerDay: 2_400_000 });
  }
  if (vpcs.length > 0) {
    for (const name of ["/aws/lambda/rotate-secrets", "/aws/eks/apps/cluster", "/app/api", "/app/worker"]) {
      const bytesPerDay = 1e7 * (1 + ((hashString(`${accountId}/${name}`) >>> 0) % 90));
      groups.push({ ...common, name, kind: "other", bytesPerDay });
    }
  }
  return groups.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The part of [from, to) that the group keeps and has received, milliseconds. */
export function keptSpan(
  group: LogGroupSpec,
  from: number,
  to: number,
  now: number,
): { from: number; to: number } {
  const oldest = Math.max(group.createdAt, now - group.retentionDays * DAY);
  const start = Math.max(from, oldest);
  return { from: start, to: Math.max(start, Math.min(to, now - DELIVERY_MS)) };
}

/** Bytes a query over the span reads. */
export function bytesIn(group: LogGroupSpec, span: { from: number; to: number }): number {
  return Math.round((group.bytesPerDay * (span.to - span.from)) / DAY);
}
