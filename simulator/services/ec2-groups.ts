import { type GroupRule, type GroupSpec, vpcNetwork } from "../fleet/network.ts";
import type { VpcSpec } from "../fleet/types.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations } from "./context.ts";
import { listResources } from "./ec2-paging.ts";

/** Security groups and their rules. */
export const ec2Groups: Operations = {
  DescribeSecurityGroups: (call) => {
    const groups = vpcs(call).flatMap((vpc) => vpcNetwork(vpc).groups.map((group) => ({ vpc, group })));
    return listResources<{ vpc: VpcSpec; group: GroupSpec }>(call, groups, {
      idParameter: "GroupId",
      idOf: ({ group }) => group.id,
      notFound: {
        code: "InvalidGroup.NotFound",
        message: (id) => `The security group '${id}' does not exist`,
      },
      filters: {
        "group-id": ({ group }) => group.id,
        "group-name": ({ group }) => group.name,
        "vpc-id": ({ vpc }) => vpc.id,
      },
      tagsOf: () => ({}),
      set: "securityGroupInfo",
      render: ({ vpc, group }) => ({
        ownerId: vpc.accountId,
        groupId: group.id,
        groupName: group.name,
        groupDescription: group.description,
        vpcId: vpc.id,
        securityGroupArn: `arn:aws:ec2:${vpc.region}:${vpc.accountId}:security-group/${group.id}`,
        ipPermissions: permissions(group, vpc, false),
        ipPermissionsEgress: permissions(group, vpc, true),
        tagSet: [],
      }),
    });
  },

  DescribeSecurityGroupRules: (call) => {
    const rules = vpcs(call).flatMap((vpc) =>
      vpcNetwork(vpc).groups.flatMap((group) => group.rules.map((rule) => ({ vpc, group, rule }))),
    );
    return listResources<{ vpc: VpcSpec; group: GroupSpec; rule: GroupRule }>(call, rules, {
      idParameter: "SecurityGroupRuleId",
      idOf: ({ rule }) => rule.id,
      notFound: {
        code: "InvalidSecurityGroupRuleId.NotFound",
        message: (id) => `The security group rule ID '${id}' does not exist`,
      },
      filters: { "group-id": ({ group }) => group.id, "security-group-rule-id": ({ rule }) => rule.id },
      tagsOf: () => ({}),
      set: "securityGroupRuleSet",
      render: ({ vpc, group, rule }) => ({
        securityGroupRuleId: rule.id,
        groupId: group.id,
        groupOwnerId: vpc.accountId,
        isEgress: rule.egress,
        ipProtocol: rule.protocol,
        fromPort: rule.fromPort,
        toPort: rule.toPort,
        cidrIpv4: rule.cidr,
        prefixListId: rule.prefixListId,
        referencedGroupInfo: rule.groupId
          ? { groupId: rule.groupId, userId: vpc.accountId, vpcId: vpc.id }
          : undefined,
        description: rule.description,
        tagSet: [],
      }),
    });
  },
};

const vpcs = (call: Call) => call.fleet.vpcs(call.accountId, call.region);

function permissions(group: GroupSpec, vpc: VpcSpec, egress: boolean): WireObject[] {
  return group.rules
    .filter((rule) => rule.egress === egress)
    .map((rule) => ({
      ipProtocol: rule.protocol,
      fromPort: rule.protocol === "-1" ? undefined : rule.fromPort,
      toPort: rule.protocol === "-1" ? undefined : rule.toPort,
      groups: rule.groupId ? [{ groupId: rule.groupId, userId: vpc.accountId }] : [],
      ipRanges: rule.cidr ? [{ cidrIp: rule.cidr, description: rule.description }] : [],
      ipv6Ranges: [],
      prefixListIds: rule.prefixListId
        ? [{ prefixListId: rule.prefixListId, description: rule.description }]
        : [],
    }));
}
