import { database } from "../db/pool.ts";

/**
 * What our own endpoint services are called, by service name: their application where it has one service in the account
 * and region, else their Name tag, else their private DNS name. Services of somebody else, and those without any of the
 * three, are absent.
 */
export async function serviceTitles(serviceNames: readonly string[]): Promise<Map<string, string>> {
  const { pool } = await database();
  const { rows } = await pool.query<{ serviceName: string; title: string }>(
    `SELECT DISTINCT ON (service_name) service_name AS "serviceName", title
     FROM (
       SELECT service_name, gone_at, coalesce(
         CASE WHEN count(*) OVER (PARTITION BY account_id, region, application) = 1 THEN application END,
         nullif(tags ->> 'Name', ''), application, private_dns_name) AS title
       FROM vpc_endpoint_service
     ) named
     WHERE service_name = ANY($1) AND title IS NOT NULL
     ORDER BY service_name, gone_at DESC NULLS FIRST`,
    [[...new Set(serviceNames)]],
  );
  return new Map(rows.map(({ serviceName, title }) => [serviceName, title]));
}
