import { database } from "../db/pool.ts";
import { formatCountOf } from "../format/numbers.ts";
import type { SearchHit } from "./schema.ts";

const perKind = 6;

// In a LIKE pattern % and _ are wildcards; typed by a person they mean themselves.
const pattern = (q: string) => `%${q.replace(/[\\%_]/g, "\\$&")}%`;

const listOf = (parameter: string, value: string) =>
  `/endpoints?${new URLSearchParams({ [parameter]: value })}`;

/** Endpoints, accounts, services and owners whose id or name holds `q`, without regard to case; the closest first. */
export async function search(q: string): Promise<SearchHit[]> {
  const like = pattern(q);
  const kinds = await Promise.all([
    searchEndpoints(q, like),
    searchAccounts(q, like),
    searchServices(like),
    searchOwners(q, like),
  ]);
  return kinds.flat();
}

// A match at the start reads as the closer one, then the shorter.
const closest = (column: string) =>
  `position(lower($2) IN lower(${column})) = 1 DESC, length(${column}), ${column}`;

async function searchEndpoints(q: string, like: string): Promise<SearchHit[]> {
  const { pool } = await database();
  const { rows } = await pool.query<{
    id: string;
    service: string | null;
    account: string;
    region: string;
    gone: boolean;
  }>(
    `SELECT e.vpc_endpoint_id AS id, e.service_name AS service, coalesce(a.name, e.account_id) AS account, e.region,
       e.gone_at IS NOT NULL AS gone
     FROM vpc_endpoint e LEFT JOIN account a USING (account_id)
     WHERE e.vpc_endpoint_id ILIKE $1
     ORDER BY e.gone_at IS NOT NULL, ${closest("e.vpc_endpoint_id")} LIMIT ${perKind}`,
    [like, q],
  );
  return rows.map(({ id, service, account, region, gone }) => ({
    kind: "endpoint",
    label: id,
    detail: [gone && "gone", account, region, service].filter(Boolean).join(" · "),
    href: `/endpoints/${encodeURIComponent(id)}`,
  }));
}

async function searchAccounts(q: string, like: string): Promise<SearchHit[]> {
  const { pool } = await database();
  const { rows } = await pool.query<{ id: string; name: string; endpoints: number }>(
    `SELECT a.account_id AS id, a.name, (SELECT count(*) FROM vpc_endpoint e
       WHERE e.account_id = a.account_id AND e.gone_at IS NULL) AS endpoints
     FROM account a WHERE a.name ILIKE $1 OR a.account_id LIKE $1
     ORDER BY ${closest("a.name")} LIMIT ${perKind}`,
    [like, q],
  );
  return rows.map(({ id, name, endpoints }) => ({
    kind: "account",
    label: name,
    detail: `${id} · ${formatCountOf(endpoints, "endpoint")}`,
    href: listOf("accountId", id),
  }));
}

async function searchServices(like: string): Promise<SearchHit[]> {
  const { pool } = await database();
  const { rows } = await pool.query<{ name: string; endpoints: number }>(
    `SELECT service_name AS name, count(*) AS endpoints FROM vpc_endpoint
     WHERE gone_at IS NULL AND service_name ILIKE $1
     GROUP BY service_name ORDER BY count(*) DESC, service_name LIMIT ${perKind}`,
    [like],
  );
  return rows.map(({ name, endpoints }) => ({
    kind: "service",
    label: name,
    detail: formatCountOf(endpoints, "endpoint"),
    href: listOf("serviceName", name),
  }));
}

async function searchOwners(q: string, like: string): Promise<SearchHit[]> {
  const { pool } = await database();
  const { rows } = await pool.query<{ owner: string; endpoints: number }>(
    `SELECT owner, count(*) AS endpoints FROM vpc_endpoint
     WHERE gone_at IS NULL AND owner ILIKE $1 GROUP BY owner ORDER BY ${closest("owner")} LIMIT ${perKind}`,
    [like, q],
  );
  return rows.map(({ owner, endpoints }) => ({
    kind: "owner",
    label: owner,
    detail: formatCountOf(endpoints, "endpoint"),
    href: listOf("owner", owner),
  }));
}
