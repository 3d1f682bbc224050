import { accountNameSearch } from "../api/list/accountSearch.ts";
import type { ListDefinition } from "../api/list/definition.ts";
import { entityColumns, entityJoins, goneChoice, tagSearch } from "./entity.ts";
import { type LoadBalancer, loadBalancerSchema } from "./loadBalancerSchema.ts";

const targetCounts = `count(*) AS targets, count(*) FILTER (WHERE h.state = 'healthy') AS healthy,
  count(*) FILTER (WHERE h.state LIKE 'unhealthy%') AS unhealthy`;

// Targets are known only once the scope has succeeded; before that nothing is, which is not zero.
const targetCount = (column: string) =>
  `CASE WHEN s.last_success_at IS NOT NULL THEN coalesce(h.${column}, 0) END`;

/** The list of load balancers. */
export const loadBalancerList: ListDefinition<LoadBalancer> = {
  name: "load-balancers",
  item: loadBalancerSchema,
  from: "load_balancer e",
  joins: {
    ...entityJoins,
    health: `LEFT JOIN LATERAL (SELECT ${targetCounts}
      FROM target_group g JOIN target_health h ON h.account_id = g.account_id AND h.region = g.region
        AND h.target_group_arn = g.target_group_arn AND h.gone_at IS NULL
      WHERE g.account_id = e.account_id AND g.region = e.region AND g.gone_at IS NULL
        AND e.load_balancer_arn = ANY(g.load_balancer_arns)) h ON true`,
  },
  wholeJoins: {
    // Of each target group once, however many load balancers share it.
    health: `LEFT JOIN (SELECT g.account_id, g.region, arn AS load_balancer_arn, sum(h.targets)::bigint AS targets,
        sum(h.healthy)::bigint AS healthy, sum(h.unhealthy)::bigint AS unhealthy
      FROM (SELECT h.account_id, h.region, h.target_group_arn, ${targetCounts} FROM target_health h
        WHERE h.gone_at IS NULL GROUP BY 1, 2, 3) h
      JOIN target_group g ON g.account_id = h.account_id AND g.region = h.region
        AND g.target_group_arn = h.target_group_arn AND g.gone_at IS NULL
      CROSS JOIN LATERAL (SELECT DISTINCT unnest(g.load_balancer_arns) AS arn) arns GROUP BY 1, 2, 3) h
      ON h.account_id = e.account_id AND h.region = e.region AND h.load_balancer_arn = e.load_balancer_arn`,
  },
  columns: {
    loadBalancerArn: { kind: "text", sql: "e.load_balancer_arn" },
    loadBalancerName: { kind: "text", sql: "e.load_balancer_name" },
    accountId: { kind: "text", sql: "e.account_id" },
    accountName: { kind: "text", sql: "a.name", join: "account" },
    region: { kind: "text", sql: "e.region" },
    type: { kind: "text", sql: "e.type", filter: "ignoreCase" },
    scheme: { kind: "text", sql: "e.scheme", filter: "ignoreCase" },
    vpcId: { kind: "text", sql: "e.vpc_id" },
    state: { kind: "text", sql: "e.state", filter: "ignoreCase" },
    stateReason: { kind: "text", sql: "e.state_reason" },
    dnsName: { kind: "text", sql: "e.dns_name" },
    createdTime: { kind: "time", sql: "e.created_time" },
    ipAddressType: { kind: "text", sql: "e.ip_address_type", filter: "ignoreCase" },
    azIds: { kind: "texts", sql: "e.az_ids" },
    subnetIds: { kind: "texts", sql: "e.subnet_ids" },
    securityGroupIds: { kind: "texts", sql: "e.security_group_ids" },
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: {
      kind: "text",
      sql: "e.enforce_security_group_inbound_rules_on_private_link_traffic",
      filter: "ignoreCase",
    },
    crossZoneEnabled: { kind: "boolean", sql: "e.cross_zone_enabled" },
    deletionProtectionEnabled: { kind: "boolean", sql: "e.deletion_protection_enabled" },
    targets: { kind: "integer", sql: targetCount("targets"), join: ["scope", "health"] },
    healthyTargets: { kind: "integer", sql: targetCount("healthy"), join: ["scope", "health"] },
    unhealthyTargets: { kind: "integer", sql: targetCount("unhealthy"), join: ["scope", "health"] },
    ...entityColumns,
  },
  key: ["accountId", "region", "loadBalancerArn"],
  defaultSort: "accountId",
  search: [
    {
      sql: "concat_ws(' ', e.load_balancer_arn, e.dns_name, e.account_id, e.vpc_id, e.owner, e.application) ILIKE :q",
    },
    accountNameSearch("e.account_id"),
    ...tagSearch,
  ],
  choices: goneChoice,
  tags: "e.tags",
  collector: "load-balancers",
};
