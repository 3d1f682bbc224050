import { toItem } from "../api/list/data.ts";
import { ListSql } from "../api/list/sql.ts";
import { SqlParameters } from "../api/list/sqlValues.ts";
import { database } from "../db/pool.ts";
import { currentTime } from "../env.ts";
import { type IdleItem, idleList } from "./list.ts";

/** The verdict of an endpoint, then those of its zones that are not in use. */
export async function idleItemsOf(of: { accountId: string; vpcEndpointId: string }): Promise<IdleItem[]> {
  const { pool } = await database();
  const parameters = new SqlParameters();
  const sql = new ListSql(idleList, parameters, currentTime());
  const account = parameters.put(of.accountId, "text");
  const id = parameters.put(of.vpcEndpointId, "text");
  const { rows } = await pool.query<Record<string, unknown>>(
    `${sql.rows(`v.account_id = ${account} AND v.resource_id = ${id}`, "v.subnet_id AS place")} ORDER BY place`,
    parameters.values,
  );
  return rows.map((row) => toItem(idleList, row));
}
