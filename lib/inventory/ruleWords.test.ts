import { expect, it } from "vitest";
import { changeDiff } from "./changeDiff.ts";
import { actionLines, routeLines, ruleLines } from "./ruleWords.ts";

it.each([
  [
    { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/8" }] },
    "tcp 443 from 10.0.0.0/8",
  ],
  [
    { IpProtocol: "tcp", FromPort: 0, ToPort: 65535, Ipv6Ranges: [{ CidrIpv6: "::/0" }] },
    "tcp all ports from ::/0",
  ],
  [
    { IpProtocol: "udp", FromPort: 53, ToPort: 60, PrefixListIds: [{ PrefixListId: "pl-1" }] },
    "udp 53–60 from pl-1",
  ],
  [
    { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "all" }] },
    "all traffic from 0.0.0.0/0 (all)",
  ],
  [
    { IpProtocol: "icmp", FromPort: 8, ToPort: -1, UserIdGroupPairs: [{ GroupId: "sg-1", UserId: "1" }] },
    "icmp type 8 from sg-1 of 1",
  ],
  [{ IpProtocol: "tcp", FromPort: 80, ToPort: 80 }, "tcp 80 from nowhere"],
])("says a rule in words: %j", (rule, words) => {
  expect(ruleLines([rule], "from")).toEqual([words]);
});

it("shows rules that came and went, not those that stayed", () => {
  const rule = (port: number, ...cidrs: string[]) => ({
    IpProtocol: "tcp",
    FromPort: port,
    ToPort: port,
    IpRanges: cidrs.map((CidrIp) => ({ CidrIp })),
  });
  const before = [rule(443, "10.0.0.0/8", "10.1.0.0/16"), rule(80, "0.0.0.0/0")];
  const after = [rule(443, "10.1.0.0/16", "192.168.0.0/16")];
  expect(changeDiff(before, after, "ipPermissions")).toEqual({
    kind: "lines",
    lines: [
      { kind: "removed", text: "tcp 443 from 10.0.0.0/8" },
      { kind: "removed", text: "tcp 80 from 0.0.0.0/0" },
      { kind: "added", text: "tcp 443 from 192.168.0.0/16" },
      { kind: "same", text: "… 1 unchanged" },
    ],
  });
});

it("says where a route leads", () => {
  expect(
    routeLines([
      { DestinationPrefixListId: "pl-1", GatewayId: "vpce-1", State: "active" },
      { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1", State: "blackhole" },
    ]),
  ).toEqual(["pl-1 via vpce-1", "0.0.0.0/0 via nat-1 (blackhole)"]);
});

it("says where a listener forwards to", () => {
  const arn = (name: string) => `arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/${name}/0`;
  expect(actionLines([{ Type: "forward", TargetGroupArn: arn("a") }])).toEqual([
    "forward to targetgroup/a/0",
  ]);
  const weighted = [
    { TargetGroupArn: arn("a"), Weight: 90 },
    { TargetGroupArn: arn("b"), Weight: 10 },
  ];
  expect(actionLines([{ Type: "forward", ForwardConfig: { TargetGroups: weighted } }])).toEqual([
    "forward to targetgroup/a/0 (weight 90)",
    "forward to targetgroup/b/0 (weight 10)",
  ]);
});

it("shows a policy by statement, and by line where it is none", () => {
  const policy = (action: string) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: action, Resource: "*" }] });
  expect(changeDiff(policy("*"), policy("s3:GetObject"), "policyDocument")).toEqual({
    kind: "lines",
    lines: [
      { kind: "same", text: "Allow" },
      { kind: "removed", text: "  Action *" },
      { kind: "added", text: "  Action s3:GetObject" },
    ],
  });
  expect(changeDiff("{not json", policy("*"), "policyDocument").kind).toBe("lines");
});
