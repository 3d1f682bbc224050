import { accountNameSearch } from "../api/list/accountSearch.ts";
import type { Column } from "../api/list/definition.ts";

/** What lists of what is wrong have in common, of a table of that alias with its account joined as `account`. */
export function troubleColumns(alias: string, account: string) {
  return {
    hop: { kind: "text", sql: `${alias}.hop` },
    title: { kind: "text", sql: `${alias}.title` },
    resourceType: { kind: "text", sql: `${alias}.resource_type` },
    resourceId: { kind: "text", sql: `${alias}.resource_id` },
    vpcEndpointId: { kind: "text", sql: `${alias}.vpc_endpoint_id` },
    accountId: { kind: "text", sql: `${alias}.account_id` },
    accountName: { kind: "text", sql: `${account}.name`, join: "account" },
    region: { kind: "text", sql: `${alias}.region` },
    serviceName: { kind: "text", sql: `${alias}.service_name` },
    checkId: { kind: "text", sql: `${alias}.check_id` },
    owner: { kind: "text", sql: `${alias}.owner` },
    since: { kind: "time", sql: `${alias}.since` },
  } satisfies Record<string, Column>;
}

/** What `q` looks in there: the account's name besides what the row itself says. */
export const troubleSearch = (alias: string) => [
  {
    sql: `concat_ws(' ', ${[
      "check_id",
      "title",
      "sentence",
      "resource_id",
      "service_name",
      "account_id",
      "owner",
    ]
      .map((column) => `${alias}.${column}`)
      .join(", ")}) ILIKE :q`,
  },
  accountNameSearch(`${alias}.account_id`),
];
