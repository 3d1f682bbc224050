import { describe, expect, it } from "vitest";
import { compareSimilar } from "./compute.ts";
import type { EndpointTraits } from "./schema.ts";

const rule = (port: number, cidr: string) => ({
  ...{ IpProtocol: "tcp", FromPort: port, ToPort: port },
  IpRanges: [{ CidrIp: cidr, Description: `of ${cidr}` }],
});
const base: EndpointTraits = {
  ...{ vpcEndpointId: "vpce-own", accountId: "1", accountName: "one", region: "us-east-1", vpcId: "vpc-1" },
  ...{ serviceName: "com.amazonaws.us-east-1.sqs", state: "available", azIds: ["use1-az1", "use1-az2"] },
  ...{ securityGroupIds: ["sg-1"], inbound: [rule(443, "10.0.0.0/8")], privateDnsEnabled: true },
  ...{ dnsRecordIpType: "ipv4", ipAddressType: "ipv4", policyDocument: null },
  ...{ enableDnsSupport: true, enableDnsHostnames: true, verdict: "broken" },
};
const other = (vpcEndpointId: string, more: Partial<EndpointTraits> = {}): EndpointTraits => ({
  ...{
    ...base,
    vpcEndpointId,
    verdict: "in-order",
    vpcId: "vpc-2",
    accountId: "2",
    securityGroupIds: ["sg-9"],
  },
  ...more,
});
const differing = (own: EndpointTraits, one: EndpointTraits) =>
  compareSimilar(own, [one]).similar[0]?.traits.flatMap(({ trait, differs }) => (differs ? [trait] : []));

describe("what differs", () => {
  it.each<[string, Partial<EndpointTraits>, string[]]>([
    ["nothing, though the group has another id", {}, []],
    ["what the group lets in", { inbound: [rule(443, "10.9.0.0/16")] }, ["security"]],
    [
      "the words beside a rule are none",
      { inbound: [{ ...rule(443, "10.0.0.0/8"), IpRanges: [{ CidrIp: "10.0.0.0/8" }] }] },
      [],
    ],
    ["zones", { azIds: ["use1-az1"] }, ["zones"]],
    ["private DNS", { privateDnsEnabled: false }, ["private-dns"]],
    ["the VPC's DNS", { enableDnsHostnames: false }, ["vpc-dns"]],
    ["a policy of its own", { policyDocument: '{"Statement":[]}' }, ["policy"]],
    ["zones of another region are no difference", { region: "eu-west-1", azIds: ["euw1-az1"] }, []],
  ])("%s", (_, more, expected) => {
    expect(differing(base, other("vpce-a", more))).toEqual(expected);
  });
  it("is not said where one of the two is not known", () => {
    const { similar } = compareSimilar(base, [other("vpce-a", { inbound: null })]);
    expect(similar[0]?.traits.find(({ trait }) => trait === "security")).toEqual({
      ...{ trait: "security", text: "rules not collected", differs: null },
    });
  });
});

it("takes only those that work, the likest and least different first", () => {
  const { similar, considered } = compareSimilar(base, [
    other("vpce-far", { serviceName: "com.amazonaws.us-east-1.kms", vpcId: "vpc-1", accountId: "1" }),
    other("vpce-odd", { privateDnsEnabled: false }),
    other("vpce-plain"),
    other("vpce-broken", { verdict: "broken" }),
    other("vpce-near", { vpcId: "vpc-1", accountId: "1", privateDnsEnabled: false }),
  ]);
  expect(similar.map(({ vpcEndpointId, shares }) => [vpcEndpointId, shares])).toEqual([
    ["vpce-near", "service-and-vpc"],
    ["vpce-plain", "service"],
    ["vpce-odd", "service"],
    ["vpce-far", "vpc"],
  ]);
  expect(considered).toBe(5);
});
