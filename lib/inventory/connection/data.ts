import { toItem } from "../../api/list/data.ts";
import type { ListDefinition } from "../../api/list/definition.ts";
import { ListSql } from "../../api/list/sql.ts";
import { SqlParameters } from "../../api/list/sqlValues.ts";
import { database } from "../../db/pool.ts";
import { currentTime } from "../../env.ts";
import { type Connection, connectionList } from "../connectionList.ts";
import { endpointList } from "../endpointList.ts";
import type { Endpoint } from "../schema.ts";
import { type Service, serviceList } from "../serviceList.ts";
import type { ZoneTargets } from "./pageSchema.ts";

/** The newest row of a list whose columns have these values; undefined where there is none. */
async function readNewest<Item extends object>(
  def: ListDefinition<Item>,
  values: Record<string, string>,
): Promise<Item | undefined> {
  const { pool } = await database();
  const parameters = new SqlParameters();
  const sql = new ListSql(def, parameters, currentTime());
  const where = Object.entries(values).map(
    ([column, value]) => `e.${column} = ${parameters.put(value, "text")}`,
  );
  const { rows } = await pool.query<Record<string, unknown>>(
    `${sql.rows(where.join(" AND "), "e.gone_at AS __gone")} ORDER BY __gone DESC NULLS FIRST LIMIT 1`,
    parameters.values,
  );
  return rows[0] && toItem(def, rows[0]);
}

/** The consumer's side, where its account is ours. */
export const readConsumer = (vpcEndpointId: string): Promise<Endpoint | undefined> =>
  readNewest(endpointList, { vpc_endpoint_id: vpcEndpointId });

/** The connection as the provider lists it, where its account is ours. */
export const readConnection = (vpcEndpointId: string, serviceId: string): Promise<Connection | undefined> =>
  readNewest(connectionList, { vpc_endpoint_id: vpcEndpointId, service_id: serviceId });

/** The provider's service; by its account where that is known, else by the name that an endpoint gives. */
export const readProvider = (
  by: { accountId: string; region: string; serviceId: string } | { serviceName: string },
): Promise<Service | undefined> =>
  readNewest(
    serviceList,
    "serviceName" in by
      ? { service_name: by.serviceName }
      : { account_id: by.accountId, region: by.region, service_id: by.serviceId },
  );

/** Targets behind some load balancers of an account, by zone; undefined where none of their groups is collected. */
export async function readZoneTargets(
  { accountId, region }: { accountId: string; region: string },
  loadBalancerArns: readonly string[],
): Promise<ZoneTargets[] | undefined> {
  const { pool } = await database();
  const { rows } = await pool.query<ZoneTargets & { targets: number }>(
    `SELECT h.az_id AS "azId", count(h.target_id)::int AS targets,
       count(*) FILTER (WHERE h.state = 'healthy')::int AS healthy,
       count(*) FILTER (WHERE h.state = 'unhealthy')::int AS unhealthy,
       count(*) FILTER (WHERE h.state IS NOT NULL AND h.state NOT IN ('healthy', 'unhealthy'))::int AS other
     FROM target_group g LEFT JOIN target_health h ON h.account_id = g.account_id AND h.region = g.region
       AND h.target_group_arn = g.target_group_arn AND h.gone_at IS NULL
     WHERE g.account_id = $1 AND g.region = $2 AND g.load_balancer_arns && $3 AND g.gone_at IS NULL
     GROUP BY h.az_id ORDER BY h.az_id`,
    [accountId, region, loadBalancerArns],
  );
  if (rows.length === 0) return undefined;
  return rows.filter(({ targets }) => targets > 0).map(({ targets: _, ...row }) => row);
}
