import { z } from "zod";
import { accountNameSearch } from "../api/list/accountSearch.ts";
import type { ListDefinition } from "../api/list/definition.ts";
import { entityColumns, entityFields, entityJoins, goneChoice, tagSearch } from "./entity.ts";
import { isoTime } from "./schema.ts";

const text = z.string().nullable();

/** A connection of an endpoint, ours or another company's, to a service of ours: the provider's view. */
export const connectionSchema = z
  .object({
    vpcEndpointConnectionId: text,
    serviceId: z.string(),
    serviceName: text.describe("Null while the service itself has not been collected."),
    accountId: z.string().describe("Account of the service."),
    accountName: text,
    region: z.string().describe("Region of the service."),
    vpcEndpointId: z.string(),
    vpcEndpointOwner: text.describe("Account of the endpoint."),
    vpcEndpointOwnerName: text.describe("Its name, where the account is one of ours."),
    vpcEndpointState: text,
    vpcEndpointRegion: text,
    creationTimestamp: isoTime.nullable(),
    ipAddressType: text,
    networkLoadBalancerArns: z.array(z.string()),
    gatewayLoadBalancerArns: z.array(z.string()),
    ...entityFields,
  })
  .meta({ id: "Connection" });
export type Connection = z.infer<typeof connectionSchema>;

/** The list of connections to endpoint services. */
export const connectionList: ListDefinition<Connection> = {
  name: "connections",
  item: connectionSchema,
  from: "vpc_endpoint_connection e",
  joins: {
    ...entityJoins,
    service: `LEFT JOIN vpc_endpoint_service v
      ON v.account_id = e.account_id AND v.region = e.region AND v.service_id = e.service_id`,
    consumer: "LEFT JOIN account o ON o.account_id = e.vpc_endpoint_owner",
  },
  columns: {
    vpcEndpointConnectionId: { kind: "text", sql: "e.vpc_endpoint_connection_id" },
    serviceId: { kind: "text", sql: "e.service_id" },
    serviceName: { kind: "text", sql: "v.service_name", join: "service" },
    accountId: { kind: "text", sql: "e.account_id" },
    accountName: { kind: "text", sql: "a.name", join: "account" },
    region: { kind: "text", sql: "e.region" },
    vpcEndpointId: { kind: "text", sql: "e.vpc_endpoint_id" },
    vpcEndpointOwner: { kind: "text", sql: "e.vpc_endpoint_owner" },
    vpcEndpointOwnerName: { kind: "text", sql: "o.name", join: "consumer" },
    vpcEndpointState: { kind: "text", sql: "e.vpc_endpoint_state", filter: "ignoreCase" },
    vpcEndpointRegion: { kind: "text", sql: "e.vpc_endpoint_region" },
    creationTimestamp: { kind: "time", sql: "e.creation_timestamp" },
    ipAddressType: { kind: "text", sql: "e.ip_address_type", filter: "ignoreCase" },
    networkLoadBalancerArns: { kind: "texts", sql: "e.network_load_balancer_arns" },
    gatewayLoadBalancerArns: { kind: "texts", sql: "e.gateway_load_balancer_arns" },
    ...entityColumns,
  },
  key: ["accountId", "region", "serviceId", "vpcEndpointId"],
  defaultSort: "accountId",
  search: [
    {
      sql: `concat_ws(' ', e.vpc_endpoint_connection_id, e.vpc_endpoint_id, e.service_id, e.account_id,
        e.vpc_endpoint_owner, e.owner, e.application) ILIKE :q`,
    },
    accountNameSearch("e.account_id"),
    { sql: "v.service_name ILIKE :q", join: "service" },
    accountNameSearch("e.vpc_endpoint_owner"),
    ...tagSearch,
  ],
  choices: goneChoice,
  tags: "e.tags",
  collector: "connections",
};
