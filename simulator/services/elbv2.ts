import { hex } from "../fleet/hash.ts";
import { targetHealth } from "../fleet/health.ts";
import { groupId, privateSubnet } from "../fleet/network.ts";
import { zoneNames } from "../fleet/regions.ts";
import type { LoadBalancerSpec, TargetGroupSpec } from "../fleet/types.ts";
import { AwsError } from "../protocols/errors.ts";
import { paginate } from "../protocols/paging.ts";
import type { WireObject } from "../protocols/xml.ts";
import type { Call, Operations } from "./context.ts";

/** Elastic Load Balancing v2: network and gateway load balancers. */
export const elbv2: Operations = {
  DescribeLoadBalancers: (call) => {
    const arns = call.params.list("LoadBalancerArns");
    const names = call.params.list("Names");
    let balancers = balancersOf(call);
    if (arns.length > 0) balancers = arns.map((arn) => balancerByArn(call, arn));
    if (names.length > 0) balancers = balancers.filter((balancer) => names.includes(balancer.name));
    const page = elbPage(call, balancers);
    return {
      LoadBalancers: page.items.map((balancer) => renderBalancer(balancer, call)),
      NextMarker: page.nextToken,
    };
  },

  DescribeListeners: (call) => {
    const arn = call.params.get("LoadBalancerArn");
    const arns = call.params.list("ListenerArns");
    const balancers = arn ? [balancerByArn(call, arn)] : balancersOf(call);
    const listeners = balancers
      .flatMap((balancer) => balancer.listeners.map((listener) => ({ balancer, listener })))
      .filter(({ listener }) => arns.length === 0 || arns.includes(listener.arn));
    const page = elbPage(call, listeners);
    return {
      Listeners: page.items.map(({ balancer, listener }) => ({
        ListenerArn: listener.arn,
        LoadBalancerArn: balancer.arn,
        Port: balancer.type === "gateway" ? undefined : listener.port,
        Protocol: balancer.type === "gateway" ? undefined : listener.protocol,
        ...(listener.protocol === "TLS" ? tlsMembers(balancer) : {}),
        DefaultActions: [
          {
            Type: "forward",
            TargetGroupArn: listener.targetGroup.arn,
            ForwardConfig: { TargetGroups: [{ TargetGroupArn: listener.targetGroup.arn }] },
          },
        ],
      })),
      NextMarker: page.nextToken,
    };
  },

  DescribeTargetGroups: (call) => {
    const wanted = call.params.list("TargetGroupArns");
    const arn = call.params.get("LoadBalancerArn");
    let groups = targetGroupsOf(call);
    if (arn) groups = groups.filter(({ balancer }) => balancer.arn === balancerByArn(call, arn).arn);
    if (wanted.length > 0) groups = wanted.map((one) => targetGroupByArn(call, one));
    const page = elbPage(call, groups);
    return {
      TargetGroups: page.items.map(({ balancer, group }) => renderTargetGroup(balancer, group)),
      NextMarker: page.nextToken,
    };
  },

  DescribeLoadBalancerAttributes: (call) => {
    const balancer = balancerByArn(call, call.params.get("LoadBalancerArn") ?? "");
    return {
      Attributes: attributes({
        "deletion_protection.enabled": balancer.deletionProtection,
        "load_balancing.cross_zone.enabled": balancer.crossZone,
        "access_logs.s3.enabled": false,
        "access_logs.s3.bucket": "",
        "access_logs.s3.prefix": "",
        ...(balancer.type === "network"
          ? {
              "ipv6.deny_all_igw_traffic": false,
              "dns_record.client_routing_policy": "any_availability_zone",
            }
          : {}),
      }),
    };
  },

  DescribeTargetGroupAttributes: (call) => {
    const { group } = targetGroupByArn(call, call.params.get("TargetGroupArn") ?? "");
    return {
      Attributes: attributes({
        "load_balancing.cross_zone.enabled": group.crossZone ?? "use_load_balancer_configuration",
        "proxy_protocol_v2.enabled": group.proxyProtocol,
        "preserve_client_ip.enabled": group.targetType === "instance",
        "stickiness.enabled": false,
        "stickiness.type": "source_ip",
        "deregistration_delay.timeout_seconds": 300,
        "deregistration_delay.connection_termination.enabled": false,
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": 1,
      }),
    };
  },

  DescribeTargetHealth: (call) => {
    const { balancer, group } = targetGroupByArn(call, call.params.get("TargetGroupArn") ?? "");
    const names = zoneNames(call.accountId, call.region);
    const checkPort = group.healthCheck.port === "traffic-port" ? group.port : group.healthCheck.port;
    return {
      TargetHealthDescriptions: group.targets.map((target) => {
        const health = targetHealth(call.fleet, balancer, target, call.now);
        return {
          Target: { Id: target.id, Port: target.port, AvailabilityZone: names.get(target.azId) },
          HealthCheckPort: String(checkPort),
          TargetHealth: { State: health.state, Reason: health.reason, Description: health.description },
        };
      }),
    };
  },

  DescribeTags: (call) => {
    const arns = call.params.list("ResourceArns");
    if (arns.length > 20)
      throw new AwsError("ValidationError", "Number of resources exceeds the limit of 20");
    return {
      TagDescriptions: arns.map((arn) => ({
        ResourceArn: arn,
        Tags: Object.entries(tagsOf(call, arn)).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  },
};

const balancersOf = (call: Call) => call.fleet.loadBalancers(call.accountId, call.region);

function balancerByArn(call: Call, arn: string): LoadBalancerSpec {
  const balancer = balancersOf(call).find((one) => one.arn === arn);
  if (!balancer) throw new AwsError("LoadBalancerNotFound", `Load balancers '[${arn}]' not found`);
  return balancer;
}

interface OwnedGroup {
  balancer: LoadBalancerSpec;
  group: TargetGroupSpec;
}

function targetGroupsOf(call: Call): OwnedGroup[] {
  return balancersOf(call).flatMap((balancer) => balancer.targetGroups.map((group) => ({ balancer, group })));
}

function targetGroupByArn(call: Call, arn: string): OwnedGroup {
  const found = targetGroupsOf(call).find(({ group }) => group.arn === arn);
  if (!found) throw new AwsError("TargetGroupNotFound", `Target groups '${arn}' not found`);
  return found;
}

function tagsOf(call: Call, arn: string): Record<string, string> {
  if (arn.includes(":targetgroup/")) return targetGroupByArn(call, arn).balancer.tags;
  return balancerByArn(call, arn.includes(":listener/") ? listenerOwner(arn) : arn).tags;
}

function listenerOwner(arn: string): string {
  return arn.replace(":listener/", ":loadbalancer/").split("/").slice(0, -1).join("/");
}

function elbPage<T>(call: Call, items: readonly T[]) {
  if (call.plain) return { items, nextToken: undefined };
  const request = { maxResults: call.params.get("PageSize"), nextToken: call.params.get("Marker") };
  const action = `${call.action}/${call.accountId}/${call.region}`;
  return paginate(items, request, {
    action,
    defaultSize: 400,
    min: 1,
    max: 400,
    tokenError: "ValidationError",
  });
}

function attributes(values: Record<string, string | number | boolean>): WireObject[] {
  return Object.entries(values).map(([Key, value]) => ({ Key, Value: String(value) }));
}

function tlsMembers(balancer: LoadBalancerSpec): WireObject {
  const certificate = `arn:aws:acm:${balancer.region}:${balancer.accountId}:certificate/${hex(balancer.arn, 32)}`;
  return {
    SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    Certificates: [{ CertificateArn: certificate }],
  };
}

function renderBalancer(balancer: LoadBalancerSpec, call: Call): WireObject {
  const names = zoneNames(call.accountId, call.region);
  const id = balancer.arn.split("/").at(-1);
  const network = balancer.type === "network";
  const guarded = balancer.enforcePrivateLinkRules !== undefined;
  return {
    LoadBalancerArn: balancer.arn,
    DNSName: network ? `${balancer.name}-${id}.elb.${balancer.region}.amazonaws.com` : undefined,
    CanonicalHostedZoneId: network ? `Z${hex(`elb/${balancer.region}`, 12).toUpperCase()}` : undefined,
    CreatedTime: new Date(balancer.createdAt),
    LoadBalancerName: balancer.name,
    Scheme: network ? balancer.scheme : undefined,
    VpcId: balancer.vpc.id,
    State: { Code: "active" },
    Type: balancer.type,
    AvailabilityZones: balancer.azIds.map((azId) => ({
      ZoneName: names.get(azId),
      SubnetId: privateSubnet(balancer.vpc, azId).id,
      LoadBalancerAddresses: [],
    })),
    SecurityGroups: guarded
      ? (balancer.groups ?? ["private-link"]).map((name) => groupId(balancer.vpc, name))
      : undefined,
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: guarded
      ? balancer.enforcePrivateLinkRules
        ? "on"
        : "off"
      : undefined,
    IpAddressType: "ipv4",
  };
}

function renderTargetGroup(balancer: LoadBalancerSpec, group: TargetGroupSpec): WireObject {
  const attached = balancer.listeners.some((listener) => listener.targetGroup === group);
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    Port: group.port,
    VpcId: balancer.vpc.id,
    HealthCheckProtocol: group.healthCheck.protocol,
    HealthCheckPort: group.healthCheck.port,
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 10,
    HealthyThresholdCount: 3,
    UnhealthyThresholdCount: 3,
    HealthCheckPath: group.healthCheck.path,
    LoadBalancerArns: attached ? [balancer.arn] : [],
    TargetType: group.targetType,
    IpAddressType: "ipv4",
  };
}
