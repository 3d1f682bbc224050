import { readFields } from "../api/list/data.ts";
import type { ListQuery } from "../api/list/definition.ts";
import { database } from "../db/pool.ts";
import { endpointList } from "./endpointList.ts";
import { type EndpointRow, type EndpointRowPage, shownFields } from "./endpointTableSchema.ts";
import { serviceTitles } from "./serviceTitles.ts";

interface TrafficRow {
  accountId: string;
  vpcEndpointId: string;
  bytesDaily: number[];
  bytesDailyFrom: Date | null;
  measuredFrom: Date | null;
}

const iso = (time: Date | null | undefined) => time?.toISOString() ?? null;

/**
 * One page of endpoints with their traffic by day; how many there are is counted with the first page. Throws
 * InvalidQueryError for bad input.
 */
export async function listEndpointRows(query: ListQuery = {}): Promise<EndpointRowPage> {
  const page = await readFields(endpointList, query, shownFields);
  const { pool } = await database();
  const names = page.items.map(({ serviceName }) => serviceName).filter((name) => name !== null);
  const titles = await serviceTitles(names);
  const { rows } = await pool.query<TrafficRow>(
    `SELECT t.account_id AS "accountId", t.vpc_endpoint_id AS "vpcEndpointId", bytes_daily AS "bytesDaily",
       bytes_daily_from AS "bytesDailyFrom", measured_from AS "measuredFrom"
     FROM unnest($1::text[], $2::text[]) AS page(account_id, vpc_endpoint_id)
     JOIN vpc_endpoint_traffic t USING (account_id, vpc_endpoint_id)`,
    [page.items.map(({ accountId }) => accountId), page.items.map(({ vpcEndpointId }) => vpcEndpointId)],
  );
  const traffic = new Map(rows.map((row) => [`${row.accountId} ${row.vpcEndpointId}`, row]));
  const items = page.items.map((endpoint): EndpointRow => {
    const row = traffic.get(`${endpoint.accountId} ${endpoint.vpcEndpointId}`);
    return {
      ...endpoint,
      serviceTitle: titles.get(endpoint.serviceName ?? "") ?? null,
      bytesDaily: (row?.bytesDaily ?? []).map((bytes) => (bytes < 0 ? null : bytes)),
      bytesDailyFrom: iso(row?.bytesDailyFrom),
      measuredFrom: iso(row?.measuredFrom),
    };
  });
  return { ...page, items };
}
