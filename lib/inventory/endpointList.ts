import { accountNameSearch } from "../api/list/accountSearch.ts";
import type { ListDefinition, MostRows, SearchPlace } from "../api/list/definition.ts";
import { entityColumns, entityJoins, goneChoice, tagSearch } from "./entity.ts";
import { type Endpoint, endpointSchema } from "./schema.ts";

/** The beginning of an endpoint's id, or the whole: `vpce-svc-…` is a service's. */
const looksLikeId = (q: string) => /^vpce-[\da-f]+$/i.test(q);
const looksLikeAddress = (q: string) => /^[\d.]{4,}$/.test(q) || /^[\da-f:]*:[\da-f:]+$/i.test(q);
/** A place that is looked into for all that is not an id. */
const otherwise = (place: SearchPlace): SearchPlace => ({
  ...place,
  when: (q) => !looksLikeId(q) && (place.when?.(q) ?? true),
});

const traffic = "t.account_id = e.account_id AND t.vpc_endpoint_id = e.vpc_endpoint_id";

/** How the table opens and is scrolled: an index has what carries most. */
const mostTraffic: MostRows = {
  join: "traffic",
  sql(rows, from) {
    const some = (where: string) => `SELECT * FROM vpc_endpoint_traffic WHERE ${where}
      ORDER BY bytes_30d DESC NULLS LAST, account_id FETCH FIRST ${rows} ROWS WITH TIES`;
    // Each half is read from where it begins: thousands may carry as much as the row to go on from.
    const onwards = ([bytes, accountId]: readonly [string, string]) =>
      `SELECT * FROM ((${some(`bytes_30d = ${bytes} AND account_id >= ${accountId}`)})
        UNION ALL (${some(`bytes_30d < ${bytes}`)})) both_halves
      ORDER BY bytes_30d DESC NULLS LAST, account_id FETCH FIRST ${rows} ROWS WITH TIES`;
    return `JOIN (${from ? onwards(from) : some("bytes_30d IS NOT NULL")}) t ON ${traffic}`;
  },
  none: `NOT EXISTS (SELECT FROM vpc_endpoint_traffic t WHERE ${traffic} AND t.bytes_30d IS NOT NULL)`,
};

/** The list of endpoints. */
export const endpointList: ListDefinition<Endpoint> = {
  name: "endpoints",
  item: endpointSchema,
  from: "vpc_endpoint e",
  joins: {
    ...entityJoins,
    traffic: `LEFT JOIN vpc_endpoint_traffic t ON ${traffic}`,
    cost: "LEFT JOIN endpoint_cost k ON k.account_id = e.account_id AND k.vpc_endpoint_id = e.vpc_endpoint_id",
    diagnosis:
      "LEFT JOIN endpoint_diagnosis g ON g.account_id = e.account_id AND g.vpc_endpoint_id = e.vpc_endpoint_id",
    idle: `LEFT JOIN idle_verdict i ON i.account_id = e.account_id AND i.region = e.region
      AND i.resource_type = 'endpoint' AND i.resource_id = e.vpc_endpoint_id AND i.subnet_id = ''`,
  },
  columns: {
    vpcEndpointId: { kind: "text", sql: "e.vpc_endpoint_id" },
    accountId: { kind: "text", sql: "e.account_id" },
    accountName: { kind: "text", sql: "a.name", join: "account" },
    region: { kind: "text", sql: "e.region", common: true },
    vpcId: { kind: "text", sql: "e.vpc_id" },
    vpcEndpointType: { kind: "text", sql: "e.vpc_endpoint_type", filter: "ignoreCase", common: true },
    serviceName: { kind: "text", sql: "e.service_name" },
    serviceRegion: { kind: "text", sql: "e.service_region" },
    state: { kind: "text", sql: "e.state", filter: "ignoreCase", common: true },
    privateDnsEnabled: { kind: "boolean", sql: "e.private_dns_enabled" },
    subnetIds: { kind: "texts", sql: "e.subnet_ids" },
    azIds: { kind: "texts", sql: "e.az_ids" },
    networkInterfaceIds: { kind: "texts", sql: "e.network_interface_ids" },
    securityGroupIds: { kind: "texts", sql: "e.security_group_ids" },
    ipAddressType: { kind: "text", sql: "e.ip_address_type", filter: "ignoreCase" },
    creationTimestamp: { kind: "time", sql: "e.creation_timestamp" },
    requesterManaged: { kind: "boolean", sql: "e.requester_managed" },
    ...entityColumns,
    bytes30d: { kind: "integer", sql: "t.bytes_30d", join: "traffic", most: mostTraffic },
    lastTrafficAt: { kind: "time", sql: "t.last_traffic_at", join: "traffic" },
    idleState: { kind: "text", sql: "i.state", join: "idle" },
    idleDays: { kind: "integer", sql: "i.idle_days", join: "idle" },
    monthlyCostUsd: { kind: "number", sql: "round(k.monthly_cost_usd, 4)", join: "cost" },
    savingUsd: { kind: "number", sql: "i.saving_usd", join: "idle" },
    worstFinding: { kind: "text", sql: "g.worst_finding", join: "diagnosis" },
  },
  key: ["accountId", "region", "vpcEndpointId"],
  defaultSort: "accountId",
  search: [
    {
      // Ids are written in small letters. An index has them in order, and counts them without a look at the rows.
      sql: "e.vpc_endpoint_id LIKE ltrim(lower(:q), '%')",
      when: looksLikeId,
    },
    ...[
      {
        sql: "concat_ws(' ', e.vpc_endpoint_id, e.service_name, e.account_id, e.vpc_id, e.owner, e.application) ILIKE :q",
      },
      accountNameSearch("e.account_id"),
      ...tagSearch,
    ].map(otherwise),
    {
      // Somebody holds an address that hangs: the interface that has it belongs to the endpoint.
      sql: `e.network_interface_ids && ARRAY(SELECT n.network_interface_id FROM network_interface n
        WHERE n.private_ip_address ILIKE :q OR array_to_string(n.private_ip_addresses || n.ipv6_addresses, ' ') ILIKE :q)`,
      when: looksLikeAddress,
    },
  ],
  searchHint: "The beginning of an endpoint's id (`vpce-0…`) is looked for in ids alone.",
  choices: goneChoice,
  tags: "e.tags",
  collector: "endpoints",
};
