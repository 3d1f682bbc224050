import { readList } from "../api/list/data.ts";
import { readPathId } from "../api/pathId.ts";
import { database } from "../db/pool.ts";
import { NotFoundError } from "../errors.ts";
import type { SloDefinition } from "./definition.ts";
import { type IndicatorName, indicators } from "./indicators.ts";
import { toOpenSlo } from "./openslo.ts";
import type { SloDetail } from "./sloDetail.ts";
import { sloList } from "./sloList.ts";

const worst = 20;

/** The objective of a path with everything about it. Throws NotFoundError for one that is not defined. */
export async function requireSlo(id: string): Promise<SloDetail> {
  const sloId = readPathId(id);
  const { pool } = await database();
  const [page, definition, days, endpoints] = await Promise.all([
    readList(sloList, { filter: { sloId } }),
    storedDefinition(sloId),
    pool.query<SloDetail["days"][number]>(
      `SELECT day, bad, total, attainment, budget_left AS "budgetLeft" FROM slo_day WHERE slo_id = $1 ORDER BY day`,
      [sloId],
    ),
    pool.query<SloDetail["worstEndpoints"][number]>(
      `SELECT account_id AS "accountId", region, vpc_endpoint_id AS "vpcEndpointId", state,
         availability_class AS "availabilityClass", bad, total, attainment, budget_left AS "budgetLeft"
       FROM slo_endpoint WHERE slo_id = $1 AND attainment IS NOT NULL
       ORDER BY budget_left NULLS LAST, attainment, account_id, vpc_endpoint_id LIMIT $2`,
      [sloId, worst],
    ),
  ]);
  const [item] = page.items;
  if (!item) throw new NotFoundError(`No objective ${sloId} is defined.`);
  const { availability = null } = item.evidence as Partial<Pick<SloDetail, "availability">>;
  return {
    ...item,
    ...{ definition: { ...definition }, availability, days: days.rows, worstEndpoints: endpoints.rows },
    missing: indicators[item.indicator as IndicatorName].missing,
  };
}

/** The objective of a path as OpenSLO v1. Throws NotFoundError for one that is not defined. */
export async function requireOpenSlo(id: string): Promise<string> {
  return toOpenSlo(await storedDefinition(readPathId(id)));
}

async function storedDefinition(sloId: string): Promise<SloDefinition> {
  const { pool } = await database();
  const { rows } = await pool.query<{ definition: SloDefinition }>(
    "SELECT definition FROM slo WHERE slo_id = $1",
    [sloId],
  );
  if (rows[0]) return rows[0].definition;
  throw new NotFoundError(`No objective ${sloId} is defined.`);
}
