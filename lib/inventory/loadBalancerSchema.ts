import { z } from "zod";
import { balancerCostSchema } from "../cost/balancers/schema.ts";
import { entityFields } from "./entity.ts";
import { isoTime } from "./schema.ts";

const text = z.string().nullable();
const flag = z.boolean().nullable();
const texts = z.array(z.string());

/** A network or gateway load balancer. */
export const loadBalancerSchema = z
  .object({
    loadBalancerArn: z.string(),
    loadBalancerName: z.string(),
    accountId: z.string(),
    accountName: text,
    region: z.string(),
    type: text,
    scheme: text,
    vpcId: text,
    state: text,
    stateReason: text,
    dnsName: text,
    createdTime: isoTime.nullable(),
    ipAddressType: text,
    azIds: texts,
    subnetIds: texts,
    securityGroupIds: texts,
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: text,
    crossZoneEnabled: flag.describe("A target group's own setting, where it has one, outranks this."),
    deletionProtectionEnabled: flag,
    targets: z.int().nullable().describe("Registered targets; null until target health has been collected."),
    healthyTargets: z.int().nullable(),
    unhealthyTargets: z.int().nullable(),
    ...entityFields,
  })
  .meta({ id: "LoadBalancer" });
export type LoadBalancer = z.infer<typeof loadBalancerSchema>;

const targetSchema = z.object({
  targetId: z.string(),
  port: z.int(),
  azId: text,
  availabilityZone: text,
  state: text,
  reason: text,
  description: text,
});

const targetGroupSchema = z.object({
  targetGroupArn: z.string(),
  targetGroupName: z.string(),
  protocol: text,
  port: z.int().nullable(),
  targetType: text,
  healthCheckEnabled: flag,
  healthCheckProtocol: text,
  healthCheckPort: text,
  healthCheckPath: text,
  attributes: z.record(z.string(), z.unknown()),
  targets: z.array(targetSchema),
});

const listenerSchema = z.object({
  listenerArn: z.string(),
  port: z.int().nullable(),
  protocol: text,
  targetGroupArns: texts,
});

/** One load balancer with what hangs on it. */
export const loadBalancerDetailSchema = loadBalancerSchema
  .extend({
    asOf: isoTime.nullable(),
    attributes: z.record(z.string(), z.unknown()),
    listeners: z.array(listenerSchema),
    targetGroups: z.array(targetGroupSchema),
    services: z
      .array(
        z.object({
          serviceId: z.string(),
          serviceName: z.string(),
          accountId: z.string(),
          region: z.string(),
        }),
      )
      .describe("Endpoint services that stand on it."),
    cost: balancerCostSchema
      .nullable()
      .describe(
        "What it cost over 30 days; null until the first evaluation, and for kinds that no service stands on.",
      ),
    raw: z.unknown().describe("The load balancer as AWS answered."),
  })
  .meta({ id: "LoadBalancerDetail" });
export type LoadBalancerDetail = z.infer<typeof loadBalancerDetailSchema>;
