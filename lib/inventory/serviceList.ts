import { z } from "zod";
import { accountNameSearch } from "../api/list/accountSearch.ts";
import type { Column, ListDefinition } from "../api/list/definition.ts";
import { entityColumns, entityFields, entityJoins, goneChoice, tagSearch } from "./entity.ts";

const text = z.string().nullable();
const flag = z.boolean().nullable();
const texts = z.array(z.string());

/** An endpoint service of ours that others connect to. */
export const serviceSchema = z
  .object({
    serviceId: z.string(),
    accountId: z.string(),
    accountName: text,
    region: z.string(),
    serviceName: z.string(),
    serviceTypes: texts,
    serviceState: text,
    acceptanceRequired: flag,
    managesVpcEndpoints: flag,
    azIds: texts,
    networkLoadBalancerArns: texts,
    gatewayLoadBalancerArns: texts,
    baseEndpointDnsNames: texts,
    privateDnsName: text,
    privateDnsNameState: text,
    payerResponsibility: text,
    supportedIpAddressTypes: texts,
    supportedRegions: texts,
    remoteAccessEnabled: flag,
    allowedPrincipals: texts.describe("Principals that may connect, as last collected."),
    connections: z
      .int()
      .nullable()
      .describe("Connections in any state; null until they have been collected."),
    connectionsPending: z.int().nullable().describe("Of these, waiting to be accepted."),
    ...entityFields,
  })
  .meta({ id: "Service" });
export type Service = z.infer<typeof serviceSchema>;

const connectionCounts =
  "count(*) AS total, count(*) FILTER (WHERE lower(c.vpc_endpoint_state) = 'pendingacceptance') AS pending";

// A count is known only where the scope of the connections has succeeded once.
const connectionCount = (column: string): Column => ({
  kind: "integer",
  sql: `CASE WHEN o.last_success_at IS NOT NULL THEN coalesce(c.${column}, 0) END`,
  join: ["connectionScope", "connections"],
});

/** The list of endpoint services. */
export const serviceList: ListDefinition<Service> = {
  name: "services",
  item: serviceSchema,
  from: "vpc_endpoint_service e",
  joins: {
    ...entityJoins,
    permissions: `LEFT JOIN LATERAL (SELECT coalesce(array_agg(p.principal ORDER BY p.principal), '{}') AS principals
      FROM vpc_endpoint_service_permission p WHERE p.account_id = e.account_id AND p.region = e.region
        AND p.service_id = e.service_id AND p.gone_at IS NULL) p ON true`,
    connectionScope: `LEFT JOIN collector_scope o ON o.account_id = e.account_id AND o.region = e.region
      AND o.collector = 'connections'`,
    connections: `LEFT JOIN LATERAL (SELECT ${connectionCounts} FROM vpc_endpoint_connection c
      WHERE c.account_id = e.account_id AND c.region = e.region AND c.service_id = e.service_id
        AND c.gone_at IS NULL) c ON true`,
  },
  wholeJoins: {
    connections: `LEFT JOIN (SELECT c.account_id, c.region, c.service_id, ${connectionCounts}
      FROM vpc_endpoint_connection c WHERE c.gone_at IS NULL GROUP BY 1, 2, 3) c
      ON c.account_id = e.account_id AND c.region = e.region AND c.service_id = e.service_id`,
  },
  columns: {
    serviceId: { kind: "text", sql: "e.service_id" },
    accountId: { kind: "text", sql: "e.account_id" },
    accountName: { kind: "text", sql: "a.name", join: "account" },
    region: { kind: "text", sql: "e.region" },
    serviceName: { kind: "text", sql: "e.service_name" },
    serviceTypes: { kind: "texts", sql: "e.service_types" },
    serviceState: { kind: "text", sql: "e.service_state", filter: "ignoreCase" },
    acceptanceRequired: { kind: "boolean", sql: "e.acceptance_required" },
    managesVpcEndpoints: { kind: "boolean", sql: "e.manages_vpc_endpoints" },
    azIds: { kind: "texts", sql: "e.az_ids" },
    networkLoadBalancerArns: { kind: "texts", sql: "e.network_load_balancer_arns" },
    gatewayLoadBalancerArns: { kind: "texts", sql: "e.gateway_load_balancer_arns" },
    baseEndpointDnsNames: { kind: "texts", sql: "e.base_endpoint_dns_names" },
    privateDnsName: { kind: "text", sql: "e.private_dns_name" },
    privateDnsNameState: { kind: "text", sql: "e.private_dns_name_state", filter: "ignoreCase" },
    payerResponsibility: { kind: "text", sql: "e.payer_responsibility", filter: "ignoreCase" },
    supportedIpAddressTypes: { kind: "texts", sql: "e.supported_ip_address_types" },
    supportedRegions: { kind: "texts", sql: "e.supported_regions" },
    remoteAccessEnabled: { kind: "boolean", sql: "e.remote_access_enabled" },
    allowedPrincipals: { kind: "texts", sql: "p.principals", join: "permissions" },
    connections: connectionCount("total"),
    connectionsPending: connectionCount("pending"),
    ...entityColumns,
  },
  key: ["accountId", "region", "serviceId"],
  defaultSort: "accountId",
  search: [
    {
      sql: "concat_ws(' ', e.service_id, e.service_name, e.account_id, e.private_dns_name, e.owner, e.application) ILIKE :q",
    },
    accountNameSearch("e.account_id"),
    ...tagSearch,
  ],
  choices: goneChoice,
  tags: "e.tags",
  collector: "services",
};
