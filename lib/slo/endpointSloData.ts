import { database } from "../db/pool.ts";
import type { SloEndpointItem } from "./endpointList.ts";

/** An objective that is kept at one endpoint. */
export interface EndpointSlo
  extends Pick<
    SloEndpointItem,
    "sloId" | "state" | "reason" | "attainment" | "budgetLeft" | "bad" | "total"
  > {
  title: string;
  /** Percent. */
  objective: number | null;
  window: string;
  asOf: Date | null;
}

/** The objectives that cover one endpoint, what is worst first. */
export async function endpointSlos({
  accountId,
  vpcEndpointId,
}: {
  accountId: string;
  vpcEndpointId: string;
}): Promise<EndpointSlo[]> {
  const { pool } = await database();
  const { rows } = await pool.query<EndpointSlo>(
    `SELECT x.slo_id AS "sloId", s.title, s.objective, s.budget_window AS window, x.state, x.reason, x.attainment,
       x.budget_left AS "budgetLeft", x.bad, x.total, x.as_of AS "asOf"
     FROM slo s JOIN slo_endpoint x ON x.slo_id = s.slo_id AND x.account_id = $1 AND x.vpc_endpoint_id = $2
     ORDER BY x.budget_left NULLS LAST, s.position`,
    [accountId, vpcEndpointId],
  );
  return rows;
}
