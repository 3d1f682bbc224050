import { expect, it } from "vitest";
import { notMeasurable, shortAzIds, shortServiceName, spelled, stateStatus } from "./words.ts";

it.each([
  ["com.amazonaws.eu-west-1.secretsmanager", "secretsmanager"],
  ["com.amazonaws.us-east-1.ecr.dkr", "ecr.dkr"],
  ["com.amazonaws.us-gov-west-1.sts", "sts"],
  ["com.amazonaws.vpce.us-east-1.vpce-svc-0a1b", "vpce-svc-0a1b"],
  ["cn.com.amazonaws.cn-north-1.sts", "sts"],
  ["aws.sagemaker.us-east-1.notebook", "aws.sagemaker.us-east-1.notebook"],
  ["com.amazonaws.s3-global.accesspoint", "com.amazonaws.s3-global.accesspoint"],
])("shortens %s to %s", (name, short) => {
  expect(shortServiceName(name)).toBe(short);
});

it("draws states by meaning, in either case, and an unknown one as unknown", () => {
  expect(
    ["Available", "available", "PendingAcceptance", "rejected", "partial", "new-state", null].map(
      stateStatus,
    ),
  ).toEqual(["ok", "ok", "busy", "bad", "warn", "unknown", "unknown"]);
});

it("spells words of AWS for people", () => {
  expect([
    spelled("PendingAcceptance"),
    spelled("GatewayLoadBalancer"),
    spelled("Interface"),
    spelled(null),
  ]).toEqual(["pending acceptance", "GWLB", "interface", null]);
});

it("shortens zones only where that leaves them apart", () => {
  expect(shortAzIds(["use1-az1", "use1-az4"])).toBe("az1,4");
  expect(shortAzIds(["use1-az1", "usw2-lax1-az1"])).toBe("az1,1");
  expect(shortAzIds(["use1-wl1-bos-wlz1", "use1-az1"])).toBe("use1-wl1-bos-wlz1 az1");
  expect(shortAzIds([])).toBe("");
});

it("says why nothing can be measured for gateway endpoints and across regions", () => {
  const endpoint = { vpcEndpointType: "Interface", region: "us-east-1", serviceRegion: "us-east-1" };
  expect(notMeasurable(endpoint)).toBeNull();
  expect(notMeasurable({ ...endpoint, serviceRegion: null })).toBeNull();
  expect(notMeasurable({ ...endpoint, vpcEndpointType: "gateway" })).toContain("gateway");
  expect(notMeasurable({ ...endpoint, serviceRegion: "eu-west-1" })).toContain("eu-west-1");
});
