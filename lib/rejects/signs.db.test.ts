import { beforeAll, expect, it } from "vitest";
import { ensurePartitions } from "../db/partitions.ts";
import { partitioning } from "../metrics/partitions.ts";
import { metricFamilies } from "../metrics/tables.ts";
import { testDatabase } from "../testing/database.ts";
import { endpointRow, insertEndpoints } from "../testing/endpointRows.ts";
import { insertRows } from "../testing/rows.ts";
import { readInterfaces, readSigns } from "./data.ts";
import { endpointsInQuestion } from "./questions.ts";

const db = testDatabase();
const now = new Date("2026-11-18T14:05:00Z");
const accountId = "111111111111";
const region = "us-east-1";
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const traffic = (vpcEndpointId: string, lastTrafficAt: Date) => ({
  ...{ accountId, vpcEndpointId, lastTrafficAt, measuredTo: ago(8), updatedAt: now },
});
const change = (resourceType: string, resourceId: string, field: string) => ({
  ...{ accountId, region, resourceType, resourceId, field, observedAt: ago(30) },
  ...{ change: "modified", before: '"a"', after: '"b"', collector: "network" },
  runId: "0190e0e0-0000-7000-8000-000000000001",
});

beforeAll(async () => {
  await insertEndpoints(db, [
    endpointRow("vpce-fine", { securityGroupIds: ["sg-fine"] }),
    endpointRow("vpce-dropping", { securityGroupIds: [] }),
    endpointRow("vpce-resetting", { securityGroupIds: [] }),
    endpointRow("vpce-silent", { securityGroupIds: [] }),
    endpointRow("vpce-changed", { securityGroupIds: ["sg-other", "sg-changed"] }),
    endpointRow("vpce-pending", { securityGroupIds: [], state: "pendingAcceptance" }),
    endpointRow("vpce-probed", { securityGroupIds: [] }),
    endpointRow("vpce-recovered", { securityGroupIds: [] }),
    endpointRow("vpce-watched", { securityGroupIds: [] }),
    endpointRow("vpce-gone", { securityGroupIds: [], state: "failed", goneAt: ago(60) }),
    endpointRow("vpce-gateway", { networkInterfaceIds: [], state: "failed" }),
  ]);
  await insertRows(db, "network_interface", [
    {
      ...{ accountId, region, networkInterfaceId: "eni-vpce-fine", subnetId: "subnet-1", azId: "use1-az1" },
      ...{ firstSeenAt: ago(99), lastSeenAt: ago(9), collector: "network" },
    },
  ]);
  for (const family of metricFamilies)
    await ensurePartitions(db.pool, partitioning(family, "5m"), ago(120), now);
  const metric = (vpcEndpointId: string, minutes: number, values: object) => ({
    ...{ accountId, vpcEndpointId, subnetId: "", ts: ago(minutes), newConnections: 100 },
    ...values,
  });
  await insertRows(db, "vpc_endpoint_metric_5m", [
    metric("vpce-fine", 20, { packetsDropped: 0, rstPacketsReceived: 10 }),
    metric("vpce-dropping", 20, { packetsDropped: 3 }),
    metric("vpce-resetting", 20, { rstPacketsReceived: 11 }),
  ]);
  await insertRows(db, "vpc_endpoint_traffic", [
    traffic("vpce-fine", ago(10)),
    traffic("vpce-silent", ago(90)),
  ]);
  await insertRows(db, "resource_change", [
    change("security-group", "sg-changed", "ipPermissions"),
    change("vpc-endpoint", "vpce-pending", "state"),
    change("vpc-endpoint", "vpce-fine", "tags"),
  ]);
  await insertRows(db, "endpoint_watch", [
    { accountId, region, vpcEndpointId: "vpce-watched", watchedUntil: ago(-10) },
  ]);
  const series = (vpcEndpointId: string, seriesId: string) => ({
    ...{
      accountId,
      seriesId,
      region,
      vpcEndpointId,
      source: "push",
      location: "app",
      kind: "tcp",
      target: "x:443",
    },
    ...{ firstResultAt: ago(99), lastResultAt: ago(1) },
  });
  const ids = ["0190e0e0-0000-7000-8000-00000000000a", "0190e0e0-0000-7000-8000-00000000000b"] as const;
  await insertRows(db, "probe_series", [series("vpce-probed", ids[0]), series("vpce-recovered", ids[1])]);
  await ensurePartitions(db.pool, { table: "probe_result", per: "day", retentionDays: 15 }, ago(60), now);
  await insertRows(db, "probe_result", [
    { accountId, seriesId: ids[0], ts: ago(9), success: true },
    { accountId, seriesId: ids[0], ts: ago(4), success: false },
    { accountId, seriesId: ids[1], ts: ago(9), success: false },
    { accountId, seriesId: ids[1], ts: ago(4), success: true },
  ]);
});

it("finds what is wrong with each endpoint where it is written", async () => {
  const asked = endpointsInQuestion(await readSigns(db.pool, accountId, region, now), now, 100);
  expect(asked.map(({ vpcEndpointId, question, since }) => [vpcEndpointId, question, since])).toEqual([
    ["vpce-watched", "watched", now],
    ["vpce-probed", "probe-failing", ago(4)],
    ["vpce-dropping", "packets-dropped", ago(20)],
    ["vpce-resetting", "resets", ago(20)],
    ["vpce-changed", "security-group-changed", ago(30)],
    ["vpce-pending", "not-available", ago(30)],
    ["vpce-silent", "gone-silent", ago(90)],
  ]);
  expect(await readSigns(db.pool, "222222222222", region, now)).toEqual([]);
});

it("knows an endpoint's interfaces also where inventory has not read them", async () => {
  expect(await readInterfaces(db.pool, accountId, region, ["vpce-fine", "vpce-silent"])).toEqual([
    {
      ...{ networkInterfaceId: "eni-vpce-fine", vpcEndpointId: "vpce-fine", vpcId: "vpc-1" },
      ...{ subnetId: "subnet-1", azId: "use1-az1" },
    },
    {
      ...{ networkInterfaceId: "eni-vpce-silent", vpcEndpointId: "vpce-silent", vpcId: "vpc-1" },
      ...{ subnetId: null, azId: null },
    },
  ]);
});
