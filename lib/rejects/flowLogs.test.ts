import { describe, expect, it } from "vitest";
import { formatOf, rejectSourceOf } from "./flowLogs.ts";
import type { FlowLogFacts } from "./schema.ts";

const at = {
  networkInterfaceId: "eni-1",
  vpcEndpointId: "vpce-1",
  vpcId: "vpc-1",
  subnetId: "subnet-1",
  azId: "use1-az1",
};

function flowLog(more: Partial<FlowLogFacts> = {}): FlowLogFacts {
  return {
    flowLogId: "fl-1",
    resourceId: "vpc-1",
    trafficType: "ALL",
    logDestinationType: "cloud-watch-logs",
    logDestination: null,
    logGroupName: "/vpc/flow",
    flowLogStatus: "ACTIVE",
    deliverLogsStatus: "SUCCESS",
    deliverLogsErrorMessage: null,
    logFormat: null,
    maxAggregationIntervalSeconds: 60,
    creationTime: null,
    elsewhere: false,
    ...more,
  };
}

/** A format of these fields, as a flow log says it. */
const formatWith = (fields: string) => fields.replaceAll(/[a-z-]+/g, (field) => `\${${field}}`);

describe("rejectSourceOf", () => {
  it("reads the flow log of the interface, the subnet or the VPC, after its interval and delivery", () => {
    for (const resourceId of ["eni-1", "subnet-1", "vpc-1"])
      expect(rejectSourceOf(at, [flowLog({ resourceId })])).toMatchObject({
        readable: true,
        logGroupName: "/vpc/flow",
        lagSeconds: 360,
      });
    expect(rejectSourceOf(at, [flowLog({ maxAggregationIntervalSeconds: null })])).toMatchObject({
      lagSeconds: 900,
    });
  });
  it("prefers the log of refused traffic, which is smaller, and one that can be read", () => {
    const small = flowLog({ flowLogId: "fl-2", trafficType: "REJECT", logGroupName: "/vpc/rejected" });
    expect(rejectSourceOf(at, [flowLog(), small])).toMatchObject({ logGroupName: "/vpc/rejected" });
    const lost = flowLog({ ...small, deliverLogsStatus: "FAILED", deliverLogsErrorMessage: "Access error" });
    expect(rejectSourceOf(at, [flowLog(), lost])).toMatchObject({ logGroupName: "/vpc/flow" });
  });
  it.each<[Partial<FlowLogFacts>, RegExp]>([
    [{ resourceId: "vpc-2" }, /no flow log covers/],
    [{ trafficType: "ACCEPT" }, /fl-1 records accepted traffic only/],
    [{ logDestinationType: "s3", logDestination: "arn:aws:s3:::logs" }, /goes to S3 \(arn:aws:s3:::logs\)/],
    [{ logDestinationType: "kinesis-data-firehose" }, /goes to Data Firehose/],
    [{ elsewhere: true }, /log group of another account/],
    [{ logGroupName: null }, /names no log group/],
    [
      { deliverLogsStatus: "FAILED", deliverLogsErrorMessage: "Access error" },
      /cannot deliver.*Access error/,
    ],
    [{ flowLogStatus: "INACTIVE" }, /is INACTIVE/],
    [{ logFormat: formatWith("version srcaddr") }, /leaves out interface-id, dstport, protocol, action/],
    [{ logFormat: formatWith("srcaddr dstaddr").replace(" ", ",") }, /not fields with blanks/],
  ])("says why it cannot: %j", (more, reason) => {
    const source = rejectSourceOf(at, [flowLog(more)]);
    expect(source.readable ? "" : source.reason).toMatch(reason);
  });
});

describe("formatOf", () => {
  it("leaves the default format to Insights", () => {
    const format = formatWith(
      "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status",
    );
    expect(formatOf(format)).toMatchObject({ parse: null, interfaceId: "interfaceId", packets: "packets" });
  });
  it("cuts the fields out of a custom one", () => {
    expect(formatOf(formatWith("action interface-id srcaddr dstport protocol az-id"))).toEqual({
      parse:
        'parse @message "* * * * * *" as flow_action, flow_interface_id, flow_srcaddr, flow_dstport, flow_protocol, flow_az_id',
      action: "flow_action",
      interfaceId: "flow_interface_id",
      srcAddr: "flow_srcaddr",
      dstPort: "flow_dstport",
      protocol: "flow_protocol",
      packets: null,
    });
  });
});
