import type {
  Listener,
  LoadBalancer,
  TargetGroup,
  TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type InventoryRow, type TableRows, tables } from "#lib/inventory/tables.ts";
import { flagOf, idsOf, integerOf, rowsOf, stateOf, tagsOf, textOf, timeOf } from "../values.ts";
import type { LoadBalancerAnswers } from "./fetch.ts";

/** Load balancers, listeners, target groups and target health as rows. */
export function mapLoadBalancers(answers: LoadBalancerAnswers): TableRows[] {
  const { loadBalancers, targetGroups } = answers;
  const found: TableRows[] = [];
  if (loadBalancers) {
    found.push({
      table: tables.loadBalancer,
      rows: rowsOf(loadBalancers, (item) => mapLoadBalancer(item, answers)),
    });
    const listeners = [...answers.listeners.values()].flat();
    found.push({ table: tables.listener, rows: rowsOf(listeners, mapListener) });
  }
  if (targetGroups) {
    found.push({
      table: tables.targetGroup,
      rows: rowsOf(targetGroups, (item) => mapTargetGroup(item, answers)),
    });
    const targets = [...answers.health].flatMap(([arn, health]) =>
      rowsOf(health, (item) => mapTarget(arn, item)),
    );
    found.push({ table: tables.targetHealth, rows: targets });
  }
  return found;
}

function mapLoadBalancer(item: LoadBalancer, answers: LoadBalancerAnswers): InventoryRow | undefined {
  const arn = item.LoadBalancerArn;
  if (!arn) return undefined;
  const attributes = answers.attributes.get(arn);
  const flag = (name: string) => attributes && flagOf(attributes[name]);
  const tags = answers.tags.get(arn);
  return {
    loadBalancerArn: arn,
    loadBalancerName: item.LoadBalancerName ?? arn.split("/").at(-2) ?? arn,
    dnsName: textOf(item.DNSName),
    type: textOf(item.Type),
    scheme: textOf(item.Scheme),
    vpcId: textOf(item.VpcId),
    state: stateOf(item.State?.Code),
    stateReason: textOf(item.State?.Reason),
    createdTime: timeOf(item.CreatedTime),
    ipAddressType: textOf(item.IpAddressType),
    subnetIds: idsOf(item.AvailabilityZones?.map(({ SubnetId }) => SubnetId)),
    securityGroupIds: idsOf(item.SecurityGroups),
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: textOf(
      item.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic,
    ),
    crossZoneEnabled: flag("load_balancing.cross_zone.enabled"),
    deletionProtectionEnabled: flag("deletion_protection.enabled"),
    attributes,
    tags: tags && tagsOf(tags),
    raw: item,
  };
}

function mapListener(listener: Listener): InventoryRow | undefined {
  if (!listener.ListenerArn || !listener.LoadBalancerArn) return undefined;
  const actions = listener.DefaultActions ?? [];
  return {
    listenerArn: listener.ListenerArn,
    loadBalancerArn: listener.LoadBalancerArn,
    port: integerOf(listener.Port),
    protocol: textOf(listener.Protocol),
    targetGroupArns: idsOf(
      actions.flatMap(({ TargetGroupArn, ForwardConfig }) => [
        TargetGroupArn,
        ...(ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn),
      ]),
    ),
    defaultActions: actions,
    tags: {},
    raw: {},
  };
}

function mapTargetGroup(group: TargetGroup, answers: LoadBalancerAnswers): InventoryRow | undefined {
  const arn = group.TargetGroupArn;
  if (!arn) return undefined;
  const tags = answers.tags.get(arn);
  return {
    targetGroupArn: arn,
    targetGroupName: group.TargetGroupName ?? arn.split("/").at(-2) ?? arn,
    protocol: textOf(group.Protocol),
    port: integerOf(group.Port),
    vpcId: textOf(group.VpcId),
    targetType: textOf(group.TargetType),
    ipAddressType: textOf(group.IpAddressType),
    loadBalancerArns: idsOf(group.LoadBalancerArns),
    healthCheckEnabled: flagOf(group.HealthCheckEnabled),
    healthCheckProtocol: textOf(group.HealthCheckProtocol),
    healthCheckPort: textOf(group.HealthCheckPort),
    healthCheckPath: textOf(group.HealthCheckPath),
    attributes: answers.targetGroupAttributes.get(arn),
    tags: tags && tagsOf(tags),
    raw: group,
  };
}

function mapTarget(targetGroupArn: string, health: TargetHealthDescription): InventoryRow | undefined {
  const { Target, TargetHealth } = health;
  if (!Target?.Id) return undefined;
  return {
    targetGroupArn,
    targetId: Target.Id,
    // A target without a port (Lambda, some gateway targets) is one target all the same.
    port: integerOf(Target.Port) ?? 0,
    availabilityZone: textOf(Target.AvailabilityZone),
    healthCheckPort: textOf(health.HealthCheckPort),
    state: textOf(TargetHealth?.State),
    reason: textOf(TargetHealth?.Reason),
    description: textOf(TargetHealth?.Description),
    tags: {},
    raw: {},
  };
}
