import { expect, it } from "vitest";
import { chargesOf, type PacedCall } from "./pace.ts";

const call = (command: string, more: Partial<PacedCall> = {}): PacedCall => ({
  ...{ accountId: "222222222222", region: "eu-west-1", family: "ec2", command, input: {} },
  ...more,
});
const drawn = (call: PacedCall) => chargesOf(call).map(({ bucket, tokens }) => [bucket.family, tokens]);

it("charges PrivateLink calls to the organization besides, and no others", () => {
  expect(drawn(call("DescribeVpcEndpointConnectionsCommand"))).toEqual([
    ["ec2", 1],
    ["privatelink", 1],
  ]);
  expect(chargesOf(call("DescribeVpcEndpointsCommand"))[1]?.bucket.accountId).toBe("organization");
  expect(drawn(call("DescribeSubnetsCommand"))).toEqual([["ec2", 1]]);
  expect(drawn(call("DescribeTargetHealthCommand", { family: "elb" }))).toEqual([["elb", 1]]);
});

it("counts each call of CloudWatch Logs by itself", () => {
  expect(drawn(call("StartQueryCommand", { family: "logs" }))).toEqual([["logs-StartQuery", 1]]);
  expect(drawn(call("GetQueryResultsCommand", { family: "logs" }))).toEqual([["logs-GetQueryResults", 1]]);
});

it("counts ListMetrics by itself, and GetMetricData by its points as well", () => {
  expect(drawn(call("ListMetricsCommand", { family: "cloudwatch" }))).toEqual([["cloudwatch-list", 1]]);
  const end = Date.parse("2026-11-18T14:00:00Z");
  const ask = (hours: number, Period: number) =>
    call("GetMetricDataCommand", {
      family: "cloudwatch",
      input: {
        StartTime: new Date(end - hours * 3_600_000),
        EndTime: new Date(end),
        MetricDataQueries: [{ MetricStat: { Period } }, { MetricStat: { Period } }],
      },
    });
  expect(drawn(ask(1, 60))).toEqual([
    ["cloudwatch", 1],
    ["cloudwatch-points", 120],
  ]);
  expect(drawn(ask(24, 300))).toEqual([
    ["cloudwatch", 1],
    ["cloudwatch-older", 576],
  ]);
});
