import type { Database } from "../db/pool.ts";
import { insertRows } from "./rows.ts";

export const fixtureNow = new Date("2026-11-18T14:05:00Z");
const seen = new Date("2026-10-01T00:00:00Z");

/** A stored endpoint for tests; anything may be overridden. */
export function endpointRow(vpcEndpointId: string, overrides: Record<string, unknown> = {}) {
  return {
    accountId: "111111111111",
    region: "us-east-1",
    vpcEndpointId,
    vpcId: "vpc-1",
    vpcEndpointType: "Interface",
    serviceName: "com.amazonaws.us-east-1.sqs",
    serviceRegion: "us-east-1",
    state: "available",
    privateDnsEnabled: true,
    requesterManaged: false,
    ipAddressType: "ipv4",
    creationTimestamp: new Date("2026-01-02T03:04:05.678Z"),
    subnetIds: ["subnet-1"],
    azIds: ["use1-az1"],
    networkInterfaceIds: [`eni-${vpcEndpointId}`],
    securityGroupIds: ["sg-1"],
    tags: {},
    firstSeenAt: seen,
    lastSeenAt: seen,
    collector: "endpoints",
    ...overrides,
  };
}

/** The scope of endpoints in one account and region; a success five minutes ago unless overridden. */
export function scopeRow(overrides: Record<string, unknown> = {}) {
  return {
    accountId: "111111111111",
    region: "us-east-1",
    collector: "endpoints",
    outcome: "success",
    lastAttemptAt: new Date(fixtureNow.getTime() - 300_000),
    lastSuccessAt: new Date(fixtureNow.getTime() - 300_000),
    intervalSeconds: 600,
    ...overrides,
  };
}

/** An account row for tests. */
export function accountRow(accountId: string, name: string, overrides: Record<string, unknown> = {}) {
  return {
    accountId,
    name,
    source: "config",
    firstSeenAt: seen,
    lastSeenAt: seen,
    collector: "accounts",
    ...overrides,
  };
}

export async function insertEndpoints(db: Database, rows: Record<string, unknown>[]): Promise<void> {
  await insertRows(db, "vpc_endpoint", rows);
}
