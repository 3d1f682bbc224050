import { createHash } from "node:crypto";
import type pg from "pg";
import { closedTables, subjectColumns, tableRules } from "./grantedTables.ts";

/** Schemas of views over the tables, one for grants of accounts alone, one for those that name owners too. */
export const grantedSchemas = { accounts: "granted_accounts", owners: "granted_owners" } as const;
export type GrantedSchema = (typeof grantedSchemas)[keyof typeof grantedSchemas];

interface TableColumns {
  table: string;
  columns: string[];
}

// Evaluated once per query, not per row, and indexes on account_id serve it. An unset grant is nothing.
const granted = (what: "accounts" | "owners") =>
  `((SELECT nullif(current_setting('linkledger.${what}', true), '')::text[])::text[])`;
const ofAccounts = `t.account_id = ANY ${granted("accounts")}`;
const ownedBy = (owner: string) => `lower(${owner}) = ANY ${granted("owners")}`;

/** Which rows a grant with owners sees besides those of its accounts; undefined: none, because no owner is known of them. */
function ofOwners({ table, columns }: TableColumns): string | undefined {
  const about = tableRules[table]?.about;
  if (columns.includes("owner")) return ownedBy("t.owner");
  const subject = about ?? subjectColumns.filter((one) => columns.includes(one)).map((one) => `t.${one}`)[0];
  if (columns.includes("series_id") && table !== "probe_series")
    return `(t.account_id, t.series_id) IN (SELECT s.account_id, s.series_id FROM ${grantedSchemas.owners}.probe_series s)`;
  if (subject === undefined) return undefined;
  if (subject.startsWith("ANY "))
    return `EXISTS (SELECT FROM ${grantedSchemas.owners}.owned_resource o WHERE o.account_id = t.account_id AND o.resource_id = ${subject})`;
  return `(t.account_id, ${subject}) IN (SELECT o.account_id, o.resource_id FROM ${grantedSchemas.owners}.owned_resource o)`;
}

/** The ids by which rows without an owner name what they are about. */
const identities: Record<string, string> = {
  ...{
    vpc_endpoint: "vpc_endpoint_id",
    vpc_endpoint_service: "service_id",
    target_group: "target_group_arn",
  },
  ...{ load_balancer: "load_balancer_arn", network_interface: "network_interface_id" },
};
// The dimension of AWS/NetworkELB that names a load balancer: net/name/hash, the end of its ARN.
const balancerDimension = "regexp_replace(t.load_balancer_arn, '^.*:loadbalancer/', '')";

function ownedResources(): string {
  const parts = Object.entries(identities).map(
    ([table, id]) =>
      `SELECT t.account_id, t.${id} AS resource_id FROM public.${table} t WHERE ${ownedBy("t.owner")}`,
  );
  parts.push(
    `SELECT t.account_id, ${balancerDimension} FROM public.load_balancer t WHERE ${ownedBy("t.owner")}`,
  );
  return `CREATE VIEW ${grantedSchemas.owners}.owned_resource AS ${parts.join("\nUNION ALL ")};`;
}

function viewOf(schema: GrantedSchema, one: TableColumns): string | undefined {
  const { table, columns } = one;
  const rule = tableRules[table] ?? {};
  if (rule.rows === undefined && !columns.includes("account_id")) return undefined;
  const owners = schema === grantedSchemas.owners ? ofOwners(one) : undefined;
  const rows = {
    all: [],
    none: ["false"],
    some: [owners === undefined ? ofAccounts : `(${ofAccounts} OR ${owners})`],
  }[rule.rows ?? "some"];
  const where = [...rows, ...(rule.where === undefined ? [] : [`(${rule.where})`])];
  const shown = columns.map((column) => {
    const instead = rule.columns?.[column];
    return instead === undefined ? `t."${column}"` : `${instead} AS "${column}"`;
  });
  for (const [column, instead] of Object.entries(rule.columns ?? {}))
    if (!columns.includes(column)) shown.push(`${instead} AS "${column}"`);
  const check = where.length > 0 && rule.check !== false ? " WITH CHECK OPTION" : "";
  return `CREATE VIEW ${schema}."${table}" AS SELECT ${shown.join(", ")} FROM public."${table}" t${
    where.length > 0 ? ` WHERE ${where.join(" AND ")}` : ""
  }${check};`.replaceAll(":schema", schema);
}

// What rules of a view ask other views for is made before them.
const first = ["vpc_endpoint", "vpc_endpoint_service", "probe_series", "alert"];
const order = ({ table }: TableColumns) => (first.includes(table) ? first.indexOf(table) : first.length);

/** The statements that make the views anew over tables with these columns. */
export function grantedViewsSql(tables: readonly TableColumns[]): string {
  const statements: string[] = [];
  const ordered = tables
    .filter(({ table }) => !closedTables.includes(table))
    .toSorted((a, b) => order(a) - order(b) || (a.table < b.table ? -1 : 1));
  for (const schema of Object.values(grantedSchemas)) {
    statements.push(`CREATE SCHEMA ${schema};`);
    if (schema === grantedSchemas.owners) statements.push(ownedResources());
    for (const table of ordered) {
      const view = viewOf(schema, table);
      if (view) statements.push(view);
    }
  }
  return statements.join("\n");
}

// Views stand in the way of migrations that drop or change columns.
const dropViews = Object.values(grantedSchemas)
  .map((schema) => `DROP SCHEMA IF EXISTS ${schema} CASCADE;`)
  .join(" ");

/** Takes the views away before migrations run; until they are made again a limited grant sees nothing. */
export async function dropGrantedViews(client: pg.ClientBase): Promise<void> {
  await client.query(dropViews);
}

/**
 * Makes the views through which limited grants read, where tables or rules have changed since they were made. Every
 * table with `account_id` has one without being named anywhere. Called behind the migrations, under their lock.
 */
export async function makeGrantedViews(client: pg.ClientBase): Promise<void> {
  const { rows: tables } = await client.query<TableColumns>(
    `SELECT c.relname::text AS table, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> '_prisma_migrations'
     GROUP BY c.relname ORDER BY c.relname`,
  );
  // A database of an old version, on its way.
  const there = new Set(tables.map(({ table }) => table));
  if (![...Object.keys(identities), ...first].every((table) => there.has(table))) return;
  const sql = grantedViewsSql(tables);
  const digest = createHash("sha256").update(sql).digest("hex");
  const { rows } = await client.query<{ made: string | null }>(
    `SELECT obj_description(to_regnamespace('${grantedSchemas.owners}'), 'pg_namespace') AS made`,
  );
  if (rows[0]?.made === digest) return;
  await client.query(
    `BEGIN; SET LOCAL lock_timeout = '30s'; ${dropViews}\n${sql}\nCOMMENT ON SCHEMA ${grantedSchemas.owners} IS '${digest}'; COMMIT`,
  );
}
